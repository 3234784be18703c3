import {
  isKubernetesError,
  parseFieldSelector,
  parseLabelSelector,
  type FieldSelector,
  type LabelSelector,
} from "@kubets/apimachinery";
import { flag, integer } from "./options.ts";
import { badRequest, forbiddenField, internal, invalid, notSupported, type FieldProblem } from "./status.ts";

/** The query of a list, a watch or a deletecollection, checked. */
export interface ListQuery {
  readonly watch: boolean;
  readonly labels: LabelSelector;
  readonly fields: FieldSelector;
  /** 0 is no limit. */
  readonly limit: number;
  readonly continue: string;
  /** As sent; empty where absent. */
  readonly resourceVersion: string;
  readonly match: "" | "Exact" | "NotOlderThan";
  readonly timeoutSeconds: number | undefined;
  readonly bookmarks: boolean;
  /** Undefined where the request leaves it to the server. */
  readonly sendInitialEvents: boolean | undefined;
}

export function parseListQuery(query: URLSearchParams, watch: boolean): ListQuery {
  const limit = integer(query, "limit") ?? 0;
  const timeoutSeconds = integer(query, "timeoutSeconds");
  const options: ListQuery = {
    watch,
    labels: selector(query, "labelSelector", parseLabelSelector),
    fields: selector(query, "fieldSelector", parseFieldSelector),
    limit: Math.max(limit, 0),
    continue: query.get("continue") ?? "",
    resourceVersion: query.get("resourceVersion") ?? "",
    match: (query.get("resourceVersionMatch") ?? "") as ListQuery["match"],
    timeoutSeconds,
    bookmarks: flag(query, "allowWatchBookmarks") ?? false,
    sendInitialEvents: flag(query, "sendInitialEvents"),
  };
  const problems = watch ? watchProblems(options) : listProblems(options);
  if (problems.length > 0) throw invalid({ group: "meta.k8s.io", kind: "ListOptions" }, "", problems);
  return options;
}

function selector<T>(query: URLSearchParams, name: string, parse: (text: string) => T): T {
  try {
    return parse(query.get(name) ?? "");
  } catch (error) {
    throw isKubernetesError(error) ? badRequest(error.message) : error;
  }
}

const forbidMatch = (detail: string): FieldProblem => forbiddenField("resourceVersionMatch", detail);

function listProblems(options: ListQuery): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const { match, resourceVersion } = options;
  if (match !== "") {
    if (resourceVersion === "")
      problems.push(forbidMatch("resourceVersionMatch is forbidden unless resourceVersion is provided"));
    if (options.continue !== "")
      problems.push(forbidMatch("resourceVersionMatch is forbidden when continue is provided"));
    if (match !== "Exact" && match !== "NotOlderThan") {
      problems.push(notSupported("resourceVersionMatch", match, ["Exact", "NotOlderThan", ""]));
    }
    if (match === "Exact" && resourceVersion === "0") {
      problems.push(forbidMatch(`resourceVersionMatch "exact" is forbidden for resourceVersion "0"`));
    }
  }
  if (options.sendInitialEvents !== undefined) {
    problems.push(forbiddenField("sendInitialEvents", "sendInitialEvents is forbidden for list"));
  }
  return problems;
}

const needsMatch = "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan";

function watchProblems({ match, sendInitialEvents }: ListQuery): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (match !== "") {
    if (sendInitialEvents === undefined) {
      problems.push(forbidMatch("resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
    } else if (match !== "NotOlderThan") problems.push(forbidMatch(needsMatch));
    if (match !== "NotOlderThan") problems.push(notSupported("resourceVersionMatch", match, ["NotOlderThan"]));
  } else if (sendInitialEvents !== undefined) {
    problems.push(forbidMatch(needsMatch));
  }
  return problems;
}

/** A resourceVersion as a number; 0 where it is empty. */
export function revisionOf(resourceVersion: string): number {
  if (resourceVersion === "") return 0;
  if (!/^\d+$/.test(resourceVersion)) {
    throw internal(
      `resourceVersion: Invalid value: "${resourceVersion}": strconv.ParseUint: parsing "${resourceVersion}": invalid syntax`,
    );
  }
  return Number(resourceVersion);
}
