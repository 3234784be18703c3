import { conformanceCases, runConformanceCase } from "@kubets/rest/testing";
import { afterAll, describe, it } from "vitest";
import { createInProcessTransport } from "../../packages/testing-fake/src/cluster/in-process-transport.ts";
import { createInProcessConformanceServer } from "./in-process-server.ts";

describe("the transport to an API server in memory", () => {
  const server = createInProcessConformanceServer();
  const createTransport = () => createInProcessTransport(server, { name: "jane", groups: [] });
  const lacking: string[] = [];

  it.each(conformanceCases.map((each) => [each.name, each] as const))("%s", async (name, each) => {
    const { url, unreachableUrl } = server;
    const lacks = await runConformanceCase(each, { createTransport, url, unreachableUrl });
    if (lacks) lacking.push(`  says that it lacks ${lacks}: ${name}`);
  });

  afterAll(() => {
    const title = "the transport to an API server in memory";
    console.log([`${title}: ${conformanceCases.length} cases run`, ...lacking].join("\n"));
  });
});
