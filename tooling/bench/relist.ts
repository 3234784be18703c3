import type { Stored } from "@kubets/apimachinery";
import { createInformer, createObjectMemory, type ListerWatcher } from "@kubets/cache";
import type { Pod } from "@kubets/kubernetes/core/v1";
import { decodeList } from "@kubets/rest";
import { createPod } from "./pods.ts";
import { median, printTable } from "./table.ts";

const count = 20_000;
const rounds = 7;

/** Lists of the same bytes: parsed each time, and by an informer that has the objects already. */
export async function benchRelist(): Promise<void> {
  const items = Array.from({ length: count }, (_, index) => createPod(index));
  const text = JSON.stringify({ kind: "PodList", apiVersion: "v1", metadata: { resourceVersion: "5" }, items });
  const bytes = new TextEncoder().encode(text);
  const chunks = Array.from({ length: Math.ceil(bytes.length / 65_536) }, (_, index) =>
    bytes.subarray(index * 65_536, (index + 1) * 65_536),
  );
  async function* body(): AsyncGenerator<Uint8Array> {
    yield* chunks;
  }

  const parsed: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const started = performance.now();
    await decodeList(body());
    if (round > 0) parsed.push(performance.now() - started);
  }

  const relisted: number[] = [];
  let started = 0;
  let relist = (): void => {};
  const listerWatcher: ListerWatcher<Stored<Pod>> = {
    list: ({ recognize }) => {
      started = performance.now();
      return decodeList(body(), { recognize });
    },
    async *watchBatches({ signal }) {
      yield [];
      await new Promise<void>((resolve) => {
        relist = resolve;
        signal?.addEventListener("abort", () => resolve(), { once: true });
      });
      if (!signal?.aborted) throw Object.assign(new Error("expired"), { reason: "Expired" });
    },
  };
  // A clock that does not make anybody wait between two lists.
  const clock = {
    now: () => Date.now(),
    monotonicNow: () => performance.now(),
    setTimer: () => ({ [Symbol.dispose]() {} }),
    sleep: () => Promise.resolve(),
  };
  await using informer = createInformer({ listerWatcher, memory: createObjectMemory, clock });
  const { promise, resolve } = Promise.withResolvers<void>();
  using _changes = informer.onCacheChange(() => {
    const { relists } = informer.status;
    if (relists > 1) relisted.push(performance.now() - started);
    if (relists > rounds) resolve();
    else setImmediate(() => relist());
  });
  void informer.run();
  await promise;

  const whole = median(parsed);
  printTable(
    [
      ["parsed", whole],
      ["recognised, into the cache", median(relisted)],
    ].map(([what, ms]) => ({
      what: String(what),
      ms: Math.round(Number(ms)),
      faster: `${(whole / Number(ms)).toFixed(1)}x`,
    })),
  );
}
