import { randomUUID } from "node:crypto";
import { chmod, mkdir, open, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { KubernetesError } from "@kubets/apimachinery";
import type { DiscoveryStore } from "@kubets/discovery";

/** Where a store of discovery keeps its files. */
export interface DiscoveryFileStoreOptions {
  /** The server whose discovery it is: each has a folder of its own. `client.server` is right. */
  readonly server: string;
  /** Folder of all servers' folders. Default: `kubets/discovery` in `$KUBECACHEDIR`, else in `~/.kube/cache`. */
  readonly folder?: string | undefined;
  /** For `KUBECACHEDIR`. Default `process.env`. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
}

/**
 * Keeps discovery in files for the programs that come after, for `createStoredDiscovery` of `@kubets/discovery` (F074, C85):
 * `<folder>/<host>/servergroups.json` and `<folder>/<host>/<group>/<version>/serverresources.json`, named as kubectl names
 * its own, in a folder beside them: the contents are not kubectl's. Folders have mode 0750, files 0660.
 *
 * An entry's age is its file's. It is replaced in one step, so that readers meet the one before or the one after, also when
 * a program ends in between. A file that is missing, unreadable or damaged is as good as none. Nothing is locked and nothing
 * ever deleted: programs that write at the same time overwrite each other's entries, the last one whole.
 *
 * A write rejects with the system's error, or with `InvalidRequest` for a name that leads out of the folder.
 */
export function createDiscoveryFileStore(options: DiscoveryFileStoreOptions): DiscoveryStore {
  const { server, environment = process.env } = options;
  const cache = environment["KUBECACHEDIR"] || join(homedir(), ".kube", "cache");
  const folder = join(options.folder ?? join(cache, "kubets", "discovery"), folderOf(server));
  return {
    async read(name) {
      const path = pathOf(folder, name);
      if (path === undefined) return undefined;
      try {
        // One handle: time and text are of the same file, whoever replaces it meanwhile.
        await using file = await open(path);
        const { mtimeMs } = await file.stat();
        return { value: JSON.parse(await file.readFile("utf8")) as unknown, writtenAt: mtimeMs };
      } catch {
        return undefined;
      }
    },

    async write(name, value) {
      const path = pathOf(folder, name);
      if (path === undefined) {
        throw new KubernetesError(`discovery cannot be kept under the name ${JSON.stringify(name)}`, {
          reason: "InvalidRequest",
        });
      }
      await mkdir(dirname(path), { recursive: true, mode: 0o750 });
      const temporary = `${path}.${randomUUID()}.tmp`;
      try {
        await writeFile(temporary, JSON.stringify(value), { flag: "wx", mode: 0o660 });
        // What the process' mask took away.
        await chmod(temporary, 0o660);
        await rename(temporary, path);
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },
  };
}

/** The server's address without its scheme, and with an underscore for all that is odd in a file's name, as kubectl has it. */
function folderOf(server: string): string {
  const path = server.replace(/^https?:\/\//, "").replaceAll(/[^\w/.()]/g, "_");
  return path
    .split("/")
    .filter((part) => !/^\.*$/.test(part))
    .join("/");
}

/** Names come from what a server says: they must not lead anywhere else. */
function pathOf(folder: string, name: string): string | undefined {
  const parts = name.split("/");
  if (!parts.every((part) => /^[\w.-]+$/.test(part) && !/^\.+$/.test(part))) return undefined;
  return `${join(folder, ...parts)}.json`;
}
