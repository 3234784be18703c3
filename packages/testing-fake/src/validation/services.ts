import { validateDns1123Label, validateDns1123Subdomain, validateLabelKey } from "@kubets/apimachinery";
import { checkAddress, checkNetwork, checkReachable, isDual, isV6 } from "./addresses.ts";
import { protocols } from "./containers.ts";
import { internalShown } from "./internal-form.ts";
import type { Part } from "./part.ts";
import { checkLabels } from "./selectors.ts";
import { checkPort, checkPortOrName } from "./texts.ts";

const isHeadless = (spec: Part): boolean => {
  const ips = spec.get("clusterIPs").texts;
  return ips.length === 1 && ips[0] === "None";
};
const typeOf = (spec: Part): string => spec.get("type").text;
const isBalancer = (spec: Part): boolean => typeOf(spec) === "LoadBalancer";
const isExternal = (spec: Part): boolean =>
  isBalancer(spec) || typeOf(spec) === "NodePort" || (typeOf(spec) === "ClusterIP" && spec.get("externalIPs").size > 0);

export function checkService(service: Part, old?: Part): void {
  const spec = service.get("spec");
  const before = old?.get("spec");
  const known = service.problems.length;
  // What addresses are allocated by comes first, and alone.
  checkClusterAddresses(spec, before?.get("clusterIPs").texts ?? []);
  if (service.problems.length > known) return;
  if (before) checkServiceUpdate(spec, before);
  const annotations = service.in("metadata", "annotations");
  const hints = annotations.get("service.kubernetes.io/topology-aware-hints");
  const mode = annotations.entry("service.kubernetes.io/topology-mode");
  if (hints.present && mode.present && hints.text !== mode.text) {
    mode.invalid("must match annotations[service.kubernetes.io/topology-aware-hints] when both are specified");
  }
  const type = typeOf(spec);
  const ports = spec.get("ports");
  const headless = isHeadless(spec);
  if (!headless && type !== "ExternalName") ports.needed();
  if (headless && (type === "LoadBalancer" || type === "NodePort")) {
    const first = spec.get("clusterIPs").items[0];
    first?.invalid(`may not be set to 'None' for ${type} services`);
  }
  if (type === "ExternalName") checkExternalName(spec);
  checkPorts(ports);
  checkLabels(spec.get("selector"));
  checkAffinity(spec);
  for (const ip of spec.get("externalIPs").items) {
    if (checkAddress(ip, before?.get("externalIPs").texts)) checkReachable(ip);
  }
  spec.get("type").mustBeOneOf(["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"]);
  checkNodePorts(spec, ports);
  checkSourceRanges(service, old);
  const allocate = spec.get("allocateLoadBalancerNodePorts");
  if (allocate.present && type !== "LoadBalancer") allocate.forbid("may only be used when `type` is 'LoadBalancer'");
  if (!allocate.present && type === "LoadBalancer") allocate.as("allocateLoadBalancerNodePorts").require();
  checkBalancerClass(spec);
  checkTrafficPolicies(spec);
}

function checkExternalName(spec: Part): void {
  for (const field of ["clusterIPs", "ipFamilies", "ipFamilyPolicy"]) {
    const part = spec.get(field);
    if (part.size > 0) part.forbid("may not be set for ExternalName services");
  }
  const name = spec.get("externalName");
  const plain = name.text.replace(/\.$/, "");
  if (plain === "") name.require();
  else for (const detail of validateDns1123Subdomain(plain)) name.invalid(detail, plain);
}

function checkPorts(ports: Part): void {
  const names = new Set<string>();
  for (const port of ports.items) {
    const [name, protocol] = [port.get("name"), port.get("appProtocol")];
    if (name.text === "" && ports.size > 1) name.require();
    else if (name.text !== "") {
      name.check(validateDns1123Label);
      if (names.has(name.text)) name.duplicate();
      names.add(name.text);
    }
    checkPort(port.get("port"));
    port.get("protocol").mustBeOneOf(protocols);
    checkPortOrName(port.get("targetPort"));
    if (protocol.present) protocol.check(validateLabelKey);
  }
}

