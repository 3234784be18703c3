import { once } from "node:events";
import { mkdtemp, rm, stat, readFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { connect, type ClientHttp2Session, type IncomingHttpHeaders } from "node:http2";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { constants, gunzipSync } from "node:zlib";
import { createFakeCluster } from "@kubets/testing-fake";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { quietPorts } from "../../../tooling/quiet-ports.ts";
import { createCertificateAuthority } from "./certificates.ts";
import { startTestServer, type TestServer } from "./server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

interface Call {
  readonly to?: TestServer;
  readonly method?: string;
  readonly token?: string | undefined;
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string | Buffer;
  readonly certificate?: { readonly certificate: string; readonly key: string };
}

/** HTTP/1.1, as far as the headers of the answer. */
async function open(
  path: string,
  { to = server, method = "GET", token, headers = {}, body, certificate }: Call = {},
): Promise<IncomingMessage> {
  const sent = request(to.url + path, {
    method,
    ca: to.caCertificate,
    agent: false,
    headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...headers },
    ...(certificate && { cert: certificate.certificate, key: certificate.key }),
  });
  sent.end(body);
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  return response;
}

async function call(
  path: string,
  options: Call = {},
): Promise<{ status: number; headers: IncomingMessage["headers"]; json: Record<string, never> }> {
  const response = await open(path, options);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    json: JSON.parse(await text(response)) as Record<string, never>,
  };
}

const whoAmI = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

