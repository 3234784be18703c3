import { posix, win32 } from "node:path";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { directoryOf, resolvePaths } from "./paths.ts";

function resolved(directory: string, path: string): string | undefined {
  const kubeconfig = { clusters: [], contexts: [], users: [{ name: "a", user: { tokenFile: path } }] };
  return resolvePaths(kubeconfig, directory).users[0]?.user.tokenFile;
}

function command(directory: string, path: string): string | undefined {
  const kubeconfig = { clusters: [], contexts: [], users: [{ name: "a", user: { exec: { command: path } } }] };
  return resolvePaths(kubeconfig, directory).users[0]?.user.exec?.command;
}

const step = fc.constantFrom("a", "b.c", "..", ".", "", "x y");

describe("resolvePaths", () => {
  property.prop([fc.array(step), fc.array(step, { minLength: 1 })])(
    "joins as node:path does (F055, C72)",
    (directory, path) => {
      const from = `/${directory.join("/")}`;
      const relative = path.join("/");
      fc.pre(relative !== "" && !relative.startsWith("/"));
      expect(resolved(from, relative)).toBe(posix.join(from, relative).replace(/(?<=.)\/$/, ""));
    },
  );

  property.prop([
    fc.constantFrom("C:\\", "d:\\k\\", "\\\\host\\share\\"),
    fc.array(step),
    fc.array(step, { minLength: 1 }),
  ])("joins as node:path does on Windows", (root, directory, path) => {
    const from = root + directory.filter(Boolean).join("\\");
    const relative = path.join("/");
    fc.pre(relative !== "" && !relative.startsWith("/"));
    expect(resolved(from, relative)?.replace(/\\$/, "")).toBe(win32.join(from, relative).replace(/\\$/, ""));
  });

  it("leaves absolute and empty paths as they are", () => {
    expect(resolved("/k", "/t")).toBe("/t");
    expect(resolved("/k", "")).toBe("");
    expect(resolved("C:\\k", "D:\\t")).toBe("D:\\t");
  });

  it("resolves the command of a plugin only where it has a separator (C72)", () => {
    expect(command("/k", "aws")).toBe("aws");
    expect(command("/k", "bin/aws")).toBe("/k/bin/aws");
    expect(command("C:\\k", "aws.exe")).toBe("aws.exe");
    expect(command("C:\\k", "bin\\aws.exe")).toBe("C:\\k\\bin\\aws.exe");
  });
});

describe("directoryOf", () => {
  it.for([
    ["/home/me/.kube/config", "/home/me/.kube"],
    ["/config", "/"],
    ["config", "."],
    ["C:\\Users\\me\\config", "C:\\Users\\me"],
    ["C:\\config", "C:\\"],
    ["/odd\\name/config", "/odd\\name"],
  ])("of %s is %s", ([path, directory]) => expect(directoryOf(path ?? "")).toBe(directory));
});
