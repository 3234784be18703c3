export type { Clock, Timer } from "./clock.ts";
export { realClock } from "./real-clock.ts";
export { createFakeClock, type FakeClock } from "./fake-clock.ts";
export {
  createBackoff,
  createBackoffManager,
  type Backoff,
  type BackoffManagerOptions,
  type BackoffOptions,
} from "./backoff.ts";
export { createKeyedBackoff, type KeyedBackoff, type KeyedBackoffOptions } from "./keyed-backoff.ts";
export { jitter } from "./jitter.ts";
export { poll, type PollOptions } from "./poll.ts";
export { createFakeTokenBucket } from "./fake-token-bucket.ts";
export { createTokenBucket, type TokenBucket, type TokenBucketOptions } from "./token-bucket.ts";
