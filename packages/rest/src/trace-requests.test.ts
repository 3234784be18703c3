import { describe, expect, it, vi } from "vitest";
import { get, lost, outcome, retryAfter, setup } from "./testing/client.ts";
import { answer } from "./testing/scripted-transport.ts";
import { type RequestSpan, type TracedRequest, traceRequests } from "./trace-requests.ts";
import { headerValue } from "./transport.ts";

describe("tracing", () => {
  it("opens a span for each attempt, named without the object, with the headers that carry its context", async () => {
    const end = vi.fn();
    const start = vi.fn(({ retry }: TracedRequest): RequestSpan => ({
      headers: [["traceparent", `span-${retry}`]],
      end,
    }));
    const { client, clock, transport } = setup([retryAfter("1"), lost(), answer(200, {})], {
      middleware: [traceRequests(start)],
    });
    const call = outcome(client.json({ method: "GET", path: "/api/v1/namespaces/secret-place/pods/secret-name" }));
    await clock.advance(2000);
    expect(call.value).toEqual({});
    const labels = { method: "GET", host: "host:6443", path: "/api/v1/namespaces/{namespace}/pods/{name}" };
    expect(start.mock.calls).toEqual([0, 1, 2].map((retry) => [{ ...labels, retry }]));
    expect(end.mock.calls).toEqual([
      [{ status: 429 }],
      [{ error: expect.objectContaining({ reason: "Network" }) }],
      [{ status: 200 }],
    ]);
    expect(transport.requests.map(({ headers }) => headerValue(headers, "traceparent"))).toEqual([
      "span-0",
      "span-1",
      "span-2",
    ]);
  });

  it("runs what sends the request in the context of the span, and all layers behind it", async () => {
    let context = "none";
    const seen: string[] = [];
    const { client } = setup([answer(200, {})], {
      middleware: [
        traceRequests(() => ({
          async run(send) {
            context = "span";
            const response = await send();
            context = "none";
            return response;
          },
          end: () => seen.push("end"),
        })),
        (request, next) => {
          seen.push(context);
          return next(request);
        },
      ],
    });
    await client.json(get);
    expect(seen).toEqual(["span", "end"]);
    expect(context).toBe("none");
  });
});
