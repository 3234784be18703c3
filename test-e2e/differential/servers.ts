// The two servers of a differential run, as functions from requests to answers.
import { Agent, request as httpsRequest } from "node:https";
import { createFakeCluster } from "@kubets/testing-fake";
import type { KubeApiServer } from "../../tooling/kube-apiserver/start.ts";

export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

export interface Received {
  readonly code: number;
  /** Decoded where it is JSON. */
  readonly body: unknown;
  /** The texts of `Warning` headers. */
  readonly warnings: readonly string[];
}

export interface Server extends AsyncDisposable {
  send(sent: Sent): Promise<Received>;
}

export function openReal({ url, ca, token }: Pick<KubeApiServer, "url" | "ca" | "token">): Server {
  const agent = new Agent({ ca, keepAlive: true });
  return {
    send({ method, path, headers, body }) {
      const { promise, resolve, reject } = Promise.withResolvers<Received>();
      // Without its length the body of a DELETE would not be told from the next request.
      const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
      const options = { method, agent, headers: { authorization: `Bearer ${token}`, ...headers, ...length } };
      const request = httpsRequest(url + path, options, (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (part: string) => (text += part));
        response.on("error", reject).on("end", () => {
          const warnings = [response.headers["warning"] ?? []].flat().flatMap(warningTexts);
          resolve({ code: response.statusCode ?? 0, body: decode(text), warnings });
        });
      });
      request.on("error", reject).end(body);
      return promise;
    },
    async [Symbol.asyncDispose]() {
      agent.destroy();
    },
  };
}

/** Who asks the real server. */
const administrator = { name: "kubets-admin", uid: "kubets-admin", groups: ["system:masters", "system:authenticated"] };

/** A cluster in memory, without controllers as the other has none. */
export function openFake(): Server {
  const cluster = createFakeCluster({ controllers: { namespaces: false, garbageCollection: false } });
  const transport = cluster.transport({ user: administrator });
  return {
    async send({ method, path, headers, body }) {
      const response = await transport.send({
        method,
        url: `https://fake.invalid${path}`,
        headers: Object.entries(headers),
        body,
        reading: "whole",
      });
      let text = "";
      const decoder = new TextDecoder();
      for await (const bytes of response.body) text += decoder.decode(bytes, { stream: true });
      const warnings = response.headers.filter(([name]) => name.toLowerCase() === "warning");
      return {
        code: response.status,
        body: decode(text),
        warnings: warnings.flatMap(([, value]) => warningTexts(value)),
      };
    },
    [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
  };
}

function warningTexts(header: string): string[] {
  return [...header.matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = ""]) => text.replaceAll(/\\(.)/g, "$1"));
}

function decode(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
