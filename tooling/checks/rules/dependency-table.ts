import type { Rule } from "../rule.ts";

/** Declared dependencies, development ones included, are edges of the table in packages.ts and nothing else. */
export const dependencyTable: Rule = {
  name: "dependency-table",
  demands: "packages depend only on what tooling/checks/packages.ts allows",
  async check({ packages, table, ground }) {
    const findings: string[] = [];
    for (const { folder, manifest, rule } of packages) {
      const where = `packages/${folder}/package.json`;
      if (!rule) {
        findings.push(`${where}: no line in tooling/checks/packages.ts; add one, with the reason why it is a package`);
        continue;
      }
      const declared = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.peerDependencies };
      for (const name of Object.keys(declared)) {
        const internal = name.startsWith("@kubets/") ? name.slice("@kubets/".length) : undefined;
        const allowed =
          internal === undefined
            ? rule.external.includes(name)
            : rule.internal.includes(internal) || (ground.includes(internal) && !ground.includes(folder));
        if (!allowed) {
          findings.push(
            `${where}: ${folder} may not depend on ${name}; pass what it needs in through an interface, or change the table in tooling/checks/packages.ts and write the reason there`,
          );
        }
      }
    }
    const folders = new Set(packages.map(({ folder }) => folder));
    for (const name of Object.keys(table)) {
      if (!folders.has(name)) findings.push(`tooling/checks/packages.ts: ${name} has no folder; remove its line`);
    }
    return { findings };
  },
};
