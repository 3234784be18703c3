import { describe, expect, it } from "vitest";
import { execClusterOf, formatExecInfo, readExecInfo } from "./exec-info.ts";
import { encodePem } from "./pem.ts";

const apiVersion = "client.authentication.k8s.io/v1";
const pem = "-----BEGIN CERTIFICATE-----\n";

describe("what a plugin is told (F042, F048, C77)", () => {
  it("is the cluster of the kubeconfig, with its own extension in place of all", () => {
    const extension = { audience: "06e3fbd18de8" };
    const cluster = execClusterOf({
      server: "https://k.example",
      "tls-server-name": "api",
      "certificate-authority": "/ca",
      extensions: [
        { name: "other", extension: 1 },
        { name: "client.authentication.k8s.io/exec", extension },
      ],
    });
    expect(cluster).toEqual({ server: "https://k.example", "tls-server-name": "api", config: extension });
    expect(JSON.parse(formatExecInfo({ apiVersion, interactive: true, cluster }))).toEqual({
      apiVersion,
      kind: "ExecCredential",
      spec: { interactive: true, cluster },
    });
    expect(JSON.parse(formatExecInfo({ apiVersion, interactive: false }))).toEqual({
      apiVersion,
      kind: "ExecCredential",
      spec: { interactive: false },
    });
  });

  it("is read by the plugin, with a configuration to reach the cluster anonymously (F051)", () => {
    const cluster = {
      server: "https://k.example",
      "tls-server-name": "api",
      "certificate-authority-data": encodePem(pem),
      "proxy-url": "http://proxy:1",
      "disable-compression": true,
      config: { a: 1 },
    };
    const env = { KUBERNETES_EXEC_INFO: formatExecInfo({ apiVersion, interactive: true, cluster }) };
    expect(readExecInfo(env)).toEqual({
      apiVersion,
      interactive: true,
      cluster,
      config: {
        server: "https://k.example",
        tls: { caData: pem, serverName: "api" },
        proxyUrl: "http://proxy:1",
        disableCompression: true,
      },
    });
  });

  it.for<[string, string | undefined, RegExp]>([
    ["nothing", undefined, /not set/],
    ["rubbish", "{", /expected JSON/],
    ["another object", '{"kind":"Pod"}', /expected an ExecCredential/],
    ["another version", '{"kind":"ExecCredential","apiVersion":"v2","spec":{}}', /expected an ExecCredential of/],
    ["no cluster", formatExecInfo({ apiVersion, interactive: false }), /set provideClusterInfo/],
  ])("is an error to a plugin where it is %s", ([, text, expected]) => {
    expect(() => readExecInfo({ KUBERNETES_EXEC_INFO: text })).toThrow(
      expect.objectContaining({ reason: "Configuration", message: expect.stringMatching(expected) as string }),
    );
  });
});
