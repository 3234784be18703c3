import { homedir } from "node:os";
import { join } from "node:path";

/** Where what is built or downloaded once stays, outside the checkout; all checkouts share it. */
export function cacheFolder(name: string): string {
  return join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "kubets", name);
}
