import { createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createAksTokenSource } from "./aks.ts";
import { createEksTokenSource } from "./eks.ts";
import { createGkeTokenSource } from "./gke.ts";
import { createManualClock } from "./testing/manual-clock.ts";

const secret = "hunter2";
const now = Date.UTC(2026, 0, 31, 12);

interface Asked {
  method: string;
  url: string;
  headers: IncomingMessage["headers"];
  body: string;
}

/** A local token endpoint that answers what a test sets. */
const endpoint = {
  url: "",
  host: "",
  asked: [] as Asked[],
  answer: (() => [500, {}]) as (asked: Asked) => [number, unknown],
};
const server = createServer((request, response) => {
  void (async () => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const asked = { method: request.method ?? "", url: request.url ?? "", headers: request.headers, body };
    endpoint.asked.push(asked);
    const [status, content] = endpoint.answer(asked);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(content));
  })();
});
beforeAll(async () => {
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  endpoint.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  endpoint.url = `http://${endpoint.host}`;
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => void server.close(resolve));
});
beforeEach(() => {
  endpoint.asked = [];
  endpoint.answer = () => [200, { access_token: `t${endpoint.asked.length}`, expires_in: 3600 }];
});

async function complaint(promise: unknown): Promise<string> {
  const error: unknown = await Promise.resolve(promise).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(secret);
  return (error as Error).message;
}

describe("EKS", () => {
  interface Golden {
    name: string;
    region: string;
    clusterName: string;
    accessKeyId: string;
    secretAccessKey: string;
    sessionToken: string | null;
    now: string;
    url: string;
  }
  // What botocore, the library of the aws program, signs.
  const golden = JSON.parse(readFileSync(new URL("../testdata/eks-golden.json", import.meta.url), "utf8")) as Golden[];

  it.for(golden)("signs as botocore does: $name", async (row) => {
    const { region, clusterName, accessKeyId, secretAccessKey, sessionToken } = row;
    const source = createEksTokenSource({
      region,
      clusterName,
      credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
      clock: createManualClock(Date.parse(row.now)),
    });
    const token = await source.token();
    expect(token).toMatch(/^k8s-aws-v1\.[\w-]+$/);
    const url = new URL(Buffer.from(token.slice("k8s-aws-v1.".length), "base64url").toString());
    const expected = new URL(row.url);
    // The order of parameters says nothing: it is another one for whoever verifies the signature.
    expect(Object.fromEntries(url.searchParams)).toEqual(Object.fromEntries(expected.searchParams));
    expect(url.origin + url.pathname).toBe(expected.origin + expected.pathname);
  });

  it("asks for credentials anew after 14 minutes", async () => {
    const clock = createManualClock(now);
    let count = 0;
    const source = createEksTokenSource({
      region: "eu-central-1",
      clusterName: "c",
      clock,
      credentials: async () => ({ accessKeyId: `A${++count}`, secretAccessKey: "s" }),
    });
    const first = await source.token();
    await clock.advance(14 * 60_000);
    expect(await source.token()).toBe(first);
    await clock.advance(1);
    expect(await source.token()).not.toBe(first);
    expect(count).toBe(2);
  });
});

