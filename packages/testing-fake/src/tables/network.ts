import type { JsonObject } from "../json.ts";
import { age } from "./duration.ts";
import { columns, type Printer } from "./printer.ts";
import { isSet, nameOf, numberAt, objectAt, objectsAt, textAt, textsAt } from "./read.ts";
import { formatLabels, formatSelector } from "./selectors.ts";

export const services: Printer = {
  columns: columns("Name", "Type", "Cluster-IP", "External-IP", "Port(s)", "Age", "Selector*"),
  cells: (object, now) => [
    nameOf(object),
    textAt(object, "spec", "type"),
    textsAt(object, "spec", "clusterIPs")[0] ?? "<none>",
    externalAddress(object),
    servicePorts(object),
    age(object, now),
    formatLabels(objectAt(object, "spec", "selector")),
  ],
};

function externalAddress(service: JsonObject): string {
  const external = textsAt(service, "spec", "externalIPs");
  switch (textAt(service, "spec", "type")) {
    case "ClusterIP":
    case "NodePort":
      return external.join(",") || "<none>";
    case "LoadBalancer":
      return [...balancerAddresses(service), ...external].join(",") || "<pending>";
    case "ExternalName":
      return textAt(service, "spec", "externalName");
    default:
      return "<unknown>";
  }
}

function balancerAddresses(object: JsonObject): string[] {
  const addresses = objectsAt(object, "status", "loadBalancer", "ingress").map(
    (ingress) => textAt(ingress, "ip") || textAt(ingress, "hostname"),
  );
  return [...new Set(addresses.filter((address) => address !== ""))].toSorted();
}

function servicePorts(service: JsonObject): string {
  const ports = objectsAt(service, "spec", "ports").map((port) => {
    const nodePort = numberAt(port, "nodePort");
    return `${numberAt(port, "port")}${nodePort > 0 ? `:${nodePort}` : ""}/${textAt(port, "protocol")}`;
  });
  return ports.join(",") || "<none>";
}

/** The first three, and how many more there are. */
function firstThree(all: readonly string[]): string {
  const shown = all.slice(0, 3).join(",");
  return all.length > 3 ? `${shown} + ${all.length - 3} more...` : shown;
}

export const endpoints: Printer = {
  columns: columns("Name", "Endpoints", "Age"),
  cells(object, now) {
    const subsets = objectsAt(object, "subsets");
    const all = subsets.flatMap((subset) => {
      const ips = objectsAt(subset, "addresses").map((address) => textAt(address, "ip"));
      const ports = objectsAt(subset, "ports").map((port) => numberAt(port, "port"));
      // A headless service may have no ports.
      if (ports.length === 0) return ips;
      return ports.flatMap((port) => ips.map((ip) => (ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`)));
    });
    return [nameOf(object), subsets.length === 0 ? "<none>" : firstThree(all), age(object, now)];
  },
};

export const endpointSlices: Printer = {
  columns: columns("Name", "AddressType", "Ports", "Endpoints", "Age"),
  cells(object, now) {
    const ports = objectsAt(object, "ports").map((port) =>
      isSet(port, "port") ? `${numberAt(port, "port")}` : isSet(port, "name") ? textAt(port, "name") : "*",
    );
    const addresses = objectsAt(object, "endpoints").flatMap((endpoint) => textsAt(endpoint, "addresses"));
    return [
      nameOf(object),
      textAt(object, "addressType"),
      firstThree(ports) || "<unset>",
      firstThree(addresses) || "<unset>",
      age(object, now),
    ];
  },
};

export const ingresses: Printer = {
  columns: columns("Name", "Class", "Hosts", "Address", "Ports", "Age"),
  cells: (object, now) => [
    nameOf(object),
    isSet(object, "spec", "ingressClassName") ? textAt(object, "spec", "ingressClassName") : "<none>",
    ingressHosts(object),
    balancerAddresses(object).join(","),
    objectsAt(object, "spec", "tls").length > 0 ? "80, 443" : "80",
    age(object, now),
  ],
};

function ingressHosts(ingress: JsonObject): string {
  const rules = objectsAt(ingress, "spec", "rules");
  const hosts: string[] = [];
  for (const [index, rule] of rules.entries()) {
    // What is left is counted in rules, hosts or not.
    if (hosts.length === 3) return `${hosts.join(",")} + ${rules.length - 3} more...`;
    const host = textAt(rule, "host");
    if (host !== "") hosts.push(host);
    if (index === rules.length - 1) break;
  }
  return hosts.join(",") || "*";
}

export const ingressClasses: Printer = {
  columns: columns("Name", "Controller", "Parameters", "Age"),
  cells(object, now) {
    const isDefault =
      textAt(object, "metadata", "annotations", "ingressclass.kubernetes.io/is-default-class") === "true";
    const parameters = objectAt(object, "spec", "parameters");
    const group = isSet(parameters, "apiGroup") ? `.${textAt(parameters, "apiGroup")}` : "";
    return [
      isDefault ? `${nameOf(object)} (default)` : nameOf(object),
      textAt(object, "spec", "controller"),
      parameters ? `${textAt(parameters, "kind")}${group}/${textAt(parameters, "name")}` : "<none>",
      age(object, now),
    ];
  },
};

export const networkPolicies: Printer = {
  columns: columns("Name", "Pod-Selector", "Age"),
  cells: (object, now) => [nameOf(object), formatSelector(objectAt(object, "spec", "podSelector")), age(object, now)],
};
