import { once } from "node:events";
import { connect } from "node:tls";
import { expect, it, vi } from "vitest";
import { startRawServer } from "../testdata/raw-server.ts";
import { pem } from "../testdata/server.ts";
import { divert, openDivertible } from "./connection-bytes.ts";

it("bytes of a connection go to whoever diverts them, and else to its readers, who may come late", async () => {
  const answers = ["answer", "others"];
  await using server = await startRawServer((socket) => socket.write(answers.shift() ?? ""), { secure: true });
  const { port } = new URL(server.url);
  const socket = openDivertible((reading) =>
    connect({ ...reading, port: Number(port), ca: pem("ca"), servername: "" }),
  );
  await once(socket, "secureConnect");
  socket.write("first");
  await vi.waitUntil(() => socket.readableLength === 6);

  const { promise, resolve } = Promise.withResolvers<string>();
  divert(socket, (bytes) => {
    resolve(bytes.toString().toUpperCase());
    return true;
  });
  socket.write("second");
  expect(await promise).toBe("OTHERS");
  expect(String(socket.read())).toBe("answer");
  socket.destroy();
});
