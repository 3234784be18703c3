import { decodeKubernetesProtobuf, kubernetesProtobufMediaType } from "@kubets/protobuf";
import { headerValue } from "@kubets/rest";
import { describe, expect, it } from "vitest";
import { openCluster, pod, pods, website, websiteDefinition, websites } from "../testing/cluster.ts";

const both = `${kubernetesProtobufMediaType},application/json`;

async function get({ cluster }: ReturnType<typeof openCluster>, path: string, accept: string) {
  const request = { method: "GET", url: `http://x${path}`, headers: [["accept", accept]], reading: "whole" } as const;
  const { status, headers, body } = await cluster.transport().send(request);
  const pieces: number[] = [];
  for await (const piece of body) pieces.push(...piece);
  const bytes = Uint8Array.from(pieces);
  const type = headerValue(headers, "content-type") ?? "";
  const value: unknown =
    type === kubernetesProtobufMediaType
      ? decodeKubernetesProtobuf(bytes)
      : JSON.parse(new TextDecoder().decode(bytes));
  return { status, type, value };
}

describe("answers in protobuf", () => {
  it.each([`${pods}/a`, pods, `${pods}/none`, "/api/v1/namespaces", "/api/v1/nodes/none"])(
    "say of %s what those in JSON say",
    async (path) => {
      const client = openCluster({ objects: [pod("a"), pod("b", { labels: { x: "y" } })] });
      const [protobuf, json] = [await get(client, path, both), await get(client, path, "application/json")];
      expect(protobuf.type).toBe(kubernetesProtobufMediaType);
      expect(protobuf.status).toBe(json.status);
      expect(protobuf.value).toEqual(json.value);
    },
  );

  it("are JSON where there is no such form: custom resources, watches, tables", async () => {
    const client = openCluster({ objects: [websiteDefinition(), website("a")] });
    expect(await get(client, websites, both)).toMatchObject({ status: 200, type: "application/json" });
    expect(await get(client, websites, kubernetesProtobufMediaType)).toMatchObject({ status: 406 });
    const table = `application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io,application/json`;
    expect(await get(client, pods, table)).toMatchObject({ status: 200, type: "application/json" });
    const request = { method: "GET", url: `http://x${pods}?watch=1&timeoutSeconds=1`, reading: "watch" } as const;
    const watched = await client.cluster
      .transport()
      .send({ ...request, headers: [["accept", `${kubernetesProtobufMediaType};stream=watch,application/json`]] });
    expect(headerValue(watched.headers, "content-type")).toBe("application/json");
    await client.clock.advance(1000);
  });
});
