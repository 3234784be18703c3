import {
  validateDns1123Label,
  validateDns1123Subdomain,
  validateLabelKey,
  validateLabelValue,
} from "@kubets/apimachinery";
import { semanticallyEqual } from "../json.ts";
import { checkAddress, checkReachable, isV4, isV6 } from "./addresses.ts";
import { protocols } from "./containers.ts";
import type { Part } from "./part.ts";
import { checkLabels } from "./selectors.ts";
import { checkPort } from "./texts.ts";

/** Of what was bad before, and is as it was, nothing is said. */
function unlessKept(part: Part, old: Part | undefined, check: () => void): void {
  const known = part.problems.length;
  check();
  if (old && semanticallyEqual(part.value, old.value)) part.problems.length = known;
}

export function checkEndpoints(endpoints: Part, old?: Part): void {
  const subsets = endpoints.get("subsets");
  unlessKept(subsets, old?.get("subsets"), () => {
    for (const subset of subsets.items) checkSubset(subset);
  });
}

function checkSubset(subset: Part): void {
  const addresses = ["addresses", "notReadyAddresses"].flatMap((field) => subset.get(field).items);
  if (addresses.length === 0) subset.require("must specify `addresses` or `notReadyAddresses`");
  for (const address of addresses) {
    checkAddress(address.get("ip"));
    address.get("hostname").checkIfSet(validateDns1123Label);
    const node = address.get("nodeName");
    if (node.present) node.check(validateDns1123Subdomain);
    checkReachable(address.get("ip"));
  }
  const ports = subset.get("ports");
  for (const port of ports.items) {
    const [name, protocol] = [port.get("name"), port.get("appProtocol")];
    if (ports.size > 1) name.needed();
    name.checkIfSet(validateDns1123Label);
    checkPort(port.get("port"));
    port.get("protocol").mustBeOneOf(protocols);
    if (protocol.present) protocol.check(validateLabelKey);
  }
}

const addressTypes = ["FQDN", "IPv4", "IPv6"];

export function checkSlice(slice: Part, old?: Part): void {
  const type = slice.get("addressType");
  type.mustBeOneOf(addressTypes);
  checkSlicePorts(slice.get("ports"));
  const endpoints = slice.get("endpoints");
  unlessKept(endpoints, old?.get("endpoints"), () => {
    if (endpoints.size > 1000) return endpoints.tooMany(1000);
    for (const endpoint of endpoints.items) checkEndpoint(endpoint, type.text);
  });
  if (old) type.immutable(old.get("addressType"), null);
}

function checkSlicePorts(ports: Part): void {
  if (ports.size > 20_000) return ports.tooMany(20_000);
  const names = new Set<string>();
  for (const port of ports.items) {
    const [name, protocol] = [port.get("name"), port.get("appProtocol")];
    name.checkIfSet(validateDns1123Label);
    if (names.has(name.text)) name.duplicate();
    names.add(name.text);
    port.get("protocol").oneOf(protocols);
    if (protocol.present) protocol.check(validateLabelKey);
  }
}

function checkEndpoint(endpoint: Part, type: string): void {
  const addresses = endpoint.get("addresses");
  if (addresses.needed() && addresses.size > 100) addresses.tooMany(100);
  for (const address of addresses.items) {
    if (type === "FQDN") checkDomain(address);
    else if ((type === "IPv4" || type === "IPv6") && checkAddress(address)) {
      const fits = type === "IPv4" ? isV4(address.text) : isV6(address.text);
      if (!fits) addresses.invalid(`must be an ${type} address`, address.text);
      checkReachable(address);
    }
  }
  const [node, hostname] = [endpoint.get("nodeName"), endpoint.get("hostname")];
  if (node.present) node.check(validateDns1123Subdomain);
  checkLabels(endpoint.get("deprecatedTopology"));
  if (hostname.present) hostname.check(validateDns1123Label);
  const hints = endpoint.get("hints");
  if (checkHints(hints.get("forZones"), validateLabelValue))
    checkHints(hints.get("forNodes"), validateDns1123Subdomain);
}

function checkHints(hints: Part, check: (name: string) => readonly string[]): boolean {
  if (hints.size > 8) {
    hints.tooMany(8);
    return false;
  }
  const seen = new Set<string>();
  for (const hint of hints.items) {
    const name = hint.get("name");
    if (seen.has(name.text)) name.duplicate();
    seen.add(name.text);
    name.check(check);
  }
  return true;
}

function checkDomain(address: Part): void {
  if (!address.needed()) return;
  const name = address.text.replace(/\.$/, "");
  const problems = validateDns1123Subdomain(name);
  if (problems.length > 0) return address.invalid(problems.join(","), name);
  const labels = name.split(".");
  if (labels.length < 2) {
    return address.invalid("should be a domain with at least two segments separated by dots", name);
  }
  const bad = labels.find((label) => validateDns1123Label(label).length > 0);
  if (bad !== undefined) address.invalid(validateDns1123Label(bad).join(","), bad);
}