describe("GKE", () => {
  it("gets a token for a service account's key, by a claim signed with it, until a minute before its end", async () => {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
      publicKeyEncoding: { type: "spki", format: "pem" },
    });
    const clock = createManualClock(now);
    const source = createGkeTokenSource({
      clock,
      credentials: {
        type: "service_account",
        client_email: "a@b.iam.gserviceaccount.com",
        private_key: privateKey,
        private_key_id: "k1",
        token_uri: `${endpoint.url}/token`,
      },
    });
    expect(await source.token()).toBe("t1");
    const form = new URLSearchParams(endpoint.asked[0]?.body);
    expect(form.get("grant_type")).toBe("urn:ietf:params:oauth:grant-type:jwt-bearer");
    const [header = "", claims = "", signature = ""] = (form.get("assertion") ?? "").split(".");
    const decoded = [header, claims].map((part) => JSON.parse(Buffer.from(part, "base64url").toString()) as unknown);
    expect(decoded).toEqual([
      { alg: "RS256", typ: "JWT", kid: "k1" },
      {
        iss: "a@b.iam.gserviceaccount.com",
        scope: "https://www.googleapis.com/auth/cloud-platform",
        aud: `${endpoint.url}/token`,
        iat: now / 1000,
        exp: now / 1000 + 3600,
      },
    ]);
    const bytes = Buffer.from(signature, "base64url");
    expect(verify("sha256", Buffer.from(`${header}.${claims}`), createPublicKey(publicKey), bytes)).toBe(true);
    await clock.advance(3_540_000);
    expect(await source.token()).toBe("t1");
    await clock.advance(1);
    expect(await source.token()).toBe("t2");
  });

  it("gets one from the metadata server", async () => {
    const source = createGkeTokenSource({ credentials: "metadata", metadataHost: endpoint.host });
    expect(await source.token()).toBe("t1");
    expect(endpoint.asked).toMatchObject([
      {
        method: "GET",
        url: "/computeMetadata/v1/instance/service-accounts/default/token",
        headers: { "metadata-flavor": "Google" },
      },
    ]);
  });

  it("gets one for another identity, and goes on as a service account", async () => {
    endpoint.answer = ({ url }) =>
      url === "/exchange"
        ? [200, { access_token: "federated", expires_in: 3600 }]
        : [200, { accessToken: "account", expireTime: "2026-01-31T13:00:00Z" }];
    const source = createGkeTokenSource({
      clock: createManualClock(now),
      credentials: {
        type: "external_account",
        audience: "//iam.googleapis.com/p",
        subjectToken: () => "subject",
        token_url: `${endpoint.url}/exchange`,
        service_account_impersonation_url: `${endpoint.url}/account:generateAccessToken`,
      },
    });
    expect(await source.token()).toBe("account");
    expect(Object.fromEntries(new URLSearchParams(endpoint.asked[0]?.body))).toMatchObject({
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      subject_token: "subject",
      audience: "//iam.googleapis.com/p",
    });
    expect(endpoint.asked[1]?.headers.authorization).toBe("Bearer federated");
    expect(JSON.parse(endpoint.asked[1]?.body ?? "")).toEqual({
      scope: ["https://www.googleapis.com/auth/cloud-platform"],
    });
  });

  it("says what is refused or wrong, and shows no key", async () => {
    const credentials = { type: "service_account", client_email: "a", private_key: secret } as const;
    expect(await complaint(createGkeTokenSource({ credentials }).token())).toMatch(/is no RSA key in PEM/);
    endpoint.answer = () => [403, { error: "denied" }];
    const metadata = createGkeTokenSource({ credentials: "metadata", metadataHost: endpoint.host });
    expect(await complaint(metadata.token())).toMatch(/^the metadata server .* answered 403: denied$/);
    endpoint.answer = () => [200, {}];
    expect(await complaint(metadata.token())).toBe("the answer holds no access token");
  });
});

describe("AKS", () => {
  const scope = "6dae42f8-4368-4678-94ff-3960e28e3630/.default";
  const client = { tenantId: "t-1", clientId: "c-1" };
  const clock = createManualClock(now);

  it("gets a token for a client and its secret", async () => {
    const source = createAksTokenSource({
      authority: endpoint.url,
      clock,
      credentials: { ...client, clientSecret: secret },
    });
    expect(await source.token()).toBe("t1");
    expect(endpoint.asked[0]?.url).toBe("/t-1/oauth2/v2.0/token");
    expect(Object.fromEntries(new URLSearchParams(endpoint.asked[0]?.body))).toEqual({
      grant_type: "client_credentials",
      client_id: "c-1",
      client_secret: secret,
      scope,
    });
  });

  it("gets one for another identity that Entra trusts", async () => {
    const credentials = { ...client, federatedToken: async () => "projected" };
    await createAksTokenSource({ authority: endpoint.url, clock, credentials }).token();
    expect(Object.fromEntries(new URLSearchParams(endpoint.asked[0]?.body))).toEqual({
      grant_type: "client_credentials",
      client_id: "c-1",
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: "projected",
      scope,
    });
  });

  it("gets that of the machine, whose lifetime is a text", async () => {
    endpoint.answer = () => [200, { access_token: "machine", expires_in: "86399" }];
    const own = createManualClock(now);
    const credentials = { managedIdentity: true, clientId: "c-2" } as const;
    const source = createAksTokenSource({ metadataUrl: endpoint.url, clock: own, credentials });
    expect(await source.token()).toBe("machine");
    expect(endpoint.asked[0]?.headers["metadata"]).toBe("true");
    expect(endpoint.asked[0]?.url).toBe(
      "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=6dae42f8-4368-4678-94ff-3960e28e3630&client_id=c-2",
    );
    await own.advance(86_339_000);
    await source.token();
    expect(endpoint.asked).toHaveLength(1);
    await own.advance(1);
    await source.token();
    expect(endpoint.asked).toHaveLength(2);
  });

  it("says what is refused or missing, and shows no secret", async () => {
    endpoint.answer = () => [401, { error: "invalid_client", error_description: "AADSTS7000215" }];
    const credentials = { ...client, clientSecret: secret };
    const source = createAksTokenSource({ authority: endpoint.url, credentials });
    expect(await complaint(source.token())).toMatch(/answered 401: invalid_client: AADSTS7000215$/);
    const neither = createAksTokenSource({ credentials: client });
    expect(await complaint(neither.token())).toMatch(/either clientSecret or federatedToken/);
  });
});
