import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { createFakeClock } from "@kubets/wait";
import { describe, expect, it, vi } from "vitest";
import { WebSocketServer } from "ws";
import { allText, get } from "../testdata/calls.ts";
import { pem, startServer, type TestServer } from "../testdata/server.ts";
import { createNodeTransport } from "./node-transport.ts";

/** Certificate files that a test replaces, a transport that uses them, and a clock that a test moves. */
function setup() {
  const folder = mkdtempSync(join(tmpdir(), "kubets-files-"));
  const file = (name: string): string => join(folder, `${name}.pem`);
  const put = (name: string, certificate: string): void =>
    copyFileSync(new URL(`../testdata/${certificate}.pem`, import.meta.url), file(name));
  put("ca", "ca");
  put("cert", "client");
  put("key", "client-key");
  let time = 0;
  const transport = createNodeTransport({
    tls: { caFile: file("ca"), certFile: file("cert"), keyFile: file("key") },
    clock: { ...createFakeClock(), monotonicNow: () => time },
  });
  return {
    transport,
    put,
    write: (name: string, text: string): void => writeFileSync(file(name), text),
    pass: (ms: number): number => (time += ms),
    async [Symbol.asyncDispose]() {
      await transport[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    },
  };
}

/** A server that says by which name its peer identifies itself; of `/watch` the answer never ends. */
function startNaming(certificate = "server"): Promise<TestServer> {
  const options = { certificate, requestCert: true, rejectUnauthorized: false, ca: pem("ca") };
  return startServer((request, response) => {
    response.write(String((request.socket as TLSSocket).getPeerCertificate().subject.CN));
    if (request.url !== "/watch") response.end();
  }, options);
}

describe("a client certificate of files (F033)", () => {
  it("is looked at again at most once a second, and ends all connections when it is another", async () => {
    await using server = await startNaming();
    await using context = setup();
    const { transport, put, pass } = context;
    const name = async (): Promise<string> => allText(await transport.send(get(server.url)));
    const watch = await transport.send(get(`${server.url}/watch`, { reading: "watch" }));
    const reader = watch.body[Symbol.asyncIterator]();
    await reader.next();
    const ended = expect(reader.next()).rejects.toMatchObject({ reason: "Network" });
    expect(await name()).toBe("tester");
    put("cert", "server");
    put("key", "server-key");
    pass(999);
    expect(await name()).toBe("tester");
    expect(server.accepted).toBe(2);
    pass(1);
    expect(await name()).toBe("localhost");
    await ended;
    await server.untilOpen(1);
    expect(server.accepted).toBe(3);
  });

  it("that is half replaced, gone or none changes nothing, and is looked at again", async () => {
    await using server = await startNaming();
    await using context = setup();
    const { transport, put, write, pass } = context;
    const name = async (): Promise<string> => {
      pass(1000);
      return allText(await transport.send(get(server.url)));
    };
    expect(await name()).toBe("tester");
    put("cert", "server");
    expect(await name()).toBe("tester");
    for (const text of ["", "nonsense"]) {
      write("cert", text);
      expect(await name()).toBe("tester");
    }
    expect(server.accepted).toBe(1);
    put("cert", "server");
    put("key", "server-key");
    expect(await name()).toBe("localhost");
  });
});

it("files are not read for each request (D02)", async () => {
  await using server = await startServer((_, response) => response.end("{}"), {});
  const folder = mkdtempSync(join(tmpdir(), "kubets-files-"));
  using cleanUp = new DisposableStack();
  cleanUp.defer(() => rmSync(folder, { recursive: true }));
  const caFile = join(folder, "ca.pem");
  writeFileSync(caFile, pem("ca"));
  const certificatesRead = vi.fn();
  const clock = createFakeClock();
  await using transport = createNodeTransport({ tls: { caFile }, metrics: { certificatesRead }, clock });
  // Each time that it is read, it is told as unusable.
  rmSync(caFile);
  for (let call = 0; call < 100; call++) await allText(await transport.send(get(server.url)));
  expect(certificatesRead).toHaveBeenCalledTimes(0);
  await clock.advance(1000);
  for (let call = 0; call < 100; call++) await allText(await transport.send(get(server.url)));
  expect(certificatesRead).toHaveBeenCalledTimes(1);
});

describe("an authority of a file (F034)", () => {
  it("that is another ends idle connections at once, and those in use with their call", async () => {
    await using server = await startNaming();
    await using context = setup();
    const { transport, write, pass } = context;
    const send = (path: string) => transport.send(get(server.url + path, { reading: "watch" }));
    const watch = (await send("/watch")).body[Symbol.asyncIterator]();
    await watch.next();
    await allText(await send("/"));
    await server.untilOpen(2);
    write("ca", pem("other-ca"));
    pass(1000);
    await expect(send("/")).rejects.toMatchObject({ reason: "TLS" });
    await server.untilOpen(1);
    write("ca", `${pem("other-ca")}\n${pem("ca")}`);
    pass(1000);
    await allText(await send("/"));
    // The watch of the first authority is still there, and ends with the transport.
    await server.untilOpen(2);
    const ended = expect(watch.next()).rejects.toMatchObject({ reason: "Network" });
    await transport[Symbol.asyncDispose]();
    await ended;
    await server.untilOpen(0);
  });

  it("that is gone, empty or none changes nothing (F035)", async () => {
    await using server = await startNaming();
    await using context = setup();
    const { transport, write, pass } = context;
    for (const text of ["", "nonsense", pem("ca").slice(0, 200)]) {
      write("ca", text);
      pass(1000);
      expect(await allText(await transport.send(get(server.url)))).toBe("tester");
    }
    expect(server.accepted).toBe(1);
  });

  it("serves WebSockets too", async () => {
    await using server = await startServer((_, response) => response.end(), { certificate: "server" });
    const sockets = new WebSocketServer({ server: server.server });
    await using context = setup();
    context.write("ca", pem("other-ca"));
    context.pass(1000);
    await expect(context.transport.openWebSocket(get(server.url), [])).rejects.toMatchObject({
      cause: { reason: "TLS" },
    });
    sockets.close();
  });
});
