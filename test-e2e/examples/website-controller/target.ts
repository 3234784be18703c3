import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startTestServer } from "@kubets/testing-server";

/** The cluster that the demonstration runs against. */
export interface Target extends AsyncDisposable {
  /** Undefined means: wherever the environment points. */
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
  readonly isTestServer: boolean;
}

/** A testing-server of its own, gone afterwards. */
export async function startTestTarget(port: number | undefined): Promise<Target & { readonly url: string }> {
  const folder = await mkdtemp(join(tmpdir(), "kubets-demo-"));
  try {
    const server = await startTestServer(port === undefined ? {} : { port });
    const kubeconfig = join(folder, "kubeconfig");
    await server.writeKubeconfig(kubeconfig);
    return {
      url: server.url,
      kubeconfig,
      context: undefined,
      isTestServer: true,
      async [Symbol.asyncDispose]() {
        await server[Symbol.asyncDispose]();
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** The cluster of the environment's kubeconfig. */
export function realTarget(context: string | undefined): Target {
  return {
    kubeconfig: undefined,
    context,
    isTestServer: false,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
