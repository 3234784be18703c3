import { isAborted } from "@kubets/apimachinery";
import { describe, expect, it } from "vitest";
import { listPages } from "./list-pages.ts";
import { createTestServer, failure } from "./testing/lister-watcher.ts";

const { signal } = new AbortController();

describe("a list by pages", () => {
  it("makes no request where its signal has fired (D05)", async () => {
    const server = createTestServer();
    await expect(listPages(server, {}, AbortSignal.abort(failure("Aborted")))).rejects.toSatisfy(isAborted);
    expect(server.trace).toEqual([]);
  });

  it("hands the error of its first page to the caller, an expired version too (C03)", async () => {
    const server = createTestServer();
    server.nextLists.push(failure("Expired", 410));
    await expect(listPages(server, { limit: 1 }, signal)).rejects.toMatchObject({ reason: "Expired" });
    expect(server.trace).toEqual(["list limit=1"]);
  });

  it("has the version of its first page", async () => {
    const server = createTestServer();
    server.nextLists.push(
      () => ({ metadata: { resourceVersion: "5", continue: "a" }, items: [] }),
      () => ({ metadata: { resourceVersion: "6" }, items: [] }),
    );
    expect(await listPages(server, { resourceVersion: "4", limit: 1 }, signal)).toEqual({
      items: [],
      resourceVersion: "5",
      paged: true,
    });
    expect(server.trace).toEqual(["list rv=4 limit=1", "list limit=1 continue=a"]);
  });
});
