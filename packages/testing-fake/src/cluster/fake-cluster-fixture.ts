import { createFakeCluster, type FakeCluster, type FakeClusterOptions } from "./fake-cluster.ts";

/** A fixture as Vitest and Playwright take it in `test.extend`. */
export type FakeClusterFixture = (context: object, use: (cluster: FakeCluster) => Promise<void>) => Promise<void>;

/**
 * A fixture that gives each test a cluster of its own, and ends it afterwards:
 * `const test = base.extend({ cluster: fakeClusterFixture({ objects }) })`. Options may be made anew for each test, such as a
 * clock that no other test moves.
 */
export function fakeClusterFixture(options: FakeClusterOptions | (() => FakeClusterOptions) = {}): FakeClusterFixture {
  // oxlint-disable-next-line eslint/no-empty-pattern -- the runner reads from the pattern what a fixture needs: nothing
  return async ({}, use) => {
    await using cluster = createFakeCluster(typeof options === "function" ? options() : options);
    await use(cluster);
  };
}
