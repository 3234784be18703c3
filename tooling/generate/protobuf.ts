import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readApiData } from "./api-data.ts";
import type { GenerateStep } from "./step.ts";

interface ProtobufTable {
  readonly kinds: Readonly<Record<string, string>>;
  readonly messages: Readonly<Record<string, readonly (readonly [number, string, string, string?])[]>>;
}

/** The wire format of every built-in kind, one line of text a message, taken apart when it is first needed. */
export const protobufStep: GenerateStep = {
  name: "protobuf",
  outputs: ["packages/protobuf/src/gen/table.ts"],
  generate(outDir: string): void {
    const { kinds, messages } = readApiData("protobuf.json") as ProtobufTable;
    const kindLines = Object.entries(kinds).map(([key, id]) => `${JSON.stringify(key)}:${JSON.stringify(id)}`);
    const messageLines = Object.entries(messages).map(([id, rows]) => {
      const text = rows.map((row) => row.join(" ")).join(";");
      if (rows.length > 0 && text.split(/[ ;]/).length !== rows.flat().length)
        throw new Error(`${id}: a name holds a separator`);
      return `${JSON.stringify(id)}:${JSON.stringify(text)}`;
    });
    const file = join(outDir, "packages/protobuf/src/gen/table.ts");
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(
      file,
      "// Generated from tooling/kubernetes-api/protobuf.json by tooling/generate. Do not edit.\n" +
        "// From `<apiVersion>/<kind>`, or `*/<kind>` for any version, to the name of its message.\n" +
        `export const kinds: Readonly<Record<string, string>> = {\n${kindLines.join(",\n")},\n};\n\n` +
        "// Fields as `number name type flags`, joined by semicolons; PROTOBUF.md says what they mean.\n" +
        `export const messages: Readonly<Record<string, string>> = {\n${messageLines.join(",\n")},\n};\n`,
    );
  },
};
