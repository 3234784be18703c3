// Bodies that are no objects, of types that nobody reads, and queries that make no sense.
import { get } from "../requests.ts";
import type { Sequence, SequenceRequest } from "../sequence.ts";

const maps = "/api/v1/namespaces/$ns/configmaps";
const send =
  (contentType: string, query: string) =>
  (body: string): SequenceRequest => ({ method: "POST", path: `${maps}?${query}`, body, contentType });
const lists = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
const objects = (depth: number): string => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;

const json = [
  ...["", " ", "{", '{"a"', '{"a":', '{"a":1', '{"a":1,', '{"a":1,}', "[", "[1", "[1,"],
  ...['"a', String.raw`"a\x"`, String.raw`"\u12"`, '"a\nb"', String.raw`"a\ `],
  ...["nul", "tru", "truex", "-", "1.", "1e", "01", "+1", ".5", "NaN", "null", "1", "[]", '"a"', "true"],
  ...["{'a':1}", '{"a":1}}', '{"a":1} {"b":2}', '{"a" 1}', '{"a":1 "b":2}', "{a:1}", "é", "😀"],
  String.raw`{"metadata":{"name":"a\ud800b"}}`,
  String.raw`{"metadata":{"name":"x\u0000y"}}`,
  String.raw`{"metadata":{"name":"t"},"data":{"\u0000":"x"}}`,
  '\uFEFF{"metadata":{"name":"mark"}}',
  '{"metadata":{"name":"proto","labels":{"__proto__":"x"}}}',
  '{"metadata":{"name":"proto-two"},"__proto__":{"data":{"a":"b"}}}',
  '{"metadata":{"name":"words"},"data":{"__proto__":"a","constructor":"b","toString":"c"}}',
  '{"Metadata":{"name":"case"}}',
  '{"metadata":{"Name":"case"}}',
  '{"metadata":{"name":"one"},"metadata":{"name":"two"}}',
  '{"metadata":{"name":"nulls","labels":null},"data":null}',
  '{"metadata":null}',
  '{"kind":null,"metadata":{"name":"no-kind"}}',
  '{"kind":"","apiVersion":"","metadata":{"name":"empty-kind"}}',
  '{"kind":"ConfigMap","apiVersion":"v1/x/y","metadata":{"name":"g"}}',
  '{"kind":"ConfigMap","apiVersion":"a/b/c","metadata":{"name":"g"}}',
  '{"kind":"ConfigMap","apiVersion":1}',
  '{"kind":["x"]}',
  `{"metadata":{"name":"deep"},"data":${lists(100)}}`,
  `{"metadata":{"name":"deep"},"x":${objects(9000)}}`,
  lists(10_001),
  `{"metadata":{"name":"deepest"},"x":${lists(10_001)}}`,
];

const bombs = ["&a [x,x,x,x,x,x,x,x,x]", ..."abcdef"]
  .map((_, index, { length }) => {
    const [own, inner] = ["abcdefg"[index] ?? "", "abcdefg"[index - 1] ?? ""];
    const value = index === 0 ? Array.from({ length: 9 }, () => "x") : Array.from({ length: 9 }, () => `*${inner}`);
    return index < length ? `${own}: &${own} [${value.join(",")}]` : "";
  })
  .join("\n");
const yaml = [
  ...["", "---", "a", "a: b", "a: b: c", "metadata: {", "metadata: [", "metadata:\n\tname: x", "- a\n- b", "? a"],
  "metadata:\n  name: x\n name: y",
  ...["*a", "&a [*a]", "metadata: *x", "metadata: &x {name: *x}", bombs],
  ...["1", "yes", "0x10", "2020-01-01", "~", "1.5"].map((value) => `metadata: {name: value}\ndata: {a: ${value}}`),
  "metadata: {name: number}\ndata: {1: a}",
  "metadata: {name: one, name: two}",
  "metadata: {name: ~}",
  ...['"a', "'a", "a: |\n b\n  c\n d: e", "a: @b", "a: `b", 'metadata: {name: "x\\q"}', "a: \u0001"],
  ...["key: [a, b", "key: {a: b", "key: }", "key: ]", 'key: "a" b', "- a: b\n c: d", "a:\n- b\n c"],
  "%YAML 3.0\n---\nmetadata: {name: y}",
  "---\nmetadata: {name: first}\n---\nmetadata: {name: second}",
  "metadata: {name: dots}\n...\nmore",
  '{"metadata": {"name": "json-in-yaml"}}',
  "<<: {metadata: {name: merged}}",
  "metadata: {<<: {name: merged-too}}",
  "a: &b c\nd: *b\nmetadata: {name: aliased}",
  `x: ${lists(200)}`,
  'metadata:\n  name: labelled\n  labels: {a: "1", b: 2}',
  "\uFEFFmetadata: {name: marked}",
];

const types = [
  ...["text/plain", "", "application/xml", "nonsense", "application/x-yaml", "text/yaml"],
  ...["application/json; charset=utf-8", "application/json;charset=latin1", "APPLICATION/JSON", "application/json;"],
  ...["application/json, text/plain", "application/yaml; x=y", "application/apply-patch+yaml"],
  "application/vnd.kubernetes.protobuf",
];

const accepts = [
  ...["text/plain", "application/*", "text/*", "*/*", "application/xml,application/json", "application/json;q=0"],
  ...["application/xml", "nonsense", "application/cbor", "application/json;as=Other;v=v1;g=meta.k8s.io"],
  ...["application/json;as=Table;v=v2;g=meta.k8s.io", "application/json;as=Table"],
];

