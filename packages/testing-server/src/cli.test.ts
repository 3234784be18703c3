import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { main } from "./cli.ts";

const bin = fileURLToPath(new URL("bin.ts", import.meta.url));
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kubets-cli-"));
});
afterAll(() => rm(folder, { recursive: true }));

function start(
  args: readonly string[],
  env: Record<string, string> = {},
): ChildProcess & { output(): string; errors(): string } {
  const child = spawn(process.execPath, ["--conditions=@kubets/source", bin, ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const collected = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (part: string) => (collected.out += part));
  child.stderr.setEncoding("utf8").on("data", (part: string) => (collected.err += part));
  return Object.assign(child, { output: () => collected.out, errors: () => collected.err });
}

/** In a process of its own where there is a command, whose output is the process's; else within this one, which is faster. */
async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  if (!args.includes("--")) {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const signal = new AbortController().signal;
    const code = await main(args, { stdout, stderr, env: {}, signal });
    return { code, out: String(stdout.read() ?? ""), err: String(stderr.read() ?? "") };
  }
  const child = start(args);
  const [code] = (await once(child, "close")) as [number];
  return { code, out: child.output(), err: child.errors() };
}

/** Runs until the program says where its kubeconfig is. */
async function serving(...args: string[]): Promise<{ child: ReturnType<typeof start>; kubeconfig: string }> {
  const child = start(args);
  for (;;) {
    const path = /^export KUBECONFIG=(.*)$/m.exec(child.output())?.[1];
    if (path !== undefined) return { child, kubeconfig: path };
    if (child.exitCode !== null) throw new Error(child.errors());
    await once(child.stdout ?? child, "data");
  }
}

