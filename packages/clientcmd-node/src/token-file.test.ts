import { createFakeClock, type FakeClock } from "@kubets/wait";
import { describe, expect, it } from "vitest";
import type { TokenSource } from "@kubets/rest";
import { createTokenFileSource } from "./token-file.ts";

/** A file whose content a test sets; undefined is a file that cannot be read. */
function createFile(content: string | undefined): {
  content: string | undefined;
  reads: number;
  read: () => Promise<string>;
} {
  const file = {
    content,
    reads: 0,
    async read(): Promise<string> {
      file.reads++;
      if (file.content === undefined) throw Object.assign(new Error("gone"), { code: "ENOENT" });
      return file.content;
    },
  };
  return file;
}

function setUp(
  content: string | undefined,
  initialToken?: string,
): { file: ReturnType<typeof createFile>; clock: FakeClock; source: TokenSource } {
  const file = createFile(content);
  const clock = createFakeClock();
  return { file, clock, source: createTokenFileSource({ path: "/sa/token", clock, read: file.read, initialToken }) };
}

describe("createTokenFileSource", () => {
  it("reads on use, at most every 50 s, and cuts off the space around the token (F030, C76)", async () => {
    const { file, clock, source } = setUp("  first\n");
    expect(file.reads).toBe(0);
    expect(await source.token()).toBe("first");
    file.content = "second";
    await clock.advance(49_999);
    expect(await source.token()).toBe("first");
    expect(file.reads).toBe(1);
    await clock.advance(1);
    expect(await source.token()).toBe("second");
    expect(file.reads).toBe(2);
  });

  it("keeps the last good token where reading fails, and tries again on the next use (C76)", async () => {
    const { file, clock, source } = setUp("first");
    await source.token();
    await clock.advance(60_000);
    for (const bad of [undefined, "", " \n"]) {
      file.content = bad;
      expect(await source.token()).toBe("first");
    }
    expect(file.reads).toBe(4);
    file.content = "second";
    expect(await source.token()).toBe("second");
  });

  it("begins with the initial token where the file cannot be read, and lets the file win once it can (F061)", async () => {
    const { file, source } = setUp(undefined, "initial");
    expect(await source.token()).toBe("initial");
    file.content = "from-file";
    expect(await source.token()).toBe("from-file");
  });

  it("says which file has no token, where there never was one", async () => {
    await expect(setUp(undefined).source.token()).rejects.toMatchObject({
      reason: "Configuration",
      message: "/sa/token: the token cannot be read: it does not exist",
      cause: { code: "ENOENT" },
    });
    await expect(setUp(" \n").source.token()).rejects.toThrow("/sa/token: expected a token, found an empty file");
  });

  it("reads anew after a reset, without forgetting the token (F031)", async () => {
    const { file, source } = setUp("first");
    await source.token();
    file.content = undefined;
    source.reset?.("first");
    expect(await source.token()).toBe("first");
    file.content = "second";
    expect(await source.token()).toBe("second");
  });

  it("reads once for calls that ask at the same time", async () => {
    const { file, source } = setUp("first");
    expect(await Promise.all([source.token(), source.token(), source.token()])).toEqual(["first", "first", "first"]);
    expect(file.reads).toBe(1);
  });

  it("lets one caller go by its signal, and no other", async () => {
    const gate = Promise.withResolvers<string>();
    const source = createTokenFileSource({ path: "/t", clock: createFakeClock(), read: () => gate.promise });
    const stop = new AbortController();
    const [impatient, patient] = [source.token({ signal: stop.signal }), source.token()];
    stop.abort();
    await expect(impatient).rejects.toMatchObject({ reason: "Aborted" });
    gate.resolve("late");
    expect(await patient).toBe("late");
  });
});
