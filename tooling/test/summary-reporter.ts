import { appendFileSync } from "node:fs";
import type { Reporter, SerializedError, TestModule } from "vitest/node";

/** Counts every test of a run; `run.ts` adds the counts up and prints the closing line. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const count = { passed: 0, failed: unhandled.length, skipped: 0 };
    for (const module of modules) {
      let tests = 0;
      for (const test of module.children.allTests()) {
        tests += 1;
        const { state } = test.result();
        if (state === "passed") count.passed += 1;
        else if (state === "skipped") count.skipped += 1;
        else count.failed += 1;
      }
      // A file that could not be loaded has no tests to fail, so it fails as one.
      if (module.errors().length > 0 || tests === 0) count.failed += 1;
    }
    const file = process.env["KUBETS_TEST_COUNT"];
    if (file) appendFileSync(file, `${JSON.stringify(count)}\n`);
  }
}
