import { isKubernetesError } from "@kubets/apimachinery";
import type { TransportRequest, WebSocketConnection } from "../transport.ts";
import { type CaseSetup, type ConformanceCase, get } from "./case.ts";
import { check, failure, same } from "./check.ts";
import type { SocketScript } from "./script.ts";

const channel = "v5.channel.k8s.io";

/** Opens a WebSocket; a text where the platform lacks what it takes. */
async function open(
  { transport, server }: CaseSetup,
  script: SocketScript,
  { protocols = [channel], ...more }: Partial<TransportRequest> & { protocols?: readonly string[] } = {},
): Promise<WebSocketConnection | string> {
  try {
    return await transport.openWebSocket(get(server.socket(script), more), protocols);
  } catch (error) {
    if (!isKubernetesError(error) || error.reason !== "Unsupported") throw error;
    same((await server.ended()).length, 0, "the count of requests");
    return `WebSockets (${error.message})`;
  }
}

const textOf = (message: Uint8Array | string | undefined): string =>
  typeof message === "string" ? message : `bytes ${[...(message ?? [])].join()}`;

/** A case of an open WebSocket; where the platform has none, the typed answer is all that is asked. */
function socketCase(
  name: string,
  script: SocketScript,
  run: (connection: WebSocketConnection, setup: CaseSetup) => Promise<void>,
): ConformanceCase {
  return {
    name,
    async run(setup) {
      const connection = await open(setup, script);
      if (typeof connection === "string") return connection;
      await run(connection, setup);
      await connection[Symbol.asyncDispose]();
      await setup.server.ended();
      return undefined;
    },
  };
}

/** A case of a WebSocket that does not open. */
function refusedCase(name: string, script: SocketScript, reasons: readonly string[]): ConformanceCase {
  return {
    name,
    async run(setup) {
      const opening = open(setup, script);
      const lacks = await opening.then(
        (opened) => (typeof opened === "string" ? opened : undefined),
        () => undefined,
      );
      if (lacks !== undefined) return lacks;
      const error = await failure(opening, reasons);
      // Browsers do not say why.
      if (error.code !== undefined) same(error.code, 403, "the code");
      return undefined;
    },
  };
}

export const socketCases: readonly ConformanceCase[] = [
  socketCase("carries texts and bytes of a WebSocket both ways, in order", { act: "echo" }, async (connection) => {
    same(connection.protocol, channel, "the subprotocol");
    const messages = connection.messages[Symbol.asyncIterator]();
    for (const message of ["text ä", Uint8Array.of(0, 255, 128), "", "x".repeat(100_000)]) {
      await connection.send(message);
      same(textOf((await messages.next()).value as string), textOf(message), "the echo");
    }
  }),
  socketCase(
    "keeps messages that came before somebody read them, and ends with the peer",
    { act: "say" },
    async (connection, { server }) => {
      await server.ended();
      const messages: string[] = [];
      for await (const message of connection.messages) messages.push(textOf(message));
      same(messages, ["one", "two"], "the messages");
      await failure(connection.send("late"), ["Network", "Aborted"]);
    },
  ),
  socketCase("rejects as Network where a WebSocket breaks", { act: "break" }, async (connection) => {
    const messages = connection.messages[Symbol.asyncIterator]();
    same(textOf((await messages.next()).value as string), "one", "the message");
    await failure(messages.next(), ["Network"]);
  }),
  socketCase(
    "ends the messages of a WebSocket that this side closes",
    { act: "echo" },
    async (connection, { server }) => {
      const next = connection.messages[Symbol.asyncIterator]().next();
      connection.close(1000, "done");
      check((await next).done === true, "the messages go on");
      await server.ended();
    },
  ),
  {
    name: "chooses among the subprotocols as the server does",
    async run(setup) {
      const protocols = [channel, "v4.channel.k8s.io"];
      const connection = await open(setup, { act: "echo", protocol: "v4.channel.k8s.io" }, { protocols });
      if (typeof connection === "string") return connection;
      same(connection.protocol, "v4.channel.k8s.io", "the subprotocol");
      const [seen] = await setup.server.came(1);
      const offered = seen?.headers.find(([name]) => name === "sec-websocket-protocol")?.[1].split(/, ?/);
      same(offered, protocols, "the subprotocols asked for");
      await connection[Symbol.asyncDispose]();
      return undefined;
    },
  },
  refusedCase("rejects as UpgradeFailed where the server refuses a WebSocket", { act: "refuse" }, [
    "UpgradeFailed",
    "Forbidden",
  ]),
  refusedCase(
    "rejects as UpgradeFailed where the server chooses a subprotocol that nobody asked for",
    { act: "echo", protocol: "other" },
    ["UpgradeFailed"],
  ),
  {
    name: "rejects as Network or UpgradeFailed where nobody listens for a WebSocket",
    async run({ transport, server }) {
      const opening = transport.openWebSocket(get(`${server.unreachableUrl}/path?token=hunter2`), [channel]);
      const error = await failure(opening, ["Network", "UpgradeFailed", "Unsupported"]);
      return error.reason === "Unsupported" ? "WebSockets" : undefined;
    },
  },
  {
    name: "sends who calls with a WebSocket, or says that it cannot (F040)",
    async run(setup) {
      const connection = await open(setup, { act: "echo" }, { headers: [["authorization", "Bearer hunter2"]] });
      if (typeof connection === "string") return connection;
      const [seen] = await setup.server.came(1);
      const sent = seen?.headers.some(([name, value]) =>
        name === "authorization"
          ? value === "Bearer hunter2"
          : name === "sec-websocket-protocol" && value.includes("base64url.bearer.authorization.k8s.io.aHVudGVyMg"),
      );
      check(sent === true, "the token was left out");
      same(connection.protocol, channel, "the subprotocol");
      await connection[Symbol.asyncDispose]();
      return undefined;
    },
  },
  {
    name: "opens no WebSocket with a header that would end its line",
    async run(setup) {
      const headers = [["x-own", "hunter2\r\nx-other: 1"]] as const;
      const error = await failure(
        setup.transport.openWebSocket(get(setup.server.socket({ act: "echo" }), { headers }), [channel]),
        ["InvalidRequest", "Unsupported"],
      );
      same((await setup.server.ended()).length, 0, "the count of requests");
      return error.reason === "Unsupported" ? "WebSockets" : undefined;
    },
  },
  {
    name: "ends a WebSocket as Aborted with its signal, while it opens and afterwards",
    async run(setup) {
      const opening = new AbortController();
      const held = open(setup, { act: "hold" }, { signal: opening.signal });
      const lacks = await Promise.race([setup.server.came(1).then(() => undefined), held]);
      if (typeof lacks === "string") return lacks;
      opening.abort();
      await failure(held, ["Aborted"]);
      const controller = new AbortController();
      const connection = await open(setup, { act: "echo" }, { signal: controller.signal });
      if (typeof connection === "string") return connection;
      const next = connection.messages[Symbol.asyncIterator]().next();
      controller.abort();
      await failure(next, ["Aborted"]);
      await setup.server.ended();
      return undefined;
    },
  },
  {
    name: "closes its WebSockets when it is closed",
    async run(setup) {
      const connection = await open(setup, { act: "echo" });
      if (typeof connection === "string") return connection;
      const next = failure(connection.messages[Symbol.asyncIterator]().next(), ["Aborted", "Network"]);
      await setup.transport[Symbol.asyncDispose]();
      await next;
      await setup.server.ended();
      return undefined;
    },
  },
];
