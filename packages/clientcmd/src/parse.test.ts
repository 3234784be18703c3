import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import type { Kubeconfig } from "./kubeconfig.ts";
import { parseKubeconfig } from "./parse.ts";
import { formatKubeconfig } from "./write.ts";

const text = `apiVersion: v1
kind: Config
clusters:
- name: a
  cluster:
    server: https://a
users:
- name: admin
  user:
    token: 12345
    client-key-data: hunter2*
- name: admin
  user: {tokenFile: [hunter2], as-groups: hunter2}
contexts: hunter2
`;

function errorOf(call: () => unknown): Error & { details?: { causes?: { field?: string; message?: string }[] } } {
  try {
    call();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
}

describe("parseKubeconfig", () => {
  it("says everything that is wrong at once, with file, line, column, field and what is expected (F056)", () => {
    const { message } = errorOf(() => parseKubeconfig(text, { origin: "/home/me/.kube/config" }));
    expect(message.split("\n")).toEqual([
      "the configuration has 6 problems:",
      "- /home/me/.kube/config:10:12: users[0].user.token: expected text, found a number: put it in quotes",
      "- /home/me/.kube/config:11:22: users[0].user.client-key-data: expected base64, found text that is not base64",
      '- /home/me/.kube/config:12:9: users[1].name: the name "admin" is there twice in this list',
      "- /home/me/.kube/config:13:21: users[1].user.tokenFile: expected text, found a list",
      "- /home/me/.kube/config:13:43: users[1].user.as-groups: expected a list, found text",
      "- /home/me/.kube/config:14:11: contexts: expected a list, found text",
    ]);
  });

  it("repeats no value of the text, and gives the problems one by one", () => {
    const error = errorOf(() => parseKubeconfig(text));
    expect(`${error.message}${JSON.stringify(error)}${error.stack}`).not.toMatch(/hunter2|12345/);
    expect(error.details?.causes?.[0]).toEqual({
      reason: "Invalid",
      field: "users[0].user.token",
      message: "expected text, found a number: put it in quotes",
    });
  });

  it("says what a text is that is no kubeconfig", () => {
    expect(errorOf(() => parseKubeconfig("apiVersion: v1\nkind: Pod\n")).message).toBe(
      'kubeconfig:2:7: kind: expected "Config", found "Pod": this is no kubeconfig',
    );
    expect(errorOf(() => parseKubeconfig("hello")).message).toBe("kubeconfig:1:1: expected a mapping, found text");
  });

  it("points at the last of equal keys, which is the one that counts", () => {
    const { message } = errorOf(() => parseKubeconfig("clusters: []\nusers: []\nclusters: [{name: 1}]\n"));
    expect(message).toBe("kubeconfig:3:19: clusters[0].name: expected text, found a number: put it in quotes");
  });

  it("takes an empty text for an empty configuration (F056)", () => {
    expect(parseKubeconfig("")).toEqual({ clusters: [], users: [], contexts: [] });
  });

  it("keeps what it does not know, at every depth (F056)", () => {
    const unknown = { x: 1, clusters: [{ name: "a", y: 2, cluster: { z: [3] } }], users: [], contexts: [] };
    expect(parseKubeconfig(JSON.stringify(unknown))).toEqual(unknown);
  });

  it("finds the place of a value behind an alias at the alias", () => {
    const { message } = errorOf(() => parseKubeconfig("x: &x {server: 1}\nclusters:\n- {name: a, cluster: *x}\n"));
    expect(message).toMatch(/^kubeconfig:3:22: clusters\[0\]\.cluster\.server: expected text, found a number/);
  });

  const name = fc.string({ minLength: 1, unit: "grapheme" });
  const value = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.constantFrom("yes", "0644", "1e3", "~", "2001-12-14", "a: b", "'", '"', "- x", "#", "<<"),
  );
  const kubeconfig: fc.Arbitrary<Kubeconfig> = fc.record({
    apiVersion: fc.constant("v1" as const),
    kind: fc.constant("Config" as const),
    "current-context": value,
    clusters: fc.uniqueArray(
      fc.record({
        name,
        cluster: fc.record({
          server: value,
          "certificate-authority-data": fc.base64String(),
          "insecure-skip-tls-verify": fc.boolean(),
          extensions: fc.uniqueArray(fc.record({ name, extension: fc.jsonValue() }), { selector: (e) => e.name }),
        }),
      }),
      { selector: (entry) => entry.name },
    ),
    users: fc.uniqueArray(
      fc.record({
        name,
        user: fc.record({
          token: value,
          "as-groups": fc.array(value),
          "as-user-extra": fc.dictionary(value, fc.array(value)),
        }),
      }),
      { selector: (entry) => entry.name },
    ),
    contexts: fc.uniqueArray(
      fc.record({ name, context: fc.record({ cluster: value, user: value, namespace: value }) }),
      {
        selector: (entry) => entry.name,
      },
    ),
  });

  property.prop([kubeconfig])("reads back what formatKubeconfig writes (F056)", (original) => {
    const byName = <E extends { name: string }>(list: E[]): E[] => list.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const sorted = {
      ...original,
      clusters: byName(original.clusters),
      users: byName(original.users),
      contexts: byName(original.contexts),
    };
    expect(JSON.parse(JSON.stringify(parseKubeconfig(formatKubeconfig(original))))).toEqual(
      JSON.parse(JSON.stringify(sorted)),
    );
  });

  property.prop([fc.string({ unit: "binary" })])(
    "answers any text with a configuration or an error of reason Configuration",
    (anything) => {
      try {
        expect(parseKubeconfig(anything)).toHaveProperty("clusters");
      } catch (error) {
        expect(error).toMatchObject({ name: "KubernetesError", reason: "Configuration" });
      }
    },
  );
});
