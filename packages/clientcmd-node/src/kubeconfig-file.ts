import { dirname, resolve } from "node:path";
import type { KubernetesError } from "@kubets/apimachinery";
import { configurationError, parseKubeconfig, resolvePaths, type Kubeconfig } from "@kubets/clientcmd";
import { explainFileError, fileErrorCode } from "./file-error.ts";
import { readBounded } from "./read-bounded.ts";

/** The same as {@link readKubeconfigAsWritten}, with relative paths resolved against the file's directory (F055). */
export async function readKubeconfigFile(
  path: string,
  read?: (path: string) => Promise<Uint8Array>,
): Promise<Kubeconfig | undefined> {
  const kubeconfig = await readKubeconfigAsWritten(path, read);
  return kubeconfig && resolvePaths(kubeconfig, dirname(resolve(path)));
}

/** The most that a kubeconfig may be: one of a thousand clusters with certificates has a tenth of this. */
const mostBytes = 64 * 1024 * 1024;

/**
 * Reads one kubeconfig file; relative paths in it stay as they are. Undefined where there is no such file. Everything else
 * that is in the way is an error of reason `Configuration` that names the file: permissions, a directory, more than 64 MiB,
 * bytes that are no text, text that is no kubeconfig (with line and column).
 */
export async function readKubeconfigAsWritten(
  path: string,
  read: (path: string) => Promise<Uint8Array> = (file) => readBounded(file, mostBytes),
): Promise<Kubeconfig | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await read(path);
  } catch (error) {
    if (fileErrorCode(error) === "ENOENT") return undefined;
    const message = `the kubeconfig cannot be read: ${explainFileError(error)}`;
    throw configurationError([{ origin: path, message }], { cause: error });
  }
  return parseKubeconfig(decodeText(bytes, path), { origin: path });
}

/** Text of UTF-8, or of UTF-16 with a mark, which is what `>` of some Windows shells writes; as kubectl reads it. */
function decodeText(bytes: Uint8Array, origin: string): string {
  const [first, second] = bytes;
  const utf16 =
    first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : undefined;
  const binary = (cause?: unknown): KubernetesError =>
    configurationError([{ origin, message: "expected a kubeconfig of YAML or JSON, found a binary file" }], { cause });
  let text: string;
  try {
    text = new TextDecoder(utf16 ?? "utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw binary(cause);
  }
  if (text.includes("\0")) throw binary();
  return text;
}