describe("kubets-testing-server", () => {
  it.each(["SIGINT", "SIGTERM"] as const)(
    "prints what to export, in plain lines, and ends cleanly on %s",
    async (signal) => {
      const { child, kubeconfig } = await serving();
      expect(child.output()).toMatch(
        /^# Kubernetes API at https:\/\/127\.0\.0\.1:\d+; Ctrl-C ends it\nexport KUBECONFIG=\S+\n$/,
      );
      const config = JSON.parse(await readFile(kubeconfig, "utf8")) as { users: { user: { token?: string } }[] };
      child.kill(signal);
      expect(await once(child, "close")).toEqual([0, null]);
      expect(child.errors()).toBe("");
      expect(existsSync(kubeconfig)).toBe(false);
      for (const { user } of config.users)
        if (user.token !== undefined) expect(child.output()).not.toContain(user.token);
    },
  );

  it("keeps a kubeconfig that was asked for", async () => {
    const path = join(folder, "it's mine");
    const { child, kubeconfig } = await serving("--kubeconfig", path);
    expect(kubeconfig).toBe(`'${folder}/it'\\''s mine'`);
    child.kill("SIGTERM");
    await once(child, "close");
    expect(existsSync(path)).toBe(true);
  });

  it("leaves a file alone that is no kubeconfig of its own, and replaces one that is", async () => {
    const mine = join(folder, "mine");
    await writeFile(mine, "current-context: production\n");
    const { code, out, err } = await run("--kubeconfig", mine, "--", process.execPath, "--version");
    expect({ code, out, err }).toEqual({
      code: 1,
      out: "",
      err: `error: --kubeconfig ${mine} exists and is not of a former server: choose another file\n`,
    });
    expect(await readFile(mine, "utf8")).toBe("current-context: production\n");

    const own = join(folder, "own");
    await writeFile(own, "");
    for (let time = 0; time < 2; time++)
      expect(await run("--kubeconfig", own, "--", process.execPath, "-e", "")).toMatchObject({ code: 0, err: "" });
  });

  it("says in one line why a kubeconfig cannot be written", async () => {
    const { code, err } = await run("--kubeconfig", folder, "--", process.execPath, "--version");
    expect({ code, err }).toEqual({
      code: 1,
      err: `error: ${folder}: the kubeconfig cannot be written: it is a folder\n`,
    });
  });

  it("runs a command with KUBECONFIG set and returns its exit code", async () => {
    const script = `
      const config = JSON.parse(require("node:fs").readFileSync(process.env.KUBECONFIG, "utf8"));
      console.log(config.clusters[0].cluster.server.slice(0, 18), process.argv[1]);
      process.exitCode = 7;`;
    const { code, out, err } = await run("--", process.execPath, "-e", script, "--", "--port");
    expect({ code, out, err }).toEqual({ code: 7, out: "https://127.0.0.1: --port\n", err: "" });
  });

  it("tells a command of its own end, and returns what shells return then", async () => {
    const child = start(["--", process.execPath, "-e", "console.log('up'); setInterval(() => {}, 1000)"]);
    while (!child.output().includes("up")) await once(child.stdout ?? child, "data");
    child.kill("SIGTERM");
    expect(await once(child, "close")).toEqual([128 + 15, null]);
  });

  it("begins with the manifests of files and folders", async () => {
    const namespaced = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: team\n";
    const list = {
      apiVersion: "v1",
      kind: "List",
      items: [{ apiVersion: "v1", kind: "Namespace", metadata: { name: "team" } }],
    };
    const path = join(folder, "manifests");
    await mkdir(path);
    await writeFile(join(path, "1.yaml"), namespaced);
    await writeFile(join(path, "2.json"), JSON.stringify(list));
    const script = `
      const { clusters: [{ cluster }], users: [{ user }] } = JSON.parse(require("node:fs").readFileSync(process.env.KUBECONFIG, "utf8"));
      const ca = Buffer.from(cluster["certificate-authority-data"], "base64");
      const headers = { authorization: "Bearer " + user.token };
      require("node:https").get(cluster.server + "/api/v1/configmaps", { ca, headers }, async (response) => {
        const { items } = JSON.parse(Buffer.concat(await response.toArray()));
        console.log(items.map(({ metadata }) => metadata.namespace + "/" + metadata.name).join());
      });`;
    expect(await run("--load", path, "--", process.execPath, "-e", script)).toEqual({
      code: 0,
      out: "team/a\n",
      err: "",
    });
  });

  it("explains itself", async () => {
    const help = await run("--help");
    expect(help.code).toBe(0);
    for (const option of ["--port", "--host", "--kubeconfig", "--load"]) expect(help.out).toContain(option);
    expect(await run("--version")).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\S*\n$/) as string,
    });
  });

  it.each([
    [["--port", "x"], 2, /^error: --port "x" is no port: .*; see --help\n$/],
    [["--port", "70000"], 2, /^error: --port "70000" is no port/],
    [["--port", ""], 2, /^error: --port "" is no port/],
    [["--prot", "1"], 2, /^error: Unknown option '--prot'; see --help\n$/],
    [["stray"], 2, /^error: Unexpected argument 'stray'/],
    [["--"], 2, /^error: a command is missing after --/],
    [["--load", "/nowhere"], 1, /^error: \/nowhere: no such file or folder\n$/],
    [["--host", "192.0.2.77"], 1, /^error: 192\.0\.2\.77:0 is no address of this machine/],
    [["--", "/no/such/program"], 1, /^error: cannot run \/no\/such\/program: no such program\n$/],
  ])("answers %j with exit code %d and one line", async (args, code, line) => {
    const result = await run(...args);
    expect(result).toEqual({ code, out: "", err: expect.stringMatching(line) as string });
    expect(result.err.split("\n")).toHaveLength(2);
  });

  it.each([
    ["broken.json", '{"kind": "Secret", "data": "hunter2"', /broken\.json:1:\d+: not YAML: [^"]+\n$/],
    ["untyped.json", '{"metadata": {}}', /untyped\.json, document 1: no object with apiVersion and kind\n$/],
    ["some.yaml", "kind: Pod", /some\.yaml, document 1: no object with apiVersion and kind/],
    ["unknown.json", '{"apiVersion": "example.com/v1", "kind": "Thing"}', /no kind "Thing" in "example\.com\/v1"/],
  ])("refuses the manifest %s in one line that shows nothing of it", async (name, content, line) => {
    const path = join(folder, name);
    await writeFile(path, content);
    const { code, out, err } = await run("--load", path);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(line);
    expect(err).not.toContain("hunter2");
    expect(err.split("\n")).toHaveLength(2);
  });

  it.each([
    [{}, "\u001b[31merror:\u001b[39m"],
    [{ NO_COLOR: "1" }, "error:"],
  ])("colours errors on a terminal, with the environment %j", async (env, start) => {
    const stderr = Object.assign(new PassThrough(), { isTTY: true });
    const signal = AbortSignal.abort();
    expect(await main(["--nonsense"], { stdout: new PassThrough(), stderr, env, signal })).toBe(2);
    expect(String(stderr.read())).toBe(`${start} Unknown option '--nonsense'; see --help\n`);
  });

  it("says that a port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    try {
      const { port } = other.address() as AddressInfo;
      const { code, err } = await run("--port", `${port}`);
      expect({ code, err }).toEqual({
        code: 1,
        err: `error: 127.0.0.1:${port} is in use: choose another port, or 0 to let the system choose\n`,
      });
    } finally {
      other.close();
    }
  });

  it("names file and object where the cluster refuses one", async () => {
    const manifests = join(folder, "refused");
    await mkdir(manifests);
    await writeFile(
      join(manifests, "a.yaml"),
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: fine, namespace: team}\n",
    );
    const broken = join(manifests, "b.yaml");
    await writeFile(broken, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: Not_Fine, namespace: team}\n");
    const { code, err } = await run("--load", manifests);
    expect(code).toBe(1);
    expect(err).toMatch(`error: ${broken}: ConfigMap team/Not_Fine: ConfigMap "Not_Fine" is invalid: metadata.name: `);
    await writeFile(broken, "apiVersion: example.com/v1\nkind: Website\nmetadata: {name: a}\n");
    expect((await run("--load", manifests)).err).toBe(
      `error: ${broken}: Website a: the fake cluster has no kind "Website" in "example.com/v1"\n`,
    );
  });

  it("takes sketches of objects where they are not to be validated", async () => {
    const sketch = join(folder, "sketch.yaml");
    await writeFile(sketch, "apiVersion: v1\nkind: Pod\nmetadata: {name: sketch}\nspec: {}\n");
    const command = ["--", process.execPath, "-e", ""];
    const refused = await run("--load", sketch, ...command);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('Pod "sketch" is invalid: spec.containers: Required value');
    expect(await run("--load", sketch, "--no-validation", ...command)).toMatchObject({ code: 0, err: "" });
  });

  it("runs the controllers that are named, with faults from a file and with Roles", async () => {
    const faults = join(folder, "faults.yaml");
    await writeFile(faults, "faults: [{ verb: list, resource: nodes, with: { code: 503, message: out of order } }]\n");
    const script = `
      const { readFileSync } = await import("node:fs");
      const { get } = await import("node:https");
      const config = JSON.parse(readFileSync(process.env.KUBECONFIG, "utf8"));
      const { server, "certificate-authority-data": ca } = config.clusters[0].cluster;
      const call = (path) => new Promise((resolve, reject) => get(server + path, {
        ca: Buffer.from(ca, "base64"), headers: { authorization: "Bearer " + config.users[0].user.token },
      }, async (response) => { let text = ""; for await (const part of response) text += part; resolve(JSON.parse(text)); }).on("error", reject));
      console.log((await call("/api/v1/nodes")).message);
      console.log((await call("/api/v1/nodes")).items.map(({ metadata }) => metadata.name).join());
      console.log((await call("/api/v1/namespaces/default/configmaps/kube-root-ca.crt")).data["ca.crt"].slice(0, 27));
      console.log((await call("/apis/rbac.authorization.k8s.io/v1/clusterroles/view")).metadata.name);
    `;
    const { code, out, err } = await run(
      "--controllers",
      "service-accounts,nodes=2",
      "--rbac",
      "--faults",
      faults,
      "--",
      process.execPath,
      "--input-type=module",
      "-e",
      script,
    );
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toBe("out of order\nnode-1,node-2\n-----BEGIN CERTIFICATE-----\nview\n");
  });

  it.each([
    [
      ["--controllers", "magic"],
      2,
      /^error: --controllers "magic" is no controller: there are service-accounts, .*; see --help\n$/,
    ],
    [["--faults", "/none/faults.yaml"], 1, /^error: \/none\/faults\.yaml: no such file\n$/],
    [["--faults", tmpdir()], 1, /^error: \S+: is a folder, and one file is wanted\n$/],
    [["--faults", ""], 2, /^error: --faults needs a value; see --help\n$/],
  ])("refuses %j with exit code %d", async (args, expected, message) => {
    const { code, err } = await run(...args);
    expect(code).toBe(expected);
    expect(err).toMatch(message);
  });

  it("refuses a file of faults with the place of what is wrong", async () => {
    const faults = join(folder, "wrong.yaml");
    await writeFile(faults, "- verb: list\n  with: { code: 42 }\n");
    expect((await run("--faults", faults)).err).toBe(
      `error: ${faults}: faults[0].with.code: must be an HTTP status from 400 to 599\n`,
    );
  });
});
