import * as fc from "fast-check";
import type { Arbitrary } from "fast-check";
import { dump } from "js-yaml";
import type { Case, CaseEdit, CaseOverrides } from "../../../packages/clientcmd/src/testing/client-go.ts";

/** Fields of which any may be absent. */
function some<T extends Record<string, unknown>>(fields: { [K in keyof T]: Arbitrary<T[K]> }): Arbitrary<Partial<T>> {
  return fc.record(fields, { requiredKeys: [] }) as Arbitrary<Partial<T>>;
}

const base64 = (text: string): string => Buffer.from(text).toString("base64");
const pem = "-----BEGIN CERTIFICATE-----\nTUlJ\n-----END CERTIFICATE-----\n";

const name = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom("a", "b", "c") },
  { weight: 1, arbitrary: fc.constantFrom("", "yes", "1", "ü x", "a: b", "A") },
);
const path = fc.constantFrom("ca.pem", "d/ca.pem", "../ca.pem", "./d/../ca.pem", "$ROOT/ca.pem", "nowhere.pem", "");
const data = fc.constantFrom(base64(pem), base64(pem).replace(/(.{20})/g, "$1\n"), "");
const texts = fc.array(fc.constantFrom("x", "y", "", "a b"), { maxLength: 2 });

const server = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom("https://a.example:6443", "https://b", "http://c:8080", "https://d/prefix") },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "",
      "host:8443",
      "host",
      "https://[::1]:6443",
      "HTTPS://Up.Example",
      "https://x/y/?q=1#f",
      "https://x//y/",
      "https://",
      "host/path",
      "10.0.0.1",
      "https://a b",
      "https://x:port",
      ":6443",
    ),
  },
);

const cluster = some({
  server,
  "tls-server-name": fc.constantFrom("kube", ""),
  "insecure-skip-tls-verify": fc.boolean(),
  "certificate-authority": path,
  "certificate-authority-data": data,
  "proxy-url": fc.constantFrom("http://p:3128", "socks5://p", "https://u:w@p", "ftp://p", "p:1", ""),
  "disable-compression": fc.boolean(),
});

const exec = some({
  // Not "./plugin": client-go writes that back as "plugin", which it then looks up in PATH.
  command: fc.constantFrom("plugin", "d/plugin", "$ROOT/plugins/plugin", ""),
  args: texts,
  env: fc.array(fc.record({ name: fc.constantFrom("A", "B", ""), value: fc.constantFrom("1", "2") }), { maxLength: 2 }),
  apiVersion: fc.constantFrom(
    "client.authentication.k8s.io/v1",
    "client.authentication.k8s.io/v1beta1",
    "client.authentication.k8s.io/v1alpha1",
    "v1",
    "",
  ),
  interactiveMode: fc.constantFrom("Never", "IfAvailable", "Always", "never", ""),
  provideClusterInfo: fc.boolean(),
  installHint: fc.constantFrom("install it", ""),
});

const token = {
  token: fc.constantFrom("t-1", "t-2", ""),
  tokenFile: fc.constantFrom("token", "d/token", "nowhere", ""),
};
const basic = { username: fc.constantFrom("jane", ""), password: fc.constantFrom("secret", "") };
const certificate = {
  "client-certificate": path,
  "client-certificate-data": data,
  "client-key": path,
  "client-key-data": data,
};
const impersonation = {
  as: fc.constantFrom("joe", ""),
  "as-uid": fc.constantFrom("7", ""),
  "as-groups": texts,
  "as-user-extra": fc.dictionary(fc.constantFrom("k", "l/m"), texts, { maxKeys: 2 }),
};
const provider = fc.record({
  name: fc.constantFrom("oidc"),
  config: fc.constant({ "idp-issuer-url": "https://issuer", "client-id": "me" }),
});
// One way to authenticate most of the time, so that many cases are good.
const user = fc.oneof(
  some(token),
  some(basic),
  some(certificate),
  some(impersonation),
  fc.record({ exec }),
  fc.record({ "auth-provider": provider }),
  some({ ...token, ...basic, ...certificate, ...impersonation, exec, "auth-provider": provider }),
);

const context = some({ cluster: name, user: name, namespace: fc.constantFrom("shop", "default", "") });

const named = (field: string, body: Arbitrary<object>): Arbitrary<object[]> =>
  fc
    .tuple(
      fc.uniqueArray(fc.record({ name, [field]: body }), { selector: (entry) => entry.name, maxLength: 3 }),
      // A name twice, seldom.
      fc.integer({ max: 39, min: 0 }),
    )
    .map(([entries, dice]) => (dice === 0 ? [...entries, ...entries.slice(0, 1)] : entries));

const kubeconfig = some({
  apiVersion: fc.constant("v1"),
  kind: fc.constant("Config"),
  clusters: named("cluster", cluster),
  users: named("user", user),
  contexts: named("context", context),
  "current-context": name,
  preferences: some({ colors: fc.boolean() }),
  extensions: fc.constant([{ name: "e", extension: { any: 1 } }]),
});

/** The same value in one of many ways of writing it. */
const text = fc
  .tuple(
    kubeconfig,
    fc.constantFrom<(value: unknown) => string>(
      (value) => JSON.stringify(value),
      (value) => JSON.stringify(value, undefined, "\t"),
      (value) => dump(value),
      (value) => dump(value, { indent: 4, quoteStyle: "double", forceQuotes: true }),
      (value) => dump(value, { flowLevel: 2, forceQuotes: true }),
      (value) => `# a comment\n---\n${dump(value)}---\nother: document\n`,
      (value) => dump(value).replaceAll("\n", "\r\n"),
      (value) => `\uFEFF${dump(value)}`,
    ),
  )
  .map(([value, write]) => write(value));

