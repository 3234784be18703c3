export {
  createRateLimitingQueue,
  type RateLimitingQueue,
  type RateLimitingQueueOptions,
} from "./rate-limiting-queue.ts";
export type { Handler, HandlerContext, HandlerResult, RunOptions } from "./run-workers.ts";
export { createDelayingQueue, type DelayingQueue } from "./delaying-queue.ts";
export { createWorkQueue, type Item, type ItemOrder, type WorkQueue, type WorkQueueOptions } from "./work-queue.ts";
export {
  createBucketRateLimiter,
  createDefaultRateLimiter,
  createExponentialRateLimiter,
  createFastSlowRateLimiter,
  createMaxOfRateLimiter,
  createMaxWaitRateLimiter,
  type RateLimiter,
} from "./rate-limiters.ts";
export type { WorkQueueMetricsProvider } from "./metrics.ts";
