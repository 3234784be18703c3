import { parseSync } from "oxc-parser";

/** An import or a re-export of another module, types included. */
export interface ModuleReference {
  readonly specifier: string;
  readonly line: number;
  /** Gone after compilation. */
  readonly typeOnly: boolean;
}

/** Everything a source text imports: statically, dynamically, as types, and by re-export. */
export function moduleReferences(path: string, text: string): ModuleReference[] {
  const { module } = parseSync(path, text);
  const at = (offset: number): number => text.slice(0, offset).split("\n").length;
  const references: ModuleReference[] = [];
  for (const { moduleRequest, entries, start } of module.staticImports) {
    const typeOnly = entries.length > 0 && entries.every((entry) => entry.isType);
    references.push({ specifier: moduleRequest.value, line: at(start), typeOnly });
  }
  for (const { entries, start } of module.staticExports) {
    for (const { moduleRequest, isType } of entries) {
      if (moduleRequest) references.push({ specifier: moduleRequest.value, line: at(start), typeOnly: isType });
    }
  }
  for (const { moduleRequest, start } of module.dynamicImports) {
    const literal = /^["'`]([^"'`]+)["'`]$/.exec(text.slice(moduleRequest.start, moduleRequest.end).trim());
    if (literal?.[1] !== undefined) references.push({ specifier: literal[1], line: at(start), typeOnly: false });
  }
  return references;
}

/** The package a specifier belongs to (`@kubets/rest/x` is `@kubets/rest`); undefined for relative and Node's own. */
export function packageOf(specifier: string): string | undefined {
  if (specifier.startsWith(".") || specifier.startsWith("node:")) return undefined;
  const parts = specifier.split("/");
  return specifier.startsWith("@") ? parts.slice(0, 2).join("/") : parts[0];
}
