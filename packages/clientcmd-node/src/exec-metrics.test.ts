import { readFileSync } from "node:fs";
import { X509Certificate } from "node:crypto";
import { createFakeClock } from "@kubets/wait";
import { describe, expect, it } from "vitest";
import { createExecCredentialSource, type ExecCredentialOptions } from "./exec-credential.ts";
import type { ExecMetrics } from "./exec-metrics.ts";
import { sharedExecCredentialSource } from "./shared-credentials.ts";
import { createPlugin, type TestPlugin } from "./testing/plugin.ts";

const pem = (name: string): string =>
  readFileSync(new URL(`../../transport-node/testdata/${name}.pem`, import.meta.url), "utf8");
const printing = (name: string): string =>
  `print(${JSON.stringify({ clientCertificateData: pem(name), clientKeyData: pem(`${name}-key`) })})`;

/** Metrics that say what they were told, in order. */
function createRecorder(): ExecMetrics & { readonly told: unknown[] } {
  const told: unknown[] = [];
  return {
    told,
    pluginCalled: ({ exitCode, status }) => told.push(["called", exitCode, status]),
    policyDecided: (decision) => told.push(["policy", decision]),
    certificateExpiry: (earliestMs) => told.push(["expiry", earliestMs]),
    certificateRotated: (ageMs) => told.push(["rotated", ageMs]),
  };
}

const optionsOf = (plugin: TestPlugin, more: Partial<ExecCredentialOptions>): ExecCredentialOptions => ({
  exec: plugin.exec,
  cluster: { server: "https://k.example" },
  place: "here",
  ...more,
});

describe("metrics of credential plugins (F046, F162)", () => {
  it("count runs by how they end, and decisions of the policy", async () => {
    using plugin = createPlugin(`print({ token: "t" })`);
    const metrics = createRecorder();
    const call = async (more: Partial<ExecCredentialOptions> = {}): Promise<unknown> =>
      Promise.resolve(createExecCredentialSource(optionsOf(plugin, { pluginMetrics: metrics, ...more })).token()).catch(
        () => undefined,
      );
    await call();
    plugin.write("process.exit(7)");
    await call();
    await call({ exec: { ...plugin.exec, command: "/no/such/plugin" } });
    await call({ pluginPolicy: { type: "DenyAll" } });
    plugin.write("setInterval(() => {}, 1000)");
    const clock = createFakeClock();
    const hanging = call({ clock, pluginTimeoutMs: 100 });
    await expect.poll(() => clock.advance(100).then(() => metrics.told.length)).toBe(9);
    await hanging;
    expect(metrics.told).toEqual([
      ["policy", "allowed"],
      ["called", 0, "no_error"],
      ["policy", "allowed"],
      ["called", 7, "plugin_execution_error"],
      ["policy", "allowed"],
      ["called", 1, "plugin_not_found_error"],
      ["policy", "denied"],
      ["policy", "allowed"],
      ["called", 1, "client_internal_error"],
    ]);
  });

  it("tell the end of the certificate that ends first, and the age of one that is replaced", async () => {
    using one = createPlugin(printing("client"));
    using other = createPlugin(printing("server"));
    const { told, ...metrics } = createRecorder();
    const ends = ["client", "server"].map((name) => Date.parse(new X509Certificate(pem(name)).validTo));
    const clock = createFakeClock({ now: Date.parse(new X509Certificate(pem("client")).validFrom) + 5000 });
    const only = { ...metrics, pluginCalled: undefined, policyDecided: undefined } as unknown as ExecMetrics;
    const source = createExecCredentialSource(optionsOf(one, { pluginMetrics: only, clock }));
    await source.certificate();
    await createExecCredentialSource(optionsOf(other, { pluginMetrics: only, clock })).certificate();
    expect(told).toEqual([
      ["expiry", ends[0]],
      ["expiry", Math.min(...ends)],
    ]);
    one.write(printing("server"));
    source.reset?.("");
    await source.certificate();
    expect(told.slice(2)).toEqual([
      ["rotated", 5000],
      ["expiry", ends[1]],
    ]);
  });

  it("do not keep clients with the same metrics from sharing a plugin's credentials (F045)", async () => {
    using plugin = createPlugin(`print({ token: "t" })`);
    const pluginMetrics = createRecorder();
    const [a, b] = [1, 2].map(() => sharedExecCredentialSource(optionsOf(plugin, { pluginMetrics })));
    expect(b).toBe(a);
    expect(sharedExecCredentialSource(optionsOf(plugin, { pluginMetrics: createRecorder() }))).not.toBe(a);
  });
});
