import { describe, expect, it } from "vitest";
import { openCluster, pod, pods } from "../testing/cluster.ts";
import { scheduleProblem } from "./cron.ts";
import { unifiedDiff } from "./text-diff.ts";

const deployments = "/apis/apps/v1/namespaces/default/deployments";
const cronJobs = "/apis/batch/v1/namespaces/default/cronjobs";
const configMaps = "/api/v1/namespaces/default/configmaps";
const template = { metadata: { labels: { app: "web" } }, spec: { containers: [{ name: "web", image: "web:1" }] } };

const deployment = (spec: object): object => ({
  metadata: { name: "web" },
  spec: { selector: { matchLabels: { app: "web" } }, template, ...spec },
});

describe("built-in objects", () => {
  it("are refused with all that is wrong, as causes in the server's order and words", async () => {
    const { call } = openCluster();
    const container = { name: "", imagePullPolicy: "Sometimes", ports: [{ containerPort: 0 }] };
    const body = { metadata: { name: "a" }, spec: { containers: [container], restartPolicy: "Never" } };
    const { status, failure } = await call("POST", pods, body);
    expect(status).toBe(422);
    expect(failure.reason).toBe("Invalid");
    expect(failure.details?.causes).toEqual([
      { reason: "FieldValueRequired", field: "spec.containers[0].name", message: "Required value" },
      { reason: "FieldValueRequired", field: "spec.containers[0].image", message: "Required value" },
      {
        reason: "FieldValueRequired",
        field: "spec.containers[0].ports[0].containerPort",
        message: "Required value",
      },
      {
        reason: "FieldValueNotSupported",
        field: "spec.containers[0].imagePullPolicy",
        message: 'Unsupported value: "Sometimes": supported values: "Always", "IfNotPresent", "Never"',
      },
    ]);
  });

  it("need templates that their selectors select", async () => {
    const { call } = openCluster();
    const { failure } = await call("POST", deployments, deployment({ selector: { matchLabels: { app: "db" } } }));
    expect(failure.message).toBe(
      'Deployment.apps "web" is invalid: spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`',
    );
  });

  it("keep what cannot change: the message shows it", async () => {
    const { call } = openCluster();
    await call("POST", pods, pod("a"));
    const { status, failure } = await call("PUT", `${pods}/a`, {
      metadata: { name: "a" },
      spec: { containers: [{ name: "main", image: "other" }], hostNetwork: true },
    });
    expect(status).toBe(422);
    expect(failure.message).toContain("spec: Forbidden: pod updates may not change fields other than");
    expect(failure.message).toContain('\n- "HostNetwork": false,\n+ "HostNetwork": true,\n');
    await call("POST", deployments, deployment({}));
    const moved = await call("PUT", `${deployments}/web`, {
      metadata: { name: "web" },
      spec: {
        selector: { matchLabels: { app: "db" } },
        template: { ...template, metadata: { labels: { app: "db" } } },
      },
    });
    expect(moved.failure.message).toBe(
      'Deployment.apps "web" is invalid: spec.selector: Invalid value: {"matchLabels":{"app":"db"}}: field is immutable',
    );
  });

  it("cannot change once they say so themselves", async () => {
    const { call } = openCluster();
    await call("POST", configMaps, { metadata: { name: "a" }, data: { k: "1" }, immutable: true });
    const { failure } = await call("PUT", `${configMaps}/a`, {
      metadata: { name: "a" },
      data: { k: "2" },
      immutable: true,
    });
    expect(failure.message).toBe(
      'ConfigMap "a" is invalid: data: Forbidden: field is immutable when `immutable` is set',
    );
  });

  it("come with warnings where they are merely unwise", async () => {
    const { call } = openCluster();
    const spec = { schedule: "TZ=UTC 0 0 * * *", jobTemplate: { spec: { template } } };
    const refused = await call("POST", cronJobs, { metadata: { name: "a" }, spec });
    expect(refused.status).toBe(422);
    const environment = [
      { name: "A", value: "1" },
      { name: "A", value: "2" },
    ];
    const twice = await call("POST", pods, {
      metadata: { name: "a" },
      spec: { containers: [{ name: "a", image: "1", env: environment }] },
    });
    expect(twice.status).toBe(201);
    expect(twice.header("warning")).toContain("hides previous definition");
  });

  it.each(["none", "", null, true])("cannot be checked by %j: there is full and off", (validation) => {
    expect(() => openCluster({ validation: validation as "off" })).toThrow(
      `the option validation is "full" or "off", not ${JSON.stringify(validation)}`,
    );
  });

  it("may be sketches where validation is off, of types that fit", async () => {
    const { call } = openCluster({ validation: "off" });
    expect((await call("POST", pods, { metadata: { name: "a" }, spec: { restartPolicy: "Sometimes" } })).status).toBe(
      201,
    );
    expect((await call("POST", pods, { metadata: { name: "b" }, spec: { containers: 1 } })).status).toBe(400);
    expect((await call("POST", pods, { metadata: { name: "Not Valid" } })).status).toBe(422);
  });
});

describe("schedules", () => {
  it("are those of cron, with names, ranges, steps and shorthands", () => {
    for (const schedule of ["* * * * *", "*/5 0-3 1,15 jan-mar MON", "@hourly", "@every 1h30m", "0 0 ? * ?"]) {
      expect(scheduleProblem(schedule), schedule).toBeUndefined();
    }
    expect(scheduleProblem("* * * *")).toBe("expected exactly 5 fields, found 4: [* * * *]");
    for (const schedule of ["60 * * * *", "5-1 * * * *", "*/0 * * * *", "a * * * *", "@sometimes"]) {
      expect(scheduleProblem(schedule), schedule).toBeTypeOf("string");
    }
  });
});

describe("a difference of texts", () => {
  it("shows what changed with two lines around it", () => {
    const before = ["a", "b", "c", "d", "e", "f"];
    expect(unifiedDiff(before, before.with(3, "D"))).toContain("-d\n+D\n");
    expect(unifiedDiff(before, before)).toBe("");
  });
});
