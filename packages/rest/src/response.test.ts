import type { KubernetesError } from "@kubets/apimachinery";
import { describe, expect, it } from "vitest";
import { split } from "./testing/bytes.ts";
import { collect, get, lost, setup } from "./testing/client.ts";
import { answer } from "./testing/scripted-transport.ts";

describe("an answer", () => {
  it("is JSON, or undefined where it is empty", async () => {
    const { client } = setup([answer(201, { kind: "Pod" }), answer(200)]);
    expect(await client.json(get)).toEqual({ kind: "Pod" });
    expect(await client.json(get)).toBeUndefined();
  });

  it("of a failure Status is its error, with what was asked and the audit id (F016, C64)", async () => {
    const status = {
      kind: "Status",
      apiVersion: "v1",
      status: "Failure",
      reason: "NotFound",
      message: "no",
      code: 404,
    };
    const { client } = setup([answer(404, status, [["audit-id", "a-1"]])]);
    await expect(client.json({ ...get, query: [["token", "secret"]] })).rejects.toMatchObject({
      name: "KubernetesError",
      reason: "NotFound",
      code: 404,
      message: "no",
      auditId: "a-1",
      request: { method: "GET", url: "https://host:6443/base/api/v1/pods" },
    });
  });

  it("of a Status on 200 is an error, unless that says success (C64, F017)", async () => {
    const status = { kind: "Status", apiVersion: "v1", status: "Failure", reason: "Conflict" };
    const { client } = setup([answer(200, status), answer(200, { ...status, status: "Success" })]);
    await expect(client.json(get)).rejects.toMatchObject({ reason: "Conflict" });
    expect(await client.json(get)).toMatchObject({ status: "Success" });
  });

  it.each([
    [409, "POST", "AlreadyExists"],
    [409, "PUT", "Conflict"],
    [422, "POST", "Invalid"],
    [503, "GET", "ServiceUnavailable"],
    [504, "GET", "Timeout"],
    [418, "GET", "UnexpectedResponse"],
  ] as const)("of %i to %s without a Status has the reason %s (C65)", async (code, method, reason) => {
    const { client } = setup([answer(code, "some text\n")]);
    await expect(client.json({ method, path: "/x" })).rejects.toMatchObject({
      reason,
      code,
      message: `the server answered ${code}: some text`,
    });
  });

  it("of a long text is cut, and a page is named as such (F016)", async () => {
    const page = (status: number) => answer(status, "<p>sign in</p>", [["Content-Type", "text/html; charset=utf-8"]]);
    const { client } = setup([answer(502, "x".repeat(5000)), page(503), page(200), page(200), page(200)]);
    await expect(client.json(get)).rejects.toSatisfy((error: Error) => error.message.length < 2100);
    await expect(client.json(get)).rejects.toMatchObject({
      reason: "UnexpectedResponse",
      message: expect.stringMatching(/503 with an HTML page/),
    });
    await expect(client.json(get)).rejects.toMatchObject({
      reason: "Decode",
      message: expect.stringContaining("HTML"),
    });
    await expect(client.list(get)).rejects.toMatchObject({ reason: "Decode" });
    await expect(collect(client.watch(get))).rejects.toMatchObject({ reason: "Decode" });
  });

  it("that redirects is an error that names where to, without its query", async () => {
    const { client } = setup([answer(302, "", [["location", "https://other/path?session=secret"]])]);
    const error: unknown = await client.json(get).catch((error: unknown) => error);
    expect(error).toMatchObject({ code: 302, message: expect.stringContaining("a redirect to https://other/path:") });
    expect(String(error)).not.toContain("secret");
  });

  it("that is no JSON is a Decode error without its text", async () => {
    const { client } = setup([answer(200, "secret stuff")]);
    const error = (await client.json(get).catch((error: unknown) => error)) as KubernetesError;
    expect(error.reason).toBe("Decode");
    expect(JSON.stringify(error) + String(error.cause) + error.message).not.toContain("secret");
  });

  it("that breaks off still says its status", async () => {
    const body = (async function* () {
      yield* split("{");
      throw lost();
    })();
    const { client } = setup([{ status: 403, headers: [], body }]);
    await expect(client.json(get)).rejects.toMatchObject({ reason: "Forbidden", code: 403 });
  });
});
