import { validateDns1123Label, validateDns1123Subdomain } from "@kubets/apimachinery";
import { addressBytes, checkNetwork, contains, networkOf } from "./addresses.ts";
import type { Part } from "./part.ts";
import { checkSelector } from "./selectors.ts";
import { checkBalancerName } from "./services.ts";
import { checkDomainPath, checkPort, pathSegment, portName, wildcardSubdomain } from "./texts.ts";

function checkHost(host: Part): void {
  host.check(host.text.includes("*") ? wildcardSubdomain : validateDns1123Subdomain);
}

export function checkIngress(ingress: Part, old?: Part): void {
  const spec = ingress.get("spec");
  const [rules, backend, name] = ["rules", "defaultBackend", "ingressClassName"].map((field) => spec.get(field)) as [
    Part,
    Part,
    Part,
  ];
  if (rules.size === 0 && !backend.present) {
    spec.invalid("either `defaultBackend` or `rules` must be specified", rules.value ?? null);
  }
  if (backend.present) checkBackend(backend);
  for (const rule of rules.items) {
    const host = rule.get("host");
    if (host.text !== "") {
      if (addressBytes(host.text)) host.invalid("must be a DNS name, not an IP address");
      checkHost(host);
    }
    const http = rule.get("http");
    if (http.present) http.get("paths").needed();
    for (const path of http.get("paths").items) checkPath(path);
  }
  for (const tls of spec.get("tls").items) {
    for (const host of tls.get("hosts").items) checkHost(host);
    tls.get("secretName").checkIfSet(validateDns1123Subdomain);
  }
  if (name.present) name.check(validateDns1123Subdomain);
  const key = "kubernetes.io/ingress.class";
  const annotation = ingress.in("metadata", "annotations", key);
  if (!old && annotation.present && name.present && annotation.text !== name.text) {
    annotation.as(`annotations.${key}`).invalid("must match `ingressClassName` when both are specified");
  }
}

const badParts = ["//", "/./", "/../", "%2f", "%2F"];
const badEnds = ["/..", "/."];

function checkPath(part: Part): void {
  const [type, path] = [part.get("pathType"), part.get("path")];
  if (!type.present) return type.require("pathType must be specified");
  const { text } = path;
  const exact = type.text === "Exact" || type.text === "Prefix";
  if (!exact && type.text !== "ImplementationSpecific") {
    type.unsupported(["Exact", "ImplementationSpecific", "Prefix"]);
  } else if (!text.startsWith("/") && (exact || text !== "")) path.invalid("must be an absolute path", text);
  if (exact) {
    for (const bad of badParts) if (text.includes(bad)) path.invalid(`must not contain '${bad}'`);
    for (const bad of badEnds) if (text.endsWith(bad)) path.invalid(`cannot end with '${bad}'`);
  }
  checkBackend(part.get("backend"));
}

function checkBackend(backend: Part): void {
  const [service, resource] = [backend.get("service"), backend.get("resource")];
  if (service.present && resource.present) return backend.invalid("cannot set both resource and service backends", "");
  if (resource.present) return checkReference(resource);
  if (!service.present) return backend.invalid("resource or service backend is required", "");
  const name = service.get("name");
  if (name.needed()) name.check(validateDns1123Label);
  const [port, number] = [service.in("port", "name"), service.in("port", "number")];
  if (port.text !== "" && number.number !== 0) backend.invalid("cannot set both port name & port number", "");
  else if (port.text !== "") port.check(portName);
  else if (number.number !== 0) checkPort(number);
  else backend.require("port name or number is required");
}

function checkReference(reference: Part): void {
  const group = reference.get("apiGroup");
  if (group.present) group.check(validateDns1123Subdomain);
  for (const field of ["kind", "name"]) {
    const part = reference.get(field);
    if (part.needed()) part.check(pathSegment);
  }
}

