import type { DeepReadonly, KubernetesObject, OwnerReference, Stored } from "@kubets/apimachinery";
import type { Deployment } from "@kubets/kubernetes/apps/v1";
import type { ConfigMap, Service } from "@kubets/kubernetes/core/v1";
import type { Website } from "./website.ts";

export type StoredWebsite = DeepReadonly<Stored<Website>>;

/** The label that all objects of a website carry. */
export const websiteLabel = "demo.kubets.dev/website";

/** What a website turns into: pure functions from its spec to the objects that it wants. */
export function wantedConfigMap(website: StoredWebsite): ConfigMap {
  return { ...identity(website), data: { "index.html": `<h1>${website.spec.text}</h1>\n` } };
}

export function wantedService(website: StoredWebsite): Service {
  return {
    ...identity(website),
    spec: { selector: labels(website), ports: [{ name: "http", port: 80, protocol: "TCP" }] },
  };
}

export function wantedDeployment(website: StoredWebsite): Deployment {
  return {
    ...identity(website),
    spec: {
      replicas: website.spec.replicas ?? 1,
      selector: { matchLabels: labels(website) },
      template: {
        metadata: { labels: labels(website) },
        spec: {
          containers: [
            {
              name: "web",
              image: website.spec.image,
              volumeMounts: [{ name: "page", mountPath: "/usr/share/nginx/html" }],
            },
          ],
          volumes: [{ name: "page", configMap: { name: website.metadata.name } }],
        },
      },
    },
  };
}

/** Whether an object belongs to this very website, not to a former one of its name, nor to somebody else. */
export function belongsTo(child: DeepReadonly<KubernetesObject>, website: StoredWebsite): boolean {
  return child.metadata?.ownerReferences?.some((owner) => owner.uid === website.metadata.uid) ?? false;
}

/** Whether everything that `wanted` says is so in `actual`; what the server has added does not matter. */
export function includes(actual: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(actual) &&
      actual.length === wanted.length &&
      wanted.every((element, index) => includes(actual[index], element))
    );
  }
  if (typeof wanted !== "object" || wanted === null) return actual === wanted;
  if (typeof actual !== "object" || actual === null) return false;
  return Object.entries(wanted).every(([key, value]) => includes((actual as Record<string, unknown>)[key], value));
}

function identity(website: StoredWebsite): { metadata: Required<Pick<Child, "name" | "namespace">> & Child } {
  const { name, namespace = "default" } = website.metadata;
  return { metadata: { name, namespace, labels: labels(website), ownerReferences: [ownerReference(website)] } };
}

interface Child {
  name?: string;
  namespace?: string;
  labels: Record<string, string>;
  ownerReferences: OwnerReference[];
}

function labels(website: StoredWebsite): Record<string, string> {
  return { [websiteLabel]: website.metadata.name };
}

function ownerReference({ apiVersion, kind, metadata }: StoredWebsite): OwnerReference {
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid, controller: true, blockOwnerDeletion: true };
}
