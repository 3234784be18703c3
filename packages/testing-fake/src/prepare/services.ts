import { fill, isMissing, mapObjects, objectIn, objectsIn, ownObject, textIn } from "../defaults/fill.ts";
import { equal, type JsonObject } from "../json.ts";
import type { ServerState } from "../storage/server-state.ts";
import { internal, invalid, invalidValue } from "../http/status.ts";
import type { Allocation } from "./prepare.ts";

const none = "None";
/** As a kube-apiserver has them by default; the first address is that of the service `kubernetes`. */
const firstAddress = 2;
const lastAddress = 254;
const addressPrefix = "10.0.0.";
const firstNodePort = 30000;
const lastNodePort = 32767;

const needsAddress = (spec: Readonly<JsonObject>): boolean => spec["type"] !== "ExternalName";
const needsNodePorts = (spec: Readonly<JsonObject>): boolean =>
  spec["type"] === "NodePort" || (spec["type"] === "LoadBalancer" && spec["allocateLoadBalancerNodePorts"] !== false);
const needsHealthPort = (spec: Readonly<JsonObject>): boolean =>
  spec["type"] === "LoadBalancer" && spec["externalTrafficPolicy"] === "Local";

/** A client says one of `clusterIP` and `clusterIPs`. */
export function prepareService(service: JsonObject): void {
  const spec = ownObject(service, "spec");
  normalizeAddresses(spec, {});
}

