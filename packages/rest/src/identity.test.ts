import { KubernetesError } from "@kubets/apimachinery";
import { describe, expect, it, vi } from "vitest";
import type { ClusterConfig } from "./config.ts";
import { identify } from "./identity.ts";
import { answer } from "./testing/scripted-transport.ts";
import type { Header } from "./transport.ts";

/** The headers that the layer sends on. */
async function headersOf(
  config: Partial<ClusterConfig>,
  headers: readonly Header[] = [],
  status = 200,
): Promise<Header[]> {
  let sent: readonly Header[] = [];
  const layer = identify({ server: "https://x", ...config });
  await layer({ method: "GET", url: "https://x/", headers, reading: "whole" }, async (request) => {
    sent = request.headers;
    return answer(status);
  });
  return [...sent];
}

describe("identity", () => {
  it("is a bearer token, or a user's name and password in UTF-8 (F029)", async () => {
    expect(await headersOf({ credentials: { token: "abc" } })).toEqual([["authorization", "Bearer abc"]]);
    expect(await headersOf({ credentials: { token: { token: async () => "def" } } })).toEqual([
      ["authorization", "Bearer def"],
    ]);
    expect(await headersOf({ credentials: { basic: { username: "ä", password: "p:w" } } })).toEqual([
      ["authorization", `Basic ${Buffer.from("ä:p:w").toString("base64")}`],
    ]);
  });

  it("cannot be both (F029)", () => {
    const credentials = { token: "abc", basic: { username: "a", password: "b" } };
    expect(() => identify({ server: "https://x", credentials })).toThrow(
      expect.objectContaining({ reason: "Configuration" }),
    );
  });

  it("leaves what the request says already, and asks for no token then (F029, C70)", async () => {
    const token = vi.fn(() => "abc");
    const own: Header[] = [
      ["Authorization", "Own x"],
      ["User-Agent", "own"],
      ["Impersonate-User", "own"],
    ];
    const config = {
      credentials: { token: { token } },
      userAgent: "kubets",
      impersonate: { user: "a", groups: ["b"] },
    };
    expect(await headersOf(config, own)).toEqual(own);
    expect(token).not.toHaveBeenCalled();
  });

  it("acts as another: groups repeat, keys of extra are escaped (F032, C70)", async () => {
    const impersonate = {
      user: "jane",
      uid: "1",
      groups: ["dev", "ops"],
      extra: { "example.com/Scope%ä": ["a", "b"] },
    };
    expect(await headersOf({ impersonate })).toEqual([
      ["impersonate-user", "jane"],
      ["impersonate-uid", "1"],
      ["impersonate-group", "dev"],
      ["impersonate-group", "ops"],
      ["impersonate-extra-example.com%2FScope%25%C3%A4", "a"],
      ["impersonate-extra-example.com%2FScope%25%C3%A4", "b"],
    ]);
    expect(await headersOf({ impersonate: { groups: ["only"] } })).toEqual([["impersonate-group", "only"]]);
  });

  it("resets the token's source after a 401, once and without a replay (F031)", async () => {
    const reset = vi.fn();
    const credentials = { token: { token: () => "abc", reset } };
    await headersOf({ credentials });
    expect(reset).not.toHaveBeenCalled();
    await headersOf({ credentials }, [], 401);
    expect(reset.mock.calls).toEqual([["abc"]]);
  });

  it("sends no authorization where the source has no token, and still tells it of a 401 (F046)", async () => {
    const reset = vi.fn();
    expect(await headersOf({ credentials: { token: { token: () => "", reset } } }, [], 401)).toEqual([]);
    expect(reset.mock.calls).toEqual([[""]]);
  });

  it("resets it where a refused WebSocket comes as an error", async () => {
    const reset = vi.fn();
    const layer = identify({ server: "https://x", credentials: { token: { token: () => "abc", reset } } });
    const refused = new KubernetesError("refused", { reason: "UpgradeFailed", code: 401 });
    const request = { method: "GET", url: "https://x/", headers: [], reading: "stream" as const };
    await expect(layer(request, () => Promise.reject(refused))).rejects.toBe(refused);
    expect(reset).toHaveBeenCalledTimes(1);
  });
});
