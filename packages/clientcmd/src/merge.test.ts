import { describe, expect, it } from "vitest";
import { mergeKubeconfigs } from "./merge.ts";
import { parseKubeconfig } from "./parse.ts";

const source = (origin: string, text: string): { origin: string; kubeconfig: ReturnType<typeof parseKubeconfig> } => ({
  origin,
  kubeconfig: parseKubeconfig(text, { origin }),
});

describe("mergeKubeconfigs", () => {
  it("takes each entry whole from the first that names it, and says which that was (F054, C71, D30)", () => {
    const { kubeconfig, origins } = mergeKubeconfigs([
      source("a", "users: [{name: u, user: {username: x}}]\ncurrent-context: ''\n"),
      source("b", "users: [{name: u, user: {token: t}}, {name: v, user: {}}]\ncurrent-context: one\n"),
      source("c", "current-context: two\nclusters: [{name: k, cluster: {server: s}}]\n"),
    ]);
    expect(kubeconfig.users).toEqual([
      { name: "u", user: { username: "x" } },
      { name: "v", user: {} },
    ]);
    expect(kubeconfig["current-context"]).toBe("one");
    expect(origins.currentContext).toBe("b");
    expect([...origins.users]).toEqual([
      ["u", "a"],
      ["v", "b"],
    ]);
    expect(origins.clusters.get("k")).toBe("c");
    expect(origins.sources).toEqual(["a", "b", "c"]);
  });

  it("merges extensions by name and keeps unknown fields (F054, F056)", () => {
    const { kubeconfig } = mergeKubeconfigs([
      source("a", "extensions: [{name: e, extension: 1}]\nmine: 1\n"),
      source("b", "extensions: [{name: e, extension: 2}, {name: f, extension: 3}]\nmine: 2\nyours: 3\n"),
    ]);
    expect(kubeconfig).toMatchObject({ extensions: [{ extension: 1 }, { extension: 3 }], mine: 1, yours: 3 });
  });

  it("comes to an empty configuration without sources", () => {
    expect(mergeKubeconfigs([]).kubeconfig).toEqual({ clusters: [], users: [], contexts: [] });
  });
});
