import { fc, test } from "@fast-check/vitest";
import { isKubernetesError } from "@kubets/apimachinery";
import { describe, expect, it } from "vitest";
import { parseExecCredential } from "./exec-credential.ts";

const v1 = "client.authentication.k8s.io/v1";
const secret = "hunter2";

const credential = (status: unknown, more: object = {}): string =>
  JSON.stringify({ apiVersion: v1, kind: "ExecCredential", status, ...more });

describe("parseExecCredential (F043, C77)", () => {
  it("reads a token, a certificate with its key, or both, and their end", () => {
    expect(parseExecCredential(credential({ token: "t" }), v1)).toEqual({ token: "t" });
    const pair = { clientCertificateData: "crt", clientKeyData: "key" };
    expect(parseExecCredential(credential(pair), v1)).toEqual({ certificate: { cert: "crt", key: "key" } });
    const all = { ...pair, token: "t", expirationTimestamp: "2026-01-31T12:00:00Z" };
    expect(parseExecCredential(credential(all), v1)).toEqual({
      token: "t",
      certificate: { cert: "crt", key: "key" },
      expiresAtMs: Date.UTC(2026, 0, 31, 12),
    });
    expect(parseExecCredential(credential({ token: "t", expirationTimestamp: null }), v1)).toEqual({ token: "t" });
  });

  it("reads YAML too, as kubectl does", () => {
    const text = `apiVersion: ${v1}\nkind: ExecCredential\nstatus:\n  token: t\n`;
    expect(parseExecCredential(text, v1)).toEqual({ token: "t" });
  });

  it.for<[string, RegExp]>([
    ["", /found nothing/],
    [`Login with ${secret}`, /expected a mapping, found text/],
    [`{"token": "${secret}"`, /expected an ExecCredential in JSON, found something else/],
    ["[]", /expected a mapping, found a list/],
    [credential({ token: secret }, { kind: "Config" }), /expected the kind "ExecCredential", found "Config"/],
    [credential({ token: secret }, { kind: undefined }), /expected the kind "ExecCredential", found none/],
    [
      credential({ token: secret }, { apiVersion: "client.authentication.k8s.io/v1beta1" }),
      /asks for client.authentication.k8s.io\/v1, the plugin answered in "client.authentication.k8s.io\/v1beta1"/,
    ],
    [credential(undefined), /it has no status/],
    [credential({}), /no token and no client certificate/],
    [credential({ token: 7 }), /status.token: expected text, found a number/],
    [credential({ clientKeyData: secret }), /clientKeyData without clientCertificateData/],
    [credential({ clientCertificateData: "crt", token: secret }), /clientCertificateData without clientKeyData/],
    [credential({ token: `${secret}\n` }), /status.token holds a line break/],
    [credential({ token: secret, expirationTimestamp: "tomorrow" }), /status.expirationTimestamp is no time/],
  ])("refuses %j", ([text, expected]) => {
    expect(() => parseExecCredential(text, v1)).toThrow(expected);
    expect(() => parseExecCredential(text, v1)).toThrow(expect.objectContaining({ reason: "Configuration" }));
    expect(() => parseExecCredential(text, v1)).not.toThrow(secret);
  });

  test.prop([
    fc.oneof(
      fc.string(),
      fc.json(),
      fc.jsonValue().map((status) => credential(status)),
    ),
  ])("answers whatever a plugin prints with credentials or an error of its own", (text) => {
    try {
      const { token, certificate } = parseExecCredential(text, v1);
      expect(token ?? certificate).toBeDefined();
    } catch (error) {
      expect(isKubernetesError(error) && error.reason).toBe("Configuration");
    }
  });
});
