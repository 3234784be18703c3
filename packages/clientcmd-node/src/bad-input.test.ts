import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadClusterConfig, type LoadClusterConfigOptions } from "./cluster-config.ts";
import { editKubeconfig } from "./edit.ts";

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "bad-input-"));
  path = join(directory, "config");
});
afterEach(() => rmSync(directory, { recursive: true }));

const write = (content: string | Uint8Array) => (): void => writeFileSync(path, content);

async function complaint(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ name: "KubernetesError", reason: "Configuration" });
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("hunter2");
  return (error as Error).message.replaceAll(directory, "/d");
}

/** A kubeconfig of one user, whose fields these are. */
const ofUser = (user: string): string => `
clusters: [{name: k, cluster: {server: "https://k.example"}}]
contexts: [{name: c, context: {cluster: k, user: u}}]
current-context: c
users:
- name: u
  user: {${user}}
`;
const pem = btoa("-----BEGIN CERTIFICATE-----\n");

describe("a file that is no kubeconfig is said to be none, and is never written over", () => {
  it.for<[what: string, make: () => void, says: RegExp]>([
    [
      "whose alias stands in itself",
      write("users: &u\n- name: hunter2\n  user: {x: *u}\n"),
      /^\/d\/config:3:13: an alias stands inside/,
    ],
    [
      "whose aliases unfold without end",
      write(
        ["x0: &x0 [a]", ...Array.from({ length: 40 }, (_, n) => `x${n + 1}: &x${n + 1} [*x${n}, *x${n}]`)].join("\n"),
      ),
      /^\/d\/config: its aliases unfold to more than \d+ values$/,
    ],
    [
      "with a name twice",
      write("users: [{name: a}, {name: a}]"),
      /^\/d\/config:1:27: users\[1\]\.name: the name "a" is there twice/,
    ],
    [
      "of bytes",
      write(Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0xff])),
      /^\/d\/config: expected a kubeconfig.*found a binary file$/,
    ],
    ["that is a directory", () => mkdirSync(path), /^\/d\/config: the kubeconfig cannot be read: it is a directory$/],
    [
      "of 100 MB",
      () => {
        writeFileSync(path, "");
        truncateSync(path, 100_000_000);
      },
      /^\/d\/config: the kubeconfig cannot be read: it is larger than any such file$/,
    ],
    [
      "without an end",
      () => symlinkSync("/dev/zero", path),
      /^\/d\/config: the kubeconfig cannot be read: it is larger than any such file$/,
    ],
    [
      "that is a link to itself",
      () => symlinkSync(path, path),
      /^\/d\/config: the kubeconfig cannot be read: its symbolic links go in a circle$/,
    ],
    [
      "with what is not base64",
      write(ofUser("client-key-data: 'hunter2 !'")),
      /^\/d\/config:7:27: users\[0\]\.user\.client-key-data: expected base64, found text that is not base64$/,
    ],
    [
      "with a number for text",
      write(ofUser("token: 12345")),
      /^\/d\/config:7:17: users\[0\]\.user\.token: expected text, found a number: put it in quotes$/,
    ],
    ["that breaks off", write('users: [{name: "hunter2'), /^\/d\/config:1:\d+: not YAML: /],
    [
      "of another kind",
      write("kind: Pod\napiVersion: v1\n"),
      /^\/d\/config:1:7: kind: expected "Config", found "Pod": this is no kubeconfig$/,
    ],
  ])("%s", async ([, make, says]) => {
    make();
    const before = bytes();
    expect(await complaint(loadClusterConfig({ kubeconfig: path }))).toMatch(says);
    const edit = editKubeconfig((kubeconfig) => void (kubeconfig["current-context"] = "x"), { path });
    expect(await complaint(edit)).toMatch(says);
    expect(bytes()).toBe(before);
  });
});

/** What the file holds; undefined where it is none. */
function bytes(): string | undefined {
  try {
    if (!statSync(path).isFile()) return undefined;
    return readFileSync(path).toString("hex");
  } catch {
    return undefined;
  }
}

describe("a user that cannot be used is said why", () => {
  it.for<[what: string, user: string, says: string, options?: LoadClusterConfigOptions]>([
    [
      "a certificate without its key",
      `client-certificate-data: ${pem}`,
      '/d/config: users["u"].client-key: missing: a client certificate needs its key, client-key or client-key-data',
    ],
    [
      "a token of two lines",
      '"token": "hunter2\\nhunter2"',
      '/d/config: users["u"].token: holds a line break: is it a whole file, or folded by an editor?',
    ],
    [
      "a token file without an end",
      "tokenFile: /dev/zero",
      "/dev/zero: the token cannot be read: it is larger than any such file",
    ],
    [
      "a file that is not there",
      `client-certificate: ca.pem, client-key-data: ${pem}`,
      '/d/config: users["u"].client-certificate: /d/ca.pem cannot be read: it does not exist',
    ],
  ])("%s", async ([, user, says]) => {
    write(ofUser(user))();
    expect(await complaint(loadClusterConfig({ kubeconfig: path }))).toBe(says);
  });

  it("with the system's error as the cause of one that a file gives", async () => {
    write(ofUser(`client-certificate: ca.pem, client-key: key.pem`))();
    const failed = loadClusterConfig({ kubeconfig: path });
    await expect(failed).rejects.toMatchObject({ cause: { errors: [{ code: "ENOENT" }, { code: "ENOENT" }] } });
  });

  it("and of a plugin outside the allowlist that it is not run", async () => {
    write(
      ofUser('exec: {command: "/bin/true", apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}'),
    )();
    const { config } = await loadClusterConfig({
      kubeconfig: path,
      pluginPolicy: { type: "Allowlist", allowlist: [{ command: "kubelogin" }] },
    });
    const { token } = config.credentials ?? {};
    const asked = typeof token === "object" ? Promise.resolve(token.token()) : Promise.resolve();
    expect(await complaint(asked)).toMatch(/"\/bin\/true" is not run: it is not in the allowlist$/);
  });
});
