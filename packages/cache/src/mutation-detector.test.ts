import type { DeepReadonly } from "@kubets/apimachinery";
import { createFakeClock } from "@kubets/wait";
import { describe, expect, it, vi } from "vitest";
import { createMutationDetector, type ObjectMutation } from "./mutation-detector.ts";
import { finish, setUp } from "./testing/informer.ts";
import type { TestObject } from "./testing/lister-watcher.ts";

const change = (object: DeepReadonly<TestObject>, value: number): void => {
  (object as TestObject).spec = { value };
};

/** A detector and its informer on one clock. */
function detecting() {
  const mutations: ObjectMutation[] = [];
  const virtual = createFakeClock();
  const mutationDetector = createMutationDetector({
    clock: virtual,
    onMutation: (mutation) => mutations.push(mutation),
  });
  const setup = setUp((server) => server.put("a", { namespace: "x" }), { mutationDetector, clock: virtual });
  return { ...setup, clock: virtual, mutations };
}

describe("the mutation detector", () => {
  it("names the handler that changed a cached object, synchronously or not, and what it changed (F112, C31)", async () => {
    const setup = detecting();
    const { clock, server, informer, mutations } = setup;
    informer.addEventHandler({ onAdd: () => {}, onUpdate: () => {} }, { name: "innocent" });
    const hasty = (object: DeepReadonly<TestObject>): void => {
      if (object.metadata.name === "a") change(object, 1);
    };
    informer.addEventHandler({ onAdd: hasty }, { name: "hasty" });
    informer.addEventHandler({ onUpdate: (before) => clock.sleep(10).then(() => change(before, 2)) }, { name: "sly" });
    void setup.run();
    await clock.settle();
    expect(mutations).toMatchObject([{ key: "x/a", handler: "hasty", after: { spec: { value: 1 } } }]);
    expect(mutations[0]?.before).not.toHaveProperty("spec");
    server.put("b");
    server.put("b");
    await clock.advance(9);
    expect(mutations).toHaveLength(1);
    await clock.advance(1);
    expect(mutations[1]).toMatchObject({ key: "b", handler: "sly", after: { spec: { value: 2 } } });
    await finish(setup);
    expect(mutations).toHaveLength(2);
  });

  it("throws by default where nobody can catch it, and neither stops the handler nor the informer", async () => {
    const thrown: unknown[] = [];
    const later = vi.spyOn(globalThis, "queueMicrotask").mockImplementation((callback) => {
      try {
        callback();
      } catch (error) {
        thrown.push(error);
      }
    });
    const setup = setUp((server) => server.put("a"), { mutationDetector: createMutationDetector() });
    const calls: string[] = [];
    setup.informer.addEventHandler(
      {
        onAdd(object) {
          calls.push(object.metadata.name);
          change(object, 1);
        },
      },
      { name: "hasty" },
    );
    void setup.run();
    await setup.clock.settle();
    setup.server.put("b");
    await setup.clock.settle();
    later.mockRestore();
    expect(calls).toEqual(["a", "b"]);
    expect(thrown.map((error) => (error as Error).message)).toEqual([
      "hasty changed a, an object of a cache: copy before changing",
      "hasty changed b, an object of a cache: copy before changing",
    ]);
    await finish(setup);
  });

  it("finds what was changed between calls, within its interval, once", async () => {
    const setup = detecting();
    const { clock, informer, mutations } = setup;
    void setup.run();
    await clock.settle();
    const object = informer.lister.get("x/a");
    if (object) change(object, 3);
    await clock.advance(999);
    expect(mutations).toEqual([]);
    await clock.advance(1);
    expect(mutations).toMatchObject([{ key: "x/a", handler: undefined, after: { spec: { value: 3 } } }]);
    await clock.advance(10_000);
    expect(mutations).toHaveLength(1);
    await finish(setup);
  });

  it("looks a last time when the informer ends, and forgets what is older than its time", async () => {
    const setup = detecting();
    const { clock, server, informer, mutations } = setup;
    void setup.run();
    await clock.advance(121_000);
    const old = informer.lister.get("x/a");
    if (old) change(old, 1);
    server.put("b");
    await clock.settle();
    const fresh = informer.lister.get("b");
    if (fresh) change(fresh, 2);
    await finish(setup);
    expect(mutations.map(({ key }) => key)).toEqual(["b"]);
  });
});
