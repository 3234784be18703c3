import { expect, it } from "vitest";
import { startCompactable } from "../backends/compactable.ts";
import { createNamespace } from "../backends/index.ts";
import { describe, soak } from "./informer-soak.ts";

/** `KUBETS_SOAK_MINUTES=10` for the long mode, which prints how it is going. */
const minutes = Number(process.env["KUBETS_SOAK_MINUTES"] ?? 0);
const roundMs = minutes > 0 ? 20_000 : 3000;
const rounds = minutes > 0 ? Math.max(Math.ceil((minutes * 60_000) / roundMs), 4) : 3;

it("an informer keeps the server's state and its own memory through writes and broken connections without end (D03, D05)", async () => {
  await using server = await startCompactable();
  const namespace = await createNamespace(server.direct);
  const say = (line: string): void => void (minutes > 0 && process.stderr.write(`${line}\n`));
  const { measures, writes, faults } = await soak({ server, namespace, roundMs, rounds, onProgress: say });

  // The first round warms the code up.
  const [first, ...later] = measures.slice(1);
  const last = later.at(-1);
  if (!first || !last) throw new Error("nothing was measured");
  const middle = measures[Math.ceil(measures.length / 2)] ?? last;
  say(`in ${measures.length * (roundMs / 1000)} s ${writes} writes and ${JSON.stringify(faults)}`);
  say(`start: ${describe(first)}\nmiddle: ${describe(middle)}\nend: ${describe(last)}`);
  say(`failures told of: ${JSON.stringify(last.failures)}`);
  expect(measures.flatMap(({ offences }) => offences)).toEqual([]);
  expect(last.status.reconnects + last.status.relists).toBeGreaterThan(measures.length);
  expect(last.heap).toBeLessThan(first.heap * 1.1 + 500_000);
  expect(last.external).toBeLessThan(first.external * 1.1 + 1_000_000);
  expect(last.sockets).toBeLessThanOrEqual(first.sockets + 2);
  expect(last.timers).toBeLessThanOrEqual(first.timers + 4);
  say("verdict: memory, sockets and timers are what they were");
}, 3_600_000);
