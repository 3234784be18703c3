import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { encodePem } from "@kubets/clientcmd";
import { createFakeClock } from "@kubets/wait";
import { describe, expect, it } from "vitest";
import { createExecCredentialSource, pluginEnvironment, type ExecCredentialOptions } from "./exec-credential.ts";
import { createPlugin, type TestPlugin } from "./testing/plugin.ts";

const secret = "hunter2";
const place = 'users["admin"]';

function sourceOf(
  plugin: TestPlugin,
  options: Partial<ExecCredentialOptions> = {},
): ReturnType<typeof createExecCredentialSource> {
  return createExecCredentialSource({ exec: plugin.exec, cluster: { server: "https://k.example" }, place, ...options });
}

/** The message of a failure that shows no secret anywhere. */
async function complaint(promise: unknown): Promise<string> {
  const error: unknown = await Promise.resolve(promise).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ name: "KubernetesError" });
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(secret);
  return (error as Error).message;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("a credential plugin is asked (F042, F048, C77)", () => {
  it("in its version, without the cluster unless the kubeconfig says so", async () => {
    using plugin = createPlugin(`print({ token: "t" })`);
    expect(await sourceOf(plugin).token()).toBe("t");
    const beta = { ...plugin.exec, apiVersion: "client.authentication.k8s.io/v1beta1" };
    expect(await sourceOf(plugin, { exec: beta }).token()).toBe("t");
    expect(plugin.runs).toEqual(
      ["v1", "v1beta1"].map((version) => ({
        kind: "ExecCredential",
        apiVersion: `client.authentication.k8s.io/${version}`,
        spec: { interactive: false },
      })),
    );
  });

  it("with the cluster and its own extension, files as data, where it does", async () => {
    using plugin = createPlugin(`print({ token: "t" })`, { provideClusterInfo: true });
    const authority = join(plugin.directory, "ca.pem");
    writeFileSync(authority, "-----BEGIN CERTIFICATE-----\n");
    const cluster = { server: "https://k.example", config: { audience: "a" } };
    await sourceOf(plugin, { cluster, certificateAuthorityFile: authority }).token();
    expect(plugin.runs).toMatchObject([
      { spec: { cluster: { ...cluster, "certificate-authority-data": encodePem("-----BEGIN CERTIFICATE-----\n") } } },
    ]);
    const missing = sourceOf(plugin, { certificateAuthorityFile: "/nowhere" }).token();
    expect(await complaint(missing)).toBe(
      `${place}: the certificate-authority /nowhere cannot be read: it does not exist`,
    );
  });

  it("with the inherited environment, its own laid over it, and its arguments as they are", async () => {
    using plugin = createPlugin(`print({ token: [process.env.A, process.env.B, process.argv[2]].join("/") })`);
    const exec = { ...plugin.exec, args: [...(plugin.exec.args ?? []), '"$HOME"'], env: [{ name: "B", value: "own" }] };
    const env = { ...process.env, A: "inherited", B: "inherited" };
    const before = { ...process.env };
    expect(await sourceOf(plugin, { exec, env }).token()).toBe('inherited/own/"$HOME"');
    expect(process.env).toEqual(before);
  });

  it("once, where names of the environment differ in case on Windows alone", () => {
    const inherited = { Path: "old", X: "1" };
    expect(pluginEnvironment(inherited, [["PATH", "new"]], "win32")).toEqual({ X: "1", PATH: "new" });
    expect(pluginEnvironment(inherited, [["PATH", "new"]], "linux")).toEqual({ Path: "old", X: "1", PATH: "new" });
  });
});

