import type { ApiServerResponse } from "./api-server.ts";
import type { RequestInfo } from "./request-info.ts";
import { textResponse } from "./responses.ts";
import { methodNotAllowed } from "./status.ts";

/** What `/version` says: the Kubernetes release whose resources and behaviour this server has. */
const serverVersion = {
  major: "1",
  minor: "37",
  gitVersion: "v1.37.1",
  gitCommit: "",
  gitTreeState: "",
  buildDate: "1970-01-01T00:00:00Z",
  goVersion: "",
  compiler: "",
  platform: "",
};

/** Answers what is neither a resource nor a document about resources. */
export function answerPage({ segments, query }: RequestInfo, method: string): ApiServerResponse | undefined {
  const [first = "", ...rest] = segments;
  if (first === "version" && rest.length === 0) {
    if (method !== "GET") throw methodNotAllowed();
    const body = `${JSON.stringify(serverVersion, undefined, 2)}\n`;
    return { status: 200, headers: [["content-type", "application/json"]], body };
  }
  if (["healthz", "livez", "readyz"].includes(first) && rest.length === 0) {
    return textResponse(200, query.has("verbose") ? `[+]ping ok\n${first} check passed\n` : "ok");
  }
  return undefined;
}