async function userOf(options: Call): Promise<unknown> {
  const body = JSON.stringify({ apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" });
  const headers = { "content-type": "application/json", ...options.headers };
  const { status, json } = await call(whoAmI, { ...options, method: "POST", headers, body });
  return status === 201 ? (json as unknown as { status: { userInfo: unknown } }).status.userInfo : status;
}

describe("a test server", () => {
  it("answers over HTTP/1.1 and HTTP/2 on one port", async () => {
    expect(await call("/version", { token: server.adminToken })).toMatchObject({ status: 200, json: { major: "1" } });
    const session = connect(server.url, { ca: server.caCertificate });
    try {
      const stream = session.request({ ":path": "/version", authorization: `Bearer ${server.adminToken}` });
      const [headers] = (await once(stream, "response")) as [IncomingHttpHeaders & { ":status": number }];
      expect(headers[":status"]).toBe(200);
      expect(JSON.parse(await text(stream))).toMatchObject({ major: "1" });
    } finally {
      session.destroy();
    }
  });

  it("knows tokens and client certificates, on both protocols", async () => {
    const token = server.createToken("jane", ["devs"]);
    expect(await userOf({ token })).toMatchObject({ username: "jane", groups: ["devs", "system:authenticated"] });
    const certificate = server.createClientCertificate("joe", ["ops"]);
    expect(await userOf({ certificate })).toMatchObject({ username: "joe", groups: ["ops", "system:authenticated"] });
    expect(await userOf({ certificate: server.adminCertificate })).toMatchObject({ username: "kubernetes-admin" });

    const session = connect(server.url, {
      ca: server.caCertificate,
      cert: certificate.certificate,
      key: certificate.key,
    });
    try {
      const stream = session.request({ ":path": whoAmI, ":method": "POST", "content-type": "application/json" });
      stream.end(JSON.stringify({ apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" }));
      expect(JSON.parse(await text(stream))).toMatchObject({ status: { userInfo: { username: "joe" } } });
    } finally {
      session.destroy();
    }
  });

  it("answers 401 to nobody, to wrong tokens and to certificates of others", async () => {
    expect(await call("/api", {})).toMatchObject({
      status: 401,
      json: { kind: "Status", reason: "Unauthorized", message: "Unauthorized" },
    });
    expect((await call("/api", { token: "wrong" })).status).toBe(401);
    const stranger = createCertificateAuthority("stranger").issueClientCertificate("kubernetes-admin", [
      "system:masters",
    ]);
    expect((await call("/api", { certificate: stranger })).status).toBe(401);
  });

  it("takes requests of nobody where that is asked for", async () => {
    await using open = await startTestServer({ anonymous: true });
    expect(await userOf({ to: open })).toMatchObject({ username: "system:anonymous" });
  });

  it("lets administrators act as others, and nobody else", async () => {
    const headers = { "impersonate-user": "jane", "impersonate-group": ["a", "b"] };
    expect(await userOf({ token: server.adminToken, headers })).toMatchObject({
      username: "jane",
      groups: ["a", "b", "system:authenticated"],
    });
    expect(await userOf({ token: server.createToken("joe"), headers })).toBe(403);
  });

  it("refuses bodies of more than 3 MiB itself, and goes on", async () => {
    // No part of the API reads the body of such a request, so that only the server can refuse it.
    const token = server.adminToken;
    const body = Buffer.alloc(3 * 1024 * 1024 + 1, " ");
    const refused = await call("/version", { method: "POST", token, body });
    expect(refused).toMatchObject({ status: 413, json: { reason: "RequestEntityTooLarge" } });
    expect((await call("/version", { method: "POST", token, body: body.subarray(1) })).status).toBe(405);
    expect((await call("/version", { token })).status).toBe(200);
  });

  it("breaks the connection where a fault says so, and answers the next call", async () => {
    const token = server.createToken("jane");
    using _fault = server.cluster.fail({ verb: "list", resource: "pods", times: 1, with: "reset" });
    await expect(open("/api/v1/pods", { token })).rejects.toMatchObject({ code: "ECONNRESET" });
    expect((await call("/api/v1/pods", { token })).status).toBe(200);
  });

  it("compresses large answers for clients that ask for it", async () => {
    const data = { text: "x".repeat(200_000) };
    const large = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "large", namespace: "default" }, data };
    await using loaded = await startTestServer({ objects: [large] });
    const path = "/api/v1/namespaces/default/configmaps/large";
    const token = loaded.adminToken;
    const packed = await open(path, { to: loaded, token, headers: { "accept-encoding": "gzip" } });
    expect(packed.headers["content-encoding"]).toBe("gzip");
    const bytes = Buffer.concat(await packed.toArray());
    expect(JSON.parse(gunzipSync(bytes).toString())).toMatchObject({ data });
    expect((await call(path, { to: loaded, token })).headers["content-encoding"]).toBeUndefined();
    const small = await call("/version", { to: loaded, token, headers: { "accept-encoding": "gzip" } });
    expect(small.headers["content-encoding"]).toBeUndefined();
  });

  it("compresses watches that begin with the state, each piece of them whole", async () => {
    await using own = await startTestServer();
    const token = own.adminToken;
    const query =
      "?watch=true&timeoutSeconds=1&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan";
    const headers = { "accept-encoding": "gzip" };
    const packed = await open(`/api/v1/namespaces${query}`, { to: own, token, headers });
    expect(packed.headers["content-encoding"]).toBe("gzip");
    const pieces: Buffer[] = [];
    for await (const piece of packed as AsyncIterable<Buffer>) {
      pieces.push(piece);
      // Without the end of the last: a reader must not need what comes after the data to give it out.
      const flushed = { finishFlush: constants.Z_SYNC_FLUSH };
      const lines = gunzipSync(Buffer.concat(pieces).subarray(0, -10), flushed).toString().trimEnd().split("\n");
      expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ type: "BOOKMARK" });
    }
    expect(pieces).not.toEqual([]);
    const other = await open("/api/v1/namespaces?watch=true&timeoutSeconds=1", { to: own, token, headers });
    expect(other.headers["content-encoding"]).toBeUndefined();
    other.destroy();
  });

  it("answers 304 without a length or a type", async () => {
    const accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    const token = server.adminToken;
    const first = await call("/api", { token, headers: { accept } });
    const second = await open("/api", { token, headers: { accept, "if-none-match": first.headers.etag ?? "" } });
    second.resume();
    expect(second.statusCode).toBe(304);
    expect(second.headers["content-type"]).toBeUndefined();
    expect(second.headers["content-length"]).toBeUndefined();
    expect(second.headers.etag).toBe(first.headers.etag);
  });

  it("streams watches as they happen, and ends them where the client leaves", async () => {
    const signals: AbortSignal[] = [];
    await using cluster = createFakeCluster();
    const watched = {
      ...cluster,
      handle: (sent: Parameters<typeof cluster.handle>[0]) => (signals.push(sent.signal), cluster.handle(sent)),
    };
    await using own = await startTestServer({ cluster: watched });
    const token = own.adminToken;
    const response = await open("/api/v1/namespaces?watch=true", { to: own, token });
    expect(response.statusCode).toBe(200);
    const events = response.setEncoding("utf8")[Symbol.asyncIterator]() as AsyncIterator<string>;
    let seen = "";
    const until = async (pattern: RegExp): Promise<void> => {
      while (!pattern.test(seen)) {
        const { value, done } = await events.next();
        if (done) throw new Error("the watch ended");
        seen += value;
      }
    };
    await until(/kube-system/);
    const body = JSON.stringify({ apiVersion: "v1", kind: "Namespace", metadata: { name: "late" } });
    await call("/api/v1/namespaces", {
      to: own,
      method: "POST",
      token,
      headers: { "content-type": "application/json" },
      body,
    });
    await until(/"late"/);

    const [watch] = signals;
    if (!watch) throw new Error("no request came");
    expect(watch.aborted).toBe(false);
    response.destroy();
    if (!watch.aborted) await once(watch, "abort");
  });

  it("sends a watch no faster than the client reads it", async () => {
    let produced = 0;
    const chunk = `${"x".repeat(64 * 1024)}\n`;
    const total = 2000;
    await using cluster = createFakeCluster();
    const endless = {
      ...cluster,
      handle: async () => ({
        status: 200,
        headers: [["content-type", "application/json"]] as const,
        body: (async function* () {
          for (; produced < total; produced++) yield chunk;
        })(),
      }),
    };
    await using own = await startTestServer({ cluster: endless });
    const response = await open("/stream", { to: own, token: own.adminToken });
    await once(response, "readable");
    // Nothing is read: what the system and Node buffer is all that may be made.
    let before = -1;
    while (before !== produced) {
      before = produced;
      for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(produced).toBeLessThan(total);
    let length = 0;
    for await (const part of response as AsyncIterable<Buffer>) length += part.length;
    expect(length).toBe(total * chunk.length);
  });

  it("ends all connections and frees its port when it is closed", async () => {
    const [port] = await quietPorts(1);
    const own = await startTestServer({ port });
    const session: ClientHttp2Session = connect(own.url, { ca: own.caCertificate });
    session.on("error", () => {});
    const watch = session.request({ ":path": "/api/v1/pods?watch=true", authorization: `Bearer ${own.adminToken}` });
    watch.on("error", () => {});
    await once(watch, "response");
    const ended = once(session, "close");
    await own[Symbol.asyncDispose]();
    await ended;
    await own[Symbol.asyncDispose]();
    await using again = await startTestServer({ port });
    expect(again.url).toBe(own.url);
  });

  it("says which port is taken, and what to do", async () => {
    const port = Number(new URL(server.url).port);
    await expect(startTestServer({ port })).rejects.toMatchObject({
      reason: "Configuration",
      message: `127.0.0.1:${port} is in use: choose another port, or 0 to let the system choose`,
    });
    await expect(startTestServer({ port: 70_000 })).rejects.toMatchObject({ reason: "Configuration" });
    await expect(startTestServer({ host: "192.0.2.77" })).rejects.toMatchObject({ reason: "Configuration" });
  });

  it("writes its kubeconfig for its owner only", async () => {
    const folder = await mkdtemp(join(tmpdir(), "kubets-test-"));
    try {
      const path = join(folder, "deep", "kubeconfig");
      await server.writeKubeconfig(path);
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      const config = JSON.parse(await readFile(path, "utf8")) as {
        clusters: { cluster: { server: string } }[];
        "current-context": string;
      };
      expect(config.clusters[0]?.cluster.server).toBe(server.url);
      expect(config["current-context"]).toBe("kubets-testing-server");
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
