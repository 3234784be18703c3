import { describe, expect, it } from "vitest";
import { openCluster, websiteDefinition } from "../testing/cluster.ts";

interface Resource {
  readonly name: string;
  readonly storageVersionHash?: string;
}

async function hashes({ call }: ReturnType<typeof openCluster>, path: string): Promise<Record<string, unknown>> {
  const { object } = await call("GET", path);
  const resources = object["resources"] as readonly Resource[];
  return Object.fromEntries(resources.map(({ name, storageVersionHash }) => [name, storageVersionHash]));
}

describe("hashes of the versions in which objects are stored", () => {
  it("are those of a kube-apiserver, and the same in all versions of a resource", async () => {
    const client = openCluster();
    expect(await hashes(client, "/apis/apps/v1")).toMatchObject({
      controllerrevisions: "85nkx63pcBU=",
      daemonsets: "dd7pWHUlMKQ=",
      deployments: "8aSe+NMegvE=",
      replicasets: "P1RzHs8/mWQ=",
      statefulsets: "H+vl74LkKdo=",
      "deployments/scale": undefined,
    });
    expect(await hashes(client, "/apis/apiextensions.k8s.io/v1")).toMatchObject({
      customresourcedefinitions: "jfWCUB31mvA=",
    });
    const [v1, v2] = await Promise.all(["v1", "v2"].map((version) => hashes(client, `/apis/autoscaling/${version}`)));
    expect(v1?.["horizontalpodautoscalers"]).toBe(v2?.["horizontalpodautoscalers"]);
  });

  it("are not there for what is not stored", async () => {
    const client = openCluster();
    expect(await hashes(client, "/apis/authorization.k8s.io/v1")).toEqual({
      localsubjectaccessreviews: undefined,
      selfsubjectaccessreviews: undefined,
      selfsubjectrulesreviews: undefined,
      subjectaccessreviews: undefined,
    });
    expect(await hashes(client, "/api/v1")).toMatchObject({ componentstatuses: undefined, bindings: undefined });
  });

  it("follow the stored version of a definition", async () => {
    const client = openCluster();
    const definition = websiteDefinition();
    await client.call("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition);
    const { websites } = await hashes(client, "/apis/example.com/v1");
    expect(websites).toMatch(/^[\w+/]{11}=$/);
  });
});
