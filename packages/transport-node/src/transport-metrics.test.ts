import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFakeClock } from "@kubets/wait";
import { expect, it, vi } from "vitest";
import { allText, get } from "../testdata/calls.ts";
import { pem, startServer } from "../testdata/server.ts";
import { createNodeTransport } from "./node-transport.ts";

it("measures each look-up of a name, and none of an address or of a connection that is used again (F162)", async () => {
  await using server = await startServer((_, response) => response.end("{}"));
  const nameLookedUp = vi.fn();
  await using transport = createNodeTransport({ metrics: { nameLookedUp }, clock: createFakeClock() });
  await allText(await transport.send(get(server.url)));
  expect(nameLookedUp).not.toHaveBeenCalled();
  const named = server.url.replace("127.0.0.1", "localhost");
  for (const reading of ["whole", "list", "stream", "watch"] as const) {
    await allText(await transport.send(get(named, { reading })));
  }
  expect(nameLookedUp).toHaveBeenCalledExactlyOnceWith({ host: "localhost", durationMs: 0, failed: false });
  await transport.send(get("http://nowhere.invalid/")).catch(() => undefined);
  expect(nameLookedUp).toHaveBeenLastCalledWith({ host: "nowhere.invalid", durationMs: 0, failed: true });
  // Who looks names up may take long to say that there is none.
}, 180_000);

it("says when certificates were read again, and whether they can be used (F034, F162)", async () => {
  await using server = await startServer((_, response) => response.end("{}"), {});
  const folder = mkdtempSync(join(tmpdir(), "kubets-metrics-"));
  using cleanUp = new DisposableStack();
  cleanUp.defer(() => rmSync(folder, { recursive: true }));
  const caFile = join(folder, "ca.pem");
  writeFileSync(caFile, pem("ca"));
  const clock = createFakeClock();
  const certificatesRead = vi.fn();
  await using transport = createNodeTransport({ tls: { caFile }, metrics: { certificatesRead }, clock });
  for (const text of [pem("ca"), "none", `${pem("other-ca")}${pem("ca")}`]) {
    writeFileSync(caFile, text);
    await clock.advance(1000);
    await allText(await transport.send(get(server.url)));
  }
  expect(certificatesRead.mock.calls).toEqual([["unusable"], ["changed"]]);
});
