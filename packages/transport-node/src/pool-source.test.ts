import type { TLSSocket } from "node:tls";
import type { ClientCertificate, TlsOptions } from "@kubets/rest";
import { describe, expect, it } from "vitest";
import { allText, firstChunk, get } from "../testdata/calls.ts";
import { pem, startServer } from "../testdata/server.ts";
import { createNodeTransport } from "./node-transport.ts";

const tester: ClientCertificate = { cert: pem("client"), key: pem("client-key") };
/** A certificate of another name, signed by the same authority. */
const other: ClientCertificate = { cert: pem("server"), key: pem("server-key") };

/** A source whose certificate a test sets. */
function createSource(certificate?: ClientCertificate): { now: ClientCertificate | undefined; tls: TlsOptions } {
  const source = {
    now: certificate,
    tls: { caData: pem("ca"), certificateSource: { certificate: async () => source.now } },
  };
  return source;
}

/** A server that says by which name its peer identifies itself; of `/watch` the answer never ends. */
const startNaming = (): ReturnType<typeof startServer> =>
  startServer(
    (request, response) => {
      const { subject } = (request.socket as TLSSocket).getPeerCertificate();
      response.write(String(subject?.CN));
      if (request.url !== "/watch") response.end();
    },
    { requestCert: true, rejectUnauthorized: false, ca: pem("ca") },
  );

describe("a certificate that may change (F046, C78)", () => {
  it("identifies every call from its change on, and none changes the connection", async () => {
    await using server = await startNaming();
    const source = createSource();
    await using transport = createNodeTransport({ tls: source.tls });
    const name = async (): Promise<string> => allText(await transport.send(get(server.url)));
    expect([await name(), await name()]).toEqual(["undefined", "undefined"]);
    expect(server.accepted).toBe(1);
    source.now = tester;
    expect([await name(), await name()]).toEqual(["tester", "tester"]);
    expect(server.accepted).toBe(2);
    // The same certificate in another object is no change.
    source.now = { ...tester };
    expect(await name()).toBe("tester");
    expect(server.accepted).toBe(2);
    source.now = other;
    expect(await name()).toBe("localhost");
    source.now = undefined;
    expect(await name()).toBe("undefined");
  });

  it("ends the connections of the old one, also those in use", async () => {
    await using server = await startNaming();
    const source = createSource(tester);
    await using transport = createNodeTransport({ tls: source.tls });
    const watch = await transport.send(get(`${server.url}/watch`, { reading: "watch" }));
    const reader = watch.body[Symbol.asyncIterator]();
    expect(new TextDecoder().decode((await reader.next()).value as Uint8Array)).toBe("tester");
    const ended = expect(reader.next()).rejects.toMatchObject({ reason: "Network" });
    source.now = other;
    await allText(await transport.send(get(server.url)));
    await ended;
    await server.untilOpen(1);
  });

  it("fails the call, and keeps the connections, where the source fails or its certificate is none", async () => {
    await using server = await startNaming();
    const source = createSource(tester);
    await using transport = createNodeTransport({ tls: source.tls });
    await firstChunk(await transport.send(get(server.url)));
    source.now = { cert: "no PEM", key: tester.key };
    await expect(transport.send(get(server.url))).rejects.toMatchObject({ reason: "Configuration" });
    source.now = tester;
    await firstChunk(await transport.send(get(server.url)));
    expect(server.accepted).toBe(1);
  });

  it("is refused beside a certificate of the options", () => {
    const tls = { ...createSource().tls, certData: tester.cert, keyData: tester.key };
    expect(() => createNodeTransport({ tls })).toThrow(/certificateSource and a certificate/);
  });
});
