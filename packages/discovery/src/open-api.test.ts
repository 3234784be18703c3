import { KubernetesError } from "@kubets/apimachinery";
import type { ApiRequest, RestClient } from "@kubets/rest";
import { describe, expect, it } from "vitest";
import { createOpenApiClient } from "./open-api.ts";

const apps = { group: "apps", version: "v1" };

function server(hash = "A") {
  const asked: string[] = [];
  let current = hash;
  let failing = false;
  const rest = {
    async json({ path, query = [] }: ApiRequest) {
      asked.push(`${path}${query.map(([name, value]) => `?${name}=${value}`).join("")}`);
      if (path !== "/openapi/v3") {
        if (failing) throw new KubernetesError("no", { reason: "InternalError", code: 500 });
        return { openapi: "3.0.0", hash: query[0]?.[1] };
      }
      const url = (name: string) => ({ serverRelativeURL: `/openapi/v3/${name}?hash=${current}` });
      return { paths: { version: url("version"), "apis/apps/v1": url("apis/apps/v1"), "api/v1": url("api/v1") } };
    },
  } as unknown as RestClient;
  return {
    client: createOpenApiClient({ rest }),
    asked,
    change: (to: string) => (current = to),
    fail: (on: boolean) => (failing = on),
  };
}

describe("the OpenAPI client (F076)", () => {
  it("names what there is, sorted", async () => {
    expect(await server().client.paths()).toEqual(["api/v1", "apis/apps/v1", "version"]);
  });

  it("reads a document by its hashed URL, once as long as the hash is the same", async () => {
    const { client, asked, change } = server();
    expect(await client.document(apps)).toEqual({ openapi: "3.0.0", hash: "A" });
    await client.document(apps);
    expect(asked).toEqual(["/openapi/v3", "/openapi/v3/apis/apps/v1?hash=A", "/openapi/v3"]);
    change("B");
    expect(await client.document(apps)).toMatchObject({ hash: "B" });
    client.invalidate();
    await client.document(apps);
    expect(asked.filter((url) => url.endsWith("hash=B"))).toHaveLength(2);
  });

  it("shares a request, and forgets one that failed", async () => {
    const { client, asked, fail } = server();
    fail(true);
    const both = await Promise.allSettled([client.document(apps), client.document(apps)]);
    expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(asked.filter((url) => url.includes("hash"))).toHaveLength(1);
    fail(false);
    expect(await client.document(apps)).toMatchObject({ hash: "A" });
  });

  it("says NotFound for what the index does not name", async () => {
    for (const group of ["nowhere", "__proto__"]) {
      await expect(server().client.document({ group, version: "v1" })).rejects.toMatchObject({ reason: "NotFound" });
    }
  });
});
