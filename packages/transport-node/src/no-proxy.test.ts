import { describe, expect, it } from "vitest";
import { parseNoProxy } from "./no-proxy.ts";

/** Whether NO_PROXY keeps a target, written as `host` or `host port`, away from the proxy. */
function excepted(list: string, target: string): boolean {
  const [host = "", port = "443"] = target.split(" ");
  return parseNoProxy(list)({ host, port: Number(port) });
}

describe("NO_PROXY (F038)", () => {
  it.each([
    ["10.0.0.0/8", "10.1.2.3", "11.0.0.1"],
    ["10.0.0.0/8", "10.1.2.3", "10.example.com"],
    ["fd00::/8", "fd12::1", "fe80::1"],
    ["10.1.2.3", "10.1.2.3", "10.1.2.4"],
    ["10.1.2.3:6443", "10.1.2.3 6443", "10.1.2.3 443"],
    ["[fd00::1]:6443", "fd00::1 6443", "fd00::1 443"],
    ["fd00::1", "fd00:0::1", "fd00::2"],
    ["example.com", "example.com", "notexample.com"],
    ["example.com", "api.Example.com.", "example.com.evil"],
    [".example.com", "api.example.com", "example.com"],
    ["*.example.com", "api.example.com", "example.com"],
    ["example.com:6443", "api.example.com 6443", "api.example.com 443"],
    ["a, B.example ,,c", "b.example", "d"],
    ["svc,.cluster.local,10.0.0.0/33", "kubernetes.default.svc", "10.0.0.1"],
  ])("%s keeps %s away, and not %s", (list, inside, outside) => {
    expect(excepted(list, inside)).toBe(true);
    expect(excepted(list, outside)).toBe(false);
  });

  it("keeps everybody away by a star, and this machine always", () => {
    for (const host of ["any.example", "8.8.8.8", "::2"]) expect(excepted("a,*", host)).toBe(true);
    for (const host of ["localhost", "127.0.0.1", "127.9.9.9", "::1"]) expect(excepted("", host)).toBe(true);
    for (const host of ["any.example", "8.8.8.8", "::2", "localhost.example"]) expect(excepted("", host)).toBe(false);
  });
});
