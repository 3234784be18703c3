import { KubernetesError, type ErrorReason } from "@kubets/apimachinery";
import type { CoreEvent } from "../core-event.ts";
import type { EventSink } from "../event-sink.ts";
import type { SeriesEvent } from "../series-event.ts";

/** A request as it reaches the server. */
export interface EventRequest<E> {
  readonly verb: "create" | "patch";
  readonly namespace: string;
  readonly name: string;
  readonly body: E | Partial<E>;
  readonly signal: AbortSignal | undefined;
}

/** Events in memory with the rules of a real server, and the faults of a real network. */
export interface EventServer<E extends CoreEvent | SeriesEvent> {
  readonly sink: EventSink<E>;
  /** Every event there is. */
  readonly events: readonly E[];
  /** Every request, whatever became of it. */
  readonly requests: EventRequest<E>[];
  /** As `verb name-without-its-number`. */
  readonly log: readonly string[];
  /** The highest count that each event ever had, by namespace and name. */
  readonly highest: ReadonlyMap<string, number>;
  /** Runs before the server does what was asked; what it throws, the client gets. */
  before?: ((request: EventRequest<E>) => Promise<void> | void) | undefined;
  /** Runs after the server has done it and before the client learns of it. */
  after?: ((request: EventRequest<E>) => Promise<void> | void) | undefined;
  /** Forgets all events, as servers do after an hour or so. */
  expire(): void;
}

export function refusal(reason: ErrorReason, code: number): KubernetesError {
  return new KubernetesError(`refused: ${reason}`, { reason, code });
}

export function networkFailure(): KubernetesError {
  return new KubernetesError("no connection", { reason: "Network" });
}

export function createEventServer<E extends CoreEvent | SeriesEvent>(): EventServer<E> {
  const stored = new Map<string, E>();
  const highest = new Map<string, number>();
  const requests: EventRequest<E>[] = [];

  const store = (key: string, event: E): E => {
    stored.set(key, event);
    const count = "involvedObject" in event ? event.count : (event.series?.count ?? 1);
    highest.set(key, Math.max(highest.get(key) ?? 0, count));
    return structuredClone(event);
  };

  const handle = async (request: EventRequest<E>, change: (key: string) => E): Promise<E> => {
    requests.push(structuredClone({ ...request, signal: undefined }));
    // An answer is never there at once.
    await Promise.resolve();
    await server.before?.(request);
    const key = `${request.namespace}/${request.name}`;
    const answer = store(key, change(key));
    await server.after?.(request);
    return answer;
  };

  const server: EventServer<E> = {
    requests,
    highest,
    get events() {
      return [...stored.values()];
    },
    get log() {
      return requests.map(({ verb, name }) => `${verb} ${name.replace(/\.[0-9a-f]+$/, "")}`);
    },
    expire: () => stored.clear(),
    sink: {
      namespace: (namespace) => ({
        create: (event, { signal } = {}) => {
          const { name } = event.metadata;
          return handle({ verb: "create", namespace, name, body: event, signal }, (key) => {
            if (event.metadata.namespace !== namespace) throw refusal("BadRequest", 400);
            if (stored.has(key)) throw refusal("AlreadyExists", 409);
            return structuredClone(event);
          });
        },
        patch: (name, { value }, { signal } = {}) =>
          handle({ verb: "patch", namespace, name, body: value as Partial<E>, signal }, (key) => {
            const event = stored.get(key);
            if (!event) throw refusal("NotFound", 404);
            return { ...event, ...(structuredClone(value) as Partial<E>) };
          }),
      }),
    },
  };
  return server;
}
