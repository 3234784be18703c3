import { isNotFound } from "@kubets/apimachinery";
import { vi } from "vitest";

/**
 * Resolves once a server serves a resource that was just defined. Its definition says Established a moment before that, in
 * which the resource is not found; what else a server answers is the caller's failure.
 */
export async function untilServed(resource: { list(options: { limit: number }): Promise<unknown> }): Promise<void> {
  const isServed = (): Promise<boolean> =>
    resource.list({ limit: 1 }).then(
      () => true,
      (error: unknown) => {
        if (isNotFound(error)) return false;
        throw error;
      },
    );
  await vi.waitUntil(isServed, { timeout: 60_000, interval: 20 });
}
