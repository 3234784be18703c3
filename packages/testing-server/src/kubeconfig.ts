import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
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

/** Writes it for its owner only, whole or not at all; folders that are missing are made. */
export async function writeKubeconfigFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const aside = `${path}.${process.pid}`;
  try {
    await writeFile(aside, text, { mode: 0o600 });
    await rename(aside, path);
  } finally {
    await rm(aside, { force: true });
  }
}
