// Every test that needs nothing but Node: unit, types, and the end-to-end suites on the fake and on testing-server.
import { closingLine, runVitest } from "./count.ts";

const count = await runVitest(process.argv.slice(2));
console.log(`\n${closingLine(count)}`);
process.exitCode = count.failed > 0 ? 1 : 0;
