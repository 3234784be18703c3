import { KubernetesError } from "@kubets/apimachinery";
import { describe, expect, it } from "vitest";
import { isConnectionLost, networkError } from "./errors.ts";

const request = { method: "GET", url: "https://host:443/api/v1/secrets?token=hunter2" };
/** As platforms write it, who leave the usual port out. */
const { href } = new URL(request.url);

/** What fetch rejects with on Node's model. */
function failed(cause: Error, code?: string): Error {
  return new TypeError("fetch failed", { cause: Object.assign(cause, code && { code }) });
}

/** As a system says it, and as runtimes do that give no code: recorded from each of them. */
const lost: readonly (readonly [string, Error])[] = [
  ["Node's sockets", Object.assign(new Error("socket hang up"), { code: "ECONNRESET" })],
  ["Node's fetch, of a reset", failed(new Error("read ECONNRESET"), "ECONNRESET")],
  ["Node's fetch, of an end", failed(new Error("other side closed"), "UND_ERR_SOCKET")],
  ["Bun", Object.assign(new TypeError("The socket connection was closed unexpectedly."), { code: "ECONNRESET" })],
  ["Deno, of a reset", failed(new Error("Connection reset by peer (os error 104)"))],
  [
    "Deno, of an end",
    failed(
      new Error(
        `error sending request from 127.0.0.1:5 for ${href} (127.0.0.1:443): client error (SendRequest): connection closed before message completed`,
      ),
    ),
  ],
  ["Deno, of a body", new TypeError("error reading a body from connection")],
  ["workerd", new Error("Network connection lost.")],
  ["Safari", new TypeError("The network connection was lost.")],
];

const others: readonly (readonly [string, Error])[] = [
  ["a refusal in Node", failed(new Error("connect ECONNREFUSED"), "ECONNREFUSED")],
  ["a refusal in Bun", Object.assign(new TypeError("Unable to connect."), { code: "ECONNREFUSED" })],
  [
    "a refusal in Deno",
    failed(
      new Error(
        `error sending request for url (${href}): client error (Connect): tcp connect error: Connection refused (os error 111)`,
      ),
    ),
  ],
  ["something that is no HTTP in Deno", failed(new Error("client error (SendRequest): invalid HTTP version parsed"))],
  ["a browser, which does not say why", new TypeError("Failed to fetch")],
];

describe("a failure of a platform", () => {
  it.each(lost)("that is a lost connection is known as one: %s (F019)", (_, failure) => {
    const error = networkError(failure, request);
    expect(isConnectionLost(error)).toBe(true);
    expect(error.cause).toMatchObject({ code: expect.stringMatching(/^(ECONNRESET|UND_ERR_SOCKET)$/) });
  });

  it.each(others)("that is none is not taken for one: %s (F019, C09)", (_, failure) => {
    expect(isConnectionLost(networkError(failure, request))).toBe(false);
  });

  it.each([...lost, ...others])("says method and address, and no query: %s", (_, failure) => {
    const error = networkError(failure, request);
    expect(error).toMatchObject({
      reason: "Network",
      request: { method: "GET", url: "https://host:443/api/v1/secrets" },
    });
    expect(`${error.message} ${String(error.cause)} ${JSON.stringify(error)}`).not.toContain("hunter2");
    expect(error.message).toMatch(/^connection to host failed: \w/);
  });

  it("may be nothing that a platform should throw", () => {
    for (const thrown of [undefined, null, "text", {}]) {
      expect(networkError(thrown, request)).toMatchObject({ reason: "Network", cause: expect.any(Error) });
    }
  });

  it("is Aborted where the signal fired, and what it is where a transport said so already", () => {
    const reason = new Error("stop");
    expect(networkError(new Error("x"), request, AbortSignal.abort(reason))).toMatchObject({
      reason: "Aborted",
      cause: reason,
    });
    const known = new KubernetesError("known", { reason: "Unsupported" });
    expect(networkError(known, request)).toBe(known);
  });

  it("is lost by the code of what lies beneath alone", () => {
    const reset = Object.assign(new Error("reset"), { code: "ECONNRESET" });
    expect(isConnectionLost(reset)).toBe(false);
    expect(isConnectionLost(new KubernetesError("x", { reason: "UpgradeFailed", cause: reset }))).toBe(false);
    expect(isConnectionLost(new KubernetesError("x", { reason: "Network", cause: reset }))).toBe(true);
    expect(isConnectionLost(undefined)).toBe(false);
  });
});
