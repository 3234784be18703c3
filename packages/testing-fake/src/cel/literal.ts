import type { LiteralValue } from "./expression.ts";
import type { Token } from "./tokens.ts";
import { bytesOfLiteral, unescapeLiteral } from "./unescape.ts";

/** The value of a literal, or what is wrong with it. */
export function readLiteral({ type, text }: Token, negative: boolean): LiteralValue | { readonly problem: string } {
  switch (type) {
    case "int": {
      const value = BigInt(text) * (negative ? -1n : 1n);
      return value >= -(2n ** 63n) && value < 2n ** 63n ? value : { problem: "invalid int literal" };
    }
    case "uint": {
      const value = BigInt(text.slice(0, -1));
      return value < 2n ** 64n ? { uint: value } : { problem: "invalid uint literal" };
    }
    case "float": {
      const value = Number(text) * (negative ? -1 : 1);
      return Number.isFinite(value) ? value : { problem: "invalid double literal" };
    }
    case "string": {
      const unescaped = unescapeLiteral(text, false);
      return "problem" in unescaped ? unescaped : unescaped.value;
    }
    case "bytes": {
      const bytes = bytesOfLiteral(text);
      return typeof bytes === "string" ? { problem: bytes } : bytes;
    }
    case "true":
    case "false":
      return type === "true";
    default:
      return null;
  }
}
