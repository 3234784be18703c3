import { describe, expect, it } from "vitest";
import { createFeatureGates, knownFeatures, type FeatureGates, type FeatureSpec } from "./index.ts";
import { overrideFeature } from "./testing.ts";

const known = {
  Off: { default: false, stage: "Alpha" },
  On: { default: true, stage: "Beta" },
  Locked: { default: true, stage: "GA", locked: true },
} as const satisfies Record<string, FeatureSpec>;

describe("feature gates", () => {
  it("has WatchListClient off", () => {
    expect(createFeatureGates().enabled("WatchListClient")).toBe(false);
  });

  it("knows kubets' gates beside one's own", () => {
    const gates = createFeatureGates({ known: { ...knownFeatures, ...known } });
    expect([gates.enabled("WatchListClient"), gates.enabled("On")]).toEqual([false, true]);
  });

  it.each(["1", "t", "T", "true", "True", "TRUE"])("takes KUBE_FEATURE_<Name>=%s for true (F161)", (value) => {
    expect(createFeatureGates({ known, environment: { KUBE_FEATURE_Off: value } }).enabled("Off")).toBe(true);
  });

  it.each(["0", "f", "F", "false", "False", "FALSE"])("takes KUBE_FEATURE_<Name>=%s for false (F161)", (value) => {
    expect(createFeatureGates({ known, environment: { KUBE_FEATURE_On: value } }).enabled("On")).toBe(false);
  });

  it.each(["", "yes", "tRUE", " true", "2"])("ignores the value %j and says so", (value) => {
    const warnings: string[] = [];
    const logger = { warn: (message: string) => void warnings.push(message) };
    const gates = createFeatureGates({ known, environment: { KUBE_FEATURE_On: value }, logger });
    expect(gates.enabled("On")).toBe(true);
    expect(warnings).toEqual([`KUBE_FEATURE_On="${value}" is ignored: it is no boolean`]);
  });

  it("reads the environment at the first question, for all gates, and never again (F161, C107)", () => {
    const environment: Record<string, string> = {};
    const gates = createFeatureGates({ known, environment });
    environment["KUBE_FEATURE_Off"] = "true";
    expect(gates.enabled("On")).toBe(true);
    environment["KUBE_FEATURE_On"] = "false";
    environment["KUBE_FEATURE_Off"] = "false";
    expect([gates.enabled("On"), gates.enabled("Off")]).toEqual([true, true]);
  });

  it("lets what was set win over the environment, before and after it is read (F161)", () => {
    const environment = { KUBE_FEATURE_On: "false", KUBE_FEATURE_Off: "true" };
    const gates = createFeatureGates({ known, environment, overrides: { On: true } });
    expect([gates.enabled("On"), gates.enabled("Off")]).toEqual([true, true]);
    gates.set("Off", false);
    expect(gates.enabled("Off")).toBe(false);
  });

  it("keeps a locked gate, whoever says otherwise (F161)", () => {
    const warnings: string[] = [];
    const logger = { warn: (message: string) => void warnings.push(message) };
    const gates = createFeatureGates({ known, environment: { KUBE_FEATURE_Locked: "false" }, logger });
    expect(gates.enabled("Locked")).toBe(true);
    expect(warnings).toEqual(["KUBE_FEATURE_Locked=false is ignored: the gate is locked"]);
    expect(() => gates.set("Locked", false)).toThrow("locked to true");
    expect(() => createFeatureGates({ known, overrides: { Locked: false } })).toThrow("locked to true");
    gates.set("Locked", true);
    expect(gates.enabled("Locked")).toBe(true);
  });

  it.each(["Unknown", "constructor"])("throws on the unknown name %s (F161)", (name) => {
    const gates = createFeatureGates({ known });
    expect(() => gates.enabled(name as never)).toThrow(`no feature gate "${name}"; there are: Off, On, Locked`);
    expect(() => gates.set(name as never, true)).toThrow(expect.objectContaining({ reason: "Configuration" }));
  });

  it("says of GA and deprecated gates that are set that they will go, and of no others (F161)", () => {
    const warnings: string[] = [];
    const gates = createFeatureGates({
      known: { ...known, Old: { default: true, stage: "Deprecated" }, Done: { default: true, stage: "GA" } },
      environment: { KUBE_FEATURE_Old: "false", KUBE_FEATURE_Off: "true" },
      logger: { warn: (message) => void warnings.push(message) },
    });
    gates.set("Done", false);
    gates.set("On", false);
    expect([gates.enabled("Old"), gates.enabled("Done"), gates.enabled("Off")]).toEqual([false, false, true]);
    expect(warnings).toEqual(
      ['Done" is GA', 'Old" is Deprecated'].map(
        (gate) => `the feature gate "${gate}: it will be removed in a later release`,
      ),
    );
  });

  it("can be replaced by anything that answers: gates are passed on, not looked up (F161)", () => {
    const own = new Map([["On", true]]);
    const gates: FeatureGates<"On"> = {
      enabled: (name) => own.get(name) ?? false,
      set: (name, value) => void own.set(name, value),
    };
    {
      using _ = overrideFeature(gates, "On", false);
      expect(own.get("On")).toBe(false);
    }
    expect(gates.enabled("On")).toBe(true);
  });

  it("shares nothing with other gates", () => {
    const [one, other] = [createFeatureGates({ known }), createFeatureGates({ known })];
    one.set("Off", true);
    expect(other.enabled("Off")).toBe(false);
  });
});

describe("overrideFeature", () => {
  it("undoes itself at the end of its block, one inside the other", () => {
    const gates = createFeatureGates({ known, environment: { KUBE_FEATURE_Off: "true" } });
    {
      using _outer = overrideFeature(gates, "Off", false);
      {
        using _inner = overrideFeature(gates, "Off", true);
        expect(gates.enabled("Off")).toBe(true);
      }
      expect(gates.enabled("Off")).toBe(false);
    }
    expect(gates.enabled("Off")).toBe(true);
  });

  it("undoes itself once", () => {
    const gates = createFeatureGates({ known });
    const override = overrideFeature(gates, "Off", true);
    override[Symbol.dispose]();
    gates.set("Off", true);
    override[Symbol.dispose]();
    expect(gates.enabled("Off")).toBe(true);
  });

  it("cannot override a locked or unknown gate", () => {
    const gates = createFeatureGates({ known });
    expect(() => overrideFeature(gates, "Locked", false)).toThrow("locked");
    expect(() => overrideFeature(gates, "Nope" as never, false)).toThrow("no feature gate");
  });
});
