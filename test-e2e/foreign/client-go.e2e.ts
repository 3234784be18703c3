import { fileURLToPath } from "node:url";
import { buildGoProgram } from "../../tooling/foreign-clients/go.ts";
import { describeClient } from "./clients/describe-client.ts";

describeClient({
  name: "client-go",
  sections: [
    "typed",
    "refusals",
    "subresources",
    "patches",
    "apply",
    "lists",
    "watches",
    "metadata",
    "dynamic",
    "discovery",
    "informers",
    "informers-watchlist",
    "leader-election",
    "events",
    "controller-runtime",
  ],
  prepare: async () => [await buildGoProgram(fileURLToPath(new URL("client-go", import.meta.url)))],
});
