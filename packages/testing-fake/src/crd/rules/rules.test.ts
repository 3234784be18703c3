import { describe, expect, it } from "vitest";
import { definitionsPath, mergePatch, openCluster, type Called, type Client } from "../../testing/cluster.ts";
import { escapeName, unescapeName } from "./escape.ts";

const things = "/apis/example.com/v1/namespaces/default/things";
type Json = Record<string, unknown>;
const rules = (...list: readonly (string | Json)[]): Json => ({
  "x-kubernetes-validations": list.map((rule) => (typeof rule === "string" ? { rule } : rule)),
});
const text: Json = { type: "string", maxLength: 50 };

function definition(spec: Json): Json {
  const schema = { openAPIV3Schema: { type: "object", properties: { spec: { type: "object", ...spec } } } };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "things.example.com" },
    spec: {
      group: "example.com",
      scope: "Namespaced",
      names: { plural: "things", kind: "Thing" },
      versions: [{ name: "v1", served: true, storage: true, schema }],
    },
  };
}

const thing = (spec: unknown): Json => ({ apiVersion: "example.com/v1", kind: "Thing", metadata: { name: "t" }, spec });

async function withRules(spec: Json): Promise<Client> {
  const client = openCluster();
  expect((await client.call("POST", definitionsPath, definition(spec))).text).toContain(
    '"kind":"CustomResourceDefinition"',
  );
  return client;
}

const causes = ({ failure }: Called): unknown => failure.details?.causes?.map(({ field, message }) => [field, message]);
const change = (client: Client, spec: Json): Promise<Called> =>
  client.call("PATCH", `${things}/t`, { spec }, { type: mergePatch });

describe("rules of custom resources", () => {
  it("refuse what breaks them, with the message, reason and field that they name", async () => {
    const client = await withRules({
      properties: { min: { type: "integer" }, max: { type: "integer" }, name: { ...text, ...rules("self != 'bad'") } },
      ...rules(
        { rule: "self.min <= self.max", messageExpression: "'%d is more than %d'.format([self.min, self.max])" },
        { rule: "self.max < 100", message: "too much", reason: "FieldValueForbidden", fieldPath: ".max" },
      ),
    });
    const refused = await client.call("POST", things, thing({ min: 200, max: 150, name: "bad" }));
    expect(refused.status).toBe(422);
    expect(causes(refused)).toEqual([
      ["spec", "Invalid value: 200 is more than 150"],
      ["spec.max", "Forbidden: too much"],
      ["spec.name", `Invalid value: "bad": failed rule: self != 'bad'`],
    ]);
    expect((await client.call("POST", things, thing({ min: 1, max: 2, name: "ok" }))).status).toBe(201);
  });

  it("look at what was before only where there was something", async () => {
    const client = await withRules({
      properties: {
        fixed: { ...text, ...rules({ rule: "self == oldSelf", message: "may not change" }) },
        first: {
          ...text,
          ...rules({ rule: "oldSelf.hasValue() || self == 'a'", optionalOldSelf: true, message: "begins with a" }),
        },
      },
    });
    expect(causes(await client.call("POST", things, thing({ first: "b" })))).toEqual([
      ["spec.first", 'Invalid value: "b": begins with a'],
    ]);
    expect((await client.call("POST", things, thing({ fixed: "x", first: "a" }))).status).toBe(201);
    expect((await change(client, { first: "b" })).status).toBe(200);
    expect(causes(await change(client, { fixed: "y" }))).toEqual([
      ["spec.fixed", 'Invalid value: "y": may not change'],
    ]);
  });

  it("let be what did not change since before there was a rule, with a warning", async () => {
    const client = await withRules({ properties: { a: text, b: text } });
    await client.call("POST", things, thing({ a: "bad", b: "x" }));
    const ruled = definition({
      properties: { a: { ...text, ...rules({ rule: "self != 'bad'", message: "is bad" }) }, b: text },
    });
    const path = `${definitionsPath}/things.example.com`;
    await client.call("PATCH", path, { spec: (ruled as { spec: Json }).spec }, { type: mergePatch });
    const kept = await change(client, { b: "y" });
    expect([kept.status, kept.header("warning")]).toEqual([200, `299 - "spec.a: Invalid value: \\"bad\\": is bad"`]);
    expect((await change(client, { a: "good" })).status).toBe(200);
    expect((await change(client, { a: "bad" })).status).toBe(422);
  });

  it("are not asked about an object that is wrong already", async () => {
    const client = await withRules({ properties: { n: { type: "integer" } }, ...rules("self.n > 1") });
    expect((await client.call("POST", things, thing({ n: "x" }))).failure.message).toContain(
      "some validation rules were not checked because the object was invalid",
    );
  });

  it("end where they cost too much", async () => {
    const client = await withRules({
      properties: {
        n: { type: "integer", ...rules("lists.range(800).all(x, lists.range(800).all(y, x + y >= self))") },
      },
    });
    expect(causes(await client.call("POST", things, thing({ n: 0 })))).toEqual([
      [
        "spec.n",
        `Invalid value: "integer": 'operation cancelled: actual cost limit exceeded': no further validation rules will be run due to call cost exceeds limit for rule: lists.range(800).all(x, lists.range(800).all(y, x + y >= self))`,
      ],
    ]);
  });
});

