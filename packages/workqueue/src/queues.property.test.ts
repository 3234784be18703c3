import { fc, test } from "@fast-check/vitest";
import { createFakeClock } from "@kubets/wait";
import { expect } from "vitest";
import { createDelayingQueue } from "./delaying-queue.ts";
import { createPriorityQueue } from "./priority-queue.ts";
import { createRateLimitingQueue } from "./rate-limiting-queue.ts";
import { ReferenceQueue } from "./testing/reference-queue.ts";
import { createWorkQueue, type WorkQueue } from "./work-queue.ts";

const item = fc.integer({ min: 0, max: 6 });
const priority = fc.integer({ min: -2, max: 2 });
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("add" as const), item, priority }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("addAfter" as const),
      item,
      ms: fc.integer({ min: -1, max: 40 }),
      priority: fc.option(priority, { nil: undefined }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("cancelAfter" as const), item }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("get" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("giveUp" as const), taker: fc.nat({ max: 9 }) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("done" as const), item }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("advance" as const), ms: fc.integer({ min: 0, max: 30 }) }) },
);

const queues = {
  createWorkQueue: { create: createWorkQueue, delays: false, priorities: false },
  createDelayingQueue: { create: createDelayingQueue, delays: true, priorities: false },
  createRateLimitingQueue: { create: createRateLimitingQueue, delays: true, priorities: false },
  createPriorityQueue: { create: createPriorityQueue, delays: true, priorities: true },
} as const;

for (const [name, { create, delays, priorities }] of Object.entries(queues)) {
  test.prop([fc.array(step, { maxLength: 120, size: "max" })], { numRuns: 300 })(
    `${name} does what the reference does: nothing lost, nothing twice, order and delays as promised (C45, C46, C49, F124, F126, F132)`,
    async (steps) => {
      const clock = createFakeClock();
      const queue = create<number>({ clock }) as WorkQueue<number> &
        Partial<ReturnType<typeof createPriorityQueue<number>>>;
      const reference = new ReferenceQueue({ priorities });
      const log: string[] = [];
      const processing = new Set<number>();
      const takers: AbortController[] = [];
      const ended: number[] = [];
      const takeAs = async (taker: number, { signal }: AbortController): Promise<void> => {
        const taken = await queue.get({ signal });
        if (taken === undefined) return void ended.push(taker);
        expect(processing).not.toContain(taken);
        processing.add(taken);
        log.push(`taker ${taker} got ${taken} (${queue.priorityOf?.(taken) ?? 0})`);
      };

      for (const action of steps) {
        switch (action.do) {
          case "add":
            if (priorities) queue.add?.(action.item, { priority: action.priority });
            else queue.add(action.item);
            reference.add(action.item, action.priority);
            break;
          case "addAfter":
            if (!delays) break;
            queue.addAfter?.(action.item, action.ms, { priority: action.priority });
            reference.addAfter(action.item, action.ms, action.priority);
            break;
          case "cancelAfter":
            if (delays) expect(queue.cancelAfter?.(action.item)).toBe(reference.cancelAfter(action.item));
            break;
          case "get": {
            const taker = new AbortController();
            takeAs(takers.length, taker).catch((error: unknown) => expect(error).toBe("given up"));
            takers.push(taker);
            reference.get();
            break;
          }
          case "giveUp":
            takers[action.taker]?.abort("given up");
            reference.giveUp(action.taker);
            break;
          case "done":
            processing.delete(action.item);
            queue.done(action.item);
            reference.done(action.item);
            break;
          default:
            await clock.advance(action.ms);
            reference.advance(action.ms);
        }
        await Promise.resolve();
        const expected = priorities ? reference.log : reference.log.map((line) => line.replace(/\(.*\)/, "(0)"));
        expect(log).toEqual(expected);
        expect([queue.length, queue.delayedCount ?? 0]).toEqual([reference.length, reference.delayedCount]);
        expect(processing).toEqual(new Set(reference.processing));
        expect(clock.pending.length).toBeLessThanOrEqual(1);
      }

      // Everyone who still waits hears of the end, and what waits is still handed out, once.
      const waiting = reference.length;
      queue.shutDown();
      for (let left = waiting; left > 0; left -= 1) await takeAs(-1, new AbortController());
      expect(await queue.get()).toBeUndefined();
      expect([ended, processing.size]).toEqual([reference.takers, reference.processing.length + waiting]);
      expect(clock.pending).toEqual([]);
    },
  );
}
