import { describe, expect, it } from "vitest";
import { anonymousConfig } from "./anonymous.ts";
import type { ClusterConfig } from "./config.ts";
import { collect, get, outcome, post, setup } from "./testing/client.ts";
import { answer, silence } from "./testing/scripted-transport.ts";
import { headerValue, type Middleware } from "./transport.ts";

const whole: Required<ClusterConfig> = {
  server: "https://host:6443/base",
  tls: {
    caData: "ca",
    caFile: "ca.crt",
    certData: "hunter2",
    certFile: "hunter2",
    keyData: "hunter2",
    keyFile: "hunter2",
    certificateSource: { certificate: () => ({ cert: "hunter2", key: "hunter2" }) },
    serverName: "api",
    insecureSkipVerify: false,
  },
  proxyUrl: "http://proxy",
  disableCompression: true,
  credentials: { token: "hunter2" },
  impersonate: { user: "hunter2" },
  namespace: "prod",
  userAgent: "demo/1",
  headers: [["x-own", "hunter2"]],
  timeoutMs: 2000,
};

describe("the configuration of a cluster", () => {
  it("is one value that says where, as whom and how calls are made (F001)", async () => {
    const { client, clock, transport } = setup([answer(200, {}), answer(200)], { config: whole });
    await client.json(post);
    expect(client).toMatchObject({ server: "https://host:6443/base", namespace: "prod" });
    expect(transport.requests[0]).toMatchObject({
      url: "https://host:6443/base/api/v1/pods?timeout=2s",
      headers: [
        ["accept", "application/json"],
        ["content-type", "application/json"],
        ["x-own", "hunter2"],
        ["impersonate-user", "hunter2"],
        ["user-agent", "demo/1"],
        ["authorization", "Bearer hunter2"],
      ],
    });
    await collect(client.watch(get));
    expect(headerValue(transport.requests[1]?.headers ?? [], "accept-encoding")).toBeUndefined();
    expect(clock.pending).toEqual([]);
  });

  it("bounds each call by its time limit, and layers wrap those that are named behind them (F001)", async () => {
    const order: string[] = [];
    const named = (name: string): Middleware => {
      return async (request, next) => {
        order.push(`${name} before`);
        return next(request).finally(() => order.push(`${name} after`));
      };
    };
    const { client, clock } = setup([silence], { config: whole, middleware: [named("first"), named("second")] });
    const call = outcome(client.json(get));
    await clock.advance(2000);
    expect(call.error).toMatchObject({ reason: "ClientTimeout" });
    expect(order).toEqual(["first before", "second before", "second after", "first after"]);
  });

  it("cannot hold two ways to say who calls (F001)", () => {
    const credentials = { token: "hunter2", basic: { username: "a", password: "hunter2" } };
    const create = (): unknown => setup([], { config: { ...whole, credentials } });
    expect(create).toThrow(expect.objectContaining({ reason: "Configuration" }));
    expect(create).not.toThrow(/hunter2/);
  });

  it("without who calls keeps where and how, and no secret of any field (F002)", () => {
    const anonymous = anonymousConfig(whole);
    expect(anonymous).toEqual({
      server: "https://host:6443/base",
      tls: { caData: "ca", caFile: "ca.crt", serverName: "api", insecureSkipVerify: false },
      proxyUrl: "http://proxy",
      disableCompression: true,
      namespace: "prod",
      userAgent: "demo/1",
      timeoutMs: 2000,
    });
    expect(JSON.stringify(anonymousConfig({ ...whole, unknown: "hunter2" } as ClusterConfig))).not.toContain("hunter2");
    expect(whole.credentials).toEqual({ token: "hunter2" });
  });
});
