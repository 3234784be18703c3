import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { decodeContinue, encodeContinue } from "./continue-token.ts";
import { Failure } from "../http/status.ts";

describe("continue tokens", () => {
  const key = fc.stringMatching(/^[a-z0-9-]{1,20}(\/[a-z0-9-]{1,20})?$/);
  test.prop([key, fc.integer({ min: 1 })])("say where a list goes on and as of when", (last, revision) => {
    expect(decodeContinue(encodeContinue(last, revision))).toEqual({ revision, start: `${last}\0` });
  });

  test.prop([
    fc.oneof(
      fc.string(),
      fc.base64String(),
      fc.json().map((text) => btoa(unescape(encodeURIComponent(text)))),
    ),
  ])("of others are bad requests, whatever they are", (token) => {
    try {
      decodeContinue(token);
    } catch (error) {
      expect(error).toBeInstanceOf(Failure);
      expect((error as Failure).status).toMatchObject({ code: 400, reason: "BadRequest" });
      expect((error as Failure).message).toMatch(/^invalid continue token: continue key is not valid: /);
    }
  });

  it("say which byte is none of JSON as Go does", () => {
    expect(() => decodeContinue("none")).toThrow(String.raw`invalid character '\u009e' looking for beginning of value`);
    expect(() => decodeContinue("Jw")).toThrow(String.raw`invalid character '\'' looking for beginning of value`);
  });

  test.prop([fc.constantFrom("/../x", "/a/../../b", "x", "/./a")])(
    "cannot reach outside of their collection",
    (start) => {
      const token = btoa(JSON.stringify({ v: "meta.k8s.io/v1", rv: 5, start })).replaceAll("=", "");
      expect(() => decodeContinue(token)).toThrow(`invalid continue token: continue key is not valid: ${start}`);
    },
  );
});
