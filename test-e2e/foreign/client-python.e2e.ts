import { fileURLToPath } from "node:url";
import { pythonWith } from "../../tooling/foreign-clients/python.ts";
import { describeClient } from "./clients/describe-client.ts";
import { describeStreams } from "./clients/describe-streams.ts";
import type { Program } from "./clients/transcript.ts";

const name = "the Python client";
const path = (file: string): string => fileURLToPath(new URL(`client-python/${file}`, import.meta.url));
// No byte code beside the sources.
const program = async (file: string): Promise<Program> => [
  await pythonWith(path("requirements.txt")),
  "-B",
  path(file),
];

describeClient({
  name,
  sections: ["typed", "patches", "lists", "watches", "custom-objects", "dynamic"],
  prepare: () => program("main.py"),
});

describeStreams({ name, prepare: () => program("streams.py") });
