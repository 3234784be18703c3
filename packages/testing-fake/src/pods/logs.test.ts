import { describe, expect, it } from "vitest";
import type { LogRequest, PodHandlers } from "./pod-handlers.ts";
import { openCluster, pod, pods } from "../testing/cluster.ts";

const time = (second: number): string => `2026-01-01T00:00:0${second}Z`;
const lines = [1, 2, 3].map((second) => ({ text: `line ${second}`, time: time(second) }));

const open = (logs?: PodHandlers["logs"]) => openCluster({ objects: [pod("a")], pods: { logs } });
const read = async (logs: PodHandlers["logs"], query = ""): Promise<string> =>
  (await open(logs).call("GET", `${pods}/a/log${query}`)).text;

describe("logs", () => {
  it.each([
    ["a text", () => "line 1\nline 2\nline 3\n"],
    ["lines", () => lines],
    [
      "lines that come",
      async function* () {
        yield* lines;
      },
    ],
  ] as [string, PodHandlers["logs"]][])("are %s, of which the last may be asked for", async (_, logs) => {
    expect(await read(logs)).toBe("line 1\nline 2\nline 3\n");
    expect(await read(logs, "?tailLines=2")).toBe("line 2\nline 3\n");
    expect(await read(logs, "?tailLines=0")).toBe("");
    expect(await read(logs, "?limitBytes=9")).toBe("line 1\nli");
  });

  it("come with times, and from a time on", async () => {
    expect(await read(() => lines, "?timestamps=true&tailLines=1")).toBe(`${time(3)} line 3\n`);
    expect(await read(() => lines, `?sinceTime=${time(2)}`)).toBe("line 2\nline 3\n");
    const { call, clock } = open(() => lines);
    await clock.advance(4000);
    expect((await call("GET", `${pods}/a/log?sinceSeconds=1`)).text).toBe("line 3\n");
  });

  it("go on while the client follows them, by the cluster's clock, and end when it leaves", async () => {
    let ended = false;
    const { cluster, clock } = openCluster({
      objects: [pod("a")],
      pods: {
        async *logs({ signal, follow }) {
          expect(follow).toBe(true);
          try {
            for (let count = 0; ; count++) {
              yield `tick ${count}`;
              await clock.sleep(1000, { signal });
            }
          } finally {
            ended = true;
          }
        },
      },
    });
    const controller = new AbortController();
    const { body } = await cluster.transport().send({
      method: "GET",
      url: `http://x${pods}/a/log?follow=true`,
      headers: [],
      reading: "stream",
      signal: controller.signal,
    });
    let text = "";
    const reading = (async () => {
      for await (const piece of body) text += new TextDecoder().decode(piece);
    })().catch(() => undefined);
    await clock.advance(2500);
    expect(text).toBe("tick 0\ntick 1\ntick 2\n");
    controller.abort();
    await reading;
    await clock.settle();
    expect(ended).toBe(true);
    expect(clock.pending).toEqual([]);
  });

  it("are asked for by container, with a copy of the pod", async () => {
    const asked: LogRequest[] = [];
    await read((request) => {
      asked.push(request);
      return "";
    }, "?previous=true&tailLines=5");
    expect(asked).toMatchObject([
      { namespace: "default", pod: "a", container: "main", previous: true, follow: false, tailLines: 5 },
    ]);
    expect(asked[0]?.object).toMatchObject({ kind: "Pod", spec: { containers: [{ name: "main" }] } });
  });

  it.each([
    ["?container=none", 400, "container none is not valid for pod a"],
    [
      "?tailLines=-1",
      422,
      'PodLogOptions "a" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0',
    ],
    ["?limitBytes=0", 422, 'PodLogOptions "a" is invalid: limitBytes: Invalid value: 0: must be greater than 0'],
  ])("with %s are refused: %d", async (query, code, message) => {
    expect((await open(() => "").call("GET", `${pods}/a/log${query}`)).failure).toMatchObject({ code, message });
  });

  it("need a handler", async () => {
    expect((await open().call("GET", `${pods}/a/log`)).failure).toMatchObject({
      code: 501,
      message: '"pods/log" is not implemented by this server',
    });
  });
});
