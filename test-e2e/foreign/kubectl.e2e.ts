import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { startTestServer, type TestServer } from "@kubets/testing-server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { siteDefinition } from "./sites.ts";

// kubectl itself, of the newest version, against testing-server. Whoever runs this suite says where kubectl is: there is
// no run without it that would look like a success.
const kubectlPath = process.env["KUBETS_KUBECTL"];
if (!kubectlPath) throw new Error("KUBETS_KUBECTL is not set: it names the kubectl that this suite runs");
const kubectl: string = kubectlPath;

let server: TestServer;
let home: string;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  server = await startTestServer();
  // An empty home: no cache of what another server has, no configuration of the person who runs this.
  home = await mkdtemp(join(tmpdir(), "kubets-kubectl-"));
  const kubeconfig = join(home, "kubeconfig");
  await server.writeKubeconfig(kubeconfig);
  env = { PATH: process.env["PATH"], HOME: home, KUBECONFIG: kubeconfig };
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(home, { recursive: true, force: true });
});

function start(args: readonly string[], input = ""): ChildProcess {
  const child = spawn(kubectl, args, { env, stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.end(input);
  return child;
}

interface Result {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(args: readonly string[], input = ""): Promise<Result> {
  const child = start(args, input);
  const [out, err, [code]] = await Promise.all([
    text(child.stdout as NodeJS.ReadableStream),
    text(child.stderr as NodeJS.ReadableStream),
    once(child, "close") as Promise<[number]>,
  ]);
  return { code, out, err };
}

/** What kubectl prints; a failure of kubectl is one of the test. */
async function k(line: string, input = ""): Promise<string> {
  const { code, out, err } = await run(line.split(" "), input);
  if (code !== 0) throw new Error(`kubectl ${line} ended with ${code}: ${err}`);
  return out;
}

/** Runs of spaces are how kubectl aligns columns. */
const rows = (table: string): string[] =>
  table
    .trimEnd()
    .split("\n")
    .map((row) => row.replaceAll(/ +/g, " ").trimEnd());

const pod = (name: string): string =>
  JSON.stringify({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, labels: { app: name } },
    spec: { containers: [{ name: "main", image: "nginx", ports: [{ containerPort: 80 }] }] },
  });

const deployment = (image: string, replicas: number): string =>
  JSON.stringify({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "applied" },
    spec: {
      replicas,
      selector: { matchLabels: { app: "applied" } },
      template: {
        metadata: { labels: { app: "applied" } },
        spec: {
          containers: [{ name: "main", image }, ...(replicas > 1 ? [{ name: "helper", image: "busybox" }] : [])],
        },
      },
    },
  });

const definition = JSON.stringify(
  siteDefinition({ categories: ["all"] }, [
    { name: "Replicas", type: "integer", jsonPath: ".spec.replicas", priority: 1 },
  ]),
);

const site = (host: string): string =>
  JSON.stringify({
    apiVersion: "example.com/v1",
    kind: "Site",
    metadata: { name: "one" },
    spec: { host, replicas: 1 },
  });

describe("kubectl", () => {
  it("learns the server's version and resources", async () => {
    expect(await k("version")).toMatch(/Server Version: v1\.37\./);
    const resources = rows(await k("api-resources"));
    expect(resources).toContain("deployments deploy apps/v1 true Deployment");
    expect(resources.length).toBeGreaterThan(60);
    expect(await k("api-versions")).toContain("coordination.k8s.io/v1\n");
    expect(await k("get --raw /healthz")).toBe("ok");
  });

  it("is known by token and by client certificate", async () => {
    for (const context of ["kubets-testing-server", "kubets-testing-server-certificate"]) {
      expect(await k(`auth whoami --context ${context}`)).toContain("kubernetes-admin");
    }
    expect(await k("auth whoami --as jane --as-group devs -o jsonpath={.status.userInfo.groups}")).toBe(
      '["devs","system:authenticated"]',
    );
    expect(await k("auth can-i create pods")).toBe("yes\n");
  });

  it("creates objects in protobuf", async () => {
    await k("create deployment web --image=nginx --replicas=2");
    await k("create configmap settings --from-literal=a=1 --from-literal=b=2");
    await k("create secret generic login --from-literal=password=p");
    await k("create serviceaccount robot");
    await k("create role reader --verb=get --resource=pods");
    await k("create cronjob nightly --image=busybox --schedule=@daily -- true");
    expect(await k("get secret login -o jsonpath={.data.password}")).toBe("cA==");
    expect(rows(await k("get deployment web"))).toEqual([
      "NAME READY UP-TO-DATE AVAILABLE AGE",
      expect.stringMatching(/^web 0\/2 0 0 \d+s$/) as string,
    ]);
  });

  it("creates objects from files, once", async () => {
    expect(await k("create -f -", pod("one"))).toBe("pod/one created\n");
    expect(await run(["create", "-f", "-"], pod("one"))).toMatchObject({
      code: 1,
      err: expect.stringContaining('pods "one" already exists') as string,
    });
  });

  it("prints in every format", async () => {
    expect(await k("get configmap settings -o name")).toBe("configmap/settings\n");
    expect(JSON.parse(await k("get configmap settings -o json"))).toMatchObject({
      kind: "ConfigMap",
      data: { a: "1" },
    });
    expect(await k("get configmap settings -o yaml")).toContain("kind: ConfigMap\n");
    expect(await k("get configmap settings -o jsonpath={.data.b}")).toBe("2");
    expect(await k("get configmap settings -o go-template={{.data.a}}")).toBe("1");
    expect(rows(await k("get configmap settings -o custom-columns=N:.metadata.name,A:.data.a"))).toEqual([
      "N A",
      "settings 1",
    ]);
    expect(rows(await k("get deployment web -o wide")).at(0)).toContain("CONTAINERS IMAGES SELECTOR");
    expect(rows(await k("get pods --show-labels")).at(-1)).toMatch(/ app=one$/);
    expect(rows(await k("get pods --sort-by=.metadata.name --no-headers"))).toHaveLength(1);
    expect(await k("get all")).toContain("deployment.apps/web");
    expect(rows(await k("get pods -A --server-print=false"))[0]).toBe("NAMESPACE NAME AGE");
  });

  it("selects by label and by field, and says what is not there", async () => {
    await k("create -f -", pod("two"));
    expect(await k("get pods -l app=two -o name")).toBe("pod/two\n");
    expect(await k("get pods --field-selector=metadata.name=one -o name")).toBe("pod/one\n");
    expect(await k("get pods --chunk-size=1 -o name")).toBe("pod/one\npod/two\n");
    expect((await run(["get", "pods", "nobody"])).err).toBe('Error from server (NotFound): pods "nobody" not found\n');
    expect((await run(["get", "nothings"])).err).toContain('doesn\'t have a resource type "nothings"');
  });

  it("follows changes with --watch", async () => {
    const child = start(["get", "configmaps", "--watch", "--no-headers", "--output-watch-events"]);
    try {
      const stdout = child.stdout as NodeJS.ReadableStream;
      let seen = "";
      stdout.on("data", (part: Buffer) => (seen += part.toString()));
      const until = async (pattern: RegExp): Promise<void> => {
        while (!pattern.test(seen)) await once(stdout, "data");
      };
      await until(/ADDED +settings +2/);
      await k("create configmap watched");
      await until(/ADDED +watched +0/);
      await k('patch configmap watched --type=merge -p {"data":{"x":"1"}}');
      await until(/MODIFIED +watched +1/);
      await k("delete configmap watched");
      await until(/DELETED +watched +1/);
    } finally {
      child.kill();
      await once(child, "close");
    }
  });

  it("applies built-in objects: creates, leaves alone, changes and takes away", async () => {
    expect(await k("apply -f -", deployment("nginx:1", 2))).toBe("deployment.apps/applied created\n");
    expect(await k("apply -f -", deployment("nginx:1", 2))).toBe("deployment.apps/applied unchanged\n");
    expect(await k("apply -f -", deployment("nginx:2", 1))).toBe("deployment.apps/applied configured\n");
    expect(await k("get deployment applied -o jsonpath={.spec.template.spec.containers[*].image}")).toBe("nginx:2");
    expect((await run(["diff", "-f", "-"], deployment("nginx:3", 1))).code).toBe(1);
  });

  it("patches in three ways, labels and annotates", async () => {
    await k('patch deployment web --type=merge -p {"spec":{"replicas":3}}');
    await k('patch deployment web --type=json -p [{"op":"add","path":"/spec/paused","value":true}]');
    const strategic = {
      spec: { template: { spec: { containers: [{ name: "nginx", env: [{ name: "A", value: "1" }] }] } } },
    };
    await k(`patch deployment web -p ${JSON.stringify(strategic)}`);
    const spec = JSON.parse(await k("get deployment web -o jsonpath={.spec}")) as object;
    expect(spec).toMatchObject({
      replicas: 3,
      paused: true,
      template: { spec: { containers: [{ image: "nginx", env: [{ name: "A", value: "1" }] }] } },
    });
    expect(await k("label pod one tier=front")).toBe("pod/one labeled\n");
    expect((await run(["label", "pod", "one", "tier=back"])).code).toBe(1);
    await k("label pod one tier=back --overwrite");
    await k("annotate pod one note=hello");
    expect(await k("get pod one -o jsonpath={.metadata.labels.tier},{.metadata.annotations.note}")).toBe("back,hello");
    await k("label pod one tier-");
    expect(await k("get pod one -o jsonpath={.metadata.labels}")).toBe('{"app":"one"}');
  });

  it("scales and sets images", async () => {
    expect(await k("scale deployment web --replicas=5")).toBe("deployment.apps/web scaled\n");
    expect(await k("scale deployment web --current-replicas=5 --replicas=4")).toBe("deployment.apps/web scaled\n");
    expect((await run(["scale", "deployment", "web", "--current-replicas=9", "--replicas=1"])).code).toBe(1);
    await k("set image deployment/web nginx=nginx:9");
    expect(await k("get deployment web -o jsonpath={.spec.replicas},{.spec.template.spec.containers[0].image}")).toBe(
      "4,nginx:9",
    );
  });

  it("defines a custom resource and works with it", async () => {
    await k("apply -f -", definition);
    await k("wait --for=condition=Established crd/sites.example.com --timeout=60s");
    expect(await k("apply -f -", site("a.example.com"))).toBe("site.example.com/one created\n");
    expect(await k("apply -f -", site("a.example.com"))).toBe("site.example.com/one unchanged\n");
    expect(await k("apply -f -", site("b.example.com"))).toBe("site.example.com/one configured\n");
    expect(rows(await k("get st"))).toEqual(["NAME HOST", "one b.example.com"]);
    expect(rows(await k("get sites -o wide"))).toEqual(["NAME HOST REPLICAS", "one b.example.com 1"]);
    expect(await k("scale site one --replicas=3")).toBe("site.example.com/one scaled\n");
    await k('patch site one --subresource=status --type=merge -p {"status":{"replicas":2}}');
    expect(await k("get site one -o jsonpath={.spec.replicas},{.status.replicas}")).toBe("3,2");
    expect((await run(["patch", "site", "one", "-p", "{}"])).err).toContain(
      "strategic-merge-patch+json is not supported",
    );
    expect(rows(await k("api-resources --api-group=example.com"))).toContain("sites st example.com/v1 true Site");
    expect(await k("get all")).toContain("site.example.com/one");
  });

  it("explains built-in and custom resources", async () => {
    expect(await k("explain deployment.spec.strategy")).toMatch(/FIELDS:\s+rollingUpdate\s+<RollingUpdateDeployment>/);
    expect(await k("explain pod --recursive")).toContain("readinessProbe");
    expect(await k("explain site.spec.host")).toContain("Where it is.");
    expect((await run(["explain", "pod.spec.nothing"])).code).toBe(1);
  });

  it("waits, and deletes", async () => {
    const waiting = k("wait --for=delete pod/two --timeout=60s");
    expect(await k("delete pod two --now")).toContain('pod "two" deleted');
    await waiting;
    expect(await k("delete site one")).toContain('site.example.com "one" deleted');
    await k("delete crd sites.example.com");
    expect((await run(["get", "sites"])).code).toBe(1);
    await k("delete pods --all --now");
    expect(await k("get pods")).toBe("");
    await k("create namespace short-lived");
    await k("delete namespace short-lived --timeout=60s");
    expect((await run(["get", "namespace", "short-lived"])).code).toBe(1);
  });

  it("describes objects and lists events", async () => {
    expect(await k("describe configmap settings")).toContain("Name:         settings");
    expect(await k("describe deployment web")).toContain("nginx:9");
    expect(await k("events")).toBe("");
  });
});
