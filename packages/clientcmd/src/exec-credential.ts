import { KubernetesError, parseTime } from "@kubets/apimachinery";
import type { ClientCertificate } from "@kubets/rest";
import { isMapping, misfits, type Shape } from "./shape.ts";
import { formatPath } from "./position.ts";
import { tokenProblem } from "./token-source.ts";
import { parseYaml } from "./yaml.ts";

/** What a credential plugin answers: a token, a certificate, or both. */
export interface ExecCredentials {
  readonly token?: string | undefined;
  readonly certificate?: ClientCertificate | undefined;
  /** Milliseconds since 1970; absent where they hold until a server refuses them. */
  readonly expiresAtMs?: number | undefined;
}

const credentialShape: Shape = {
  fields: {
    apiVersion: "text",
    kind: "text",
    status: {
      fields: {
        token: "text",
        clientCertificateData: "text",
        clientKeyData: "text",
        expirationTimestamp: "text",
      },
    },
  },
};

/**
 * Reads what a credential plugin printed (F043, C77): an ExecCredential of the version it was asked for, whose status has
 * a token, or a client certificate with its key, or both. Anything else is an error of reason `Configuration` that says
 * what was expected and repeats nothing of it.
 */
export function parseExecCredential(text: string, apiVersion: string): ExecCredentials {
  const root = readDocument(text);
  const [misfit] = misfits(root, credentialShape);
  if (misfit !== undefined) throw invalid([formatPath(misfit.path), misfit.message].filter(Boolean).join(": "));
  if (!isMapping(root)) throw invalid("expected an ExecCredential, found nothing");
  // Neither is a secret, and both say what the plugin was made for.
  if (root["kind"] !== "ExecCredential") {
    throw invalid(`expected the kind "ExecCredential", found ${shown(root["kind"])}`);
  }
  if (root["apiVersion"] !== apiVersion) {
    throw invalid(
      `the kubeconfig asks for ${apiVersion}, the plugin answered in ${shown(root["apiVersion"])}: change the user's exec.apiVersion, or update the plugin`,
    );
  }
  if (!isMapping(root["status"])) throw invalid("it has no status");
  const { token, clientCertificateData: cert, clientKeyData: key, expirationTimestamp } = root["status"] as StatusTexts;
  if (!token && !cert && !key) throw invalid("its status has no token and no client certificate");
  if (!cert !== !key) {
    const [there, missing] = cert
      ? ["clientCertificateData", "clientKeyData"]
      : ["clientKeyData", "clientCertificateData"];
    throw invalid(`its status has ${there} without ${missing}`);
  }
  const problem = token ? tokenProblem(token) : undefined;
  if (problem !== undefined) throw invalid(`its status.token ${problem}`);
  return {
    ...(token && { token }),
    ...(cert && key && { certificate: { cert, key } }),
    ...(typeof expirationTimestamp === "string" && { expiresAtMs: readTime(expirationTimestamp) }),
  };
}

interface StatusTexts {
  readonly token?: string | null;
  readonly clientCertificateData?: string | null;
  readonly clientKeyData?: string | null;
  readonly expirationTimestamp?: string | null;
}

/** JSON, or YAML as kubectl reads it from a plugin too. What they throw quotes the answer: it is nobody's cause. */
function readDocument(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    try {
      return parseYaml(text, "");
    } catch {
      throw invalid("expected an ExecCredential in JSON, found something else");
    }
  }
}

function readTime(text: string): number {
  try {
    return parseTime(text);
  } catch {
    throw invalid("its status.expirationTimestamp is no time such as 2026-01-31T12:00:00Z");
  }
}

function shown(value: unknown): string {
  return typeof value === "string" && value.length <= 100 ? JSON.stringify(value) : "none";
}

function invalid(message: string): KubernetesError {
  return new KubernetesError(`the plugin's answer cannot be used: ${message}`, { reason: "Configuration" });
}
