import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import type { BackendKind } from "../test-e2e/backends/backend.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

// Tests run on the sources: no build stands between a change and its test.
const conditions = ["@kubets/source", "module", "node", "import", "default"];

/**
 * The end-to-end suites, once for each server that is asked for; the real one ("cluster") and other clients
 * against testing-server and the real one ("foreign") only by `test:cluster`, which has the binaries.
 */
const backends = (process.env["KUBETS_E2E_BACKENDS"] ?? "fake,testing-server").split(",").filter(Boolean);
const only = process.env["KUBETS_E2E_BACKENDS"] !== undefined;

/** Suites of programs, and of connections that break: the server in memory can be reached by none, and has none. */
const beyondMemory = ["codegen", "informer-soak", "informer-view", "leader-election-processes"];

const shared = {
  root,
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
};

export default defineConfig({
  ...shared,
  test: {
    root,
    // A test that hangs is a failure with a name; none needs this long, on a machine that does much else besides neither.
    testTimeout: 60_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 30_000 } },
    pool: "forks",
    // Node too resolves the packages to their sources, for what Vitest leaves to it.
    execArgv: ["--conditions=@kubets/source"],
    reporters: ["default", new URL("./test/summary-reporter.ts", import.meta.url).pathname],
    projects: [
      ...(only
        ? []
        : [
            {
              ...shared,
              extends: true as const,
              test: {
                name: "unit",
                include: ["packages/*/src/**/*.test.ts", "tooling/**/*.test.ts"],
                exclude: ["**/node_modules/**", "**/dist/**"],
                setupFiles: ["tooling/test/seed.ts"],
              },
            },
            {
              ...shared,
              extends: true as const,
              test: {
                // What every transport must keep, in the real runtimes.
                name: "conformance",
                include: ["test-e2e/conformance/**/*.test.ts"],
                exclude: ["**/node_modules/**"],
              },
            },
            {
              ...shared,
              extends: true as const,
              test: {
                name: "types",
                include: [],
                typecheck: {
                  enabled: true,
                  only: true,
                  checker: "tsc",
                  tsconfig: "tooling/tsconfig.types.json",
                  include: ["packages/*/src/**/*.test-d.ts"],
                },
              },
            },
          ]),
      ...backends.map((backend) => ({
        ...shared,
        extends: true as const,
        test: {
          name: `e2e:${backend}`,
          include: [
            backend === "foreign" ? "test-e2e/foreign/**/*.e2e.ts" : "test-e2e/suites/**/*.e2e.ts",
            // What the fake answers is compared with what a real server does.
            ...(backend === "cluster" ? ["test-e2e/differential/**/*.e2e.ts"] : []),
          ],
          exclude: [
            "**/node_modules/**",
            ...(backend === "fake" ? beyondMemory.map((suite) => `test-e2e/suites/${suite}.e2e.ts`) : []),
          ],
          provide: { backend: backend as BackendKind },
          globalSetup: backend === "cluster" || backend === "foreign" ? ["test-e2e/backends/cluster-setup.ts"] : [],
          testTimeout: 120_000,
        },
      })),
    ],
  },
});
