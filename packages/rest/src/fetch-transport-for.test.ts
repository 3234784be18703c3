import { expect, it } from "vitest";
import { createFetchTransportFor } from "./fetch-transport-for.ts";
import { lost } from "./testing/client.ts";

const request = { method: "GET", url: "https://host/", headers: [], reading: "whole" } as const;

it.each([
  [{ tls: { caData: "hunter2" } }, "tls.caData"],
  [
    { tls: { certData: "hunter2", keyData: "hunter2", serverName: "hunter2" } },
    "tls.certData, tls.keyData, tls.serverName",
  ],
  [{ tls: { insecureSkipVerify: true }, proxyUrl: "http://hunter2@proxy" }, "tls.insecureSkipVerify, proxyUrl"],
])("is Unsupported with what fetch cannot do, and names it without what it holds", (config, names) => {
  const create = (): unknown => createFetchTransportFor(config);
  expect(create).toThrow(
    expect.objectContaining({ reason: "Unsupported", message: expect.stringContaining(`what ${names} asks`) }),
  );
  expect(create).not.toThrow(/hunter2/);
});

it("takes a configuration that asks for none of it, and any with a fetch that is said to do it", async () => {
  createFetchTransportFor({ tls: { caData: "", insecureSkipVerify: false }, proxyUrl: "" });
  const fetch = () => Promise.reject(lost());
  await using transport = createFetchTransportFor({ tls: { caData: "ca" } }, { fetch });
  await expect(transport.send(request)).rejects.toMatchObject({ reason: "Network", cause: expect.any(Error) });
});