describe("its credentials are kept (F045, C77, C78)", () => {
  it("for all who wait, and without an end until a 401", async () => {
    using plugin = createPlugin(`print({ token: "t" + info.spec.interactive + process.pid })`);
    const source = sourceOf(plugin);
    const [first, ...others] = await Promise.all(Array.from({ length: 20 }, async () => source.token()));
    expect(new Set([first, ...others])).toEqual(new Set([first]));
    expect(await source.certificate()).toBeUndefined();
    expect(plugin.runs).toHaveLength(1);
    source.reset?.(first ?? "");
    const second = await source.token();
    expect(second).not.toBe(first);
    // A late 401 of the first token says nothing of the second.
    source.reset?.(first ?? "");
    expect(await source.token()).toBe(second);
    expect(plugin.runs).toHaveLength(2);
  });

  it("until strictly after their end", async () => {
    const clock = createFakeClock({ now: Date.UTC(2026, 0, 31, 11) });
    using plugin = createPlugin(`print({ token: "t", expirationTimestamp: "2026-01-31T12:00:00Z" })`);
    const source = sourceOf(plugin, { clock });
    await source.token();
    await clock.advance(3_600_000);
    await source.token();
    expect(plugin.runs).toHaveLength(1);
    await clock.advance(1);
    await source.token();
    expect(plugin.runs).toHaveLength(2);
  });

  it("and a certificate alone is no token", async () => {
    using plugin = createPlugin("");
    const pem = (name: string): string =>
      JSON.stringify(new URL(`../../transport-node/testdata/${name}.pem`, import.meta.url).pathname);
    const printing = (cert: string, key: string): string =>
      `import { readFileSync } from "node:fs";
       const read = (path) => readFileSync(path, "utf8");
       print({ clientCertificateData: read(${pem(cert)}), clientKeyData: read(${pem(key)}) })`;
    plugin.write(printing("client", "client-key"));
    const source = sourceOf(plugin);
    expect(await source.token()).toBe("");
    expect(await source.certificate()).toMatchObject({ cert: expect.stringContaining("BEGIN CERTIFICATE") });
    expect(plugin.runs).toHaveLength(1);
    plugin.write(printing("client", "server-key"));
    source.reset?.("");
    expect(await complaint(source.certificate())).toMatch(/certificate and key do not belong together/);
    plugin.write(`print({ clientCertificateData: "${secret}", clientKeyData: "${secret}" })`);
    expect(await complaint(source.token())).toMatch(/is not PEM that can be read/);
  });
});

describe("standard input (F044)", () => {
  const isTerminal = (): boolean => true;

  it.for([
    ["Never", true, undefined, false],
    ["IfAvailable", true, undefined, true],
    ["IfAvailable", false, undefined, false],
    ["IfAvailable", true, "taken", false],
    ["Always", true, undefined, true],
  ] as const)("%s, terminal %s, unavailable because %s: interactive is %s", async (row) => {
    const [interactiveMode, terminal, stdinUnavailable, interactive] = row;
    using plugin = createPlugin(`print({ token: "t" })`, { interactiveMode });
    await sourceOf(plugin, { isTerminal: () => terminal, stdinUnavailable }).token();
    expect(plugin.runs).toMatchObject([{ spec: { interactive } }]);
  });

  it("that a plugin must have, and cannot, is an error", async () => {
    using plugin = createPlugin(`print({ token: "t" })`, { interactiveMode: "Always" });
    const tokenOf = async (options: Partial<ExecCredentialOptions>): Promise<string> =>
      complaint(sourceOf(plugin, options).token());
    expect(await tokenOf({ isTerminal: () => false })).toMatch(/must ask a person, but .* is not a terminal$/);
    expect(await tokenOf({ isTerminal, stdinUnavailable: "it is the manifest" })).toMatch(
      /is unavailable: it is the manifest$/,
    );
    expect(plugin.runs).toEqual([]);
  });

  it("is closed where it is not given", async () => {
    using plugin = createPlugin(
      `let n = 0; for await (const chunk of process.stdin) n += chunk.length; print({ token: "n" + n })`,
    );
    expect(await sourceOf(plugin).token()).toBe("n0");
  });
});

