import { describe, expect, it } from "vitest";
import { parseKubeconfig } from "./parse.ts";

const bomb = (levels: number): string => {
  const lines = ["x0: &x0 [a, a, a, a, a, a, a, a, a, a]"];
  for (let level = 1; level < levels; level++) {
    lines.push(
      `x${level}: &x${level} [${Array(10)
        .fill(`*x${level - 1}`)
        .join(", ")}]`,
    );
  }
  return lines.join("\n");
};

describe("aliases in a kubeconfig", () => {
  it("may repeat what is there", () => {
    const text = "users:\n- name: a\n  user: &u {token: t}\n- name: b\n  user: *u\n";
    expect(parseKubeconfig(text).users.map(({ user }) => user.token)).toEqual(["t", "t"]);
    expect(() => parseKubeconfig(bomb(4))).not.toThrow();
  });

  it("may not unfold to more than memory holds", () => {
    expect(() => parseKubeconfig(bomb(30), { origin: "/k" })).toThrow(
      /^\/k: its aliases unfold to more than \d+ values$/,
    );
  });

  it("may not stand inside of what they stand for", () => {
    expect(() => parseKubeconfig("extensions: &e\n- name: x\n  extension: *e\n")).toThrow(/alias/);
    expect(() => parseKubeconfig("x: &x {y: *x}")).toThrow(/alias/);
  });

  it("are values of their own: changing one place changes no other", () => {
    const text = "users:\n- name: a\n  user: &u {token: t, exec: {args: [x]}}\n- name: b\n  user: *u\n";
    const [a, b] = parseKubeconfig(text).users;
    if (a?.user.exec?.args) a.user.exec.args.push("y");
    expect(b?.user.exec?.args).toEqual(["x"]);
  });

  it("may not lead deeper than any kubeconfig goes", () => {
    const lines = [
      "x0: &x0 a",
      ...Array.from({ length: 20_000 }, (_, level) => `x${level + 1}: &x${level + 1} [*x${level}]`),
    ];
    expect(() => parseKubeconfig(lines.join("\n"), { origin: "/k" })).toThrow(
      /^\/k:\d+:\d+: its collections stand more than 1000 deep/,
    );
  });
});
