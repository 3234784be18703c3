import type { ServerState } from "./server-state.ts";
import { tooLargeResourceVersion } from "../http/status.ts";

/** How long a read waits for a state that is not there yet. */
const patienceMs = 3000;

/** Resolves once the store has come to `revision`; fails where that does not happen soon. */
export async function waitForRevision(
  { store, clock }: ServerState,
  revision: number,
  signal: AbortSignal,
): Promise<void> {
  if (store.revision >= revision) return;
  await new Promise<void>((resolve, reject) => {
    const subscription = store.subscribe((event) => {
      if (event.revision >= revision) end(resolve);
    });
    const timer = clock.setTimer(patienceMs, () =>
      end(() => reject(tooLargeResourceVersion(revision, store.revision))),
    );
    const gone = (): void => end(resolve);
    const end = (settle: () => void): void => {
      subscription[Symbol.dispose]();
      timer[Symbol.dispose]();
      signal.removeEventListener("abort", gone);
      settle();
    };
    signal.addEventListener("abort", gone);
    if (signal.aborted) gone();
  });
}
