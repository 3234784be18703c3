import { KubeConfig } from "@kubernetes/client-node";

/** The configuration of the peer's client for a server. */
export function peerConfig({ url, ca }: { readonly url: string; readonly ca: string }): KubeConfig {
  const config = new KubeConfig();
  config.loadFromClusterAndUser(
    { name: "bench", server: url, caData: Buffer.from(ca).toString("base64"), skipTLSVerify: false },
    { name: "bench", token: "t" },
  );
  return config;
}
