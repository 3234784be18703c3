import { describe, expect, it } from "vitest";
import { defaultUserAgent } from "./user-agent.ts";

describe("defaultUserAgent", () => {
  const of = (...argv: string[]): string => defaultUserAgent({ argv, platform: "linux", arch: "x64" });

  it("is the program's main file, and what it runs on (F025)", () => {
    expect(of("node", "/srv/reconcile.ts")).toBe("reconcile/unknown (linux/x64) kubets");
  });

  it("is fit for a header and for a field manager whatever the file is called", () => {
    expect(of("node", "/srv/a b/ü (1).js")).toBe("-1-/unknown (linux/x64) kubets");
    expect(of("node", `/srv/${"x".repeat(300)}`).split("/")[0]).toHaveLength(100);
    expect(of("node")).toBe("node/unknown (linux/x64) kubets");
  });
});
