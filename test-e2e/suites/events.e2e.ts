import { isNotFound, type Stored } from "@kubets/apimachinery";
import { createDiscoveryClient } from "@kubets/discovery";
import type { DynamicClient } from "@kubets/dynamic";
import { createEventRecorder, type DroppedEvent, type EventEntry, type EventRecorder } from "@kubets/events";
import { clusterRoles } from "@kubets/kubernetes/rbac/v1";
import { configMaps, events, type ConfigMap, type Event } from "@kubets/kubernetes/core/v1";
import { events as seriesEvents } from "@kubets/kubernetes/events/v1";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createNamespace, startBackend, type Backend } from "../backends/index.ts";

let backend: Backend;
let client: DynamicClient;
let namespace: string;
let object: Stored<ConfigMap>;
let dropped: DroppedEvent[];

beforeAll(async () => {
  backend = await startBackend();
  client = await backend.connect();
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await backend[Symbol.asyncDispose]();
});
beforeEach(async () => {
  namespace = await createNamespace(client);
  object = await client
    .resource(configMaps)
    .namespace(namespace)
    .create({ metadata: { name: "blog" } });
  dropped = [];
});

const source = { component: "e2e.kubets", host: "here" };
const onDrop = (event: DroppedEvent): void => void dropped.push(event);
const created: EventEntry = { type: "Normal", reason: "Created", message: "created Deployment blog" };

async function stored(): Promise<Stored<Event>[]> {
  const { items } = await client.resource(events).namespace(namespace).list();
  return items.toSorted((a, b) => (a.message ?? "").localeCompare(b.message ?? ""));
}

describe("core/v1", () => {
  const createRecorder = (): EventRecorder => createEventRecorder({ sink: client.resource(events), source, onDrop });

  it("stores an event, and counts it when it happens again (F142, F145, C97)", async () => {
    await using recorder = createRecorder();
    recorder.event(object, { ...created, annotations: { why: "test" } });
    expect(await recorder.flush()).toBe(true);
    const [first] = await stored();
    expect(first).toMatchObject({
      metadata: { name: expect.stringMatching(/^blog\.[0-9a-f]{16}$/), annotations: { why: "test" } },
      involvedObject: {
        apiVersion: "v1",
        kind: "ConfigMap",
        namespace,
        name: "blog",
        uid: object.metadata.uid,
        resourceVersion: object.metadata.resourceVersion,
      },
      ...created,
      source,
      reportingComponent: "e2e.kubets",
      reportingInstance: "here",
      count: 1,
    });

    recorder.event(object, created);
    recorder.event(object, created);
    await recorder.flush();
    const [counted, ...others] = await stored();
    expect(others).toEqual([]);
    expect(counted).toMatchObject({ metadata: { uid: first?.metadata.uid }, ...created, count: 3 });
    expect(counted?.firstTimestamp).toBe(first?.firstTimestamp);
    expect(dropped).toEqual([]);
  });

  it("creates anew, with its count, an event that is gone (C97)", async () => {
    await using recorder = createRecorder();
    recorder.event(object, created);
    await recorder.flush();
    await client.resource(events).namespace(namespace).deleteCollection();
    recorder.event(object, created);
    await recorder.flush();
    expect(await stored()).toMatchObject([{ ...created, count: 2 }]);
    expect(dropped).toEqual([]);
  });

  it("combines events that differ in their message only (F144)", async () => {
    await using recorder = createRecorder();
    for (let attempt = 1; attempt <= 12; attempt++) {
      recorder.event(object, { type: "Warning", reason: "Failed", message: `attempt ${attempt} failed` });
    }
    await recorder.flush();
    const [combined, ...single] = await stored();
    expect(combined).toMatchObject({ message: "(combined from similar events): attempt 12 failed", count: 3 });
    expect(single.map(({ message, count }) => [message, count])).toEqual(
      Array.from({ length: 9 }, (_, index) => [`attempt ${index + 1} failed`, 1]),
    );
    expect(dropped).toEqual([]);
  });

  it("keeps events of objects without a namespace in default, by any name (F142)", async () => {
    await using recorder = createRecorder();
    const name = `e2e:${namespace}`;
    const role = await client.resource(clusterRoles).create({ metadata: { name }, rules: [] });
    recorder.event(role, created);
    await recorder.flush();
    expect(dropped).toEqual([]);
    const inDefault = client.resource(events).namespace("default");
    const { items } = await inDefault.list({ fieldSelector: `involvedObject.name=${name}` });
    expect(items).toMatchObject([{ ...created, metadata: { name: expect.stringMatching(/^[0-9a-f-]{36}$/) } }]);
    await inDefault.delete(items[0]?.metadata.name ?? "");
    await client.resource(clusterRoles).delete(name);
  });
});

