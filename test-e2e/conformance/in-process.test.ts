import { conformanceCases, runConformanceCase } from "@kubets/rest/testing";
import { afterAll, describe, it } from "vitest";
import { createInProcessTransport } from "../../packages/testing-fake/src/cluster/in-process-transport.ts";
import { createInProcessConformanceServer } from "./in-process-server.ts";
import { createCaseReport, lacks } from "./lacks.ts";

describe("the transport to an API server in memory", () => {
  const server = createInProcessConformanceServer();
  const createTransport = () => createInProcessTransport(server, { name: "jane", groups: [] });
  // In memory, who listens is always there: where a case means nobody, the server cuts its answers.
  const report = createCaseReport("the transport to an API server in memory", [lacks.refusal]);

  it.each(conformanceCases.map((each) => [each.name, each] as const))("%s", async (name, each) => {
    const { url, unreachableUrl } = server;
    report.passed(name, await runConformanceCase(each, { createTransport, url, unreachableUrl }));
  });

  afterAll(() => report.print());
});
