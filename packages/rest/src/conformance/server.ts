import { type AnswerStep, binaryText, type SeenRequest, type SocketScript } from "./script.ts";
import type { Header } from "../transport.ts";

/** One request and the means to answer it: what a server of any platform hands to {@link createConformanceServer}. */
export interface ConformanceExchange {
  readonly method: string;
  /** Path and query as on the wire. */
  readonly target: string;
  /** Names in lower case; a header that repeats stands here as often. */
  readonly headers: readonly Header[];
  readonly body: Uint8Array;
  /** The same number for requests that came over the same connection. */
  readonly connection: number;
  /** Fires when the peer is gone, or the answer has ended. */
  readonly gone: AbortSignal;
  /** Sends an informational answer. */
  hints(): void;
  head(status: number, headers: readonly Header[]): void;
  /** Resolves once more may be written. */
  write(bytes: Uint8Array): Promise<void> | void;
  /** Headers behind the body. */
  trailers(headers: readonly Header[]): void;
  /** Sends what is written so far. */
  flush(): void;
  /** Ends the answer in good order. */
  end(): void;
  /** Ends or resets the connection, once what is written has gone out. */
  cut(how: "end" | "reset"): void;
  /** Writes to the connection past HTTP; resolves once more may be written. */
  raw(text: string): Promise<void> | void;
  /** Compresses; without it, what should be compressed goes out as it is. */
  readonly gzip?: ((bytes: Uint8Array) => Uint8Array) | undefined;
}

/** A WebSocket that asks to be opened. */
export interface ConformanceSocketRequest extends Pick<
  ConformanceExchange,
  "method" | "target" | "headers" | "connection" | "gone"
> {
  /** The subprotocols asked for, in order. */
  readonly protocols: readonly string[];
}

/** Says what the server of a conformance run answers; how bytes travel is up to who calls it. */
export interface ConformanceServer {
  /** Answers a request. Never rejects because of what the peer does. */
  answer(exchange: ConformanceExchange): Promise<void>;
  /** Notes a WebSocket, and says how to answer it and with which subprotocol. */
  socket(request: ConformanceSocketRequest): SocketScript & { readonly protocol: string };
}

interface Account {
  readonly seen: SeenRequest[];
  open: number;
  goes: number;
  readonly waiting: Set<() => void>;
}

const encoder = new TextEncoder();

/**
 * Creates what is behind the server of a conformance run: it answers each request as the request asks, keeps account of
 * what has come, and tells it to who asks. Everything is in memory.
 */
export function createConformanceServer(): ConformanceServer {
  const accounts = new Map<string, Account>();
  const accountOf = (id: string): Account => {
    const account = accounts.get(id) ?? { seen: [], open: 0, goes: 0, waiting: new Set() };
    accounts.set(id, account);
    return account;
  };
  const changed = (account: Account): void => account.waiting.forEach((check) => check());
  const until = (account: Account, gone: AbortSignal, condition: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (!gone.aborted && !condition()) return;
        account.waiting.delete(check);
        gone.removeEventListener("abort", check);
        resolve();
      };
      account.waiting.add(check);
      gone.addEventListener("abort", check);
      check();
    });

  const note = (account: Account, request: Omit<ConformanceSocketRequest, "protocols">, body: Uint8Array): void => {
    const { method, target, headers, connection } = request;
    account.seen.push({ method, target, headers, connection, body: binaryText(body) });
    account.open++;
    request.gone.addEventListener("abort", () => {
      account.open--;
      changed(account);
    });
    changed(account);
  };

  const run = async (exchange: ConformanceExchange, account: Account, steps: readonly AnswerStep[]): Promise<void> => {
    let goes = 0;
    for (const step of steps) {
      if (exchange.gone.aborted) return;
      if ("hints" in step) exchange.hints();
      else if ("head" in step) exchange.head(step.head, step.headers ?? []);
      else if ("echo" in step) await exchange.write(exchange.body);
      else if ("gzip" in step) {
        const bytes = encoder.encode(step.gzip.repeat(step.times));
        await exchange.write(exchange.gzip?.(bytes) ?? bytes);
      } else if ("text" in step) {
        const bytes = encoder.encode(step.text);
        for (let time = 0; time < (step.times ?? 1) && !exchange.gone.aborted; time++) await exchange.write(bytes);
      } else if ("trailers" in step) exchange.trailers(step.trailers);
      else if ("hold" in step) {
        exchange.flush();
        const wanted = ++goes;
        await until(account, exchange.gone, () => account.goes >= wanted);
      } else if ("raw" in step) {
        for (let time = 0; time < (step.times ?? 1) && !exchange.gone.aborted; time++) await exchange.raw(step.raw);
      } else {
        exchange.flush();
        exchange.cut(step.cut);
        return;
      }
    }
    if (exchange.gone.aborted) return;
    if (steps.some((step) => "raw" in step)) exchange.cut("end");
    else exchange.end();
  };

  return {
    async answer(exchange) {
      const { pathname, searchParams } = new URL(exchange.target, "http://server.invalid");
      const [, what, id = ""] = pathname.split("/");
      const account = accountOf(id);
      if (what === "answer") {
        note(account, exchange, exchange.body);
        await run(exchange, account, JSON.parse(searchParams.get("do") ?? "[]") as AnswerStep[]);
        return;
      }
      // So many requests have come; all that have come are gone; go on.
      if (what === "came") {
        const count = Number(searchParams.get("count"));
        await until(account, exchange.gone, () => account.seen.length >= count);
      } else if (what === "ended") await until(account, exchange.gone, () => account.open === 0);
      else if (what === "go") {
        account.goes++;
        changed(account);
      }
      if (exchange.gone.aborted) return;
      exchange.head(200, [
        ["content-type", "application/json"],
        ["cache-control", "no-store"],
      ]);
      await exchange.write(encoder.encode(JSON.stringify(account.seen)));
      exchange.end();
    },

    socket(request) {
      const { pathname, searchParams } = new URL(request.target, "http://server.invalid");
      const script = JSON.parse(searchParams.get("do") ?? "{}") as SocketScript;
      note(accountOf(pathname.split("/")[2] ?? ""), request, new Uint8Array());
      return { ...script, protocol: script.protocol ?? request.protocols[0] ?? "" };
    },
  };
}
