import { describe, expect, it } from "vitest";
import { unquote } from "./unquote.ts";

describe("unquote", () => {
  it.each([
    [`'plain'`, "plain"],
    [`"it's"`, "it's"],
    [String.raw`'it\'s'`, "it's"],
    [String.raw`"\a\b\f\n\r\t\v\\\""`, '\u0007\b\f\n\r\t\v\\"'],
    [String.raw`'\x41\101\u00e9\U0001F600'`, "AAé😀"],
    [String.raw`'\x7f\177'`, "\u007f\u007f"],
    [`''`, ""],
  ])("reads %s as Go does", (quoted, text) => {
    expect(unquote(quoted)).toBe(text);
  });

  it("reads escaped bytes together, and gives the replacement character for those that are no characters", () => {
    expect(unquote(String.raw`'\xc3\xa9\303\251\xef\xbb\xbf'`)).toBe("éé\ufeff");
    expect(unquote(String.raw`'\xe9\377'`)).toBe("\ufffd\ufffd");
  });

  it.each([
    String.raw`'\q'`,
    String.raw`'\"'`,
    String.raw`"\'"`,
    String.raw`'\x4'`,
    String.raw`'\u12'`,
    String.raw`'\400'`,
    String.raw`'\18'`,
    String.raw`'\ud800'`,
    String.raw`'\U00110000'`,
    `'a'b'`,
    `'\\'`,
  ])("refuses %s as Go does", (quoted) => {
    expect(unquote(quoted)).toBeUndefined();
  });
});
