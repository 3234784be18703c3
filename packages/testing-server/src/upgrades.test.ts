import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import type { PodHandlers } from "@kubets/testing-fake";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { startTestServer, type TestServer } from "./server.ts";

const pod = (name: string, containers: string[]) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace: "default" },
  spec: { containers: containers.map((container) => ({ name: container, image: "i" })) },
});

const pods: PodHandlers = {
  async exec({ command, stdin, stdout, stderr, resizes, tty, container, user }) {
    switch (command[0]) {
      case "cat":
        for await (const bytes of stdin) await stdout.write(bytes);
        return 0;
      case "size":
        for await (const { columns, rows } of resizes) {
          await stdout.write(`${columns}x${rows} tty=${tty}`);
          return 0;
        }
        return 1;
      case "fail":
        throw new Error("the handler broke");
      default:
        await stdout.write(`${user.name} in ${container}: ${command.join(" ")}`);
        await stderr.write("warned");
        return 3;
    }
  },
  async portForward({ port, readable, write }) {
    if (port === 81) throw new Error("nobody listens");
    for await (const bytes of readable) {
      await write(`${port}:`);
      await write(bytes);
      return;
    }
  },
};

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ objects: [pod("one", ["main"]), pod("two", ["a", "b"])], pods });
});
afterAll(() => server[Symbol.asyncDispose]());

interface Opened {
  readonly socket: WebSocket;
  readonly messages: Buffer[];
  readonly texts: string[];
  readonly closed: Promise<number>;
  send(...bytes: (number | string)[]): void;
}

const path = "/api/v1/namespaces/default/pods";

async function open(target: string, protocols: string[], headers: Record<string, string> = {}): Promise<Opened> {
  const socket = new WebSocket(server.url.replace("https", "wss") + target, protocols, {
    ca: server.caCertificate,
    headers: { authorization: `Bearer ${server.adminToken}`, ...headers },
  });
  const opened: Opened = {
    socket,
    messages: [],
    texts: [],
    closed: once(socket, "close").then(([code]) => code as number),
    send: (...bytes) =>
      socket.send(Buffer.concat(bytes.map((part) => (typeof part === "number" ? Buffer.of(part) : Buffer.from(part))))),
  };
  socket.on("message", (data: Buffer, isBinary: boolean) => {
    if (isBinary) opened.messages.push(data);
    else opened.texts.push(data.toString());
  });
  await once(socket, "open");
  return opened;
}

/** What came on each channel, in one text. */
function channels({ messages }: Opened): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const message of messages)
    texts[message[0] ?? -1] = (texts[message[0] ?? -1] ?? "") + message.subarray(1).toString();
  return texts;
}

async function refusal(target: string, headers: Record<string, string>): Promise<{ status: number; message: string }> {
  const sent = request(server.url + target, {
    method: headers["upgrade"] === "websocket" ? "GET" : "POST",
    ca: server.caCertificate,
    agent: false,
    headers: { authorization: `Bearer ${server.adminToken}`, connection: "Upgrade", ...headers },
  });
  sent.end();
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  let body = "";
  for await (const piece of response) body += String(piece);
  return { status: response.statusCode ?? 0, message: (JSON.parse(body) as { message: string }).message };
}

const webSocket = {
  upgrade: "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
};

describe("exec over WebSockets", () => {
  it("runs the handler and says its exit code, with the newest protocol that is offered", async () => {
    const opened = await open(`${path}/one/exec?command=echo&command=hi&stdout=1&stderr=1`, [
      "v5.channel.k8s.io",
      "v4.channel.k8s.io",
    ]);
    expect(opened.socket.protocol).toBe("v5.channel.k8s.io");
    expect(await opened.closed).toBe(1000);
    const { 1: out, 2: err, 3: status } = channels(opened);
    expect([out, err]).toEqual(["kubernetes-admin in main: echo hi", "warned"]);
    expect(JSON.parse(status ?? "")).toEqual({
      metadata: {},
      status: "Failure",
      message: "command terminated with non-zero exit code: exit status 3",
      reason: "NonZeroExitCode",
      details: { causes: [{ reason: "ExitCode", message: "3" }] },
    });
  });

  it.each(["v5.channel.k8s.io"])("ends the input of %s where the client closes its channel", async (protocol) => {
    const opened = await open(`${path}/one/exec?command=cat&stdin=1&stdout=1`, [protocol]);
    opened.send(0, "some ");
    opened.send(0, "text");
    opened.send(255, 0);
    await opened.closed;
    expect(channels(opened)).toEqual({ 1: "some text", 3: '{"metadata":{},"status":"Success"}' });
  });

  it("speaks base64 and the oldest protocols, which say failures in words", async () => {
    const encoded = await open(`${path}/one/exec?command=echo&stdout=1`, ["v4.base64.channel.k8s.io"]);
    await encoded.closed;
    expect(encoded.texts[0]).toBe(`1${Buffer.from("kubernetes-admin in main: echo").toString("base64")}`);
    const old = await open(`${path}/one/exec?command=echo&stdout=1`, ["channel.k8s.io"]);
    await old.closed;
    expect(channels(old)[3]).toBe("command terminated with non-zero exit code: exit status 3");
  });

  it("tells the handler the sizes of a terminal", async () => {
    const opened = await open(`${path}/one/exec?command=size&tty=1&stdin=1&stdout=1`, ["v5.channel.k8s.io"]);
    opened.send(4, '{"Width":80,"Height":24}');
    await opened.closed;
    expect(channels(opened)[1]).toBe("80x24 tty=true");
  });

  it("reports what a handler throws", async () => {
    const opened = await open(`${path}/one/exec?command=fail&stdout=1`, ["v4.channel.k8s.io"]);
    await opened.closed;
    expect(JSON.parse(channels(opened)[3] ?? "")).toMatchObject({
      status: "Failure",
      reason: "InternalError",
      message: "Internal error occurred: the handler broke",
    });
  });

  it("takes a token from a subprotocol, as browsers send it", async () => {
    const token = Buffer.from(server.createToken("jane", ["devs"])).toString("base64url");
    const protocols = [`base64url.bearer.authorization.k8s.io.${token}`, "v4.channel.k8s.io"];
    const socket = new WebSocket(
      `${server.url.replace("https", "wss")}${path}/one/exec?command=x&stdout=1`,
      protocols,
      {
        ca: server.caCertificate,
      },
    );
    const messages: Buffer[] = [];
    socket.on("message", (data: Buffer) => messages.push(data));
    await once(socket, "close");
    expect(messages[0]?.toString()).toContain("jane in main");
  });

  it.each([
    [`${path}/none/exec?command=x`, webSocket, 404, 'pods "none" not found'],
    [
      `${path}/two/exec?command=x`,
      webSocket,
      400,
      "a container name must be specified for pod two, choose one of: [a b]",
    ],
    [`${path}/two/exec?command=x&container=c`, webSocket, 400, "container c is not valid for pod two"],
    [`${path}/one/attach`, webSocket, 501, '"pods/attach" is not implemented by this server'],
    [`${path}/one/exec?command=x`, { upgrade: "h2c" }, 400, "unable to upgrade: unknown protocol"],
    [`${path}/one/exec?command=x`, { ...webSocket, authorization: "Bearer wrong" }, 401, "Unauthorized"],
    [
      `${path}/one/exec?command=x`,
      { upgrade: "SPDY/3.1", "x-stream-protocol-version": "v9.channel.k8s.io" },
      400,
      'unable to upgrade: none of the protocols ["v9.channel.k8s.io"] is known here',
    ],
  ])("answers %s with %j in plain HTTP: %d", async (target, headers, status, message) => {
    expect(await refusal(target, headers as Record<string, string>)).toEqual({ status, message });
  });
});

