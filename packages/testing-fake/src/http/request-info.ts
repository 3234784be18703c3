/** What a path of the API names. */
export interface ResourcePath {
  readonly group: string;
  readonly version: string;
  readonly namespace?: string;
  readonly resource: string;
  readonly name?: string;
  readonly subresource?: string;
  /** What follows a subresource, as in `pods/p/proxy/metrics`. */
  readonly rest: readonly string[];
  /** The deprecated form `/api/v1/watch/pods`. */
  readonly watch: boolean;
}

export interface RequestInfo {
  /** Decoded, without empty parts. */
  readonly segments: readonly string[];
  readonly path: string;
  readonly query: URLSearchParams;
  /** Absent for `/version`, discovery and all else that is no resource. */
  readonly resource?: ResourcePath;
}

/** Reads a request's target. Undefined where its path is not properly escaped. */
export function parseTarget(target: string): RequestInfo | undefined {
  const question = target.indexOf("?");
  const path = question < 0 ? target : target.slice(0, question);
  const query = new URLSearchParams(question < 0 ? "" : target.slice(question + 1));
  // Several have to do with a request, and each wants to know what it is about.
  if (newest?.path !== path) newest = readPath(path);
  return newest && { ...newest, query };
}

let newest: Omit<RequestInfo, "query"> | undefined;

function readPath(path: string): Omit<RequestInfo, "query"> | undefined {
  let decoded = path;
  if (path.includes("%")) {
    try {
      decoded = decodeURIComponent(path);
    } catch {
      return undefined;
    }
  }
  const segments = decoded.split("/").filter((segment) => segment !== "");
  const resource = resourcePath(segments);
  return { segments, path, ...(resource && { resource }) };
}

/** Parts of a namespace's own path, not resources within it. */
const namespaceSubresources = new Set(["status", "finalize"]);

function resourcePath(segments: readonly string[]): ResourcePath | undefined {
  const [prefix] = segments;
  const core = prefix === "api";
  if (!core && prefix !== "apis") return undefined;
  const [group = "", version = ""] = core ? ["", segments[1]] : [segments[1], segments[2]];
  let parts = segments.slice(core ? 2 : 3);
  const watch = parts[0] === "watch";
  if (watch) parts = parts.slice(1);
  if (version === "" || parts.length === 0) return undefined;

  let namespace: string | undefined;
  if (
    parts[0] === "namespaces" &&
    parts.length > 2 &&
    !(parts.length === 3 && namespaceSubresources.has(parts[2] ?? ""))
  ) {
    namespace = parts[1];
    parts = parts.slice(2);
  }
  const [resource = "", name, subresource, ...rest] = parts;
  return {
    group,
    version,
    resource,
    rest,
    watch,
    ...(namespace !== undefined && { namespace }),
    ...(name !== undefined && { name }),
    ...(subresource !== undefined && { subresource }),
  };
}
