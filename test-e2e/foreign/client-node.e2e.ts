import { fileURLToPath } from "node:url";
import { describeClient } from "./clients/describe-client.ts";

describeClient({
  name: "@kubernetes/client-node",
  sections: ["typed", "lists", "watches", "informer", "custom-objects", "any-objects"],
  prepare: async () => [process.execPath, fileURLToPath(new URL("client-node/main.ts", import.meta.url))],
});
