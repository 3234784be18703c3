import { describe, expect, it } from "vitest";
import { createAuthenticator } from "./authentication.ts";
import { accepts, headersOf } from "./headers.ts";
import { impersonate } from "./impersonation.ts";

describe("authentication", () => {
  const authenticator = createAuthenticator({ anonymous: false });
  authenticator.addToken("t1", { name: "jane", groups: ["devs"] });
  const subject = { CN: "joe", O: ["ops", "devs"] };

  it("knows bearer tokens and adds the group of all who are known", async () => {
    expect(await authenticator.authenticate({ authorization: "Bearer t1", subject: undefined })).toEqual({
      name: "jane",
      groups: ["devs", "system:authenticated"],
    });
  });

  it.each(["Bearer t2", "Bearer ", "Basic dDE=", "t1", "Bearer t1 t1"])("does not know %j", async (authorization) => {
    expect(await authenticator.authenticate({ authorization, subject: undefined })).toBeUndefined();
  });

  it("prefers a certificate, whose subject names user and groups", async () => {
    expect(await authenticator.authenticate({ authorization: "Bearer t1", subject })).toEqual({
      name: "joe",
      groups: ["ops", "devs", "system:authenticated"],
    });
    expect(await authenticator.authenticate({ authorization: "Bearer t1", subject: { O: "ops" } })).toMatchObject({
      name: "jane",
    });
  });

  it("lets nobody in without credentials, unless that is allowed, and never with wrong ones", async () => {
    const open = createAuthenticator({ anonymous: true });
    const nothing = { authorization: undefined, subject: undefined };
    expect(await authenticator.authenticate(nothing)).toBeUndefined();
    expect(await open.authenticate(nothing)).toEqual({ name: "system:anonymous", groups: ["system:unauthenticated"] });
    expect(await open.authenticate({ authorization: "Bearer no", subject: undefined })).toBeUndefined();
  });
});

describe("impersonation", () => {
  const open = { rbac: false, decide: () => ({ allowed: true, reason: "" }) };
  const admin = { name: "admin", groups: ["system:masters"] };

  it("takes user, groups, uid and extra fields from the headers", () => {
    const headers = headersOf(
      "Impersonate-User jane Impersonate-Group a Impersonate-Group b Impersonate-Uid 7 Impersonate-Extra-Acme.Com%2fX 1 Impersonate-Extra-acme.com%2Fx 2".split(
        " ",
      ),
    );
    expect(impersonate(admin, headers, open)).toEqual({
      user: {
        name: "jane",
        groups: ["a", "b", "system:authenticated"],
        uid: "7",
        extra: { "acme.com/x": ["1", "2"] },
      },
    });
  });

  it("knows the groups of service accounts and of nobody", () => {
    const groups = (name: string): unknown =>
      (impersonate(admin, [["impersonate-user", name]], open) as { user: { groups: unknown } }).user.groups;
    expect(groups("system:serviceaccount:ns:sa")).toEqual([
      "system:serviceaccounts",
      "system:serviceaccounts:ns",
      "system:authenticated",
    ]);
    expect(groups("system:anonymous")).toEqual(["system:unauthenticated"]);
  });

  it("is for members of system:masters only", () => {
    expect(impersonate({ name: "joe", groups: [] }, [["impersonate-user", "jane"]], open)).toEqual({
      code: 403,
      reason: "Forbidden",
      message:
        'users "jane" is forbidden: User "joe" cannot impersonate resource "users" in API group "" at the cluster scope',
      details: { name: "jane", kind: "users" },
    });
  });

  it("needs a user, and leaves requests alone that ask for nothing", () => {
    expect(impersonate(admin, [["impersonate-group", "a"]], open)).toMatchObject({ code: 400 });
    expect(impersonate(admin, [], open)).toEqual({ user: admin });
  });
});

describe("headers", () => {
  it("repeat as sent; those of HTTP/2 itself give the host", () => {
    expect(headersOf([":method", "GET", ":authority", "h:1", "A", "1", "a", "2"])).toEqual([
      ["host", "h:1"],
      ["a", "1"],
      ["a", "2"],
    ]);
  });

  it("say which encodings a client takes", () => {
    expect(accepts([["accept-encoding", "br, gzip"]], "gzip")).toBe(true);
    expect(accepts([["accept-encoding", "gzip;q=0.5"]], "gzip")).toBe(true);
    expect(accepts([["accept-encoding", "gzip;q=0"]], "gzip")).toBe(false);
    expect(accepts([["accept-encoding", "identity"]], "gzip")).toBe(false);
  });
});
