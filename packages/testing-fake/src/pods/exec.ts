import type { Status } from "@kubets/apimachinery";
import type { MessageSocket, PeerStream, StreamConnection, Upgraded, UpgradeRequest } from "../http/upgrade-seam.ts";
import { openChannels } from "./channels.ts";
import type { RemoteRun, WantedStreams } from "./remote-session.ts";

const [stdin, stdout, stderr, error, resize] = [0, 1, 2, 3, 4] as const;

/** The subprotocols of exec and attach over WebSockets; an absent one is the oldest. */
const messageProtocols = [
  "v5.channel.k8s.io",
  ...["v4.", "v3.", "v2.", ""].flatMap((version) => [`${version}channel.k8s.io`, `${version}base64.channel.k8s.io`]),
];

/** Those over SPDY, which carries the streams itself. */
const streamProtocols = ["v4.channel.k8s.io", "v3.channel.k8s.io", "v2.channel.k8s.io", "channel.k8s.io"];

/** How exec and attach go on over what the client speaks; undefined where it offers nothing that is known. */
export function upgradeRemote(
  { upgrade, protocols }: UpgradeRequest,
  wanted: WantedStreams,
  run: RemoteRun,
): Upgraded | undefined {
  const known = upgrade === "websocket" ? messageProtocols : streamProtocols;
  const protocol = protocols.find((offered) => known.includes(offered)) ?? (protocols.length === 0 ? "" : undefined);
  if (protocol === undefined) return undefined;
  // Before the fourth version, what went wrong was said in words, and nothing where nothing did.
  const inWords = !/^v[45]\./.test(protocol);
  const statusBytes = (status: Status): Uint8Array => new TextEncoder().encode(textOf(status, inWords));
  return upgrade === "websocket"
    ? { framing: "messages", protocol, serve: (socket) => serveMessages(socket, protocol, wanted, run, statusBytes) }
    : { framing: "streams", protocol, serve: (connection) => serveStreams(connection, wanted, run, statusBytes) };
}

function textOf(status: Status, inWords: boolean): string {
  if (!inWords) return JSON.stringify(status);
  return status.status === "Success" ? "" : (status.message ?? "");
}

async function serveMessages(
  socket: MessageSocket,
  protocol: string,
  wanted: WantedStreams,
  run: RemoteRun,
  statusBytes: (status: Status) => Uint8Array,
): Promise<void> {
  const format = { base64: protocol.includes("base64"), closes: protocol.startsWith("v5.") };
  const channels = openChannels(socket, [stdin, resize], format);
  const output = (channel: number): { write(bytes: Uint8Array): Promise<void> } => ({
    write: (bytes) => (bytes.length === 0 ? Promise.resolve() : channels.send(channel, bytes)),
  });
  const status = await run(
    {
      stdin: wanted.stdin ? channels.incoming.get(stdin) : undefined,
      stdout: wanted.stdout ? output(stdout) : undefined,
      stderr: wanted.stderr ? output(stderr) : undefined,
      resize: wanted.tty ? channels.incoming.get(resize) : undefined,
    },
    socket.signal,
  );
  for (const pipe of channels.incoming.values()) pipe.end();
  await output(error).write(statusBytes(status));
  socket.close(1000);
}

async function serveStreams(
  connection: StreamConnection,
  wanted: WantedStreams,
  run: RemoteRun,
  statusBytes: (status: Status) => Uint8Array,
): Promise<void> {
  const expected = ["error", ...(["stdin", "stdout", "stderr"] as const).filter((name) => wanted[name])];
  const open = new Map<string, PeerStream>();
  // The client opens them one after the other, and that for sizes last, if at all.
  const all = Promise.withResolvers<void>();
  const sizes = Promise.withResolvers<PeerStream | undefined>();
  const collect = async (): Promise<void> => {
    for await (const stream of connection.streams) {
      const type = stream.headers.get("streamtype") ?? "";
      if (type === "resize") sizes.resolve(stream);
      else open.set(type, stream);
      if (expected.every((name) => open.has(name))) all.resolve();
    }
  };
  const gone = (): void => {
    all.resolve();
    sizes.resolve(undefined);
  };
  void collect().then(gone, gone);
  await all.promise;
  if (connection.signal.aborted) return;
  const status = await run(
    {
      stdin: open.get("stdin")?.readable,
      stdout: open.get("stdout"),
      stderr: open.get("stderr"),
      resize: wanted.tty ? fromLater(sizes.promise) : undefined,
    },
    connection.signal,
  );
  sizes.resolve(undefined);
  for (const name of ["stdout", "stderr"]) open.get(name)?.end();
  const last = open.get("error");
  await last?.write(statusBytes(status));
  last?.end();
  open.get("stdin")?.end();
  connection.close();
}

async function* fromLater(stream: Promise<PeerStream | undefined>): AsyncGenerator<Uint8Array> {
  const opened = await stream;
  if (opened) yield* opened.readable;
}