const labelSelectors = [
  ...["a", "a=", "=a", "a==b", "a!=b", "!a", "a in (b)", "a in ()", "a in b", "a in (b", "a notin (b,c)"],
  ...["a>1", "a>x", "a<1,b", "a,", ",a", ",", "a b", "a=b=c", "a=b,,c", "(a)", "a in (b),c", "a!b", "!", "!!a"],
  ...["a/b/c=d", "-a=b", "a=-b", `a=${"x".repeat(64)}`, `${"x".repeat(64)}=a`, "é=a", "a=é", "a = b , c"],
  ...["a in (b , c)", "a in (,)", "in=a", "a notin", "a in(b)", "a>=1"],
];
const fieldSelectors = [
  ...["metadata.name", "metadata.name=", "metadata.name=a,metadata.name!=b", "=", "a=b", "metadata.name==a"],
  ...["metadata.name!==a", String.raw`metadata.name=a\,b`, String.raw`metadata.name=a\b`, "metadata.name=a\\"],
  ...["metadata.name in (a)", ",", "metadata.name=a,", ",metadata.name=a", "metadata.namespace=x", "a=b=c"],
];
const tokens = [
  ...["x", "%00", "e30", "bnVsbA", "W10", "MQ", "eyJ2Ijoi"],
  "eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MSwic3RhcnQiOiIifQ",
  "eyJ2IjoibWV0YS5rOHMuaW8vdjIiLCJydiI6MSwic3RhcnQiOiJhXHUwMDAwIn0",
  "eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MCwic3RhcnQiOiJhIn0",
  "eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MSwic3RhcnQiOiIuLi9hIn0",
];
const queries = [
  ...["x", "-1", "1.5", "99999999999999999999", "", "0", "1e3", " 1"].map((limit) => `limit=${limit}`),
  ...["x", "-1", "0", "1.5", ""].map((seconds) => `timeoutSeconds=${seconds}`),
  ...["x", "-1", "1.5", "0x1", ""].map((version) => `resourceVersion=${version}`),
  ...["Exact", "NotOlderThan", "Bad", ""].flatMap((match) =>
    ["", "0"].map((version) => `resourceVersionMatch=${match}&resourceVersion=${version}`),
  ),
  ...tokens.map((token) => `continue=${token}`),
  ...["pretty=x", "unknown=1", "limit=1&limit=x", "limit=x&limit=1", "allowWatchBookmarks=x"],
  ...["sendInitialEvents=x", "sendInitialEvents=true", "watch=1&resourceVersion=x", "watch=1&labelSelector=%2C%2C"],
  ...["watch=1&fieldSelector=a%3Db", "watch=1&sendInitialEvents=true&resourceVersionMatch=Exact"],
];

const methods = ["POST", "PUT", "DELETE", "PATCH", "FOO"];
const paths = [
  ...["/api//v1", "//api/v1", "/api/v1//namespaces", "/apis//apps/v1", "/apis/apps//v1/deployments"],
  ...["/api/v1/namespaces/$ns//configmaps", "/api/v1/namespaces/a%2Fb/configmaps", "/none", "/api/v2/pods"],
  ...["/apis/none/v1/x", "/apis/apps/v9/deployments", "/api/v1/none", "/api/v1/watch/namespaces/$ns/none", "/API/v1"],
  ...["none", "configmaps/a%25", "configmaps/a%2Fb", "configmaps/%00", `configmaps/${"x".repeat(300)}`].map(
    (path) => `/api/v1/namespaces/$ns/${path}`,
  ),
  ...["pods/p/none", "pods/p/log"].map((path) => `/api/v1/namespaces/$ns/${path}`),
];

export const sequences: readonly Sequence[] = [
  {
    title: "paths that lead nowhere, and methods that nothing has",
    requests: [
      ...paths.map((path) => get(path)),
      ...["/api", "/api/v1", "/apis/apps/v1", maps, `${maps}/none`, "/version"].flatMap((path) =>
        methods.map((method): SequenceRequest => {
          const isPatch = method === "PATCH";
          const patch = { contentType: "application/merge-patch+json", body: "{}" };
          return { method, path: `${path}?dryRun=All`, ...(isPatch ? patch : { body: "{}" }) };
        }),
      ),
    ],
  },
  { title: "bodies that are no JSON, or odd", requests: json.map(send("application/json", "fieldValidation=Warn")) },
  { title: "bodies that are no YAML, or odd", requests: yaml.map(send("application/yaml", "fieldValidation=Strict")) },
  {
    title: "types of answers",
    requests: accepts.flatMap((accept) =>
      [maps, `${maps}?limit=x`, `${maps}/none`, "/api/v1/namespaces/$ns/pods/p/status"].map((path) => ({
        ...get(path),
        accept,
      })),
    ),
  },
  { title: "types of bodies", requests: types.map((type) => send(type, "dryRun=All")('{"metadata":{"name":"a"}}')) },
  {
    title: "selectors and other queries",
    requests: [
      ...labelSelectors.map((selector) => get(`${maps}?labelSelector=${encodeURIComponent(selector)}`)),
      ...fieldSelectors.map((selector) => get(`${maps}?fieldSelector=${encodeURIComponent(selector)}`)),
      ...queries.map((query) => get(`${maps}?${query.replaceAll(" ", "%20")}`)),
    ],
  },
];
