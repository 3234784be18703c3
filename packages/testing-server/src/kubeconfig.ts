import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { KubernetesError } from "@kubets/apimachinery";
import type { KeyAndCertificate } from "./certificates.ts";

export interface KubeconfigOptions {
  readonly server: string;
  /** PEM. */
  readonly ca: string;
  /** Of the administrator, for the current context. */
  readonly token: string;
  /** Of the same administrator, for the context `kubets-testing-server-certificate`. */
  readonly certificate: KeyAndCertificate;
}

const name = "kubets-testing-server";
const byCertificate = `${name}-certificate`;

/** Whether a file may be written over: it is empty, or a kubeconfig of a former server. */
export function isReplaceable(text: string): boolean {
  return text.trim() === "" || text.includes(`"current-context": "${name}"`);
}

/** A kubeconfig of an administrator, as JSON, which every reader of YAML reads. */
export function formatKubeconfig({ server, ca, token, certificate }: KubeconfigOptions): string {
  const encode = (text: string): string => Buffer.from(text).toString("base64");
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster: { server, "certificate-authority-data": encode(ca) } }],
    users: [
      { name, user: { token } },
      {
        name: byCertificate,
        user: {
          "client-certificate-data": encode(certificate.certificate),
          "client-key-data": encode(certificate.key),
        },
      },
    ],
    contexts: [name, byCertificate].map((user) => ({ name: user, context: { cluster: name, user } })),
    "current-context": name,
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}

/**
 * Writes it for its owner only, whole or not at all; folders that are missing are made. Rejects with reason
 * `Configuration`, and the path, where it cannot.
 */
export async function writeKubeconfigFile(path: string, text: string): Promise<void> {
  const aside = `${path}.${process.pid}`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(aside, text, { mode: 0o600 });
    await rename(aside, path);
  } catch (cause) {
    const { code = "", message } = cause as NodeJS.ErrnoException;
    const why = code === "EISDIR" ? "it is a folder" : message;
    throw new KubernetesError(`${path}: the kubeconfig cannot be written: ${why}`, { reason: "Configuration", cause });
  } finally {
    await rm(aside, { force: true });
  }
}
