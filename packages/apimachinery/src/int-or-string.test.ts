import { describe, expect, it } from "vitest";
import { resolveIntOrPercent } from "./int-or-string.ts";

describe("resolveIntOrPercent", () => {
  it("takes numbers as they are and percentages of the total, rounded as asked", () => {
    expect(resolveIntOrPercent(3, 10, "up")).toBe(3);
    expect(resolveIntOrPercent(30, 10, "down")).toBe(30);
    expect(resolveIntOrPercent("25%", 10, "up")).toBe(3);
    expect(resolveIntOrPercent("25%", 10, "down")).toBe(2);
    expect(resolveIntOrPercent("0%", 10, "up")).toBe(0);
    expect(resolveIntOrPercent("100%", 7, "down")).toBe(7);
    expect(resolveIntOrPercent("120%", 10, "up")).toBe(12);
  });

  it.each(["", "5", "%", "2.5%", "25 %", "%25", "http"])("refuses %j", (text) => {
    expect(() => resolveIntOrPercent(text, 10, "up")).toThrow(expect.objectContaining({ reason: "InvalidRequest" }));
  });
});
