import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { base64UrlJson } from "./jwt.ts";
import { createOidcSource, type OidcOptions } from "./oidc.ts";
import { createManualClock } from "./testing/manual-clock.ts";

const secret = "hunter2";
const now = Date.UTC(2026, 0, 1);
const jwt = (expiresInSeconds: number, more: object = {}): string =>
  `${base64UrlJson({ alg: "none" })}.${base64UrlJson({ exp: now / 1000 + expiresInSeconds, sub: "ä€", ...more })}.x`;

interface Asked {
  url: string;
  authorization: string | undefined;
  form: Record<string, string>;
}

/** A local issuer that answers what a test sets. */
const issuer = { url: "", asked: [] as Asked[], answer: (() => [500, {}]) as (asked: Asked) => [number, unknown] };
const body = async (request: IncomingMessage): Promise<string> => {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
};
const server = createServer((request, response) => {
  void (async () => {
    const text = await body(request);
    const { url = "", headers } = request;
    const asked = { url, authorization: headers.authorization, form: Object.fromEntries(new URLSearchParams(text)) };
    issuer.asked.push(asked);
    const discovery = url === "/dex/.well-known/openid-configuration";
    const [status, content] = discovery ? [200, { token_endpoint: `${issuer.url}/token` }] : issuer.answer(asked);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(content));
  })();
});
beforeAll(async () => {
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  issuer.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => void server.close(resolve));
});
beforeEach(() => {
  issuer.asked = [];
  issuer.answer = () => [200, { id_token: jwt(3600, { n: 2 }), refresh_token: "second" }];
});

const config = (more: Record<string, string> = {}): Record<string, string> => ({
  "idp-issuer-url": `${issuer.url}/dex/`,
  "client-id": "kubets",
  "refresh-token": secret,
  ...more,
});
const source = (options: Partial<OidcOptions> = {}): ReturnType<typeof createOidcSource> =>
  createOidcSource({ config: config(), clock: createManualClock(now), ...options });

async function complaint(promise: unknown): Promise<string> {
  const error: unknown = await Promise.resolve(promise).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(secret);
  return (error as Error).message;
}

describe("createOidcSource (F052)", () => {
  it("uses the id token until ten seconds before its end, and then a refreshed one", async () => {
    const clock = createManualClock(now);
    const idToken = jwt(60);
    const oidc = source({ clock, config: config({ "id-token": idToken }) });
    expect(await oidc.token()).toBe(idToken);
    await clock.advance(50_000);
    expect(await oidc.token()).toBe(idToken);
    expect(issuer.asked).toEqual([]);
    await clock.advance(1);
    expect(await oidc.token()).toBe(jwt(3600, { n: 2 }));
    expect(issuer.asked.map(({ url }) => url)).toEqual(["/dex/.well-known/openid-configuration", "/token"]);
    expect(issuer.asked[1]?.form).toEqual({ grant_type: "refresh_token", refresh_token: secret, client_id: "kubets" });
  });

  it("refreshes once for all who wait, and next time with the new refresh token", async () => {
    const clock = createManualClock(now);
    const oidc = source({ clock });
    expect(new Set(await Promise.all(Array.from({ length: 10 }, async () => oidc.token()))).size).toBe(1);
    expect(issuer.asked).toHaveLength(2);
    await clock.advance(3_600_000);
    await oidc.token();
    expect(issuer.asked.at(-1)?.form).toMatchObject({ refresh_token: "second" });
  });

  it("uses no refreshed token before it is persisted", async () => {
    const persisted: unknown[] = [];
    const gate = Promise.withResolvers<void>();
    const kept = Promise.withResolvers<void>();
    const oidc = source({
      persist: async (changed) => {
        persisted.push(changed);
        kept.resolve();
        await gate.promise;
      },
    });
    let given = false;
    const token = Promise.resolve(oidc.token()).then(() => (given = true));
    await kept.promise;
    expect(given).toBe(false);
    gate.resolve();
    await token;
    expect(persisted).toEqual([config({ "id-token": jwt(3600, { n: 2 }), "refresh-token": "second" })]);
    const failing = source({ persist: () => Promise.reject(new Error("disk full")), place: 'users["u"]' });
    expect(await complaint(failing.token())).toBe('users["u"]: the refreshed token could not be kept: disk full');
  });

  it("refreshes after a 401", async () => {
    const idToken = jwt(3600);
    const oidc = source({ config: config({ "id-token": idToken }) });
    oidc.reset?.((await oidc.token()) satisfies string);
    expect(await oidc.token()).toBe(jwt(3600, { n: 2 }));
  });

  it("gives the client's secret in a header, or in the form to those who want it there", async () => {
    issuer.answer = ({ authorization }) =>
      authorization ? [401, { error: "invalid_client" }] : [200, { id_token: jwt(60) }];
    await source({ config: config({ "client-secret": "s/p" }) }).token();
    expect(issuer.asked[1]).toMatchObject({ authorization: `Basic ${btoa("kubets:s%2Fp")}` });
    expect(issuer.asked[1]?.form).not.toHaveProperty("client_secret");
    expect(issuer.asked[2]).toMatchObject({ form: { client_id: "kubets", client_secret: "s/p" } });
  });

  it("says what is missing or refused, and shows no token", async () => {
    expect(() => createOidcSource({ config: { "client-id": "x" } })).toThrow(/config.idp-issuer-url is missing/);
    expect(() => createOidcSource({ config: { "idp-issuer-url": "x" } })).toThrow(/config.client-id is missing/);
    expect(await complaint(source({ config: config({ "refresh-token": "" }) }).token())).toMatch(/log in again/);
    issuer.answer = () => [400, { error: "invalid_grant", error_description: "over" }];
    expect(await complaint(source().token())).toMatch(
      /^the token endpoint 127.0.0.1:\d+ answered 400: invalid_grant: over$/,
    );
    issuer.answer = () => [200, { access_token: "only" }];
    expect(await complaint(source().token())).toMatch(/has no id_token/);
    issuer.answer = () => [200, "text"];
    expect(await complaint(source().token())).toMatch(/something else than a JSON object/);
    const unreachable = source({ fetch: () => Promise.reject(new Error("down")) });
    expect(await complaint(unreachable.token())).toMatch(/^the issuer .* cannot be reached$/);
  });
});
