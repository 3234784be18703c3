import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compareStep, writeStep } from "../generate/outputs.ts";
import { findOracles, runProgram, type OracleFile, type RunProgram } from "./oracle.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "kubets-oracle-test-"));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(join(root, path, ".."), { recursive: true });
  writeFileSync(join(root, path), text);
}

function oracle(name: string, file: OracleFile, run: RunProgram) {
  write(`oracles/${name}/go.mod`, "");
  write(`oracles/${name}/oracle.json`, JSON.stringify(file));
  const found = findOracles(join(root, "oracles"), root, run).find((step) => step.name === name);
  if (found === undefined) throw new Error(`${name} is not found`);
  return found;
}

describe("an oracle that prints", () => {
  it("differs where it prints something else than is committed, and writing mends that", async () => {
    const step = oracle(
      "rate",
      { prints: { "data/a.json": ["a"], "data/b.json": ["b", "1"] } },
      async (command, { output }) => writeFileSync(output ?? "", command.join(" ")),
    );
    write("data/a.json", "go run . a");
    write("data/b.json", "something else");
    expect(await compareStep(step, root)).toEqual([{ step: "rate", path: "data/b.json", kind: "outdated" }]);
    await writeStep(step, root);
    expect(readFileSync(join(root, "data/b.json"), "utf8")).toBe("go run . b 1");
    expect(await compareStep(step, root)).toEqual([]);
  });
});

describe("an oracle that writes in a folder", () => {
  const answering: RunProgram = async ([, , , folder = ""]) => {
    const question = readFileSync(join(folder, "questions.json"), "utf8");
    writeFileSync(join(folder, "answers.json"), `${question}!`);
  };

  it("works on a copy: comparing changes nothing in the repository", async () => {
    const step = oracle("merge", { folder: "data", writes: ["answers.json"] }, answering);
    write("data/questions.json", "why");
    write("data/answers.json", "because");
    expect(await compareStep(step, root)).toEqual([{ step: "merge", path: "data/answers.json", kind: "outdated" }]);
    expect(readFileSync(join(root, "data/answers.json"), "utf8")).toBe("because");
    await writeStep(step, root);
    expect(readFileSync(join(root, "data/answers.json"), "utf8")).toBe("why!");
  });

  it("fails where the program no longer writes an answer, though one is committed", async () => {
    const step = oracle("merge", { folder: "data", writes: ["answers.json"] }, async () => {});
    write("data/answers.json", "because");
    await expect(compareStep(step, root)).rejects.toThrow("answers.json");
  });
});

describe("runProgram", () => {
  const program = (code: string) => [process.execPath, "-e", code];

  it("keeps what is printed, and nothing else, in the file", async () => {
    const output = join(root, "out");
    await runProgram(program("console.log('answer'); console.error('remark')"), { cwd: root, output });
    expect(readFileSync(output, "utf8")).toBe("answer\n");
  });

  it("fails with what the program said", async () => {
    const failing = runProgram(program("console.error('no such case'); process.exitCode = 3"), { cwd: root });
    await expect(failing).rejects.toThrow("ended with 3: no such case");
  });

  it("says what to do where there is no such program", async () => {
    await expect(runProgram(["kubets-no-such-program"], { cwd: root })).rejects.toThrow(
      "kubets-no-such-program cannot be run: is it installed?",
    );
  });
});

it("fails a program that does not say what it answers, and no other", async () => {
  write("oracles/silent/go.mod", "");
  oracle("rate", { prints: {} }, async () => {});
  const outcomes = await Promise.allSettled(
    findOracles(join(root, "oracles"), root).map((step) => compareStep(step, root)),
  );
  expect(outcomes).toEqual([
    { status: "fulfilled", value: [] },
    { status: "rejected", reason: new Error("there is no oracle.json beside it; see tooling/oracles/README.md") },
  ]);
});
