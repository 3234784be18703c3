// For authors of transports: what every transport must keep, on every platform
import { bodyCases } from "./conformance/body-cases.ts";
import type { ConformanceCase } from "./conformance/case.ts";
import { endingCases } from "./conformance/ending-cases.ts";
import { exchangeCases } from "./conformance/exchange-cases.ts";
import { lostCases } from "./conformance/lost-cases.ts";
import { socketCases } from "./conformance/socket-cases.ts";

/**
 * The promises of the {@link Transport} interface, one case each, with names of their own. They need no test framework: hand
 * them to the one at hand, or to {@link runConformance}.
 */
export const conformanceCases: readonly ConformanceCase[] = [
  ...exchangeCases,
  ...bodyCases,
  ...endingCases,
  ...lostCases,
  ...socketCases,
];

export {
  type ConformanceOptions,
  type ConformanceResult,
  runConformance,
  runConformanceCase,
} from "./conformance/run.ts";
export type { CaseServer, CaseSetup, ConformanceCase } from "./conformance/case.ts";
export {
  type ConformanceExchange,
  type ConformanceServer,
  type ConformanceSocketRequest,
  createConformanceServer,
} from "./conformance/server.ts";
export type { AnswerStep, SeenRequest, SocketScript } from "./conformance/script.ts";
