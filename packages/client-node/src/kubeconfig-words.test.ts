import { KubernetesError } from "@kubets/apimachinery";
import { describe, expect, it } from "vitest";
import { createClient } from "./create-client.ts";
import { inWordsOfKubeconfig } from "./kubeconfig-words.ts";

const kubeconfig = {
  clusters: [
    { name: "prod", cluster: { server: "https://k.example", "certificate-authority-data": btoa("-----BEGIN X") } },
  ],
  users: [],
  contexts: [{ name: "c", context: { cluster: "prod", user: "jane" } }],
  "current-context": "c",
};

describe("an error of a connection's settings", () => {
  it("names the fields of the kubeconfig in place of options", () => {
    const error = new KubernetesError("give the authority as caData or caFile, and keyFile", { reason: "TLS" });
    const said = inWordsOfKubeconfig(error, { clusters: "prod", users: undefined });
    expect(said.message).toBe(
      'give the authority as clusters["prod"].certificate-authority-data or clusters["prod"].certificate-authority, and client-key',
    );
    expect(said).toMatchObject({ reason: "TLS", cause: error });
  });

  it("stays as it is where it is of another kind", () => {
    const error = new KubernetesError("no such field: caData", { reason: "BadRequest" });
    expect(inWordsOfKubeconfig(error, { clusters: "prod", users: "u" })).toBe(error);
  });

  it("says at once, and where, that an authority is none, and that the context's user does not exist", async () => {
    await expect(createClient({ kubeconfig })).rejects.toMatchObject({
      reason: "Configuration",
      message:
        'TLS configuration: clusters["prod"].certificate-authority-data holds no certificate in PEM (server https://k.example, context "c", no user: the user "jane" does not exist; there is no user, from the given kubeconfig)',
    });
  });
});
