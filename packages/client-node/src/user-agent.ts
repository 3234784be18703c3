import { basename, extname } from "node:path";

/** What {@link defaultUserAgent} goes by: `process` is one. */
export interface ProcessFacts {
  readonly argv: readonly string[];
  readonly platform: string;
  readonly arch: string;
}

/**
 * How a program names itself where it does not say: `reconcile/unknown (linux/x64) kubets`, after its main file. The server
 * takes the part before the first slash for the field manager of writes that name none.
 */
export function defaultUserAgent({ argv, platform, arch }: ProcessFacts = process): string {
  const file = argv[1] ?? "";
  // A header takes a few characters only, a field manager 128 of them.
  const program = basename(file, extname(file))
    .replace(/[^A-Za-z0-9._-]+/g, "-")
    .slice(0, 100);
  return `${program || "node"}/unknown (${platform}/${arch}) kubets`;
}
