// Keeps what a server answers, so that it can serve other judgements than the comparison.
import type { KubernetesObject } from "@kubets/apimachinery";
import type { Server } from "./servers.ts";

export interface Recording {
  readonly server: Server;
  /** The objects of built-in kinds that the server answered so far, each once. */
  objects(): KubernetesObject[];
}

export function recording(server: Server): Recording {
  const seen = new Map<string, KubernetesObject>();
  return {
    server: {
      async send(sent) {
        const received = await server.send(sent);
        if (received.code < 300 && isBuiltInObject(received.body)) {
          seen.set(JSON.stringify(received.body), received.body);
        }
        return received;
      },
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    },
    objects: () => [...seen.values()],
  };
}

function isBuiltInObject(body: unknown): body is KubernetesObject {
  const { apiVersion, kind, metadata } = (body ?? {}) as Partial<KubernetesObject>;
  if (apiVersion === undefined || kind === undefined || metadata === undefined) return false;
  const isBuiltIn = !apiVersion.includes(".") || /\.k8s\.io\/[^/]+$/.test(apiVersion);
  return isBuiltIn && !/^Status$|^Table$|^PartialObject|List$/.test(kind);
}
