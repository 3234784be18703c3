import { describe, expect, it } from "vitest";
import { quote } from "./quote.ts";

describe("quote", () => {
  it("escapes what Go's %q escapes and keeps what is printable", () => {
    expect(quote('a "b" \\ \n\t\0\x7f')).toBe(String.raw`"a \"b\" \\ \n\t\x00\x7f"`);
    expect(quote("é日😀\u00a0\u2028\u{e0001}")).toBe(String.raw`"é日😀\u00a0\u2028\U000e0001"`);
  });

  it("shows half a surrogate pair as the replacement character", () => {
    expect(quote("a\ud800b")).toBe('"a\ufffdb"');
  });
});
