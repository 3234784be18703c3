import type { Rule } from "../rule.ts";

/** No package needs itself, over any number of steps, development dependencies included: builds would run in no order. */
export const dependencyCycles: Rule = {
  name: "dependency-cycles",
  demands: "no package depends on itself through others",
  async check({ packages }) {
    const edges = new Map(
      packages.map(({ manifest }) => [
        manifest.name,
        Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).filter((name) =>
          packages.some((other) => other.manifest.name === name),
        ),
      ]),
    );
    const findings: string[] = [];
    const done = new Set<string>();
    const visit = (name: string, path: readonly string[]): void => {
      const start = path.indexOf(name);
      if (start >= 0) {
        findings.push(`${[...path.slice(start), name].join(" → ")}: break the cycle by an interface in one of them`);
        return;
      }
      if (done.has(name)) return;
      for (const next of edges.get(name) ?? []) visit(next, [...path, name]);
      done.add(name);
    };
    for (const name of edges.keys()) visit(name, []);
    return { findings };
  },
};
