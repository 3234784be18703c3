export { startTestServer, type TestServer, type TestServerOptions } from "./server.ts";
export type { KeyAndCertificate } from "./certificates.ts";
