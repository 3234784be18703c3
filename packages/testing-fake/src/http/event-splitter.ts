import { joined } from "../bytes.ts";

/** A piece of an answer that comes into being: text, or bytes where it is in protobuf. */
export type Piece = string | Uint8Array;

/** Takes the pieces of a watch as they come, and gives the events that are whole by then. */
export interface EventSplitter {
  push(piece: Piece): readonly Piece[];
  /** What came of an event without its end; empty where nothing did. */
  rest(): Piece;
}

/** Events in JSON end with their line; those in protobuf begin with their length. */
export function createEventSplitter(): EventSplitter {
  let text = "";
  let bytes = new Uint8Array();
  return {
    push(piece) {
      if (typeof piece === "string") {
        const lines = (text + piece).split("\n");
        text = lines.pop() ?? "";
        return lines.map((line) => `${line}\n`);
      }
      bytes = joined([bytes, piece]);
      const events: Uint8Array[] = [];
      for (let end = endOfFrame(bytes); end <= bytes.length; end = endOfFrame(bytes)) {
        events.push(bytes.subarray(0, end));
        bytes = bytes.subarray(end);
      }
      return events;
    },
    rest: () => (text === "" ? bytes : text),
  };
}

/** What precedes an event in protobuf: its length in four bytes. */
export const frameHeaderBytes = 4;

function endOfFrame(bytes: Uint8Array): number {
  if (bytes.length < frameHeaderBytes) return Infinity;
  return frameHeaderBytes + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
}
