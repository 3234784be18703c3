import { kubernetesStep } from "./kubernetes.ts";
import { protobufStep } from "./protobuf.ts";
import type { GenerateStep } from "./step.ts";
import { testingFakeSteps } from "./testing-fake.ts";

/** Everything generated in the repository, in the order in which it is generated. */
export const steps: readonly GenerateStep[] = [kubernetesStep, protobufStep, ...testingFakeSteps];
