import { validateDns1123Subdomain } from "@kubets/apimachinery";
import { internalShown } from "./internal-form.ts";
import { Part } from "./part.ts";
import { checkSelector, selects } from "./selectors.ts";
import { checkSignerName, pathSegment } from "./texts.ts";

const group = "rbac.authorization.k8s.io";

function checkRules(role: Part, isNamespaced: boolean): void {
  for (const rule of role.get("rules").items) {
    const [verbs, urls, groups, resources] = ["verbs", "nonResourceURLs", "apiGroups", "resources"].map((field) =>
      rule.get(field),
    ) as [Part, Part, Part, Part];
    if (urls.size > 0) {
      if (isNamespaced) urls.invalid("namespaced rules cannot apply to non-resource URLs");
      if (groups.size + resources.size + rule.get("resourceNames").size > 0) {
        urls.invalid("rules cannot apply to both regular resources and non-resource URLs");
      }
    } else {
      groups.needed("resource rules must supply at least one api group");
      resources.needed("resource rules must supply at least one resource");
    }
    verbs.needed();
  }
}

export function checkRole(role: Part): void {
  checkRules(role, true);
}

export function checkClusterRole(role: Part): void {
  checkRules(role, false);
  const rule = role.get("aggregationRule");
  if (!rule.present) return;
  const selectors = rule.get("clusterRoleSelectors");
  selectors.needed("at least one clusterRoleSelector required if aggregationRule is non-nil");
  for (const selector of selectors.items) {
    checkSelector(selector);
    if (selects(selector, new Part(undefined, "", [])) === undefined) selector.invalid("invalid label selector.", null);
  }
}

const subjectKinds = ["ServiceAccount", "User", "Group"];

function checkBinding(binding: Part, old: Part | undefined, kinds: readonly string[], isNamespaced: boolean): void {
  const reference = binding.get("roleRef");
  const [api, kind, name] = ["apiGroup", "kind", "name"].map((field) => reference.get(field)) as [Part, Part, Part];
  if (api.text !== group) api.unsupported([group]);
  if (!kinds.includes(kind.text)) kind.unsupported(kinds);
  if (name.text !== "") name.check(pathSegment);
  else if (old) name.require();
  for (const subject of binding.get("subjects").items) checkSubject(subject, isNamespaced);
  if (old) reference.immutable(old.get("roleRef"), internalShown("rbac.RoleRef", reference.value ?? {}));
  // What the type itself declares comes last.
  else name.needed();
}

function checkSubject(subject: Part, isNamespaced: boolean): void {
  const [kind, name, api, namespace] = ["kind", "name", "apiGroup", "namespace"].map((field) => subject.get(field)) as [
    Part,
    Part,
    Part,
    Part,
  ];
  if (kind.text === "ServiceAccount") {
    name.checkIfSet(validateDns1123Subdomain);
    if (api.text !== "") api.unsupported([""]);
    if (!isNamespaced) namespace.needed();
  } else if (!subjectKinds.includes(kind.text)) kind.unsupported(subjectKinds);
  else if (api.text !== group) api.unsupported([group]);
  name.needed();
}

export function checkRoleBinding(binding: Part, old?: Part): void {
  checkBinding(binding, old, ["Role", "ClusterRole"], true);
}

export function checkClusterRoleBinding(binding: Part, old?: Part): void {
  checkBinding(binding, old, ["ClusterRole"], false);
}

const usages = [
  "any",
  "cert sign",
  "client auth",
  "code signing",
  "content commitment",
  "crl sign",
  "data encipherment",
  "decipher only",
  "digital signature",
  "email protection",
  "encipher only",
  "ipsec end system",
  "ipsec tunnel",
  "ipsec user",
  "key agreement",
  "key encipherment",
  "microsoft sgc",
  "netscape sgc",
  "ocsp signing",
  "s/mime",
  "server auth",
  "signing",
  "timestamping",
];

/** Whether bytes are one value of DER that a request for a certificate can be. */
function requestProblem(encoded: string): string | undefined {
  const text = atob(encoded);
  const block = /-----BEGIN ([A-Z ]+)-----\s*([A-Za-z0-9+/=\s]*)-----END \1-----/.exec(text);
  if (block?.[1] !== "CERTIFICATE REQUEST" && block?.[1] !== "NEW CERTIFICATE REQUEST") {
    return "PEM block type must be CERTIFICATE REQUEST";
  }
  const der = atob((block[2] ?? "").replaceAll(/\s/g, ""));
  const [tag, first] = [der.charCodeAt(0), der.charCodeAt(1)];
  const bytes = first < 0x80 ? 0 : first & 0x7f;
  let length = bytes === 0 ? first : 0;
  for (let index = 0; index < bytes; index++) length = length * 256 + der.charCodeAt(2 + index);
  if (tag !== 0x30 || der.length < 2 + bytes + length) return "asn1: syntax error: data truncated";
  return der.length > 2 + bytes + length ? "x509: trailing data" : undefined;
}

export function checkSigningRequest(request: Part, old?: Part): void {
  const spec = request.get("spec");
  const [content, wanted, seconds] = ["request", "usages", "expirationSeconds"].map((field) => spec.get(field)) as [
    Part,
    Part,
    Part,
  ];
  const problem = requestProblem(content.text);
  if (problem !== undefined && !old) content.invalid(problem, content.value ?? null);
  wanted.needed();
  const seen = new Set<string>();
  for (const usage of wanted.items) {
    if (!usages.includes(usage.text)) usage.unsupported(usages);
    if (seen.has(usage.text)) usage.duplicate();
    seen.add(usage.text);
  }
  const signer = spec.get("signerName");
  if (signer.text === "kubernetes.io/legacy-unknown") {
    signer.invalid("the legacy signerName is not allowed via this API version");
  } else checkSignerName(signer);
  if (seconds.present && seconds.number < 600) {
    seconds.invalid("may not specify a duration less than 600 seconds (10 minutes)");
  }
}