/** Keeps what was allocated where an update does not name it, and drops it where the service needs it no longer. */
export function prepareServiceUpdate(service: JsonObject, old: Readonly<JsonObject>): void {
  const spec = ownObject(service, "spec");
  const before = objectIn(old, "spec");
  if (needsAddress(before) && needsAddress(spec)) {
    if ((spec["clusterIP"] ?? "") === "") spec["clusterIP"] = before["clusterIP"];
    if (isMissing(spec["clusterIPs"])) spec["clusterIPs"] = before["clusterIPs"];
    fill(spec, { ipFamilyPolicy: before["ipFamilyPolicy"], ipFamilies: before["ipFamilies"] });
  } else if (needsAddress(before)) {
    dropSame(spec, before, ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"]);
  }
  normalizeAddresses(spec, before);
  keepNodePorts(spec, before);
  refuseSamePorts(spec);
  if (needsHealthPort(before) && needsHealthPort(spec)) {
    fill(spec, { healthCheckNodePort: before["healthCheckNodePort"] });
  } else if (needsHealthPort(before)) dropSame(spec, before, ["healthCheckNodePort"]);
  if (before["type"] === "LoadBalancer" && spec["type"] !== "LoadBalancer") {
    dropSame(spec, before, ["allocateLoadBalancerNodePorts", "loadBalancerClass"]);
    service["status"] = { ...objectIn(service, "status"), loadBalancer: {} };
  }
  const external = spec["type"] === "NodePort" || spec["type"] === "LoadBalancer";
  if (!external && objectsIn(spec, "externalIPs").length === 0 && before["type"] !== spec["type"]) {
    dropSame(spec, before, ["externalTrafficPolicy"]);
  }
}

function dropSame(spec: JsonObject, before: Readonly<JsonObject>, fields: readonly string[]): void {
  for (const field of fields) if (isMissing(spec[field]) || equal(spec[field], before[field])) delete spec[field];
}

/** Updates hand out ports before anybody looks whether the service is valid. */
function refuseSamePorts(spec: Readonly<JsonObject>): void {
  if (spec["type"] !== "NodePort" && spec["type"] !== "LoadBalancer") return;
  const seen = new Set<string>();
  for (const { protocol = "TCP", nodePort } of objectsIn(spec, "ports")) {
    if (isMissing(nodePort)) continue;
    const port = `{${String(protocol)} ${String(nodePort)}}`;
    if (seen.has(port)) throw internal(`duplicate nodePort: ${port}`);
    seen.add(port);
  }
}

function keepNodePorts(spec: JsonObject, before: Readonly<JsonObject>): void {
  const old = objectsIn(before, "ports");
  if (needsNodePorts(before) && needsNodePorts(spec)) {
    const now = new Set(objectsIn(spec, "ports").map((port) => port["nodePort"]));
    const free = old.filter((port) => !now.has(port["nodePort"]));
    mapObjects(spec, "ports", (port) => {
      const same = free.find(({ name }) => (name ?? "") === (port["name"] ?? ""));
      return isMissing(port["nodePort"]) && same ? { ...port, nodePort: same["nodePort"] } : port;
    });
  } else if (needsNodePorts(before) && !needsNodePorts(spec)) {
    const same = equal(
      old.map((port) => port["nodePort"]),
      objectsIn(spec, "ports").map((port) => port["nodePort"]),
    );
    if (same) mapObjects(spec, "ports", (port) => ({ ...port, nodePort: undefined }));
  }
}

/** `clusterIP` is the first of `clusterIPs`, whichever of the two a client sent. */
function normalizeAddresses(spec: JsonObject, before: Readonly<JsonObject>): void {
  const ip = spec["clusterIP"] ?? "";
  const ips = Array.isArray(spec["clusterIPs"]) ? (spec["clusterIPs"] as unknown[]) : [];
  if (ip !== "" && ips.length === 0) spec["clusterIPs"] = [ip];
  if (isMissing(before["clusterIP"])) return;
  if (ip !== before["clusterIP"] && equal(ips, before["clusterIPs"])) {
    if (ip === "") delete spec["clusterIPs"];
    else spec["clusterIPs"] = [ip, ...ips.slice(1)];
  }
}

/** Gives a service its address and ports, each of which no other service has. */
export function allocateService(service: JsonObject, state: ServerState, write: Allocation): void {
  const spec = ownObject(service, "spec");
  const metadata = objectIn(service, "metadata");
  const { uid } = metadata;
  const name = textIn(metadata, "name");
  const others = state.store
    .list("services", { prefix: "" })
    .filter((other) => other.metadata.uid !== uid)
    .map((other) => objectIn(other, "spec"));
  if (needsAddress(spec)) {
    setFamilies(spec);
    setAddress(spec, name, others);
  }
  if (needsNodePorts(spec)) setNodePorts(spec, name, others, write);
  if (needsHealthPort(spec)) fill(spec, { healthCheckNodePort: freePort(portsOf([...others, spec])) });
}

function setFamilies(spec: JsonObject): void {
  const dual = spec["clusterIP"] === none && Object.keys(objectIn(spec, "selector")).length === 0;
  fill(spec, { ipFamilyPolicy: dual ? "RequireDualStack" : "SingleStack" });
  const families = Array.isArray(spec["ipFamilies"]) ? (spec["ipFamilies"] as unknown[]) : [];
  if (families.length === 0) {
    spec["ipFamilies"] = dual && spec["ipFamilyPolicy"] !== "SingleStack" ? ["IPv4", "IPv6"] : ["IPv4"];
  }
}

function setAddress(spec: JsonObject, name: string, others: readonly JsonObject[]): void {
  const wanted = textIn(spec, "clusterIP");
  if (wanted === none) {
    spec["clusterIPs"] = [none];
    return;
  }
  const used = new Set(others.map((other) => other["clusterIP"]));
  if (wanted !== "") {
    spec["clusterIPs"] ??= [wanted];
    const last = wanted.startsWith(addressPrefix) ? Number(wanted.slice(addressPrefix.length)) : -1;
    const problem =
      last < 0
        ? "failed to allocate IP WANTED: the provided network does not match the current range"
        : used.has(wanted)
          ? "failed to allocate IP WANTED: provided IP is already allocated"
          : undefined;
    if (problem === undefined) return;
    const text = problem.replace("WANTED", wanted);
    throw invalid({ group: "", kind: "Service" }, name, [invalidValue("spec.clusterIPs", spec["clusterIPs"], text)]);
  }
  for (let last = firstAddress; last <= lastAddress || last < 2 ** 16; last++) {
    // Beyond what fits into the range of a real server's default, tests with many services go on.
    const address = last <= lastAddress ? `${addressPrefix}${last}` : `10.1.${last >> 8}.${last & 0xff}`;
    if (used.has(address)) continue;
    spec["clusterIP"] = address;
    spec["clusterIPs"] = [address];
    return;
  }
}

function portsOf(specs: readonly Readonly<JsonObject>[]): Set<unknown> {
  const ports = specs.flatMap((spec) => [
    spec["healthCheckNodePort"],
    ...objectsIn(spec, "ports").map((port) => port["nodePort"]),
  ]);
  return new Set(ports.filter((port) => !isMissing(port)));
}

function freePort(used: Set<unknown>): number {
  let port = firstNodePort;
  while (used.has(port)) port++;
  used.add(port);
  return port;
}

function setNodePorts(spec: JsonObject, name: string, others: readonly JsonObject[], write: Allocation): void {
  const used = portsOf(others);
  const kept = portsOf(write.old ? [objectIn(write.old, "spec")] : []);
  const own = new Set(kept);
  for (const [index, port] of objectsIn(spec, "ports").entries()) {
    const wanted = port["nodePort"];
    if (isMissing(wanted) || kept.has(wanted)) continue;
    const field = `spec.ports[${index}].nodePort`;
    // A dry run only looks whether somebody else has the port, not whether it is one.
    const problem =
      !write.dryRun && typeof wanted === "number" && (wanted < firstNodePort || wanted > lastNodePort)
        ? `provided port is not in the valid range. The range of valid ports is ${firstNodePort}-${lastNodePort}`
        : used.has(wanted)
          ? "provided port is already allocated"
          : undefined;
    if (problem !== undefined) {
      throw invalid({ group: "", kind: "Service" }, name, [invalidValue(field, wanted, problem)]);
    }
    own.add(wanted);
  }
  for (const port of own) used.add(port);
  mapObjects(spec, "ports", (port) => (isMissing(port["nodePort"]) ? { ...port, nodePort: freePort(used) } : port));
}