export function checkIngressStatus(ingress: Part): void {
  for (const one of ingress.in("status", "loadBalancer", "ingress").items) {
    const ip = one.get("ip");
    if (ip.text !== "" && !addressBytes(ip.text)) {
      ip.invalid("must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
    }
    checkBalancerName(one.get("hostname"));
  }
}

export function checkIngressClass(ingressClass: Part, old?: Part): void {
  const spec = ingressClass.get("spec");
  const controller = spec.get("controller");
  if (old) controller.immutable(old.in("spec", "controller"), controller.text);
  if (controller.size > 250) controller.tooLong(250);
  checkDomainPath(controller);
  const parameters = spec.get("parameters");
  if (!parameters.present) return;
  checkReference(parameters);
  const [scope, namespace] = [parameters.get("scope"), parameters.get("namespace")];
  if (!scope.present) return scope.require();
  scope.oneOf(["Cluster", "Namespace"]);
  if (scope.text === "Namespace") {
    if (namespace.present) namespace.check(validateDns1123Label);
    else namespace.require("`parameters.scope` is set to 'Namespace'");
  } else if (scope.text === "Cluster" && namespace.present) {
    namespace.forbid("`parameters.scope` is set to 'Cluster'");
  }
}

const directions = [
  ["ingress", "from"],
  ["egress", "to"],
] as const;

export function checkPolicy(policy: Part, old?: Part): void {
  const spec = policy.get("spec");
  checkSelector(spec.get("podSelector"));
  const before = old ? rangesOf(old.get("spec")) : [];
  for (const [direction, side] of directions) {
    for (const rule of spec.get(direction).items) {
      for (const port of rule.get("ports").items) checkPolicyPort(port);
      for (const peer of rule.get(side).items) checkPeer(peer, before);
    }
  }
  const types = spec.get("policyTypes");
  if (types.size > 2) return types.invalid("may not specify more than two policyTypes");
  for (const type of types.items) type.oneOf(["Ingress", "Egress"]);
}

/** Ranges that are there are let pass, whatever they are. */
function rangesOf(spec: Part): readonly string[] {
  return directions.flatMap(([direction, side]) =>
    spec
      .get(direction)
      .items.flatMap((rule) => rule.get(side).items)
      .map((peer) => peer.get("ipBlock"))
      .filter((block) => block.present)
      .flatMap((block) => [block.get("cidr").text, ...block.get("except").texts]),
  );
}

function checkPolicyPort(part: Part): void {
  const [protocol, port, end] = ["protocol", "port", "endPort"].map((field) => part.get(field)) as [Part, Part, Part];
  protocol.oneOf(["TCP", "UDP", "SCTP"]);
  if (!port.present) {
    if (end.present) end.invalid("may not be specified when `port` is not specified");
  } else if (typeof port.value === "string") {
    if (end.present) end.invalid("may not be specified when `port` is non-numeric");
    port.check(portName);
  } else {
    checkPort(port);
    if (!end.present) return;
    if (end.number < port.number) end.invalid("must be greater than or equal to `port`");
    checkPort(end);
  }
}

function checkPeer(peer: Part, before: readonly string[]): void {
  const [pods, namespaces, block] = ["podSelector", "namespaceSelector", "ipBlock"].map((field) => peer.get(field)) as [
    Part,
    Part,
    Part,
  ];
  checkSelector(pods);
  checkSelector(namespaces);
  if (block.present) checkBlock(block, before);
  if (!pods.present && !namespaces.present && !block.present) peer.require("must specify a peer");
  else if (block.present && (pods.present || namespaces.present)) {
    peer.forbid("may not specify both ipBlock and another peer");
  }
}

function checkBlock(block: Part, before: readonly string[]): void {
  const range = block.get("cidr");
  if (!range.needed()) return;
  checkNetwork(range, before);
  const network = networkOf(range.text);
  if (!network) return;
  for (const except of block.get("except").items) {
    checkNetwork(except, before);
    const inner = networkOf(except.text);
    if (inner && (!contains(network, inner) || network.bits >= inner.bits)) {
      except.invalid("must be a strict subset of `cidr`");
    }
  }
}
