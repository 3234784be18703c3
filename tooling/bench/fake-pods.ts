/** A pod as a controller makes it, without its name. */
export function podOf(name: string): object {
  const labels = { app: "web", "pod-template-hash": "5f7c9d8b6" };
  const container = { name: "web", image: "registry.example.com/web:1.4", ports: [{ containerPort: 8080 }] };
  return { apiVersion: "v1", kind: "Pod", metadata: { name, labels }, spec: { containers: [container] } };
}

export function podBody(name: string): string {
  return JSON.stringify(podOf(name));
}
