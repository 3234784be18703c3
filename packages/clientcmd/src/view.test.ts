import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import type { Kubeconfig } from "./kubeconfig.ts";
import { flattenKubeconfig, minifyKubeconfig, redactKubeconfig } from "./view.ts";

const secret = "hunter2";
const kubeconfig: Kubeconfig = {
  clusters: [
    { name: "k", cluster: { server: "https://k", "certificate-authority": "/ca" } },
    { name: "l", cluster: { server: "https://l", "proxy-url": `http://me:${secret}@proxy` } },
  ],
  users: [
    { name: "u", user: { "client-certificate": "/crt", "client-key": "/key", tokenFile: "/token" } },
    { name: "v", user: { token: secret, username: "jane", password: secret } },
    {
      name: "w",
      user: { "client-key-data": btoa(secret), exec: { command: "x", env: [{ name: "A", value: secret }] } },
    },
    { name: "x", user: { "auth-provider": { name: "oidc", config: { "refresh-token": secret } } } },
  ],
  contexts: [
    { name: "c", context: { cluster: "k", user: "u" } },
    { name: "d", context: { cluster: "l" } },
  ],
  "current-context": "c",
};

describe("views of a kubeconfig (F065)", () => {
  it("minified: one context and what it needs", () => {
    const { clusters, users, contexts } = minifyKubeconfig(kubeconfig);
    expect([clusters, users, contexts].map((list) => list.map(({ name }) => name))).toEqual([["k"], ["u"], ["c"]]);
    expect(minifyKubeconfig(kubeconfig, { context: "d" })).toMatchObject({ "current-context": "d", users: [] });
    expect(() => minifyKubeconfig({ ...kubeconfig, "current-context": "" })).toThrow(/no context is selected/);
    expect(() => minifyKubeconfig(kubeconfig, { context: "x" })).toThrow(/"x" was asked for, but does not exist/);
  });

  it("flattened: every file but the token's in it, byte for byte", async () => {
    const files: Record<string, Uint8Array> = {
      "/ca": new Uint8Array([0xff, 0]),
      "/crt": new Uint8Array([65]),
      "/key": new Uint8Array([66]),
    };
    const read = async (path: string): Promise<Uint8Array> => {
      const content = files[path];
      if (content === undefined) throw new Error("no such file");
      return content;
    };
    const flat = await flattenKubeconfig(kubeconfig, read);
    expect(flat.clusters[0]?.cluster).toEqual({ server: "https://k", "certificate-authority-data": btoa("\u00ff\0") });
    expect(flat.users[0]?.user).toEqual({
      "client-certificate-data": "QQ==",
      "client-key-data": "Qg==",
      tokenFile: "/token",
    });
    delete files["/ca"];
    delete files["/key"];
    await expect(flattenKubeconfig(kubeconfig, read)).rejects.toThrow(
      /clusters\["k"\].certificate-authority: \/ca cannot be read: no such file\n.*client-key: \/key cannot/,
    );
    const both = structuredClone(kubeconfig);
    both.clusters = [{ name: "k", cluster: { "certificate-authority": "/crt", "certificate-authority-data": "QQ==" } }];
    await expect(flattenKubeconfig(both, read)).rejects.toThrow(/are both there/);
  });

  it("redacted: no secret of any kind, and everything else", () => {
    const shown = redactKubeconfig(kubeconfig);
    expect(inspect(shown, { depth: 9 })).not.toMatch(new RegExp(`${secret}|${btoa(secret)}`));
    expect(shown.users[1]?.user).toEqual({ token: "REDACTED", username: "jane", password: "REDACTED" });
    expect(shown.users[2]?.user).toMatchObject({ "client-key-data": "DATA+OMITTED", exec: { command: "x" } });
    expect(shown.users[0]).toEqual(kubeconfig.users[0]);
    expect(shown.contexts).toEqual(kubeconfig.contexts);
  });
});
