import type { WatchEvent } from "@kubets/apimachinery";
import { decodeKubernetesProtobuf, decodeProtobufWatch, kubernetesProtobufMediaType } from "@kubets/protobuf";
import { headerValue } from "@kubets/rest";
import { describe, expect, it } from "vitest";
import { openCluster, pod, pods, website, websiteDefinition, websites, type Client } from "../testing/cluster.ts";

const both = `${kubernetesProtobufMediaType},application/json`;

async function get({ cluster }: Client, path: string, accept: string) {
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
  it.each([
    `${pods}/a`,
    pods,
    `${pods}/none`,
    "/api/v1/namespaces",
    "/api/v1/nodes/none",
    "/apis",
    "/apis/apps",
    "/apis/apps/v1",
  ])("say of %s what those in JSON say", async (path) => {
    const client = openCluster({ objects: [pod("a"), pod("b", { labels: { x: "y" } })] });
    const [protobuf, json] = [await get(client, path, both), await get(client, path, "application/json")];
    expect(protobuf.type).toBe(kubernetesProtobufMediaType);
    expect(protobuf.status).toBe(json.status);
    expect(protobuf.value).toEqual(json.value);
  });

  it("are JSON where there is no such form: custom resources, tables", async () => {
    const client = openCluster({ objects: [websiteDefinition(), website("a")] });
    expect(await get(client, websites, both)).toMatchObject({ status: 200, type: "application/json" });
    expect(await get(client, websites, kubernetesProtobufMediaType)).toMatchObject({ status: 406 });
    const table = `application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io,application/json`;
    expect(await get(client, pods, table)).toMatchObject({ status: 200, type: "application/json" });
  });

  it("are failures in JSON where what was asked for is another form, as those clients do", async () => {
    const form = `${kubernetesProtobufMediaType};as=PartialObjectMetadata;g=meta.k8s.io;v=v1`;
    const client = openCluster();
    expect(await get(client, `${pods}/none`, `${form},application/json`)).toMatchObject({
      status: 404,
      type: "application/json",
    });
  });
});

describe("watches in protobuf", () => {
  const open = async (client: Client, query: string, accept = `${kubernetesProtobufMediaType};stream=watch`) => {
    const { headers, body } = await client.cluster.transport().send({
      method: "GET",
      url: `http://x${query}`,
      headers: [["accept", `${accept},application/json`]],
      reading: "watch",
    });
    const type = headerValue(headers, "content-type");
    const read = async (): Promise<WatchEvent<object>[]> => {
      const events: WatchEvent<object>[] = [];
      for await (const batch of decodeProtobufWatch<object>(body, { managedFields: "parse" })) events.push(...batch);
      return events;
    };
    return { type, read };
  };
  const change = async (client: Client): Promise<void> => {
    await client.call("POST", pods, pod("b", { labels: { app: "x" } }));
    await client.call("DELETE", `${pods}/a?gracePeriodSeconds=0`);
  };

  it("tell what those in JSON tell, and end with a bookmark where asked", async () => {
    const client = openCluster({ objects: [pod("a")] });
    const query = `${pods}?watch=1&timeoutSeconds=1&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan`;
    const json = await client.watch(query);
    const protobuf = await open(client, query);
    expect(protobuf.type).toBe("application/vnd.kubernetes.protobuf;stream=watch");
    const events = protobuf.read();
    await change(client);
    await client.clock.advance(1000);
    expect(json.types).toEqual(["ADDED", "BOOKMARK", "ADDED", "MODIFIED", "DELETED"]);
    // A bookmark in protobuf has, as a Go struct, the fields that are never absent.
    expect(await events).toMatchObject(json.events);
  });

  it("say why they end", async () => {
    const client = openCluster({ objects: [pod("a")] });
    await change(client);
    client.cluster.compact();
    const { read } = await open(client, `${pods}?watch=1&resourceVersion=1`);
    await expect(read()).rejects.toMatchObject({ reason: "Expired" });
  });

  it("have metadata alone, of custom resources too", async () => {
    const client = openCluster({ objects: [websiteDefinition(), website("a")] });
    const form = `${kubernetesProtobufMediaType};as=PartialObjectMetadata;g=meta.k8s.io;v=v1`;
    const { read, type } = await open(client, `${websites}?watch=1&timeoutSeconds=1`, form);
    expect(type).toBe("application/vnd.kubernetes.protobuf;stream=watch");
    const events = read();
    await client.clock.advance(1000);
    expect(await events).toEqual([
      {
        type: "ADDED",
        object: {
          kind: "PartialObjectMetadata",
          apiVersion: "meta.k8s.io/v1",
          metadata: expect.objectContaining({ name: "a" }) as object,
        },
      },
    ]);
    const list = await get(client, websites, form.replace("Metadata;", "MetadataList;"));
    expect(list).toMatchObject({ type: kubernetesProtobufMediaType, value: { items: [{ metadata: { name: "a" } }] } });
  });

  it("are struck by faults as those in JSON are: cut within an event, events twice", async () => {
    const client = openCluster({ objects: [pod("a")] });
    const from = (await client.call("GET", pods)).list.metadata.resourceVersion;
    const query = `${pods}?watch=1&timeoutSeconds=1&resourceVersion=${from}`;
    client.cluster.fail({ verb: "watch", with: { cutAfterEvents: 1 } });
    const cut = await open(client, query);
    const broken = expect(cut.read()).rejects.toMatchObject({ reason: "Network" });
    await change(client);
    await broken;
    client.cluster.fail({ verb: "watch", with: "duplicate-events" });
    const twice = (await open(client, query)).read();
    await client.clock.advance(1000);
    expect((await twice).map(({ type }) => type)).toEqual([
      "ADDED",
      "ADDED",
      "MODIFIED",
      "MODIFIED",
      "DELETED",
      "DELETED",
    ]);
  });
});
