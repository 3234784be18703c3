import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { podLogLines, proxyGet, type ProxyTarget, type StreamClient } from "./index.ts";

type Answer = { readonly body: AsyncIterable<Uint8Array> };

/** A client whose answers have this body, and the requests that it got. */
function answering(chunks: readonly Uint8Array[]) {
  const requests: { path: string; query: readonly (readonly [string, string])[] }[] = [];
  let ended = false;
  async function* body() {
    try {
      yield* chunks;
    } finally {
      ended = true;
    }
  }
  const client: StreamClient<Answer> = {
    rest: {
      async stream(request) {
        requests.push(request);
        return { body: body() };
      },
    },
  };
  return { client, requests, ended: () => ended };
}

async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const pod = { namespace: "n", name: "web-0" };

describe("podLogLines (F082)", () => {
  it("asks for what was said, zero and false included", async () => {
    const { client, requests } = answering([]);
    const options = { container: "web", follow: false, tailLines: 0, timestamps: true, signal: undefined };
    for await (const line of podLogLines(client, pod, options)) expect(line).toBe("never");
    expect(requests[0]?.path).toBe("/api/v1/namespaces/n/pods/web-0/log");
    expect(new URLSearchParams(requests[0]?.query.map((pair) => [...pair])).toString()).toBe(
      "container=web&follow=false&tailLines=0&timestamps=true",
    );
  });

  test.prop([
    fc.array(fc.string({ unit: "grapheme" }).map((line) => line.replaceAll("\n", ""))),
    fc.integer({ min: 1, max: 7 }),
  ])("gives every line, wherever the bytes are cut", async (lines, size) => {
    const all = bytes(lines.map((line) => `${line}\n`).join(""));
    const chunks = Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
    expect(await collect(podLogLines(answering(chunks).client, pod))).toEqual(lines.map((line) => line.toWellFormed()));
  });

  it("gives a last line without a line end, and ends the request when the loop is left", async () => {
    expect(await collect(podLogLines(answering([bytes("a\n\nb")]).client, pod))).toEqual(["a", "", "b"]);
    const { client, ended } = answering([bytes("a\n"), bytes("b\n")]);
    for await (const line of podLogLines(client, pod)) {
      expect(line).toBe("a");
      break;
    }
    expect(ended()).toBe(true);
  });
});

describe("proxyGet (F082)", () => {
  it.each<[ProxyTarget, string]>([
    [{ resource: "services", namespace: "n", name: "web" }, "/api/v1/namespaces/n/services/web/proxy/"],
    [
      { resource: "services", namespace: "n", name: "web", port: "http" },
      "/api/v1/namespaces/n/services/web:http/proxy/",
    ],
    [
      { resource: "pods", namespace: "n", name: "web", scheme: "https", port: 8443, path: "/a/b" },
      "/api/v1/namespaces/n/pods/https:web:8443/proxy/a/b",
    ],
    [{ resource: "pods", namespace: "n", name: "web", scheme: "https" }, "/api/v1/namespaces/n/pods/https:web:/proxy/"],
    [{ resource: "nodes", name: "w", port: 10250, path: "metrics" }, "/api/v1/nodes/w:10250/proxy/metrics"],
  ])("reaches %o at %s, as client-go does", async (target, path) => {
    const { client, requests } = answering([bytes("ok")]);
    const { body } = await proxyGet(client, { ...target, query: { a: "1" } });
    expect(requests).toMatchObject([{ path, query: [["a", "1"]] }]);
    expect(await collect(body)).toEqual([bytes("ok")]);
  });

  it.each(["..", "a/../../b", "a/%2E%2e/b", "./a", "a?b=c", "a#b", "a\\b"])(
    "refuses the path %o, which would lead to another part of the API or lose its end",
    async (path) => {
      const target = { resource: "services", namespace: "n", name: "web", path } as const;
      await expect(proxyGet(answering([]).client, target)).rejects.toMatchObject({ reason: "InvalidRequest" });
    },
  );
});