describe("port-forward over WebSockets", () => {
  it("has two channels a port, each beginning with its number", async () => {
    const opened = await open(`${path}/one/portforward?ports=80&ports=81`, ["v4.channel.k8s.io"]);
    opened.send(0, "hello");
    await opened.closed;
    expect(opened.messages.filter(([channel]) => channel === 0).map(String)).toEqual(["\0P\0", "\x0080:", "\0hello"]);
    expect(channels(opened)[3]).toBe("Q\0an error occurred forwarding 81 -> 81: nobody listens");
  });

  it("refuses what is no port", async () => {
    expect(await refusal(`${path}/one/portforward?ports=x`, webSocket)).toMatchObject({ status: 400 });
  });
});

describe("watches over WebSockets", () => {
  it("send one event a message, and end when the client closes", async () => {
    const opened = await open("/api/v1/namespaces/default/pods?watch=1&fieldSelector=metadata.name%3Done", []);
    await expect.poll(() => opened.texts.length).toBe(1);
    expect(JSON.parse(opened.texts[0] ?? "")).toMatchObject({ type: "ADDED", object: { metadata: { name: "one" } } });
    server.cluster.tracker.update({ ...pod("one", ["main"]), metadata: { name: "one", labels: { x: "y" } } });
    await expect.poll(() => opened.texts.length).toBe(2);
    opened.socket.close();
    expect(await opened.closed).toBe(1005);
  });

  it("meet the same faults as others: one is cut in the middle of an event", async () => {
    server.cluster.fail({ verb: "watch", with: { cutAfterEvents: 1 } });
    const opened = await open("/api/v1/namespaces/default/pods?watch=1", []);
    expect(await opened.closed).toBe(1006);
    expect(opened.texts).toHaveLength(1);
  });

  it("break when the server restarts, as sessions do", async () => {
    const watching = await open("/api/v1/namespaces/default/pods?watch=1", []);
    const session = await open(`${path}/one/exec?command=cat&stdin=1&stdout=1`, ["v4.channel.k8s.io"]);
    server.cluster.restart();
    expect(await Promise.all([watching.closed, session.closed])).toEqual([1006, 1006]);
  });
});

describe("faults over the wire", () => {
  const get = async (target: string): Promise<{ status: number; body: string }> => {
    const sent = request(server.url + target, {
      ca: server.caCertificate,
      agent: false,
      headers: { authorization: `Bearer ${server.adminToken}` },
    });
    sent.end();
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    let body = "";
    for await (const piece of response) body += String(piece);
    return { status: response.statusCode ?? 0, body };
  };

  it.each(["reset", "lose-answer", { restartMs: 0 }] as const)("break the connection: %j", async (effect) => {
    server.cluster.fail({ verb: "list", resource: "nodes", with: effect });
    await expect(get("/api/v1/nodes")).rejects.toThrow("socket hang up");
    expect((await get("/api/v1/nodes")).status).toBe(200);
  });

  it("cut an answer short", async () => {
    server.cluster.fail({ verb: "list", resource: "pods", with: { cutAfterBytes: 50 } });
    await expect(get(path)).rejects.toThrow("aborted");
  });

  it("answer with a status and Retry-After", async () => {
    server.cluster.fail({ verb: "list", resource: "pods", with: { code: 429, retryAfterSeconds: 1 } });
    expect(await get(path)).toMatchObject({ status: 429 });
  });
});
