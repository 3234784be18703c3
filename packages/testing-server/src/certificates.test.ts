import { execFileSync } from "node:child_process";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createCertificateAuthority } from "./certificates.ts";
import { integer, objectIdentifier, octets, time } from "./der.ts";

const authority = createCertificateAuthority("test authority");
const names = ["127.0.0.1", "::1", "fd00::1:2", "localhost", "kubernetes.default.svc"];
const server = authority.issueServerCertificate(names);
const client = authority.issueClientCertificate("jäne", ["system:masters", "devs"]);

const folder = mkdtempSync(join(tmpdir(), "kubets-certificates-"));
afterAll(() => rmSync(folder, { recursive: true }));

function openssl(...args: string[]): string {
  return execFileSync("openssl", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe("certificates", () => {
  it("are signed by the authority, for the key that comes with them", () => {
    const root = new X509Certificate(authority.certificate);
    for (const { certificate, key } of [server, client]) {
      const parsed = new X509Certificate(certificate);
      expect(parsed.verify(root.publicKey)).toBe(true);
      expect(parsed.checkIssued(root)).toBe(true);
      expect(parsed.checkPrivateKey(createPrivateKey(key))).toBe(true);
      expect(parsed.ca).toBe(false);
    }
    expect(root.ca).toBe(true);
    expect(root.verify(root.publicKey)).toBe(true);
  });

  it("hold for the names and addresses of a server, and for no other", () => {
    const certificate = new X509Certificate(server.certificate);
    for (const host of ["localhost", "kubernetes.default.svc"]) expect(certificate.checkHost(host)).toBe(host);
    for (const address of ["127.0.0.1", "::1", "fd00::1:2"]) expect(certificate.checkIP(address)).toBe(address);
    expect(certificate.checkHost("example.com")).toBeUndefined();
    expect(certificate.checkIP("127.0.0.2")).toBeUndefined();
  });

  it("name a client's user and groups", () => {
    expect(new X509Certificate(client.certificate).subject).toBe("O=system:masters\nO=devs\nCN=jäne");
  });

  it("are valid from a little before now for a year", () => {
    const { validFrom, validTo } = new X509Certificate(server.certificate);
    expect(Date.parse(validFrom)).toBeLessThan(Date.now());
    expect(Date.parse(validTo) - Date.now()).toBeGreaterThan(364 * 24 * 3600 * 1000);
  });

  it("stand OpenSSL's strict checks for their purpose", () => {
    const root = file("ca.pem", authority.certificate);
    const leafs = { sslserver: server, sslclient: client };
    for (const [purpose, { certificate }] of Object.entries(leafs)) {
      const leaf = file(`${purpose}.pem`, certificate);
      expect(openssl("verify", "-x509_strict", "-purpose", purpose, "-CAfile", root, leaf)).toContain("OK");
    }
    const wrong = file("wrong.pem", client.certificate);
    expect(() => openssl("verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", root, wrong)).toThrow(/purpose/);
    const text = openssl("x509", "-in", file("server.pem", server.certificate), "-noout", "-text");
    expect(text).toContain("Version: 3 (0x2)");
    expect(text).toContain("TLS Web Server Authentication");
    expect(text).toMatch(/IP Address:127\.0\.0\.1, IP Address:0:0:0:0:0:0:0:1, IP Address:FD00:0:0:0:0:0:1:2/);
  });
});

describe("DER", () => {
  it("writes lengths in the shortest form", () => {
    const head = (length: number, bytes: number): string => octets(Buffer.alloc(length)).toString("hex", 0, bytes);
    expect([head(127, 2), head(128, 3), head(65_536, 5)]).toEqual(["047f", "048180", "0483010000"]);
  });

  it("keeps integers positive and as short as they can be", () => {
    expect([...integer(Buffer.from([0, 0, 0x80]))]).toEqual([2, 2, 0, 0x80]);
    expect([...integer(Buffer.from([0, 0x7f]))]).toEqual([2, 1, 0x7f]);
    expect([...integer(Buffer.from([0]))]).toEqual([2, 1, 0]);
  });

  it("writes object identifiers with large parts", () => {
    expect(objectIdentifier("1.2.840.10045.2.1").toString("hex")).toBe("06072a8648ce3d0201");
  });

  it("writes years from 2050 on in full", () => {
    expect(time(new Date("2049-12-31T23:59:59Z")).toString("latin1")).toBe("\x17\x0d491231235959Z");
    expect(time(new Date("2050-01-01T00:00:00Z")).toString("latin1")).toBe("\x18\x0f20500101000000Z");
  });
});
