import type { UnstructuredObject } from "@kubets/apimachinery";
import { describe, expect, it } from "vitest";
import { selectCrds } from "./cluster.ts";

const crd = (plural: string, group: string): UnstructuredObject => ({
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: `${plural}.${group}` },
  spec: { group },
});
const websites = crd("websites", "demo.kubets.dev");
const pages = crd("pages", "demo.kubets.dev");
const other = crd("others", "other.example");

describe("the CRDs of a cluster", () => {
  it("are all of them, sorted, or those of a group or a name", () => {
    const all = [websites, pages, other];
    expect(selectCrds(all, [], "s")).toEqual([other, pages, websites]);
    expect(selectCrds(all, ["demo.kubets.dev"], "s")).toEqual([pages, websites]);
    expect(selectCrds(all, ["websites.demo.kubets.dev", "other.example"], "s")).toEqual([other, websites]);
  });

  it("that are not there are an error that says what is", () => {
    expect(() => selectCrds([websites, other], ["demo.kubets.de"], "https://demo")).toThrow(
      'no group or CRD is called "demo.kubets.de": https://demo has the groups demo.kubets.dev, other.example',
    );
    expect(() => selectCrds([], [], "https://demo")).toThrow("https://demo has no custom resources");
  });
});
