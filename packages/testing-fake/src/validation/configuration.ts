import { semanticallyEqual } from "../json.ts";
import type { Part } from "./part.ts";
import { configKey } from "./texts.ts";

const largest = 1024 * 1024;
const fixed = "field is immutable when `immutable` is set";

/** How many bytes base64 stands for. */
const bytesIn = (text: string): number => Math.floor((text.length * 3) / 4) - /=*$/.exec(text)![0].length;

/** Checks the keys of data, and returns the size of all values. */
function checkData(data: Part, sizeOf: (text: string) => number): number {
  let size = 0;
  for (const [key, value] of data.entries) {
    for (const detail of configKey(key)) value.invalid(detail, key);
    size += sizeOf(value.text);
  }
  return size;
}

function checkFixed(object: Part, old: Part | undefined, fields: readonly string[]): void {
  if (!old?.get("immutable").isTrue) return;
  if (!object.get("immutable").isTrue) object.get("immutable").forbid(fixed);
  for (const field of fields) {
    if (!semanticallyEqual(object.get(field).value, old.get(field).value)) object.get(field).forbid(fixed);
  }
}

export function checkConfigMap(map: Part, old?: Part): void {
  checkFixed(map, old, ["data", "binaryData"]);
  const [data, binary] = [map.get("data"), map.get("binaryData")];
  const size = checkData(data, (text) => text.length) + checkData(binary, bytesIn);
  for (const [key, value] of data.entries) {
    if (binary.get(key).present) value.invalid("duplicate of key present in binaryData", key);
  }
  if (size > largest) map.as("").tooLong(largest);
}

/** What there must be in a secret of a type. */
const contents: Readonly<Record<string, (data: Part, secret: Part) => void>> = {
  "kubernetes.io/service-account-token": (_, secret) => {
    secret.in("metadata", "annotations").entry("kubernetes.io/service-account.name").needed();
  },
  "kubernetes.io/dockercfg": (data) => checkJson(data.entry(".dockercfg")),
  "kubernetes.io/dockerconfigjson": (data) => checkJson(data.entry(".dockerconfigjson")),
  "kubernetes.io/basic-auth": (data) => {
    const parts = [data.entry("username"), data.entry("password")];
    if (parts.every((part) => !part.present)) for (const part of parts) part.require();
  },
  "kubernetes.io/ssh-auth": (data) => void data.entry("ssh-privatekey").needed(),
  "kubernetes.io/tls": (data) => {
    for (const key of ["tls.crt", "tls.key"]) if (!data.entry(key).present) data.entry(key).require();
  },
};

function checkJson(part: Part): void {
  if (!part.present) return part.require();
  const text = atob(part.text);
  try {
    JSON.parse(text);
  } catch {
    part.invalid(jsonProblem(text), "<secret contents redacted>");
  }
}

/** What Go says of a text that is no JSON. */
function jsonProblem(text: string): string {
  const start = text.trimStart();
  if (start === "") return "unexpected end of JSON input";
  return `invalid character '${start[0]}' looking for beginning of value`;
}

export function checkSecret(secret: Part, old?: Part): void {
  if (old) secret.get("type").immutable(old.get("type"), secret.get("type").text);
  checkFixed(secret, old, ["data"]);
  const data = secret.get("data");
  if (checkData(data, bytesIn) > largest) data.tooLong(largest);
  contents[secret.get("type").text]?.(data, secret);
}
