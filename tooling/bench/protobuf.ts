import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { KubernetesObject } from "@kubets/apimachinery";
import {
  decodeProtobufList,
  decodeProtobufWatch,
  encodeKubernetesProtobuf,
  encodeProtobufWatchEvent,
} from "@kubets/protobuf";
import { decodeList, decodeWatch, type ManagedFieldsMode } from "@kubets/rest";
import { done, inChild, settledHeap, startWatch, type Measured } from "./child.ts";
import { createPod } from "./pods.ts";
import { printTable } from "./table.ts";

const count = 20_000;
const piece = 64 * 1024;
const variants = [
  "json lazy",
  "protobuf lazy",
  "protobuf lazy unread",
  "json drop",
  "protobuf drop",
  "protobuf drop unread",
  "json drop whole read",
  "protobuf drop whole read",
  "protobuf drop unread read",
];

/**
 * When protobuf pays: decoding costs more than JSON.parse, transferring less. Each variant decodes a list and a watch of the
 * same pods, out of memory, in a process of its own; from bytes and CPU time follows the line below which protobuf is
 * there sooner. `unread` leaves large parts of the objects as bytes; with `read` all of each object is gone through afterwards.
 */
export async function benchProtobuf(): Promise<void> {
  for (const what of ["list", "watch"]) {
    const results: (Measured & { variant: string; bytes: number; zipped: number })[] = [];
    for (const variant of variants) {
      const measured = await inChild(fileURLToPath(import.meta.url), [what, ...variant.split(" ")]);
      results.push({ variant, ...sizes(what, variant.startsWith("protobuf")), ...measured });
    }
    printTable(
      results.map(({ variant, bytes, zipped, cpuSeconds, heapPerObject = 0 }) => {
        const [format, managedFields] = variant.split(" ");
        const read = variant.endsWith(" read") ? " whole read" : "";
        const json = results.find((other) => other.variant === `json ${managedFields}${read}`);
        const isJson = format === "json" || !json;
        return {
          [what]: variant,
          MB: (bytes / 1e6).toFixed(1),
          "gzipped MB": (zipped / 1e6).toFixed(1),
          "cpu s": cpuSeconds.toFixed(2),
          "cpu ratio": (cpuSeconds / (json?.cpuSeconds ?? 1)).toFixed(2),
          "heap B/pod": Math.round(heapPerObject),
          "pays below": isJson ? "" : line(json.bytes - bytes, cpuSeconds - json.cpuSeconds),
          gzipped: isJson ? "" : line(json.zipped - zipped, cpuSeconds - json.cpuSeconds),
        };
      }),
    );
    console.log();
  }
}

/** The bandwidth at which the time that fewer bytes save is the time that decoding them costs. */
function line(savedBytes: number, moreSeconds: number): string {
  if (moreSeconds <= 0) return "always";
  if (savedBytes <= 0) return "never";
  return `${((savedBytes * 8) / moreSeconds / 1e6).toFixed(0)} Mbit/s`;
}

function sizes(what: string, protobuf: boolean): { bytes: number; zipped: number } {
  const body = bodyOf(what, protobuf);
  // Servers compress no watches.
  return { bytes: body.length, zipped: what === "list" ? gzipSync(body, { level: 1 }).length : body.length };
}

function bodyOf(what: string, protobuf: boolean): Uint8Array {
  const pods = Array.from({ length: count }, (_, index) => createPod(index, 1000 + index, what === "watch"));
  if (what === "list") {
    const metadata = { resourceVersion: "500000" };
    const list = { kind: "PodList", apiVersion: "v1", metadata, items: pods } as KubernetesObject;
    return protobuf ? encodeKubernetesProtobuf(list) : Buffer.from(JSON.stringify(list));
  }
  const events = pods.map((object) => ({ type: "MODIFIED", object: object as KubernetesObject }) as const);
  return Buffer.concat(
    events.map((event) => (protobuf ? encodeProtobufWatchEvent(event) : Buffer.from(`${JSON.stringify(event)}\n`))),
  );
}

async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
}

function touchAll(value: unknown): void {
  if (typeof value === "object" && value) for (const inner of Object.values(value)) touchAll(inner);
}

if (process.send && process.argv[1] === fileURLToPath(import.meta.url)) {
  const [what = "", format = "", managedFields = "", objects = "whole", thenRead] = process.argv.slice(2);
  const body = bodyOf(what, format === "protobuf");
  const options = {
    managedFields: managedFields as ManagedFieldsMode,
    objects: objects === "unread" ? "lazy" : "parse",
  } as const;
  const read = async (): Promise<unknown[]> => {
    if (what === "list") {
      const decode = format === "protobuf" ? decodeProtobufList : decodeList;
      return (await decode(inPieces(body), options)).items;
    }
    const decode = format === "protobuf" ? decodeProtobufWatch : decodeWatch;
    const objects: unknown[] = [];
    for await (const batch of decode<KubernetesObject>(inPieces(body), options)) {
      for (const { object } of batch) objects.push(object);
    }
    return objects;
  };
  const before = settledHeap();
  const watch = startWatch();
  const pods = await read();
  if (thenRead) touchAll(pods);
  const measured = watch.stop();
  if (pods.length !== count) throw new Error(`${pods.length} pods of ${count}`);
  done({ ...measured, heapPerObject: (settledHeap() - before) / count });
}