function checkNodePorts(spec: Part, ports: Part): void {
  const nodePorts = new Set<string>();
  const own = new Set<string>();
  for (const port of ports.items) {
    const node = port.get("nodePort");
    if (node.number !== 0 && typeOf(spec) === "ClusterIP") node.forbid("may not be used when `type` is 'ClusterIP'");
  }
  for (const port of ports.items) {
    const node = port.get("nodePort");
    const key = `${port.get("protocol").text}/${node.number}`;
    if (node.number === 0) continue;
    if (nodePorts.has(key)) node.duplicate();
    nodePorts.add(key);
  }
  for (const port of ports.items) {
    const [protocol, number] = [port.get("protocol").text, port.get("port").number];
    const key = `${protocol}/${number}`;
    if (own.has(key)) port.duplicate(internalShown("core.ServicePort", { protocol, port: number }));
    own.add(key);
  }
}

function checkAffinity(spec: Part): void {
  const [affinity, config] = [spec.get("sessionAffinity"), spec.get("sessionAffinityConfig")];
  affinity.mustBeOneOf(["ClientIP", "None"]);
  if (affinity.text === "None" && config.present) config.forbid("must not be set when session affinity is None");
  if (affinity.text !== "ClientIP") return;
  const needed = "when session affinity type is ClientIP";
  for (const part of [config, config.get("clientIP"), config.in("clientIP", "timeoutSeconds")]) {
    if (!part.present) return part.require(needed);
  }
  const seconds = config.in("clientIP", "timeoutSeconds");
  if (seconds.number <= 0 || seconds.number > 86_400) seconds.invalid("must be greater than 0 and less than 86400");
}

function checkClusterAddresses(spec: Part, before: readonly string[]): void {
  if (typeOf(spec) === "ExternalName") return;
  const [ip, ips, families, policy] = ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"].map((field) =>
    spec.get(field),
  ) as [Part, Part, Part, Part];
  if (ip.text !== "") {
    if (ips.size === 0) ips.require();
    else if (ips.texts[0] !== ip.text) ips.invalid("first value must match `clusterIP`");
  } else if (ips.size > 0) ips.invalid("must be empty when `clusterIP` is not specified");
  const seen = new Set<string>();
  for (const family of families.items) {
    family.oneOf(["IPv4", "IPv6"]);
    if (seen.has(family.text)) family.duplicate();
    seen.add(family.text);
  }
  policy.oneOf(["PreferDualStack", "RequireDualStack", "SingleStack"]);
  let good = true;
  for (const [index, one] of ips.items.entries()) {
    if (index === 0 && one.text === "None") {
      if (ips.size === 1) continue;
      good = false;
      ips.invalid("'None' must be the first and only value");
    } else if (!checkAddress(one, before)) good = false;
  }
  if (ips.size > 2) ips.invalid("may only hold up to 2 values");
  if (!good) return;
  if (ips.size > 1 && !isDual(ips.texts)) ips.invalid("may specify no more than one IP for each IP family");
  if (isHeadless(spec)) return;
  for (const [index, family] of families.texts.entries()) {
    const one = ips.items[index];
    if (one && (family === "IPv6") !== isV6(one.text)) {
      one.invalid(`expected an ${family} value as indicated by \`ipFamilies[${index}]\``);
    }
  }
}

function checkSourceRanges(service: Part, old?: Part): void {
  const spec = service.get("spec");
  const ranges = spec.get("loadBalancerSourceRanges").as("spec.LoadBalancerSourceRanges");
  const only = "may only be used when `type` is 'LoadBalancer'";
  const key = "service.beta.kubernetes.io/load-balancer-source-ranges";
  const annotation = service.in("metadata", "annotations").entry(key);
  if (ranges.size > 0) {
    if (!isBalancer(spec)) ranges.forbid(only);
    const before = old?.in("spec", "loadBalancerSourceRanges").texts.map((text) => text.trim());
    for (const range of ranges.items) checkNetwork(range, before, range.text.trim());
  } else if (annotation.present) {
    if (!isBalancer(spec)) annotation.forbid(only);
    const text = annotation.text.trim();
    if (text === "" || old?.in("metadata", "annotations").entry(key).text === annotation.text) return;
    for (const range of text.split(",")) checkNetwork(annotation, [], range.trim());
  }
}

function checkBalancerClass(spec: Part): void {
  const name = spec.get("loadBalancerClass");
  if (!name.present) return;
  if (isBalancer(spec)) name.check(validateLabelKey);
  else name.forbid("may only be used when `type` is 'LoadBalancer'");
}

