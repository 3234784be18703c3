import { describe, expect, it } from "vitest";
import { homeDirectory, kubeconfigPaths } from "./paths.ts";

describe("kubeconfigPaths", () => {
  it("takes the list of KUBECONFIG without repetitions and empty entries (F053)", () => {
    const env = { KUBECONFIG: "/a::b:/a:/c", HOME: "/home/me" };
    expect(kubeconfigPaths({ env, platform: "linux" })).toEqual({ paths: ["/a", "b", "/c"], from: "KUBECONFIG" });
  });

  it("separates the list with semicolons on Windows (F053)", () => {
    const env = { KUBECONFIG: "C:\\a;D:\\b" };
    expect(kubeconfigPaths({ env, platform: "win32" }).paths).toEqual(["C:\\a", "D:\\b"]);
  });

  it("takes the file in the home directory where KUBECONFIG is not set or empty (F053)", () => {
    const expected = { paths: ["/home/me/.kube/config"], from: "home directory" };
    expect(kubeconfigPaths({ env: { HOME: "/home/me" }, platform: "linux" })).toEqual(expected);
    expect(kubeconfigPaths({ env: { KUBECONFIG: "" }, home: "/home/me", platform: "linux" })).toEqual(expected);
    expect(kubeconfigPaths({ env: {}, platform: "linux" }).paths).toEqual([]);
  });
});

describe("homeDirectory on Windows (F066)", () => {
  const env = { HOME: "H:\\h", HOMEDRIVE: "C:", HOMEPATH: "\\d", USERPROFILE: "C:\\u" };
  const find = (
    existing: readonly string[],
    writable: readonly string[] = [],
    names = env as Partial<typeof env>,
  ): string =>
    homeDirectory({
      env: names,
      platform: "win32",
      exists: (path) => existing.includes(path),
      isWritableDirectory: (path) => writable.includes(path),
    });

  it("is the first with a .kube\\config, of HOME, HOMEDRIVE with HOMEPATH, USERPROFILE", () => {
    expect(find(["C:\\d\\.kube\\config", "C:\\u\\.kube\\config"], ["H:\\h"])).toBe("C:\\d");
  });

  it("is else the first that can be written to, of HOME, USERPROFILE, HOMEDRIVE with HOMEPATH", () => {
    expect(find(["H:\\h", "C:\\u", "C:\\d"], ["C:\\d", "C:\\u"])).toBe("C:\\u");
  });

  it("is else the first that exists, else the first that is set", () => {
    expect(find(["C:\\d"])).toBe("C:\\d");
    expect(find([])).toBe("H:\\h");
    expect(find([], [], { HOMEDRIVE: "C:", HOMEPATH: "\\d" })).toBe("C:\\d");
    expect(find([], [], {})).toBe("");
  });
});
