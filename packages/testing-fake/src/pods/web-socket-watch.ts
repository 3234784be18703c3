import type { MessageSocket } from "../http/upgrade-seam.ts";

/** Sends the lines of a watch as messages, until either side ends. */
export async function serveWatch(events: AsyncIterable<string>, socket: MessageSocket): Promise<void> {
  const source = events[Symbol.asyncIterator]();
  const stop = (): void => void source.return?.();
  socket.signal.addEventListener("abort", stop, { once: true });
  // A client has nothing to say here; reading is how its goodbye is heard.
  const listen = async (): Promise<void> => {
    for await (const _ of socket.messages);
  };
  listen().then(stop, stop);
  let rest = "";
  try {
    for (let next = await source.next(); !next.done; next = await source.next()) {
      const lines = (rest + next.value).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) await socket.send(`${line}\n`);
    }
    socket.close(1000);
  } catch {
    // A fault breaks connections so; what there is of an event then is no message.
    socket.terminate();
  }
}
