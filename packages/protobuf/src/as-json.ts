import { decodeKubernetesProtobuf } from "./decode.ts";
import { decodeFrames } from "./decode-watch.ts";
import { everything } from "./unread-fields.ts";
import { concat } from "./wire.ts";

type Bytes = AsyncIterable<Uint8Array>;

/**
 * A body in protobuf as the same body in JSON, made while it is read. Ending it, read or not, ends the body beneath, whose
 * connection is then free.
 */
export function asJson(body: Bytes, watch: boolean): Bytes {
  return {
    [Symbol.asyncIterator]() {
      const source = body[Symbol.asyncIterator]();
      const bytes: Bytes = { [Symbol.asyncIterator]: () => source };
      const json = watch ? lines(bytes) : whole(bytes);
      return {
        next: () => json.next(),
        async return() {
          // A generator that was never begun would not do it.
          await source.return?.();
          return json.return(undefined);
        },
      };
    },
  };
}

const encoder = new TextEncoder();

async function* whole(body: Bytes): AsyncGenerator<Uint8Array, undefined> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  const bytes = concat(chunks);
  if (bytes.length > 0) yield encoder.encode(JSON.stringify(decodeKubernetesProtobuf(bytes)));
}

async function* lines(body: Bytes): AsyncGenerator<Uint8Array, undefined> {
  for await (const events of decodeFrames(body, everything, Number.POSITIVE_INFINITY)) {
    yield encoder.encode(events.map((event) => `${JSON.stringify(event)}\n`).join(""));
  }
}