function checkTrafficPolicies(spec: Part): void {
  const [external, internal, port] = ["externalTrafficPolicy", "internalTrafficPolicy", "healthCheckNodePort"].map(
    (field) => spec.get(field),
  ) as [Part, Part, Part];
  if (isExternal(spec)) external.mustBeOneOf(["Cluster", "Local"]);
  else if (external.text !== "") external.invalid("may only be set for externally-accessible services");
  const needsPort = isBalancer(spec) && external.text === "Local";
  if (!needsPort && port.number !== 0) {
    port.invalid("may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
  } else if (needsPort && port.number !== 0) checkPort(port);
  if (!internal.present && typeOf(spec) !== "ExternalName") {
    if (["ClusterIP", "NodePort", "LoadBalancer"].includes(typeOf(spec))) internal.require();
  }
  internal.oneOf(["Cluster", "Local"]);
  spec.get("trafficDistribution").oneOf(["PreferClose", "PreferSameZone", "PreferSameNode"]);
}

/** What a service was given stays, but for a second address and its family. */
function checkServiceUpdate(spec: Part, old: Part): void {
  if (typeOf(spec) !== "ExternalName" && typeOf(old) !== "ExternalName") {
    if (!(isHeadless(spec) && isHeadless(old))) {
      checkKept(spec, old, "clusterIPs", "secondary clusterIP", "primary clusterIP can not be unset");
    }
    if (!isHeadless(spec) && !isHeadless(old)) {
      checkKept(spec, old, "ipFamilies", "secondary ipFamily", "primary ipFamily can not be unset");
    }
  }
  if (isBalancer(spec) && isBalancer(old)) {
    const name = spec.get("loadBalancerClass");
    if (name.value !== old.get("loadBalancerClass").value) name.invalid("may not change once set");
    const local = [spec, old].every((one) => one.get("externalTrafficPolicy").text === "Local");
    const port = spec.get("healthCheckNodePort");
    if (local && port.number !== old.get("healthCheckNodePort").number) port.forbid("field is immutable");
  }
}

function checkKept(spec: Part, old: Part, field: string, second: string, unset: string): void {
  const [now, before] = [spec.get(field), old.get(field)];
  const first = now.as(`${now.path}[0]`);
  const fixed = "may not change once set";
  if (now.size === before.size) {
    for (const [index, text] of before.texts.entries()) {
      const at = field === "clusterIPs" ? index : 0;
      if (now.texts[index] !== text) now.as(`${now.path}[${at}]`).invalid(fixed);
    }
    return;
  }
  if (now.size > 0 && before.size > 0 && now.texts[0] !== before.texts[0]) {
    first.invalid(fixed, spec.get("clusterIPs").value ?? null);
  }
  if (now.size > before.size) return;
  if (spec.get("clusterIPs").size === 0) first.invalid(unset);
  const policy = spec.get("ipFamilyPolicy");
  if (now.size === 1 && policy.text !== "SingleStack") {
    policy.invalid(`must be set to 'SingleStack' when releasing the ${second}`);
  }
}

/** What a load balancer reports. */
export function checkServiceStatus(service: Part, old: Part): void {
  const ingress = service.in("status", "loadBalancer", "ingress");
  if (ingress.size > 0 && !isBalancer(service.get("spec"))) {
    return ingress.forbid("may only be used when `spec.type` is 'LoadBalancer'");
  }
  const before = old.in("status", "loadBalancer", "ingress").items.map((one) => one.get("ip").text);
  for (const one of ingress.items) {
    const [ip, mode] = [one.get("ip"), one.get("ipMode")];
    if (ip.text !== "") checkAddress(ip, before);
    if (!mode.present) {
      if (ip.text !== "") mode.require("must be specified when `ip` is set");
    } else if (ip.text === "") mode.forbid("may not be specified when `ip` is not set");
    else mode.oneOf(["Proxy", "VIP"]);
    checkBalancerName(one.get("hostname"));
  }
}

export function checkBalancerName(name: Part): void {
  name.checkIfSet(validateDns1123Subdomain);
  if (/^\d+(\.\d+){3}$/.test(name.text)) name.invalid("must be a DNS name, not an IP address");
}
