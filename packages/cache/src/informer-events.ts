import type { InformerEvent } from "./event-handlers.ts";
import type { HandlerRegistration } from "./handler-set.ts";
import { createRingBuffer } from "./ring-buffer.ts";

/**
 * An informer's events to iterate over: first the objects there are, then every change. What is not taken yet is kept
 * without bound. Ends when `ended` resolves and all is taken; leaving the loop removes the handler.
 */
export async function* informerEvents<T>(
  addHandler: (push: (event: InformerEvent<T>) => void) => HandlerRegistration,
  ended: Promise<void>,
): AsyncGenerator<InformerEvent<T>, void, undefined> {
  const queue = createRingBuffer<InformerEvent<T>>();
  let isOver = false;
  let wake = (): void => {};
  const registration = addHandler((event) => {
    queue.push(event);
    wake();
  });
  const end = (): void => {
    isOver = true;
    wake();
  };
  void ended.then(end);
  try {
    for (;;) {
      for (let event = queue.shift(); event; event = queue.shift()) yield event;
      if (isOver) return;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    registration.remove();
  }
}
