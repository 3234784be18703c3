import { describe, expect, it } from "vitest";
import { builtInSchemaOf } from "./built-in-schemas.ts";
import { canonical } from "./canonical.ts";
import { decodeTyped } from "./decode.ts";
import { parseJsonExactly } from "./parse-json.ts";

function decode(kind: string, body: unknown, [group, version] = ["", "v1"]): ReturnType<typeof decodeTyped> {
  const schema = builtInSchemaOf(group ?? "", version ?? "", kind);
  if (!schema) throw new Error(`no kind ${kind}`);
  return decodeTyped(schema, parseJsonExactly(typeof body === "string" ? body : JSON.stringify(body)));
}

const pod = (container: object): object => ({ spec: { containers: [{ name: "c", ...container }] } });

describe("decoding an object of a built-in kind", () => {
  it.each([
    [pod({ image: 5 }), "number into Go struct field Container.spec.containers.image of type string"],
    [
      pod({ imagePullPolicy: true }),
      "bool into Go struct field Container.spec.containers.imagePullPolicy of type v1.PullPolicy",
    ],
    [pod({ ports: {} }), "object into Go struct field Container.spec.containers.ports of type []v1.ContainerPort"],
    [
      { spec: { terminationGracePeriodSeconds: 1.5 } },
      "number 1.5 into Go struct field PodSpec.spec.terminationGracePeriodSeconds of type int64",
    ],
    [
      { spec: { volumes: [{ hostPath: { path: 1 } }] } },
      "number into Go struct field HostPathVolumeSource.spec.volumes.VolumeSource.hostPath.path of type string",
    ],
  ])("names the value, the field and Go's type where they do not fit (%#)", (body, message) => {
    expect(() => decode("Pod", body)).toThrow(`json: cannot unmarshal ${message}`);
  });

  it("tells of the first of several wrong values", () => {
    expect(() => decode("Pod", pod({ image: 5, command: "x" }))).toThrow("containers.image of type string");
  });

  it.each([
    ["cpu", "1kk", "unable to parse quantity's suffix"],
    ["cpu", "x", "quantities must match the regular expression"],
  ])("refuses %s: %s as a quantity", (name, value, message) => {
    expect(() => decode("Pod", pod({ resources: { limits: { [name]: value } } }))).toThrow(message);
  });

  it("drops unknown fields, and lists them with those that stand twice", () => {
    const { object, problems } = decode("ConfigMap", '{"data":{"a":"1","a":"2"},"Data":{},"data":{"b":"3"},"x":1}');
    expect(object).toEqual({ data: { a: "2", b: "3" } });
    expect(problems).toEqual([
      'duplicate field "data.a"',
      'unknown field "Data"',
      'duplicate field "data"',
      'unknown field "x"',
    ]);
  });

  it("brings quantities, times and nulls into their normal form", () => {
    const limits = { cpu: "1000m", memory: 0.5 };
    expect(decode("Pod", pod({ resources: { limits }, image: null })).object).toEqual(
      pod({ resources: { limits: { cpu: "1", memory: "500m" } } }),
    );
    const lease = { spec: { renewTime: "2026-01-01T01:00:00.123+01:00" } };
    expect(() => decode("Lease", lease, ["coordination.k8s.io", "v1"])).toThrow(
      'cannot parse ".123+01:00" as ".000000"',
    );
    lease.spec.renewTime = "2026-01-01T01:00:00.123456+01:00";
    expect(decode("Lease", lease, ["coordination.k8s.io", "v1"]).object).toEqual({
      spec: { renewTime: "2026-01-01T00:00:00.123456Z" },
    });
  });
});

describe("the form in which an object is stored", () => {
  it("has Go's order, its defaults and what is always written, and nothing that is empty", () => {
    const schema = builtInSchemaOf("apps", "v1", "Deployment");
    if (!schema) throw new Error("no deployments");
    const given = {
      spec: { template: { spec: { containers: [{ image: "i:1", name: "c", args: [] }] } }, paused: false },
    };
    const before = structuredClone(given);
    const { spec, status } = canonical(schema, given);
    expect(given).toEqual(before);
    expect(status).toEqual({});
    expect(Object.keys(spec as object)).toEqual([
      "replicas",
      "selector",
      "template",
      "strategy",
      "revisionHistoryLimit",
      "progressDeadlineSeconds",
    ]);
    expect(spec).toMatchObject({ replicas: 1, selector: null, template: { metadata: {} } });
    const { containers } = (spec as { template: { spec: { containers: object[] } } }).template.spec;
    expect(JSON.stringify(containers[0])).toBe(
      '{"name":"c","image":"i:1","resources":{},"terminationMessagePath":"/dev/termination-log",' +
        '"terminationMessagePolicy":"File","imagePullPolicy":"IfNotPresent"}',
    );
  });
});
