import { conformanceCases, runConformanceCase } from "@kubets/rest/testing";
import { afterAll, describe, it } from "vitest";
import { createInProcessTransport } from "../../packages/testing-fake/src/cluster/in-process-transport.ts";
import { createInProcessConformanceServer } from "./in-process-server.ts";
import { lacks, reportCases } from "./lacks.ts";

describe("the transport to an API server in memory", () => {
  const server = createInProcessConformanceServer();
  const createTransport = () => createInProcessTransport(server, { name: "jane", groups: [] });
  const lacking = new Map<string, string>();

  it.each(conformanceCases.map((each) => [each.name, each] as const))("%s", async (name, each) => {
    const { url, unreachableUrl } = server;
    const what = await runConformanceCase(each, { createTransport, url, unreachableUrl });
    if (what) lacking.set(name, what);
  });

  afterAll(() => {
    const title = "the transport to an API server in memory";
    // In memory, who listens is always there: where a case means nobody, the server cuts its answers.
    reportCases(title, conformanceCases.length, lacking, ["WebSockets", lacks.refusal]);
  });
});