describe("a plugin that misbehaves", () => {
  it("by failing is said by its exit code, and is run again by the next call (F049)", async () => {
    using plugin = createPlugin(`console.log("${secret}"); process.exit(7)`);
    const source = sourceOf(plugin);
    expect(await complaint(source.token())).toMatch(
      /^users\["admin"\]: the credential plugin ".*" failed with exit code 7$/,
    );
    plugin.write(`process.kill(process.pid, "SIGKILL")`);
    expect(await complaint(source.token())).toMatch(/was ended by SIGKILL$/);
    plugin.write(`print({ token: "t" })`);
    expect(await source.token()).toBe("t");
  });

  it("by printing rubbish, nothing, or another version's answer, is said what was expected", async () => {
    using plugin = createPlugin(`console.log("Welcome! ${secret}")`);
    const source = sourceOf(plugin);
    expect(await complaint(source.token())).toMatch(/expected a mapping, found text/);
    plugin.write(`process.stdout.write(Buffer.from([0xff, 0xfe, 0, 1, 2]))`);
    expect(await complaint(source.token())).toMatch(/the plugin's answer cannot be used/);
    plugin.write("");
    expect(await complaint(source.token())).toMatch(/found nothing/);
    plugin.write(`info.apiVersion += "beta1"; print({ token: "${secret}" })`);
    expect(await complaint(source.token())).toMatch(/the plugin answered in "client.authentication.k8s.io\/v1beta1"/);
  });

  it("by flooding is stopped", async () => {
    using plugin = createPlugin(
      `const block = "x".repeat(65536); for (;;) if (!process.stdout.write(block)) await new Promise((r) => process.stdout.once("drain", r));`,
    );
    expect(await complaint(sourceOf(plugin, { onPluginStderr: () => undefined }).token())).toMatch(
      /prints more than 1048576 bytes/,
    );
  });

  it("by hanging is stopped when its time is over, and killed where it does not listen", async () => {
    const clock = createFakeClock();
    using plugin = createPlugin(
      `process.on("SIGTERM", () => {}); process.stderr.write(String(process.pid)); setInterval(() => {}, 1000);`,
    );
    const started = Promise.withResolvers<number>();
    const onPluginStderr = (chunk: Uint8Array): void => started.resolve(Number(Buffer.from(chunk)));
    const failure = complaint(sourceOf(plugin, { clock, pluginTimeoutMs: 60_000, onPluginStderr }).token());
    const pid = await started.promise;
    await clock.advance(60_000);
    expect(await failure).toMatch(/took longer than 60000 ms/);
    expect(isRunning(pid)).toBe(true);
    await clock.advance(2000);
    while (isRunning(pid)) await new Promise((resolve) => void setTimeout(resolve, 5));
    expect(clock.pending).toEqual([]);
  });

  it("by hanging is stopped when the last caller has left", async () => {
    using plugin = createPlugin(`process.stderr.write(String(process.pid)); setInterval(() => {}, 1000);`);
    const ready = Promise.withResolvers<number>();
    const source = sourceOf(plugin, { onPluginStderr: (chunk) => ready.resolve(Number(Buffer.from(chunk))) });
    const [one, two] = [new AbortController(), new AbortController()];
    const failures = [source.token({ signal: one.signal }), source.token({ signal: two.signal })].map(complaint);
    const pid = await ready.promise;
    one.abort();
    two.abort();
    expect(await Promise.all(failures)).toEqual(Array(2).fill("the call was aborted while it waited for credentials"));
    expect(plugin.runs).toHaveLength(1);
    while (isRunning(pid)) await new Promise((resolve) => void setTimeout(resolve, 5));
  });

  it("by leaving a program behind that holds its output is not waited for", async () => {
    const clock = createFakeClock();
    using plugin = createPlugin(`
      import { spawn } from "node:child_process";
      const left = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60000)"], { stdio: ["ignore", "inherit", "ignore"], detached: true });
      left.unref();
      process.stderr.write(String(left.pid));
      print({ token: "t" });`);
    const pid = Promise.withResolvers<number>();
    const token = sourceOf(plugin, {
      clock,
      pluginTimeoutMs: 0,
      onPluginStderr: (chunk) => pid.resolve(Number(Buffer.from(chunk))),
    }).token();
    const left = await pid.promise;
    while (clock.pending.length === 0) await new Promise((resolve) => void setTimeout(resolve, 5));
    await clock.advance(2000);
    expect(await token).toBe("t");
    process.kill(left);
  });

  it("by writing to standard error is passed through", async () => {
    using plugin = createPlugin(`process.stderr.write("please log in\\n"); print({ token: "t" })`);
    let heard = "";
    await sourceOf(plugin, { onPluginStderr: (chunk) => void (heard += Buffer.from(chunk).toString()) }).token();
    expect(heard).toBe("please log in\n");
  });
});

describe("a plugin that is not there", () => {
  it("is said with the hint how to install it, without commands to a terminal, ten times an hour (F049)", async () => {
    const clock = createFakeClock();
    using plugin = createPlugin("", { command: "no-such-plugin", installHint: "\u001b[1mrun\u0007:\n\tinstall it" });
    const source = sourceOf(plugin, { clock });
    const hinted = async (): Promise<boolean> => (await complaint(source.token())).includes("install it");
    expect(await complaint(source.token())).toMatch(
      /^users\["admin"\]: the credential plugin "no-such-plugin" was not found\n\nIt is .*\n\nU\+001B\[1mrunU\+0007:\n\tinstall it$/,
    );
    const hints: boolean[] = [];
    for (let call = 2; call <= 11; call++) hints.push(await hinted());
    expect(hints).toEqual([...Array<boolean>(9).fill(true), false]);
    await clock.advance(3_600_000);
    expect(await hinted()).toBe(true);
  });

  it("or is no program, is an error that says so", async () => {
    using plugin = createPlugin("");
    const file = plugin.exec.args?.[0] ?? "";
    expect(await complaint(sourceOf(plugin, { exec: { ...plugin.exec, command: file } }).token())).toMatch(
      /was not found/,
    );
  });
});
