import { endsInitialEvents, objectKey, type KubernetesObject, type WatchEvent } from "@kubets/apimachinery";
import { isOlder } from "./resource-version.ts";
import type { WatchStream } from "./watch-stream.ts";

/**
 * Reads the initial state from a watch that was asked to send it first. Until the bookmark that ends it, events go to a
 * private place, deletions too (C13); what follows the bookmark stays in the stream. Undefined where the stream ended
 * before; `events` tells how many it had brought.
 */
export async function readInitialState<T extends KubernetesObject>(
  stream: WatchStream<T>,
): Promise<{ items?: T[]; resourceVersion: string; events: number }> {
  const objects = new Map<string, T>();
  let count = 0;

  function take({ type, object }: Exclude<WatchEvent<T>, { type: "BOOKMARK" }>): void {
    const key = objectKey(object);
    // A server that repeats itself does not change what it said last.
    if (isOlder(object.metadata?.resourceVersion, objects.get(key)?.metadata?.resourceVersion)) return;
    if (type === "DELETED") objects.delete(key);
    else objects.set(key, object);
  }

  for (let events = await stream.next(); events; events = await stream.next()) {
    for (const [i, event] of events.entries()) {
      count++;
      if (event.type !== "BOOKMARK") take(event);
      else if (endsInitialEvents(event.object)) {
        stream.unread(events.slice(i + 1));
        const { resourceVersion } = event.object.metadata;
        return { items: [...objects.values()], resourceVersion, events: count };
      }
    }
  }
  return { resourceVersion: "", events: count };
}
