import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import {
  isAborted,
  isAlreadyExists,
  isBadRequest,
  isClientTimeout,
  isConflict,
  isExpired,
  isForbidden,
  isInternalError,
  isInvalid,
  errorFromStatus,
  isKubernetesError,
  isMethodNotAllowed,
  isNetworkError,
  isNotFound,
  isServiceUnavailable,
  isTimeout,
  isTooLargeResourceVersion,
  isTooManyRequests,
  isUnauthorized,
  isUnsupportedMediaType,
  KubernetesError,
  toKubernetesError,
} from "./errors.ts";

describe("KubernetesError", () => {
  it("takes reason, code and details from a Status (F016, C64)", () => {
    const error = errorFromStatus({
      kind: "Status",
      status: "Failure",
      reason: "NotFound",
      code: 404,
      message: 'pods "a" not found',
      details: { name: "a", kind: "pods", retryAfterSeconds: 3 },
    });
    expect(error.message).toBe('pods "a" not found');
    expect(isNotFound(error)).toBe(true);
    expect(error).toMatchObject({ code: 404, details: { name: "a" }, retryAfterSeconds: 3 });
  });

  it("is recognised across two installed copies", async () => {
    const url = new URL("./errors.ts?copy", import.meta.url).href;
    const copy = (await import(/* @vite-ignore */ url)) as typeof import("./errors.ts");
    expect(copy.KubernetesError).not.toBe(KubernetesError);
    const foreign = new copy.KubernetesError("gone", { reason: "Expired" });
    expect(foreign instanceof KubernetesError).toBe(true);
    expect(isExpired(foreign)).toBe(true);
  });

  it("is not mistaken for a subclass of itself", () => {
    class Special extends KubernetesError {}
    expect(new KubernetesError("a", { reason: "Gone" }) instanceof Special).toBe(false);
    expect(new Special("a", { reason: "Gone" }) instanceof Special).toBe(true);
    expect(isKubernetesError(new Special("a", { reason: "Gone" }))).toBe(true);
  });

  it("shows only what is known", () => {
    expect(inspect(new KubernetesError("a", { reason: "Aborted" }))).not.toContain("undefined");
  });

  it("knows a too large resource version of new and of old servers (C05)", () => {
    const cause = { reason: "ResourceVersionTooLarge", message: "Too large resource version" };
    expect(
      isTooLargeResourceVersion(new KubernetesError("x", { reason: "Timeout", details: { causes: [cause] } })),
    ).toBe(true);
    expect(isTooLargeResourceVersion(new KubernetesError("Too large resource version: 9", { reason: "Timeout" }))).toBe(
      true,
    );
    expect(isTooLargeResourceVersion(new KubernetesError("slow", { reason: "Timeout" }))).toBe(false);
  });

  it("takes the reason from the code where a Status names none (C65)", () => {
    const reasons = [400, 401, 403, 404, 405, 406, 409, 410, 413, 415, 422, 429, 500, 503, 504, 418].map(
      (code) => errorFromStatus({ kind: "Status", code }).reason,
    );
    expect(reasons).toEqual([
      "BadRequest",
      "Unauthorized",
      "Forbidden",
      "NotFound",
      "MethodNotAllowed",
      "NotAcceptable",
      "Conflict",
      "Gone",
      "RequestEntityTooLarge",
      "UnsupportedMediaType",
      "Invalid",
      "TooManyRequests",
      "InternalError",
      "ServiceUnavailable",
      "Timeout",
      "UnexpectedResponse",
    ]);
    expect(errorFromStatus({ code: 404 }).message).toBe("the server answered 404");
    expect(errorFromStatus({}).message).toBe("the server answered a failure");
  });

  it("keeps the cause, the request and the audit id, and prefers the Retry-After that it was given", () => {
    const cause = new Error("reset");
    const request = { method: "GET", url: "https://host/api" };
    const error = new KubernetesError("a", { reason: "Network", cause, request, auditId: "x", retryAfterSeconds: 0 });
    expect(error).toMatchObject({ cause, request, auditId: "x", retryAfterSeconds: 0 });
    const status = { reason: "TooManyRequests", details: { retryAfterSeconds: 3 } };
    expect(errorFromStatus(status, { retryAfterSeconds: 1 }).retryAfterSeconds).toBe(1);
  });
});

describe("guards", () => {
  it("each know their reason and nothing else", () => {
    const guards: [(error: unknown) => boolean, string][] = [
      [isNotFound, "NotFound"],
      [isAlreadyExists, "AlreadyExists"],
      [isConflict, "Conflict"],
      [isInvalid, "Invalid"],
      [isForbidden, "Forbidden"],
      [isUnauthorized, "Unauthorized"],
      [isBadRequest, "BadRequest"],
      [isMethodNotAllowed, "MethodNotAllowed"],
      [isUnsupportedMediaType, "UnsupportedMediaType"],
      [isExpired, "Expired"],
      [isTooManyRequests, "TooManyRequests"],
      [isInternalError, "InternalError"],
      [isServiceUnavailable, "ServiceUnavailable"],
      [isTimeout, "Timeout"],
      [isClientTimeout, "ClientTimeout"],
      [isAborted, "Aborted"],
      [isNetworkError, "Network"],
    ];
    for (const [guard, reason] of guards) {
      const fitting = guards.filter(([, other]) => guard(new KubernetesError("a", { reason: other })));
      expect(fitting.map(([, other]) => other)).toEqual([reason]);
      for (const foreign of [undefined, null, reason, new Error(reason), { reason }])
        expect(guard(foreign)).toBe(false);
    }
    expect(isExpired(new KubernetesError("a", { reason: "Gone" }))).toBe(true);
    expect(isTooManyRequests(new KubernetesError("a", { reason: "Other", code: 429 }))).toBe(true);
  });
});

describe("toKubernetesError", () => {
  it("keeps a KubernetesError, reads a Status, and wraps whatever else was thrown", () => {
    const known = new KubernetesError("a", { reason: "NotFound" });
    expect(toKubernetesError(known, { reason: "Network" })).toBe(known);
    const status = { kind: "Status", apiVersion: "v1", reason: "Forbidden", message: "no" };
    expect(toKubernetesError(status, { reason: "Network" })).toMatchObject({ reason: "Forbidden", message: "no" });
    const cause = new TypeError("reset");
    expect(toKubernetesError(cause, { reason: "Network" })).toMatchObject({
      reason: "Network",
      message: "reset",
      cause,
    });
    expect(toKubernetesError("what", { reason: "Decode" })).toMatchObject({ reason: "Decode", message: "what" });
  });
});
