import { KubernetesError, type ErrorReason } from "@kubets/apimachinery";
import { createFakeClock, type FakeClock } from "@kubets/wait";
import { beforeEach, describe, expect, it, vi, type MockInstance } from "vitest";
import { coreEventOf, type CoreEvent } from "./core-event.ts";
import { createEventWriter, type EventWriter, type WriteOutcome } from "./event-writer.ts";
import { createEventServer, networkFailure, refusal, type EventServer } from "./testing/event-server.ts";

let clock: FakeClock;
let server: EventServer<CoreEvent>;
let writer: EventWriter<CoreEvent>;

beforeEach(() => {
  clock = createFakeClock();
  server = createEventServer();
  writer = createEventWriter({ sink: server.sink, clock, random: () => 0.5 });
});

const event = coreEventOf(
  {
    reference: { apiVersion: "v1", kind: "Pod", namespace: "baz", name: "foo" },
    related: undefined,
    namespace: "baz",
    name: "foo.1",
    type: "Normal",
    reason: "Started",
    message: "started",
    action: undefined,
    annotations: undefined,
    atMs: 0,
  },
  { component: "test" },
);
const write = { namespace: "baz", name: "foo.1", event, change: undefined };
const counted = { ...write, event: { ...event, count: 2 }, change: { count: 2 } };

/** Lets time pass until the write has ended, and says how much that was. */
async function outlast(writing: Promise<WriteOutcome>): Promise<WriteOutcome & { readonly seconds: number }> {
  const start = clock.monotonicNow();
  const ended = writing.then((outcome) => ({ ...outcome, seconds: (clock.monotonicNow() - start) / 1000 }));
  // A write that waits has a timer, and nothing else does.
  while (await clock.advanceToNext());
  return ended;
}

/** A failure of the client's own making, as far as its reason tells. */
const failure = (reason: ErrorReason): KubernetesError => new KubernetesError(reason, { reason });

describe("failures", () => {
  it.each([
    ["a refusal", refusal("Forbidden", 403)],
    ["an event that the server finds wrong", refusal("Invalid", 422)],
    ["a server with too much to do", refusal("TooManyRequests", 429)],
    ["a server in trouble", refusal("InternalError", 500)],
    ["a proxy's page", new KubernetesError("bad gateway", { reason: "UnexpectedResponse", code: 502 })],
    ["a request that cannot be built", failure("InvalidRequest")],
    ["an option that cannot work", failure("Configuration")],
    ["a client that was closed", failure("Aborted")],
  ])("takes %s for an answer (F143)", async (_name, error) => {
    server.before = () => Promise.reject(error);
    expect(await outlast(writer.write(write))).toEqual({ dropped: "rejected", error, seconds: 0 });
    expect(server.requests.length).toBe(1);
  });

  it.each([
    ["a lost connection", networkFailure()],
    ["a deadline", failure("ClientTimeout")],
    ["a certificate that is not trusted", failure("TLS")],
    ["an answer that is none", failure("Decode")],
    ["a weird error", new Error("weird")],
  ])("tries 12 times after %s, 10 s apart, the first time at random (F143)", async (_name, error) => {
    server.before = () => Promise.reject(error);
    const outcome = await outlast(writer.write(write));
    expect(outcome).toMatchObject({ dropped: "unreachable", seconds: 5 + 10 * 10 });
    if ("dropped" in outcome) expect([outcome.error, outcome.error.cause]).toContain(error);
    expect(server.requests.length).toBe(12);
  });

  it("succeeds at a later try (F143)", async () => {
    server.before = () => {
      if (server.requests.length <= 2) throw networkFailure();
    };
    expect(await outlast(writer.write(write))).toMatchObject({ stored: event, seconds: 15 });
    expect(server.requests.length).toBe(3);
  });

  it("survives a sink that throws instead of rejecting (C96)", async () => {
    const broken = createEventWriter<CoreEvent>({
      sink: {
        namespace() {
          throw new Error("no such method");
        },
      },
      clock,
      random: () => 0,
    });
    expect(await outlast(broken.write(write))).toMatchObject({ dropped: "unreachable" });
  });
});

