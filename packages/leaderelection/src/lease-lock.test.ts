import { createFakeClock } from "@kubets/wait";
import { expect, it } from "vitest";
import { createLeaseLock } from "./lease-lock.ts";
import { recordOf } from "./lease-record.ts";
import { createLeaseServer } from "./testing/lease-server.ts";

it("refuses to write on top of a Lease that was never read (C58)", async () => {
  const server = createLeaseServer();
  const lock = createLeaseLock({
    leases: server.client(),
    name: "demo",
    namespace: undefined,
    labels: undefined,
    requestTimeoutMs: 1000,
    clock: createFakeClock(),
  });
  const refused = lock.update(recordOf({}), new AbortController().signal);
  await expect(refused).rejects.toThrow(
    expect.objectContaining({ reason: "InvalidRequest", message: "lease demo was never read" }),
  );
  expect(server.log).toEqual([]);
});