/** A text that somebody damaged in one or two places. */
export const damaged = (texts: Arbitrary<string>): Arbitrary<string> =>
  fc
    .tuple(
      texts,
      fc.array(
        fc.record({
          at: fc.double({ min: 0, max: 1, noNaN: true }),
          cut: fc.nat({ max: 3 }),
          put: fc.constantFrom(
            "",
            " ",
            "  ",
            "\n",
            ":",
            ": ",
            "- ",
            " #",
            "&x ",
            "*x",
            "!",
            "!!int ",
            "|",
            ">",
            "'",
            '"',
            "%",
            "@",
            "`",
            "{",
            "}",
            "[",
            "]",
            ",",
            "~",
            "0",
            "\r",
            "? ",
            "<<: ",
            "---\n",
            "...\n",
            "é",
            "😀",
            "\0",
            "\x1b",
          ),
        }),
        { minLength: 1, maxLength: 2 },
      ),
    )
    .map(([whole, damages]) =>
      damages.reduce((before, { at, cut, put }) => {
        const offset = Math.floor(at * before.length);
        return (before.slice(0, offset) + put + before.slice(offset + cut)).toWellFormed();
      }, whole),
    );

const content = fc.oneof(
  { weight: 12, arbitrary: text },
  { weight: 1, arbitrary: fc.constantFrom("", "\n", "# nothing\n", "---\n", "[]", "x", "null", "{}") },
);

const overrides: Arbitrary<CaseOverrides> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: some({
      context: name,
      cluster: name,
      user: name,
      namespace: fc.constantFrom("else", ""),
      clusterFields: cluster,
      userFields: user,
    }) as Arbitrary<CaseOverrides>,
  },
);

const edits: Arbitrary<CaseEdit> = some({
  clusters: fc.dictionary(name, fc.option(cluster), { maxKeys: 2 }),
  users: fc.dictionary(name, fc.option(user), { maxKeys: 2 }),
  contexts: fc.dictionary(name, fc.option(context), { maxKeys: 2 }),
  "current-context": name,
}) as Arbitrary<CaseEdit>;

const places = ["one/config", "two/config", "three/config", "home/.kube/config"] as const;
// Not KUBERNETES_MASTER: for kubectl it is the server of every cluster that has none, misspelt ones too.
const variables = {
  KUBERNETES_SERVICE_HOST: fc.constantFrom("10.0.0.1", ""),
  KUBERNETES_SERVICE_PORT: fc.constantFrom("443", ""),
  POD_NAMESPACE: fc.constantFrom("pod", ""),
  HOME: fc.constant("$ROOT/home"),
};

/** What the paths in the files may lead to; the same beside each of them. */
function others(): Record<string, string> {
  const folders = ["", "one/", "two/", "three/", "home/.kube/"];
  return Object.fromEntries(
    folders.flatMap((folder) => [
      [`${folder}ca.pem`, pem],
      [`${folder}d/ca.pem`, pem],
      [`${folder}token`, " from-a-file\n"],
    ]),
  );
}

/** A case: files, an environment that names them, overrides, and an edit. */
export const cases: Arbitrary<Case> = fc
  .record({
    files: fc.dictionary(fc.constantFrom(...places), content, { maxKeys: 4 }),
    folders: fc.subarray(["two/config"], { minLength: 0 }),
    isFolder: fc.nat({ max: 30 }).map((dice) => dice === 0),
    loops: fc.nat({ max: 30 }).map((dice) => dice === 0),
    kubeconfig: fc.option(fc.array(fc.constantFrom(...places, "nowhere/config", ""), { maxLength: 4 }), {
      nil: undefined,
    }),
    explicit: fc.option(fc.constantFrom(...places, "nowhere/config"), { freq: 6, nil: undefined }),
    env: some(variables),
    overrides,
    edit: fc.option(edits, { nil: undefined }),
  })
  .map(({ files, folders, isFolder, loops, kubeconfig: list, explicit, env, overrides: over, edit }) => ({
    name: "generated",
    files: {
      ...others(),
      ...Object.fromEntries(
        Object.entries(files).filter(
          ([file]) => !(isFolder && folders.includes(file)) && !(loops && file === "three/config"),
        ),
      ),
    },
    folders: isFolder ? folders : [],
    links: loops ? { "three/config": "config" } : {},
    env: {
      ...(env as Record<string, string>),
      HOME: "$ROOT/home",
      ...(list && {
        KUBECONFIG: list
          // client-go would write into an empty entry, and fail.
          .filter((file) => file !== "" || edit === undefined)
          .map((file) => (file === "" ? "" : `$ROOT/${file}`))
          .join(":"),
      }),
    },
    ...(explicit !== undefined && { explicit }),
    overrides: over,
    ...(edit !== undefined && { edit }),
  }));

/** YAML as people, and other programs, write it. */
export const yamlTexts: Arbitrary<string> = fc.oneof(text, damaged(text));

/**
 * Values of JSON, without whole numbers that a number of JavaScript does not hold exactly, and without keys that begin with
 * digits: three of those are in an order that, in Go, is another one each time. Nor with the key <<, which Go writes so that it
 * reads it as a merge.
 */
export const values = fc.jsonValue({ maxDepth: 4 }).filter((value) => {
  const json = JSON.stringify(value);
  return !/"(?:-?\d[^"]*|<<)":/.test(json) && !/(?<![.\d])\d{16}/.test(json.replaceAll(/"(?:[^"\\]|\\.)*"/g, ""));
});
