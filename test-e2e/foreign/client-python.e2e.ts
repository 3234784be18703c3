import { fileURLToPath } from "node:url";
import { pythonWith } from "../../tooling/foreign-clients/python.ts";
import { describeClient } from "./clients/describe-client.ts";

const file = (name: string): string => fileURLToPath(new URL(`client-python/${name}`, import.meta.url));

describeClient({
  name: "the Python client",
  sections: ["typed", "patches", "lists", "watches", "custom-objects", "dynamic"],
  // No byte code beside the sources.
  prepare: async () => [await pythonWith(file("requirements.txt")), "-B", file("main.py")],
});
