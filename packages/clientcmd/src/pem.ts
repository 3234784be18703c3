import { isBase64 } from "./shape.ts";

/** The PEM text that a field such as `certificate-authority-data` holds as base64; nothing where it is not that. */
export function decodePem(base64: string): string | undefined {
  // Overrides do not pass through the parser, which refuses other text.
  if (!isBase64(base64)) return undefined;
  const bytes = Uint8Array.from(atob(base64.replace(/[\r\n]/g, "")), (character) => character.charCodeAt(0));
  const text = new TextDecoder().decode(bytes);
  return text.includes("-----BEGIN ") ? text : undefined;
}

/** The field that holds a PEM text: {@link decodePem} the other way round. */
export function encodePem(pem: string): string {
  return btoa(Array.from(new TextEncoder().encode(pem), (byte) => String.fromCharCode(byte)).join(""));
}
