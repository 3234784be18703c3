import { createEventSplitter, frameHeaderBytes, type Piece } from "../http/event-splitter.ts";
import type { MessageSocket } from "../http/upgrade-seam.ts";

/** Sends the events of a watch as messages, until either side ends. Messages need no length before them. */
export async function serveWatch(events: AsyncIterable<Piece>, socket: MessageSocket): Promise<void> {
  const source = events[Symbol.asyncIterator]();
  const stop = (): void => void source.return?.();
  socket.signal.addEventListener("abort", stop, { once: true });
  // A client has nothing to say here; reading is how its goodbye is heard.
  const listen = async (): Promise<void> => {
    for await (const _ of socket.messages);
  };
  listen().then(stop, stop);
  const splitter = createEventSplitter();
  try {
    for (let next = await source.next(); !next.done; next = await source.next()) {
      for (const event of splitter.push(next.value)) {
        await socket.send(typeof event === "string" ? event : event.subarray(frameHeaderBytes));
      }
    }
    socket.close(1000);
  } catch {
    // A fault breaks connections so; what there is of an event then is no message.
    socket.terminate();
  }
}