describe("a definition with rules", () => {
  const at = "spec.validation.openAPIV3Schema.properties[spec].properties[a].x-kubernetes-validations[0]";
  const refusal = async (schema: Json): Promise<Called> =>
    openCluster().call("POST", definitionsPath, definition({ properties: { a: schema } }));

  it("is refused with the words and pictures of the compiler", async () => {
    const refused = await refusal({ ...text, ...rules("self.foo > 1") });
    const rule = `{"Rule":"self.foo > 1","Message":"","MessageExpression":"","Reason":null,"FieldPath":"","OptionalOldSelf":null}`;
    const escaped = rule.replace("\u003e", String.raw`\u003e`);
    expect(causes(refused)).toEqual([
      [
        `${at}.rule`,
        `Invalid value: ${escaped}: compilation failed: ERROR: <input>:1:5: type 'string' does not support field selection\n | self.foo > 1\n | ....^`,
      ],
    ]);
  });

  it("is refused where a rule could cost more than a server would spend", async () => {
    const refused = await refusal({
      type: "array",
      items: { type: "string" },
      ...rules("self.all(x, x.contains('y'))"),
    });
    const advice =
      "try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared";
    const whole = "estimated rule cost total for entire OpenAPIv3 schema";
    expect(causes(refused)).toEqual([
      [`${at}.rule`, `Forbidden: estimated rule cost exceeds budget by factor of more than 100x (${advice})`],
      [
        `${at}.rule`,
        "Forbidden: contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema",
      ],
      [
        "spec.validation.openAPIV3Schema",
        `Forbidden: x-kubernetes-validations ${whole} exceeds budget by factor of more than 100x (${advice})`,
      ],
    ]);
  });

  it("is refused where old and new cannot be told to be the same thing", async () => {
    const refused = await refusal({ type: "array", maxItems: 5, items: { ...text, ...rules("self == oldSelf") } });
    expect(refused.failure.message).toContain(
      "oldSelf cannot be used on the uncorrelatable portion of the schema within spec.validation.openAPIV3Schema.properties[spec].properties[a]",
    );
  });
});

describe("the names of fields in expressions", () => {
  it.each([
    ["plain", "plain"],
    ["with-dash", "with__dash__dash"],
    ["a.b/c", "a__dot__b__slash__c"],
    ["a__b", "a__underscores__b"],
    ["namespace", "__namespace__"],
    ["namespaces", "namespaces"],
  ])("are made of %s and lead back to it", (name, escaped) => {
    expect([escapeName(name), unescapeName(escaped)]).toEqual([escaped, name]);
  });

  it("are none where a field has signs that no name can have", () => {
    expect(["a b", "1a", "é", ""].map(escapeName)).toEqual([undefined, undefined, undefined, undefined]);
    expect(unescapeName("a__other__b")).toBeUndefined();
  });
});
