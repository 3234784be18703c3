import type { ClientRequest, IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { createChunkReader } from "./chunk-reader.ts";
import { divert, pass, type TakeBytes } from "./connection-bytes.ts";
import { gatherPieces } from "./pieces.ts";

const headEnd = Buffer.from("\r\n\r\n");

/**
 * Takes the body of an answer past Node's parser, where it comes in chunks, into the very stream that Node gives for it. The
 * parser sees the head, the end, and all that is not plain. An API server sends each object of a list and each event of a
 * watch in chunks of their own, and Node takes several times as long for a chunk as its bytes do.
 */
export function takeChunks(outgoing: ClientRequest): void {
  if (outgoing.method !== "GET") return;
  outgoing.once("socket", (socket) => {
    /** Whether the parser is being given the end of a head, and nothing behind it. */
    let atBody = false;
    let takeBody: TakeBytes | undefined;
    outgoing.once("response", (incoming) => {
      const chunks = atBody && isInChunks(incoming) ? chunksInto(incoming, socket) : undefined;
      takeBody = chunks ?? ((bytes) => pass(socket, bytes));
      // An idle connection is to hold nothing of a call.
      divert(socket, chunks);
    });
    divert(socket, (bytes) => {
      // Before the last head there may be some that say that it takes a while.
      for (let rest = bytes; ;) {
        const end = rest.indexOf(headEnd);
        // Where these four bytes are torn apart, the body goes through the parser.
        const length = end < 0 ? rest.length : end + headEnd.length;
        atBody = end >= 0;
        const more = pass(socket, rest.subarray(0, length));
        atBody = false;
        rest = rest.subarray(length);
        if (rest.length === 0) return more;
        if (takeBody) return takeBody(rest);
      }
    });
  });
}

function isInChunks({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"]?.toLowerCase() === "chunked";
}

function chunksInto(incoming: IncomingMessage, socket: Socket): TakeBytes {
  const pieces = gatherPieces((piece) => {
    // As Node's parser does.
    if (!incoming.destroyed && !incoming.push(piece)) socket.pause();
  });
  const read = createChunkReader(pieces.add);
  const stop = (): void => {
    pieces.give();
    divert(socket, undefined);
  };
  return (bytes) => {
    try {
      const rest = read(bytes);
      if (!rest) return true;
      stop();
      return pass(socket, rest);
    } catch (error) {
      stop();
      incoming.destroy(error as Error);
      return false;
    }
  };
}
