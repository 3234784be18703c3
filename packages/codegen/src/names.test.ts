import { describe, expect, it } from "vitest";
import { isIdentifier, pascalCase, resourceConstant } from "./names.ts";

describe("resourceConstant", () => {
  it.each([
    ["pods", "Pod", "pods"],
    ["configmaps", "ConfigMap", "configMaps"],
    ["networkpolicies", "NetworkPolicy", "networkPolicies"],
    ["endpoints", "Endpoints", "endpoints"],
    ["ingresses", "Ingress", "ingresses"],
    ["csidrivers", "CSIDriver", "csiDrivers"],
    ["ipaddresses", "IPAddress", "ipAddresses"],
    ["servicecidrs", "ServiceCIDR", "serviceCIDRs"],
    ["sites", "Website", "sites"],
    ["web-sites", "WebSite", "webSites"],
    ["package", "Package", "packageResource"],
  ])("names %s of a %s %s", (resource, kind, constant) => {
    expect(resourceConstant(resource, kind)).toBe(constant);
  });
});

describe("pascalCase", () => {
  it("leaves out what no identifier may hold", () => {
    expect(["volumeMounts", "x-weight", "$ref", "a.b/c", "CSIDriver"].map(pascalCase)).toEqual([
      "VolumeMounts",
      "XWeight",
      "Ref",
      "ABC",
      "CSIDriver",
    ]);
  });
});

describe("isIdentifier", () => {
  it("knows names that need quotes", () => {
    expect(["$ref", "_a1", "x-weight", "1a", "", "größe"].map(isIdentifier)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
