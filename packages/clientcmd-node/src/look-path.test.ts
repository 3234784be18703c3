import { describe, expect, it } from "vitest";
import { lookPath } from "./look-path.ts";
import { invocation } from "./plugin-process.ts";

const among = (...files: string[]) => ({ isProgram: (path: string): boolean => files.includes(path) });

describe("lookPath", () => {
  it("takes the first of PATH, and no relative directory of it", () => {
    const linux = { platform: "linux", env: { PATH: "bin::.:/a:/b" } } as const;
    expect(lookPath("x", { ...linux, ...among("bin/x", "x", "./x", "/b/x") })).toBe("/b/x");
    expect(lookPath("x", { ...linux, ...among("/a/x", "/b/x") })).toBe("/a/x");
    expect(lookPath("x", { ...linux, ...among("x") })).toBeUndefined();
    expect(lookPath("x", { platform: "linux", env: {}, ...among("/a/x") })).toBeUndefined();
  });

  it("looks up no command with a separator (C72)", () => {
    const linux = { platform: "linux", env: { PATH: "/a" } } as const;
    expect(lookPath("/c/x", { ...linux, ...among("/c/x") })).toBe("/c/x");
    expect(lookPath("./x", { ...linux, ...among("/a/x") })).toBeUndefined();
  });

  it("tries the endings of Windows, in PATHEXT's order, whatever the case of names", () => {
    const windows = { platform: "win32", env: { Path: "C:\\a;C:\\b", PathExt: ".EXE;.CMD" } } as const;
    expect(lookPath("x", { ...windows, ...among("C:\\a\\x.cmd", "C:\\a\\x.exe") })).toBe("C:\\a\\x.exe");
    expect(lookPath("x", { ...windows, ...among("C:\\a\\x", "C:\\b\\x.cmd") })).toBe("C:\\b\\x.cmd");
    expect(lookPath("x.EXE", { ...windows, ...among("C:\\b\\x.EXE") })).toBe("C:\\b\\x.EXE");
    expect(lookPath("D:\\t\\x", { ...windows, ...among("D:\\t\\x.exe") })).toBe("D:\\t\\x.exe");
  });

  it("finds what is there, and no folder", () => {
    expect(lookPath("node", { env: { PATH: process.execPath.replace(/[/\\]node[^/\\]*$/, "") } })).toBe(
      process.execPath,
    );
    expect(lookPath("/", { env: {} })).toBeUndefined();
  });
});

describe("a batch file of Windows", () => {
  const env = { ComSpec: "C:\\cmd.exe" };
  it("is started by the shell, with arguments that need no quoting", () => {
    const batch = { file: "C:\\a b\\x.cmd", args: ["get-token", "--id=7"], env, platform: "win32" } as const;
    expect(() => invocation(batch)).toThrow(/cannot be passed on safely/);
    expect(invocation({ ...batch, args: ["get-token", "--id", "7"] })).toEqual({
      file: "C:\\cmd.exe",
      args: ["/d", "/s", "/c", '""C:\\a b\\x.cmd" get-token --id 7"'],
      verbatim: true,
    });
    expect(() => invocation({ ...batch, args: ["&calc"] })).toThrow(/cannot be passed on safely/);
    const program = { file: "C:\\x.exe", args: ["&"], env, platform: "win32" } as const;
    expect(invocation(program)).toEqual({ file: "C:\\x.exe", args: ["&"], verbatim: false });
  });
});
