import { describe, expect, it } from "vitest";
import type { InformerEvent } from "./event-handlers.ts";
import type { HandlerRegistration } from "./handler-set.ts";
import { informerEvents } from "./informer-events.ts";

describe("an informer's events", () => {
  it("have a handler from the first step until the loop is left", async () => {
    const handlers = new Set<(event: InformerEvent<object>) => void>();
    const events = informerEvents<object>(
      (handler) => {
        handlers.add(handler);
        return { remove: () => handlers.delete(handler) } as unknown as HandlerRegistration;
      },
      new Promise(() => {}),
    );
    expect(handlers.size).toBe(0);
    const first = events.next();
    const event: InformerEvent<object> = { type: "ADDED", object: {}, initial: true };
    for (const push of handlers) push(event);
    expect(await first).toEqual({ done: false, value: event });
    expect(handlers.size).toBe(1);
    await events.return();
    expect(handlers.size).toBe(0);
  });
});
