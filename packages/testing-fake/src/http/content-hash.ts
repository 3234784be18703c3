import { headerValue, type Header } from "@kubets/rest";

/** What entity tags and hashes in addresses are made of: SHA-512 as upper-case hexadecimal. */
export async function contentHash(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-512", new TextEncoder().encode(text)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0"))
    .join("")
    .toUpperCase();
}

/** Whether the client has what the tag stands for. */
export function isNotModified(headers: readonly Header[], etag: string): boolean {
  const known = headerValue(headers, "if-none-match") ?? "";
  return known.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag || tag.trim() === "*");
}
