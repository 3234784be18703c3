import { fileURLToPath } from "node:url";
import { describeClient } from "./clients/describe-client.ts";
import { describeStreams } from "./clients/describe-streams.ts";
import type { Program } from "./clients/transcript.ts";

const name = "@kubernetes/client-node";
const program = (file: string): Program => [
  process.execPath,
  fileURLToPath(new URL(`client-node/${file}`, import.meta.url)),
];

describeClient({
  name,
  sections: ["typed", "lists", "watches", "informer", "custom-objects", "any-objects"],
  prepare: async () => program("main.ts"),
});

describeStreams({ name, prepare: async () => program("streams.ts") });
