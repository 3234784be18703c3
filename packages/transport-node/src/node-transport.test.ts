import { inspect } from "node:util";
import { isKubernetesError } from "@kubets/apimachinery";
import { createRestClient, type Reading, type TlsOptions } from "@kubets/rest";
import { describe, expect, it } from "vitest";
import { allText, get } from "../testdata/calls.ts";
import { pem, startServer } from "../testdata/server.ts";
import { createNodeTransport } from "./node-transport.ts";

const readings: readonly Reading[] = ["whole", "list", "stream", "watch"];
const ca: TlsOptions = { caData: pem("ca") };

/** What a GET over TLS comes to. */
async function failureOf(url: string, tls: TlsOptions, reading: Reading): Promise<unknown> {
  await using transport = createNodeTransport({ tls });
  return await transport.send(get(url, { reading })).then(allText, (error: unknown) => error);
}

describe("connections", () => {
  it("are one for 200 GETs over TLS, whichever way they are read (D01)", async () => {
    await using server = await startServer((_, response) => response.end("{}"), {});
    await using transport = createNodeTransport({ tls: ca });
    for (let i = 0; i < 201; i++) {
      const reading = readings[i % 3] ?? "whole";
      expect(await allText(await transport.send(get(server.url, { reading })))).toBe("{}");
    }
    expect(server.accepted).toBe(1);
  });

  it("are all closed with the transport", async () => {
    await using server = await startServer((_, response) => response.end("{}"), {});
    const transport = createNodeTransport({ tls: ca });
    await Promise.all(
      [...readings, ...readings].map(async (reading) => allText(await transport.send(get(server.url, { reading })))),
    );
    expect(server.accepted).toBe(2 * readings.length);
    await transport[Symbol.asyncDispose]();
    await server.untilOpen(0);
  });

  it("of two transports are apart, so that two clusters share no identity (D38)", async () => {
    await using server = await startServer((_, response) => response.end("{}"), {});
    await using one = createNodeTransport({ tls: ca });
    await using other = createNodeTransport({ tls: ca });
    await one.send(get(server.url));
    await other.send(get(server.url));
    expect(server.accepted).toBe(2);
  });
});

describe.each(readings)("TLS, reading %s", (reading) => {
  it("trusts the given authority, of data or of a file, for names and addresses", async () => {
    await using server = await startServer((_, response) => response.end("ok"), {});
    const caFile = new URL("../testdata/ca.pem", import.meta.url).pathname;
    expect(await failureOf(server.url, ca, reading)).toBe("ok");
    expect(await failureOf(server.url.replace("127.0.0.1", "localhost"), { caFile }, reading)).toBe("ok");
    // Data wins over the file.
    expect(await failureOf(server.url, { ...ca, caFile: "/nowhere" }, reading)).toBe("ok");
  });

  it("identifies by a client certificate", async () => {
    const options = { requestCert: true, rejectUnauthorized: true, ca: pem("ca") };
    await using server = await startServer((request, response) => {
      const { subject } = (request.socket as import("node:tls").TLSSocket).getPeerCertificate();
      response.end([subject.CN, subject.O].join(" of "));
    }, options);
    const client = { ...ca, certData: pem("client"), keyData: pem("client-key") };
    expect(await failureOf(server.url, client, reading)).toBe("tester of kubets testers");
    expect(await failureOf(server.url, ca, reading)).toMatchObject({
      reason: expect.stringMatching(/^(TLS|Network)$/),
    });
  });

  it("says which of its certificates does not fit, and what to do", async () => {
    const unknown = { reason: "TLS", message: expect.stringMatching(/authority that is not trusted: give .*caData/) };
    for (const [certificate, tls, expected] of [
      ["server", {}, unknown],
      ["server", { caData: pem("other-ca") }, unknown],
      ["wrong-host", ca, { reason: "TLS", message: expect.stringMatching(/for other names.*serverName/) }],
      ["expired", ca, { reason: "TLS", message: expect.stringMatching(/has expired.*renewed/) }],
    ] as const) {
      await using server = await startServer((_, response) => response.end("ok"), { certificate });
      const failure = await failureOf(server.url, tls, reading);
      expect(failure).toMatchObject({ ...expected, cause: expect.any(Error) });
      expect(String(failure)).toContain(new URL(server.url).host);
    }
  });

  it("asks for and verifies the given server name (C80)", async () => {
    await using server = await startServer((_, response) => response.end("ok"), { certificate: "wrong-host" });
    expect(await failureOf(server.url, { ...ca, serverName: "elsewhere.example" }, reading)).toBe("ok");
  });

  it("trusts anybody where it is told to", async () => {
    await using server = await startServer((_, response) => response.end("ok"), { certificate: "expired" });
    expect(await failureOf(server.url, { insecureSkipVerify: true }, reading)).toBe("ok");
  });

  it("speaks TLS 1.2 at least (F027)", async () => {
    const options = { maxVersion: "TLSv1.1", minVersion: "TLSv1", ciphers: "DEFAULT:@SECLEVEL=0" } as const;
    await using server = await startServer((_, response) => response.end("ok"), options);
    expect(await failureOf(server.url, ca, reading)).toMatchObject({ reason: "TLS" });
  });

  it("notices a server that speaks none", async () => {
    await using server = await startServer((_, response) => response.end("ok"));
    expect(await failureOf(server.url.replace("http:", "https:"), ca, reading)).toMatchObject({
      reason: "TLS",
      message: expect.stringContaining("does not speak TLS"),
    });
  });
});

