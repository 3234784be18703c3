import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { isExpired, isKubernetesError, isNotFound, isTooLargeResourceVersion, KubernetesError } from "./errors.ts";

describe("KubernetesError", () => {
  it("takes reason, code and details from a Status (F016, C64)", () => {
    const error = KubernetesError.fromStatus({
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
});
