import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";
import { isIP } from "node:net";
import {
  bits,
  boolean,
  explicit,
  implicit,
  integer,
  objectIdentifier,
  octets,
  sequence,
  set,
  time,
  utf8,
} from "./der.ts";

/** A certificate and its private key, both PEM. */
export interface KeyAndCertificate {
  readonly certificate: string;
  readonly key: string;
}

/** A certificate authority that lives as long as its server: its key is never written anywhere. */
export interface CertificateAuthority {
  /** PEM. */
  readonly certificate: string;
  /** A server's certificate for DNS names and IP addresses. */
  issueServerCertificate(names: readonly string[]): KeyAndCertificate;
  /** A client's certificate: the user is its common name, the groups are its organizations. Default: valid for a year. */
  issueClientCertificate(user: string, groups: readonly string[], validForMs?: number): KeyAndCertificate;
}

const oid = {
  ecPublicKey: "1.2.840.10045.2.1",
  ecdsaWithSha256: "1.2.840.10045.4.3.2",
  commonName: "2.5.4.3",
  organization: "2.5.4.10",
  subjectKeyIdentifier: "2.5.29.14",
  keyUsage: "2.5.29.15",
  subjectAltName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  authorityKeyIdentifier: "2.5.29.35",
  extendedKeyUsage: "2.5.29.37",
  serverAuth: "1.3.6.1.5.5.7.3.1",
  clientAuth: "1.3.6.1.5.5.7.3.2",
} as const;

const dayMs = 24 * 3600 * 1000;
/** Clocks of the two sides may differ a little. */
const backdatedMs = 5 * 60 * 1000;
const validityMs = 365 * dayMs;

/** Creates an authority with a fresh P-256 key; everything it issues is valid for a year. */
export function createCertificateAuthority(name: string): CertificateAuthority {
  const own = createKey();
  const issuer = { name: distinguishedName(name, []), key: own };

  const issue = (
    subject: Buffer,
    extensions: (key: Key) => readonly Buffer[],
    validForMs = validityMs,
  ): KeyAndCertificate => {
    const key = createKey();
    const all = [...extensions(key), authorityKeyIdentifier(own)];
    const certificate = buildCertificate(issuer, subject, key, all, validForMs);
    return { certificate, key: key.privateKey.export({ type: "pkcs8", format: "pem" }).toString() };
  };

  return {
    certificate: buildCertificate(issuer, issuer.name, own, [
      extension(oid.basicConstraints, true, sequence(boolean(true))),
      // Signs certificates and revocation lists.
      extension(oid.keyUsage, true, bits(Buffer.from([0b0000_0110]), 1)),
      subjectKeyIdentifier(own),
    ]),

    issueServerCertificate: (names) =>
      issue(distinguishedName(names[0] ?? name, []), (key) => [
        ...leafExtensions(key, oid.serverAuth),
        extension(oid.subjectAltName, false, sequence(...names.map(alternativeName))),
      ]),

    issueClientCertificate: (user, groups, validForMs) =>
      issue(distinguishedName(user, groups), (key) => leafExtensions(key, oid.clientAuth), validForMs),
  };
}

interface Key {
  readonly privateKey: KeyObject;
  /** SubjectPublicKeyInfo, as it stands in a certificate. */
  readonly publicKeyInfo: Buffer;
  /** A name for the key: the hash of its point. */
  readonly identifier: Buffer;
}

function createKey(): Key {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const publicKeyInfo = publicKey.export({ type: "spki", format: "der" });
  // The last 65 bytes are the uncompressed point: 04, x, y.
  const identifier = createHash("sha1").update(publicKeyInfo.subarray(-65)).digest();
  return { privateKey, publicKeyInfo, identifier };
}

function buildCertificate(
  issuer: { readonly name: Buffer; readonly key: Key },
  subject: Buffer,
  key: Key,
  extensions: readonly Buffer[],
  validForMs = validityMs,
): string {
  const algorithm = sequence(objectIdentifier(oid.ecdsaWithSha256));
  const now = Date.now();
  const serial = randomBytes(16);
  // Positive, and of the same length whatever the chance.
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  const content = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(serial),
    algorithm,
    issuer.name,
    sequence(time(new Date(now - backdatedMs)), time(new Date(now + validForMs))),
    subject,
    key.publicKeyInfo,
    explicit(3, sequence(...extensions)),
  );
  const signature = sign("sha256", content, { key: issuer.key.privateKey, dsaEncoding: "der" });
  return pem(sequence(content, algorithm, bits(signature)));
}

function pem(der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

function distinguishedName(commonName: string, organizations: readonly string[]): Buffer {
  const attribute = (type: string, value: string): Buffer => set(sequence(objectIdentifier(type), utf8(value)));
  return sequence(
    ...organizations.map((organization) => attribute(oid.organization, organization)),
    attribute(oid.commonName, commonName),
  );
}

function extension(id: string, critical: boolean, content: Buffer): Buffer {
  return sequence(objectIdentifier(id), ...(critical ? [boolean(true)] : []), octets(content));
}

function leafExtensions(key: Key, usage: string): Buffer[] {
  return [
    extension(oid.basicConstraints, true, sequence()),
    // Digital signatures, all that an elliptic key does in TLS.
    extension(oid.keyUsage, true, bits(Buffer.from([0b1000_0000]), 7)),
    extension(oid.extendedKeyUsage, false, sequence(objectIdentifier(usage))),
    subjectKeyIdentifier(key),
  ];
}

const subjectKeyIdentifier = (key: Key): Buffer => extension(oid.subjectKeyIdentifier, false, octets(key.identifier));

const authorityKeyIdentifier = (key: Key): Buffer =>
  extension(oid.authorityKeyIdentifier, false, sequence(implicit(0, key.identifier)));

function alternativeName(name: string): Buffer {
  switch (isIP(name)) {
    case 4:
      return implicit(7, Buffer.from(name.split(".").map(Number)));
    case 6:
      return implicit(7, ipv6Bytes(name));
    default:
      return implicit(2, Buffer.from(name, "ascii"));
  }
}

function ipv6Bytes(address: string): Buffer {
  // The parser of URLs knows every way to write an address, and one to write it back.
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = "", tail] = canonical.split("::");
  const groups = (text: string): string[] => (text === "" ? [] : text.split(":"));
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => "0");
  const words = [...before, ...zeros, ...after].map((group) => Number.parseInt(group, 16));
  return Buffer.from(words.flatMap((word) => [word >> 8, word & 0xff]));
}
