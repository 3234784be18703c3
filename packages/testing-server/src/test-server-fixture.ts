import { startTestServer, type TestServer, type TestServerOptions } from "./server.ts";

/** A fixture as Vitest and Playwright take it in `test.extend`. */
export type TestServerFixture = (context: object, use: (server: TestServer) => Promise<void>) => Promise<void>;

/**
 * A fixture that starts a server for each test that asks for it, and ends it afterwards:
 * `const test = base.extend({ server: testServerFixture({ objects }) })`. Options may be made anew for each test.
 */
export function testServerFixture(options: TestServerOptions | (() => TestServerOptions) = {}): TestServerFixture {
  // oxlint-disable-next-line eslint/no-empty-pattern -- the runner reads from the pattern what a fixture needs: nothing
  return async ({}, use) => {
    await using server = await startTestServer(typeof options === "function" ? options() : options);
    await use(server);
  };
}