describe("a client on this transport", () => {
  const headers = [["x-secret", "hidden-header"]] as const;
  const credentials = { token: "hidden-token" };

  it("ends a call to a silent server by its time limit, and its connection (D15)", async () => {
    let asked = (): void => undefined;
    const reached = new Promise<void>((resolve) => (asked = resolve));
    await using server = await startServer(() => asked(), {});
    let passTime = (): void => undefined;
    const clock = {
      now: () => 0,
      monotonicNow: () => 0,
      setTimer(_: number, callback: () => void) {
        passTime = callback;
        return { [Symbol.dispose]: () => undefined };
      },
      sleep: () => Promise.resolve(),
    };
    const transport = createNodeTransport({ tls: ca });
    await using client = createRestClient({ config: { server: server.url }, transport, clock });
    const call = client.json({ method: "GET", path: "/" }, { timeoutMs: 1000 });
    const failed = expect(call).rejects.toMatchObject({ reason: "ClientTimeout" });
    await reached;
    passTime();
    await failed;
    await server.untilOpen(0);
  });

  it("lets no credential and no header into an error, its cause or its inspection (D14)", async () => {
    await using server = await startServer((request, response) => {
      if (request.url === "/reset") request.socket.destroy();
      else
        response
          .writeHead(request.url === "/redirect" ? 307 : 500, { location: "https://other/?t=hidden-location" })
          .end();
    }, {});
    const transport = createNodeTransport({ tls: ca });
    const config = { server: server.url, headers, credentials };
    await using client = createRestClient({ config, transport, maxRetries: 0 });
    for (const path of ["/reset", "/redirect", "/failure"]) {
      const request = { method: "GET", path } as const;
      const calls = [client.json(request), client.list(request), client.stream(request)];
      for (const error of await Promise.all(calls.map((call) => call.catch((error: unknown) => error)))) {
        expect(isKubernetesError(error)).toBe(true);
        expect(inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error)).not.toContain("hidden");
      }
    }
  });

  it("reads lists and watches that arrive compressed or in pieces", async () => {
    const list = { kind: "PodList", apiVersion: "v1", metadata: {}, items: [{ metadata: { name: "ä" } }] };
    const event = { type: "ADDED", object: { kind: "Pod", metadata: { name: "ä" } } };
    await using server = await startServer((request, response) => {
      const bytes = Buffer.from(request.url === "/list" ? JSON.stringify(list) : `${JSON.stringify(event)}\n`);
      for (const byte of bytes) response.write(Buffer.of(byte));
      response.end();
    }, {});
    await using client = createRestClient({
      config: { server: server.url },
      transport: createNodeTransport({ tls: ca }),
    });
    expect(await client.list({ method: "GET", path: "/list" })).toMatchObject(list);
    for await (const batch of client.watch({ method: "GET", path: "/watch" })) expect(batch).toEqual([event]);
  });
});
