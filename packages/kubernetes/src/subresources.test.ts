import { describe, expect, it } from "vitest";
import * as calls from "./index.ts";

const metadata = { name: "a", namespace: "n", uid: "u", resourceVersion: "1", creationTimestamp: "" };
const pod = { apiVersion: "v1" as const, kind: "Pod" as const, metadata };
const csr = {
  apiVersion: "certificates.k8s.io/v1" as const,
  kind: "CertificateSigningRequest" as const,
  metadata,
  spec: { request: "", signerName: "x" },
};

/** The requests that a call makes. */
async function asked(call: (client: calls.SubresourceClient) => Promise<unknown>) {
  const requests: { method: string; path: string; body: unknown }[] = [];
  const json = async (request: (typeof requests)[number]) => void requests.push(request);
  await call({ rest: { json } as unknown as calls.SubresourceClient["rest"] });
  return requests;
}

describe("the calls of single resources (F082)", () => {
  it.each<[string, string, (client: calls.SubresourceClient) => Promise<unknown>, object]>([
    [
      "evictPod",
      "POST /api/v1/namespaces/n/pods/a/eviction",
      (client) => calls.evictPod(client, metadata),
      { apiVersion: "policy/v1", kind: "Eviction" },
    ],
    [
      "bindPod",
      "POST /api/v1/namespaces/n/pods/a/binding",
      (client) => calls.bindPod(client, { ...metadata, node: "w" }),
      { kind: "Binding", target: { kind: "Node", name: "w" } },
    ],
    [
      "createToken",
      "POST /api/v1/namespaces/n/serviceaccounts/a/token",
      (client) => calls.createToken(client, metadata, { audiences: ["x"] }),
      { kind: "TokenRequest", spec: { audiences: ["x"] } },
    ],
    [
      "updateApproval",
      "PUT /apis/certificates.k8s.io/v1/certificatesigningrequests/a/approval",
      (client) => calls.updateApproval(client, csr),
      csr,
    ],
    [
      "finalizeNamespace",
      "PUT /api/v1/namespaces/a/finalize",
      (client) => calls.finalizeNamespace(client, { ...pod, kind: "Namespace" }),
      { kind: "Namespace" },
    ],
    [
      "updateEphemeralContainers",
      "PUT /api/v1/namespaces/n/pods/a/ephemeralcontainers",
      (client) => calls.updateEphemeralContainers(client, pod),
      pod,
    ],
    ["resizePod", "PUT /api/v1/namespaces/n/pods/a/resize", (client) => calls.resizePod(client, pod), pod],
  ])("%s asks for %s", async (_, expected, call, body) => {
    const [request, ...more] = await asked(call);
    expect(`${request?.method} ${request?.path}`).toBe(expected);
    expect(request?.body).toMatchObject(body);
    expect(more).toEqual([]);
  });

  it("sends what a write may ask for, and nothing that was not said", async () => {
    const options = { dryRun: true, fieldManager: "me", fieldValidation: "Strict" } as const;
    const [said] = await asked((client) => calls.updateApproval(client, csr, options));
    expect(said).toMatchObject({
      query: [
        ["dryRun", "All"],
        ["fieldManager", "me"],
        ["fieldValidation", "Strict"],
      ],
    });
    const [unsaid] = await asked((client) => calls.finalizeNamespace(client, { ...pod, kind: "Namespace" }));
    expect(unsaid).toMatchObject({ query: [] });
  });

  it.each(["", ".", "..", "a/b", "%2e"])("refuses the name %o, which would lead elsewhere", async (name) => {
    await expect(asked((client) => calls.evictPod(client, { namespace: "n", name }))).rejects.toMatchObject({
      reason: "InvalidRequest",
    });
  });

  it("selects the events of an object", () => {
    expect(calls.eventFieldSelector({ name: "a", kind: "Pod", uid: "x,y=z" })).toBe(
      "involvedObject.name=a,involvedObject.kind=Pod,involvedObject.uid=x\\,y\\=z",
    );
  });
});
