import { isKubernetesError, KubernetesError } from "@kubets/apimachinery";
import { abortedError, type TransportRequest } from "@kubets/rest";

/** Why the server's signal fires. One for all: most calls end in good order, and an error of its own costs as much as a get. */
const over = new Error("the connection is over");

/** What stands for a connection: it breaks when the call's signal fires or the transport is closed, and ends with the call. */
export interface Connection {
  /** Fires once nobody is there any more to answer to. */
  readonly gone: AbortSignal;
  /** The outcome of a promise, or what ends the connection before. */
  untilBroken<T>(promise: Promise<T>): Promise<T>;
  end(): void;
  /** Ends it, and gives what a failure means to the caller. */
  fail(error: unknown): KubernetesError;
}

/** Begins a call; throws where it has ended already. */
export function connect({ url, signal }: TransportRequest, closing: AbortSignal): Connection {
  const gone = new AbortController();
  const waiting = new Set<(broken: Error) => void>();
  const end = (): void => {
    signal?.removeEventListener("abort", end);
    closing.removeEventListener("abort", end);
    gone.abort(over);
    for (const breakOff of waiting) breakOff(reset());
  };
  signal?.addEventListener("abort", end);
  closing.addEventListener("abort", end);
  const ender = (): AbortSignal => (signal?.aborted ? signal : closing);
  if (ender().aborted) {
    end();
    throw abortedError(ender());
  }
  return {
    gone: gone.signal,
    untilBroken<T>(promise: Promise<T>) {
      return new Promise<T>((resolve, reject) => {
        waiting.add(reject);
        const carried = (value: T): void => {
          waiting.delete(reject);
          resolve(value);
        };
        const failed = (error: unknown): void => {
          waiting.delete(reject);
          reject(error);
        };
        promise.then(carried, failed);
      });
    },
    end,
    fail(error) {
      const failure = ender().aborted ? abortedError(ender()) : error;
      end();
      if (isKubernetesError(failure)) return failure;
      const { host } = new URL(url);
      const message = failure instanceof Error ? failure.message : String(failure);
      // The error itself, with its stack: where it is no fault that was asked for, it is one of the server's code.
      return new KubernetesError(`connection to ${host} failed: ${message}`, { reason: "Network", cause: failure });
    },
  };
}

export function reset(): Error {
  return Object.assign(new Error("the connection was reset"), { code: "ECONNRESET" });
}
