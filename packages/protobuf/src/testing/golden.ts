import { readFileSync } from "node:fs";
import type { KubernetesObject } from "@kubets/apimachinery";

export interface Golden {
  readonly json: KubernetesObject & { readonly apiVersion: string; readonly kind: string };
  /** What Go wrote. */
  readonly protobuf: Uint8Array<ArrayBuffer>;
  /** What Go writes of the JSON. */
  readonly written: Uint8Array<ArrayBuffer>;
  /** The line of the file. */
  readonly text: string;
}

/** Written by tooling/oracles/protobuf. KUBETS_PROTOBUF_OBJECTS names a larger file of the same form. */
export const golden: readonly Golden[] = readFileSync(
  process.env["KUBETS_PROTOBUF_OBJECTS"] ?? new URL("../../testdata/objects.jsonl", import.meta.url),
  "utf8",
)
  .split("\n")
  .filter((line) => line !== "")
  .map((text) => {
    const {
      json,
      protobuf,
      written = protobuf,
    } = JSON.parse(text) as {
      json: Golden["json"];
      protobuf: string;
      written?: string;
    };
    return { json, protobuf: bytesOf(protobuf), written: bytesOf(written), text };
  });

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(base64, "base64"));
}