describe("patching", () => {
  it("sends the change, and nothing else (C97)", async () => {
    await writer.write(write);
    expect(await writer.write(counted)).toMatchObject({ stored: { count: 2, reason: "Started" } });
    expect(server.requests.at(-1)).toMatchObject({
      verb: "patch",
      namespace: "baz",
      name: "foo.1",
      body: { count: 2 },
    });
  });

  it("creates anew, with its count, what is not there (C97)", async () => {
    expect(await writer.write(counted)).toMatchObject({ stored: { count: 2 } });
    expect(server.log).toEqual(["patch foo", "create foo"]);
    expect(server.requests[1]?.body.metadata).toEqual({ name: "foo.1", namespace: "baz" });
  });

  it("tries again when what was not there is there after all (F147)", async () => {
    server.before = ({ verb }) => {
      if (verb === "create" && server.requests.length === 2) {
        server.before = undefined;
        return server.sink
          .namespace("baz")
          .create(event)
          .then(() => undefined);
      }
      return undefined;
    };
    expect(await outlast(writer.write(counted))).toMatchObject({ stored: { count: 2 }, seconds: 5 });
    expect(server.log).toEqual(["patch foo", "create foo", "create foo", "patch foo"]);
  });
});

describe("creating what exists", () => {
  it("has succeeded where only the answer was lost (F143)", async () => {
    server.after = () => {
      server.after = undefined;
      throw networkFailure();
    };
    expect(await outlast(writer.write(write))).toMatchObject({ stored: event });
    expect(server.events).toEqual([event]);
  });

  it("is refused where the name is another's (F143)", async () => {
    await writer.write(write);
    expect(await outlast(writer.write(write))).toMatchObject({
      dropped: "rejected",
      error: { reason: "AlreadyExists" },
      seconds: 0,
    });
  });
});

describe("stopping", () => {
  it("is something that a write listens for no longer than it takes", async () => {
    const removed: MockInstance<AbortSignal["removeEventListener"]>[] = [];
    server.before = ({ signal }) => {
      server.before = undefined;
      if (signal) removed.push(vi.spyOn(signal, "removeEventListener"));
    };
    await writer.write(write);
    await writer.write(counted);
    expect(removed[0]).toHaveBeenCalledTimes(2);
  });

  it("tries once where it is in a hurry (C96)", async () => {
    server.before = () => Promise.reject(networkFailure());
    writer.hurry();
    expect(await writer.write(write)).toMatchObject({ dropped: "stopped", error: { reason: "Network" } });
    expect(server.requests.length).toBe(1);
  });

  it("cuts a wait short (C96)", async () => {
    server.before = () => Promise.reject(networkFailure());
    const writing = writer.write(write);
    await clock.advance(1000);
    writer.hurry();
    expect(await writing).toMatchObject({ dropped: "stopped" });
    expect(clock.pending).toEqual([]);
  });

  it("does not wait for a call that hangs, and tells it to end (C96)", async () => {
    let signal: AbortSignal | undefined;
    server.before = (request) => {
      signal = request.signal;
      return new Promise(() => {});
    };
    const writing = writer.write(write);
    await clock.settle();
    writer.abandon();
    expect(await writing).toMatchObject({ dropped: "stopped" });
    expect(signal?.aborted).toBe(true);
    expect(await writer.write(write)).toMatchObject({ dropped: "stopped" });
    expect(server.requests.length).toBe(1);
  });

  it("makes no further request, also where the sink does not heed the signal (C96)", async () => {
    const answer = Promise.withResolvers<void>();
    server.before = () => answer.promise;
    const writing = writer.write(counted);
    await clock.settle();
    writer.abandon();
    await writing;
    answer.resolve();
    await clock.settle();
    expect(server.log).toEqual(["patch foo"]);
  });
});
