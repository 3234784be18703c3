import type { IncomingMessage } from "node:http";
import type { Http2ServerRequest } from "node:http2";
import { TLSSocket, type PeerCertificate } from "node:tls";
import type { ServerAccess } from "@kubets/testing-fake";
import type { Authenticator, CertificateSubject } from "./authentication.ts";
import { valueOf, type Header } from "./headers.ts";
import { impersonate, type Impersonation } from "./impersonation.ts";

/** HTTP/1.1 and HTTP/2 alike. */
export type Request = IncomingMessage | Http2ServerRequest;

/** On whose behalf a request is made, or the failure that it is answered with. */
export type Identify = (headers: readonly Header[], request: Request) => Promise<Impersonation>;

/** Knows users by certificates and tokens, and follows impersonation. */
export function createIdentify(authenticator: Authenticator, access: ServerAccess): Identify {
  return async (headers, request) => {
    const authorization = valueOf(headers, "authorization");
    const user = await authenticator.authenticate({ authorization, subject: subjectOf(request) });
    return user ? impersonate(user, headers, access) : { code: 401, reason: "Unauthorized", message: "Unauthorized" };
  };
}

/** The subject of the client's certificate where our authority signed it. HTTP/2 keeps the socket behind its session. */
function subjectOf(request: Request): CertificateSubject | undefined {
  const socket = "stream" in request ? request.stream.session?.socket : request.socket;
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  const certificate: Partial<PeerCertificate> = socket.getPeerCertificate();
  // Judged at every request, as a kube-apiserver does: connections and TLS sessions outlive certificates.
  if (certificate.valid_to === undefined || Date.parse(certificate.valid_to) < Date.now()) return undefined;
  return certificate.subject;
}
