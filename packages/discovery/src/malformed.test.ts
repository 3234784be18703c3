import { fc, test } from "@fast-check/vitest";
import { isKubernetesError } from "@kubets/apimachinery";
import type { ApiRequest, RestClient } from "@kubets/rest";
import { expect, it } from "vitest";
import { createCachedDiscovery, createDiscoveryClient, createRestMapper } from "./index.ts";

const kind = { group: "a", version: "v1", kind: "Thing" };
const things = { resource: "things", scope: "Namespaced", responseKind: kind, shortNames: ["th"], verbs: ["get"] };
const parts = [{ subresource: "status", responseKind: kind, verbs: ["get"] }];
const routes = (form: "aggregated" | "old"): Record<string, unknown> =>
  form === "aggregated"
    ? {
        "/api": { kind: "APIGroupDiscoveryList", apiVersion: "apidiscovery.k8s.io/v2", items: [] },
        "/apis": {
          kind: "APIGroupDiscoveryList",
          apiVersion: "apidiscovery.k8s.io/v2",
          items: [
            {
              metadata: { name: "a" },
              versions: [{ version: "v1", freshness: "Current", resources: [{ ...things, subresources: parts }] }],
            },
          ],
        },
      }
    : {
        "/api": { versions: ["v1"] },
        "/apis": { groups: [{ name: "a", versions: [{ version: "v1" }], preferredVersion: { version: "v1" } }] },
        "/api/v1": { resources: [{ name: "pods", kind: "Pod", namespaced: true, verbs: [] }] },
        "/apis/a/v1": {
          resources: [
            { name: "things", kind: "Thing" },
            { name: "things/status", kind: "Thing" },
          ],
        },
      };

function serve(answers: Record<string, unknown>) {
  const rest = { json: async ({ path }: ApiRequest) => answers[path] } as unknown as RestClient;
  return createDiscoveryClient({ rest });
}

/** The value with something else in its nth place, counted from what is innermost. */
function replaced(value: unknown, place: number, other: unknown): unknown {
  let at = 0;
  return JSON.parse(JSON.stringify(value), (_, each: unknown) => (at++ === place ? other : each));
}

it.each([
  [{ "/apis": { groups: "all" } }, "the answer of /apis is no discovery document"],
  [{ "/api": { versions: 5 } }, "the answer of /api is no discovery document"],
  [{ "/apis": [] }, undefined],
  [{ "/apis": "<html>" }, "the answer of /apis is no object"],
])("says which answer is none: %j", async (broken, message) => {
  const served = serve({ ...routes("old"), ...broken });
  if (message === undefined) expect((await served.groups()).length).toBe(1);
  else
    await expect(served.groups()).rejects.toMatchObject({
      reason: "Decode",
      message: expect.stringContaining(message),
    });
});

it("keeps what it can read of a server of which one group version answers with something else", async () => {
  const { resources, failures } = await serve({ ...routes("old"), "/apis/a/v1": { resources: [5] } }).resources();
  expect(resources.map(({ resource }) => resource)).toEqual(["pods"]);
  expect(failures).toMatchObject([{ group: "a", version: "v1", error: { reason: "Decode" } }]);
});

test.prop(
  [
    fc.constantFrom("aggregated" as const, "old" as const),
    fc.nat({ max: 36 }),
    fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(null, {}, [], "", [null], [{}], 5)),
  ],
  { numRuns: 1000 },
)("finds or refuses, with an error of its own, whatever stands anywhere in an answer", async (form, place, other) => {
  const discovery = serve((replaced(routes(form), place, other) ?? {}) as Record<string, unknown>);
  try {
    const found = await createRestMapper(createCachedDiscovery(discovery)).descriptorForResource("things");
    const text = expect.any(String) as string;
    expect(found).toMatchObject({ group: text, version: text, resource: "things", kind: text, scope: text });
  } catch (error) {
    if (!isKubernetesError(error)) throw error;
  }
});
