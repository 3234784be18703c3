export type { Clock, Timer } from "./clock.ts";
export { realClock } from "./real-clock.ts";
export { createFakeClock, type FakeClock } from "./fake-clock.ts";