describe("events.k8s.io/v1", () => {
  const createRecorder = (): EventRecorder =>
    createEventRecorder({
      apiVersion: "events.k8s.io/v1",
      sink: client.resource(seriesEvents),
      source,
      onDrop,
    });

  it("stores an event, and makes it a series when it happens again, whatever its note (F147, C98)", async () => {
    await using recorder = createRecorder();
    const related = { apiVersion: "v1", kind: "Namespace", name: namespace };
    recorder.event(object, { ...created, action: "Create", related });
    expect(await recorder.flush()).toBe(true);
    const all = client.resource(seriesEvents).namespace(namespace);
    const [first] = (await all.list()).items;
    expect(first).toMatchObject({
      metadata: { name: expect.stringMatching(/^blog\.[0-9a-f]{16}$/) },
      eventTime: expect.stringMatching(/\.\d{6}Z$/),
      regarding: { kind: "ConfigMap", namespace, name: "blog", uid: object.metadata.uid },
      related,
      type: "Normal",
      reason: "Created",
      action: "Create",
      note: created.message,
      reportingController: "e2e.kubets",
      reportingInstance: "e2e.kubets-here",
    });
    expect(first?.series).toBeUndefined();

    for (let count = 2; count <= 5; count++) {
      recorder.event(object, { ...created, message: `created again (${count})`, action: "Create", related });
    }
    await recorder.flush();
    const { items } = await all.list();
    expect(items).toMatchObject([
      { metadata: { uid: first?.metadata.uid }, note: created.message, series: { count: 5 } },
    ]);
    expect(dropped).toEqual([]);
  });

  it("writes the last count of a series when it is disposed, and creates anew what is gone (F147)", async () => {
    const all = client.resource(seriesEvents).namespace(namespace);
    {
      await using recorder = createRecorder();
      recorder.event(object, created);
      recorder.event(object, created);
      await recorder.flush();
      await all.deleteCollection();
      recorder.event(object, created);
    }
    expect((await all.list()).items).toMatchObject([{ action: "Created", series: { count: 3 } }]);
    expect(dropped).toEqual([]);
  });

  it("shortens a note to what the server takes", async () => {
    await using recorder = createRecorder();
    recorder.event(object, { ...created, message: "é".repeat(2000) });
    await recorder.flush();
    expect(dropped).toEqual([]);
    const [event] = (await client.resource(seriesEvents).namespace(namespace).list()).items;
    expect(event?.note).toMatch(/^é{510}…$/);
  });

  it("is what discovery says that the server has (F148)", async () => {
    const discovery = createDiscoveryClient({ rest: client.rest });
    const record = async (group: string): Promise<void> => {
      const found = await discovery.groupVersion(group, "v1").catch((error: unknown) => {
        if (isNotFound(error)) return undefined;
        throw error;
      });
      await using recorder = createEventRecorder({
        source,
        onDrop,
        ...(found
          ? { apiVersion: "events.k8s.io/v1", sink: client.resource(seriesEvents) }
          : { sink: client.resource(events) }),
      });
      recorder.event(object, { ...created, reason: found ? "InSeries" : "Counted" });
    };
    await record("events.k8s.io");
    await record("events.missing.example");
    const { items } = await client.resource(seriesEvents).namespace(namespace).list();
    expect(items.find(({ reason }) => reason === "InSeries")?.eventTime).toMatch(/\.\d{6}Z$/);
    expect((await stored()).find(({ reason }) => reason === "Counted")).toMatchObject({ count: 1 });
    expect(dropped).toEqual([]);
  });
});

it("takes for a sink the client of the API that it records in, and no other (F142, F147)", () => {
  // @ts-expect-error -- events of core/v1 do not go where those of events.k8s.io/v1 are
  createEventRecorder({ source, sink: client.resource(seriesEvents) });
  // @ts-expect-error -- nor the other way round
  createEventRecorder({ source, apiVersion: "events.k8s.io/v1", sink: client.resource(events) });
  // @ts-expect-error -- and other objects go nowhere
  createEventRecorder({ source, sink: client.resource(configMaps) });
});

it("reports what the server refuses, and tells the caller nothing (C96)", async () => {
  await using recorder = createEventRecorder({ sink: client.resource(events), source, onDrop });
  recorder.event({ ...object, metadata: { ...object.metadata, namespace: `${namespace}-missing` } }, created);
  await recorder.flush();
  expect(dropped).toMatchObject([{ cause: "rejected", occurrences: 1, error: { reason: "NotFound" } }]);
  expect(recorder.dropped.rejected).toBe(1);
});
