export { startTestServer, type ServerClientOptions, type TestServer, type TestServerOptions } from "./server.ts";
export type { KeyAndCertificate } from "./certificates.ts";
export { testServerFixture, type TestServerFixture } from "./test-server-fixture.ts";
