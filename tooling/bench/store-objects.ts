/** As much of a pod as a store and its indexes look at. */
export interface BenchPod {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly labels: { readonly app: string };
  };
  readonly spec: { readonly nodeName: string };
}

/** The same pods every time, as new objects: 30 namespaces, 160 nodes, 30 pods an app. */
export function createPods(count: number): BenchPod[] {
  return Array.from({ length: count }, (_, i) => ({
    metadata: {
      name: `pod-${i}`,
      namespace: `team-${i % 30}`,
      uid: `uid-${i}`,
      resourceVersion: String(i + 1),
      labels: { app: `app-${Math.floor(i / 30)}` },
    },
    spec: { nodeName: `node-${i % 160}` },
  }));
}
