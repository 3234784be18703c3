import { createWriteStream } from "node:fs";
import { chmod } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createReadStream } from "node:fs";
import { createBrotliDecompress } from "node:zlib";

const { arch, env, platform } = process;
const require = createRequire(import.meta.url);

/** A file of the package that carries a runtime's binary for this machine. */
function binary(runtime: string, name: string, file: string): string {
  try {
    const from = createRequire(require.resolve(`${runtime}/package.json`));
    return join(dirname(from.resolve(`${name}/package.json`)), file);
  } catch (cause) {
    throw new Error(`no ${runtime} for ${platform} ${arch}: its package ${name} is not installed`, { cause });
  }
}

export function denoBinary(): string {
  return binary("deno", `@deno/${platform}-${arch}${platform === "linux" ? "-glibc" : ""}`, "deno");
}

export function bunBinary(): string {
  return binary("bun", `@oven/bun-${platform}-${arch === "arm64" ? "aarch64" : arch}`, "bin/bun");
}

export function workerdBinary(): string {
  return binary("workerd", `@cloudflare/workerd-${platform}-${arch === "x64" ? "64" : arch}`, "bin/workerd");
}

/** A Chromium: the one that KUBETS_CHROMIUM names, or the one of a package, unpacked into the folder. */
export async function chromiumBinary(folder: string): Promise<string> {
  if (env["KUBETS_CHROMIUM"]) return env["KUBETS_CHROMIUM"];
  if (platform !== "linux" || arch !== "x64") {
    throw new Error(`no Chromium comes for ${platform} ${arch}: name one by KUBETS_CHROMIUM`);
  }
  const packed = join(dirname(require.resolve("@sparticuz/chromium")), "..", "bin", "chromium.br");
  const file = join(folder, "chromium");
  await pipeline(createReadStream(packed), createBrotliDecompress(), createWriteStream(file));
  await chmod(file, 0o755);
  return file;
}
