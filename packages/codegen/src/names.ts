/** `ConfigMap` to `configMap`, `CSIDriver` to `csiDriver`: as long as before, so that parts can be cut from it. */
function camelCase(kind: string): string {
  const acronym = /^[A-Z]+(?=[A-Z][a-z]|$)/.exec(kind)?.[0] ?? kind.slice(0, 1);
  return acronym.toLowerCase() + kind.slice(acronym.length);
}

/** `volume-mounts` or `volumeMounts` to `VolumeMounts`; what no identifier may hold is left out. */
export function pascalCase(text: string): string {
  return text
    .split(/[^A-Za-z0-9]+/)
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1))
    .join("");
}

/**
 * The constant of a resource: its plural, with the capitals of its kind where both agree: `configmaps` of a `ConfigMap`
 * is `configMaps`, `networkpolicies` of a `NetworkPolicy` is `networkPolicies`.
 */
export function resourceConstant(resource: string, kind: string): string {
  const camel = camelCase(kind);
  let shared = 0;
  while (shared < camel.length && camel[shared]?.toLowerCase() === resource[shared]) shared++;
  const rest = resource.slice(shared).replaceAll(/[^a-z0-9]+([a-z0-9]?)/g, (_, next: string) => next.toUpperCase());
  const name = camel.slice(0, shared) + rest;
  return isIdentifier(name) && !reserved.has(name) ? name : `${name}Resource`;
}

/** Whether a name may stand unquoted as a property. */
export function isIdentifier(name: string): boolean {
  return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name);
}

/** Words that no constant may have; plurals rarely are one. */
const reserved = new Set(
  (
    "arguments as async await break case catch class const continue debugger default delete do else enum eval export " +
    "extends false finally for function if implements import in instanceof interface let new null package private " +
    "protected public return static super switch this throw true try typeof undefined var void while with yield"
  ).split(" "),
);
