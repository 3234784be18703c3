import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import type { Kubeconfig } from "./kubeconfig.ts";
import { mergeKubeconfigs, type KubeconfigSource } from "./merge.ts";
import { directoryOf, resolvePaths } from "./paths.ts";
import { writeBack } from "./write-back.ts";

const path = fc.constantFrom("ca", "sub/ca", "../ca", "/etc/ca", "/k/a/ca");
const name = fc.constantFrom("x", "y", "z");
const kubeconfig: fc.Arbitrary<Kubeconfig> = fc.record({
  clusters: fc.uniqueArray(
    fc.record({
      name,
      cluster: fc.record(
        { server: fc.constantFrom("https://a", "https://b"), "certificate-authority": path },
        { requiredKeys: [] },
      ),
    }),
    { selector: (entry) => entry.name },
  ),
  users: fc.uniqueArray(
    fc.record({
      name,
      user: fc.record(
        { token: fc.constantFrom("s", "t"), tokenFile: path, unknown: fc.integer() },
        { requiredKeys: [] },
      ),
    }),
    { selector: (entry) => entry.name },
  ),
  contexts: fc.uniqueArray(fc.record({ name, context: fc.record({ cluster: name, user: name }) }), {
    selector: (entry) => entry.name,
  }),
  "current-context": fc.constantFrom("", "x", "y"),
});
const sources = fc
  .array(kubeconfig, { minLength: 1, maxLength: 3 })
  .map((files) =>
    files.map((file, index): KubeconfigSource => ({ origin: `/k/${"abc"[index]}/config`, kubeconfig: file })),
  );

const merge = (files: readonly KubeconfigSource[]): Kubeconfig =>
  mergeKubeconfigs(
    files.map(({ origin, kubeconfig }) => ({ origin, kubeconfig: resolvePaths(kubeconfig, directoryOf(origin)) })),
  ).kubeconfig;

const byName = <E extends { name: string }>(entries: readonly E[]): E[] =>
  entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));

describe("writeBack (F057, C81)", () => {
  test.prop([sources, kubeconfig])("makes files whose merge is what is wanted", (files, wish) => {
    // What leaves its file may be in a weaker one too, which then counts: only entries that stay or come are compared.
    const wanted = resolvePaths(wish, "/k/elsewhere");
    const defaultOrigin = files[0]?.origin ?? "";
    const changed = new Map(writeBack({ sources: files, wanted, defaultOrigin }).map((file) => [file.origin, file]));
    const result = merge(files.map((file) => changed.get(file.origin) ?? file));
    for (const list of ["clusters", "users", "contexts"] as const) {
      const names = new Set(wanted[list].map((entry) => entry.name));
      const kept = result[list].filter((entry) => names.has(entry.name));
      expect(byName<{ name: string }>(kept)).toEqual(byName<{ name: string }>(wanted[list]));
    }
    if (wanted["current-context"]) expect(result["current-context"]).toBe(wanted["current-context"]);
  });

  test.prop([sources])("writes nothing where nothing is changed", (files) => {
    expect(writeBack({ sources: files, wanted: merge(files), defaultOrigin: "/k/a/config" })).toEqual([]);
  });

  it("keeps what stands beside a changed field as it is written, commands and paths outside too", () => {
    const user = { tokenFile: "../t", exec: { command: "bin/login" } };
    const file: Kubeconfig = { clusters: [], users: [{ name: "x", user }], contexts: [] };
    const files = [{ origin: "/k/a/config", kubeconfig: file }];
    const wanted = merge(files);
    wanted.users = wanted.users.map((entry) => ({ ...entry, user: { ...entry.user, "client-key": "/k/a/key" } }));
    const [written] = writeBack({ sources: files, wanted, defaultOrigin: "/k/a/config" });
    expect(written?.kubeconfig.users[0]?.user).toEqual({ ...user, "client-key": "key" });
  });

  test.prop([sources])("changes no source", (files) => {
    const before = structuredClone(files);
    writeBack({ sources: files, wanted: { clusters: [], users: [], contexts: [] }, defaultOrigin: "/k/a/config" });
    expect(files).toEqual(before);
  });
});
