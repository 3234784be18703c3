import { fromBase64, toBase64 } from "./base64.ts";
import { isBase64 } from "./shape.ts";

/** The PEM text that a field such as `certificate-authority-data` holds as base64; nothing where it is not that. */
export function decodePem(base64: string): string | undefined {
  // Overrides do not pass through the parser, which refuses other text.
  if (!isBase64(base64)) return undefined;
  const text = new TextDecoder().decode(fromBase64(base64.replace(/[\r\n]/g, "")));
  return text.includes("-----BEGIN ") ? text : undefined;
}

/** The field that holds a PEM text: {@link decodePem} the other way round. */
export function encodePem(pem: string): string {
  return toBase64(new TextEncoder().encode(pem));
}
