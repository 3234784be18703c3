import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/*
 * Below those that systems give to whoever asks for any, be it to listen or to connect: nobody gets one of these by
 * accident between its choice and its use.
 */
const first = 15_000;
const last = 30_000;

/** Ports of this machine at which nobody listens, for who must be told its own, or is to meet nobody. */
export async function quietPorts(count: number): Promise<number[]> {
  const found = new Set<number>();
  for (let tries = 0; found.size < count; tries++) {
    if (tries === last - first) throw new Error(`no ${count} ports from ${first} to ${last} at which nobody listens`);
    const port = randomInt(first, last);
    if (await isQuiet(port)) found.add(port);
  }
  return [...found];
}

function isQuiet(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const server = createServer();
  server.once("error", () => resolve(false));
  server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  return promise;
}
