import type { Lease, LeaseClient } from "../lease-client.ts";

/** A request as a fault sees it. */
export interface LeaseRequest {
  readonly verb: "get" | "create" | "update";
  readonly lease: Lease | undefined;
  readonly signal: AbortSignal | undefined;
}

/** What happens to a client's requests on their way; what it throws, the client gets. */
export interface Faults {
  /** Before the server sees a request. */
  before?(request: LeaseRequest): Promise<void> | void;
  /** After the server has done it and before the client learns of it. */
  after?(request: LeaseRequest): Promise<void> | void;
}

/** A client whose requests meet these faults. One that has left goes its way, whatever its signal says. */
export function withFaults(client: LeaseClient, faults: Faults): LeaseClient {
  async function send<R>(request: LeaseRequest, run: () => Promise<R>): Promise<R> {
    await faults.before?.(request);
    try {
      return await run();
    } finally {
      await faults.after?.(request);
    }
  }
  return {
    get: (name, { signal } = {}) => send({ verb: "get", lease: undefined, signal }, () => client.get(name)),
    create(given, { signal } = {}) {
      const lease = structuredClone(given);
      return send({ verb: "create", lease, signal }, () => client.create(lease));
    },
    update(given, { signal } = {}) {
      const lease = structuredClone(given);
      return send({ verb: "update", lease, signal }, () => client.update(lease));
    },
  };
}
