import { describe, expect, it } from "vitest";
import { isStatus } from "./status.ts";

describe("isStatus", () => {
  it("knows a Status by kind and apiVersion, of old servers too", () => {
    expect(isStatus({ kind: "Status", apiVersion: "v1", status: "Failure" })).toBe(true);
    expect(isStatus({ kind: "Status", status: "Success" })).toBe(true);
    expect(isStatus({ kind: "Status", apiVersion: "" })).toBe(true);
  });

  it("takes nothing else for one", () => {
    const others = [
      undefined,
      null,
      "Status",
      1,
      {},
      { kind: "Pod", apiVersion: "v1" },
      { status: "Failure", code: 404 },
    ];
    for (const other of others) expect(isStatus(other)).toBe(false);
    // A custom resource may be of the same kind.
    expect(isStatus({ kind: "Status", apiVersion: "demo.kubets.dev/v1" })).toBe(false);
  });
});
