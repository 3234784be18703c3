import { goText } from "../go-text.ts";
import { validateLabelValue } from "@kubets/apimachinery";
import { goQuote } from "../go-text.ts";
import { equal } from "../json.ts";
import type { Part } from "./part.ts";
import { containersOf } from "./pod-spec.ts";
import { quantityOf } from "./resources.ts";

/** Takes what the writer of a good object should know. */
export type Warn = (text: string) => void;

/** Amounts of bytes that are no whole ones. */
function warnOfFraction(amount: Part, warn: Warn): void {
  if (!amount.present || quantityOf(amount).toBigInt(-3) % 1000n === 0n) return;
  warn(`${amount.path}: fractional byte value ${goQuote(String(quantityOf(amount)))} is invalid, must be an integer`);
}

export function warnOfClaimSpec(spec: Part, warn: Warn, path = `${spec.path}.resources`): void {
  for (const kind of ["limits", "requests"]) {
    warnOfFraction(spec.in("resources", kind).as(`${path}.${kind}`).entry("storage"), warn);
  }
}

/** Kinds of volumes that are on their way out, and since when. */
const oldVolumes: Readonly<Record<string, string>> = {
  photonPersistentDisk: "deprecated in v1.11, non-functional in v1.16+",
  gitRepo: "deprecated in v1.11, and disabled by default in v1.33+",
  scaleIO: "deprecated in v1.16, non-functional in v1.22+",
  flocker: "deprecated in v1.22, non-functional in v1.25+",
  storageos: "deprecated in v1.22, non-functional in v1.25+",
  quobyte: "deprecated in v1.22, non-functional in v1.25+",
  glusterfs: "deprecated in v1.25, non-functional in v1.26+",
  cephfs: "deprecated in v1.28, non-functional in v1.31+",
  rbd: "deprecated in v1.28, non-functional in v1.31+",
};

function warnOfVolumes(volumes: Part, warn: Warn): void {
  for (const volume of volumes.items) {
    for (const [field, text] of Object.entries(oldVolumes)) {
      const shown = field === "storageos" ? "storageOS" : field;
      if (volume.get(field).present) warn(`${volume.path}.${shown}: ${text}`);
    }
    const claim = volume.in("ephemeral", "volumeClaimTemplate", "spec");
    if (claim.present) warnOfClaimSpec(claim, warn, `${claim.path}.resources`);
  }
  for (const volume of volumes.items) {
    const name = goQuote(volume.get("name").text);
    const overlapping = (items: Part, what: string): void => {
      const seen: string[] = [];
      for (const item of items.items) {
        const path = item.get("path").text;
        const other = seen.find((one) => one === path || path.startsWith(`${one}/`) || one.startsWith(`${path}/`));
        if (other !== undefined) {
          warn(`volume ${name} (${what}): overlapping paths: ${goQuote(path)} with ${goQuote(other)}`);
        }
        seen.push(path);
      }
    };
    const [map, secret] = [volume.get("configMap"), volume.get("secret")];
    overlapping(map.get("items"), `ConfigMap ${goQuote(map.get("name").text)}`);
    overlapping(secret.get("items"), `Secret ${goQuote(secret.get("secretName").text)}`);
    overlapping(volume.in("downwardAPI", "items"), "DownwardAPI");
    for (const source of volume.in("projected", "sources").items) {
      if (source.size === 0) warn(`volume ${name} (Projected) has no sources provided`);
    }
  }
}

function warnOfRepeated(items: Part, field: string, what: string, warn: Warn): void {
  const seen = new Set<string>();
  for (const item of items.items) {
    const part = item.get(field);
    if (seen.has(part.text)) warn(`${part.path}: duplicate ${what} ${goQuote(part.text)}`);
    seen.add(part.text);
  }
}

function warnOfContainer(container: Part, warn: Warn): void {
  for (const name of ["memory", "ephemeral-storage"]) {
    for (const kind of ["limits", "requests"]) {
      warnOfFraction(container.in("resources", kind).entry(name), warn);
    }
  }
  const seen = new Set<string>();
  for (const variable of container.get("env").items) {
    const [name, value] = [variable.get("name").text, variable.get("value").text];
    const reference = `$(${name})`;
    const hides = variable.get("valueFrom").present || value === reference || !value.includes(reference);
    if (seen.has(name) && hides) {
      warn(`${variable.path}: hides previous definition of ${goQuote(name)}, which may be dropped when using apply`);
    }
    seen.add(name);
  }
}

function warnOfPorts(containers: readonly Part[], warn: Warn): void {
  const all = containers.flatMap((container) => container.get("ports").items);
  const of = (port: Part, field: string): string => goText(port.get(field).value ?? "");
  for (const [index, port] of all.entries()) {
    const [ip, host] = [of(port, "hostIP"), of(port, "hostPort")];
    if (ip !== "" && host === "") {
      const shown = `Name:${of(port, "name")} HostPort:0 ContainerPort:${of(port, "containerPort")}`;
      warn(`${port.path}: hostIP set without hostPort: {${shown} Protocol:${of(port, "protocol")} HostIP:${ip}}`);
    }
    for (const other of all.slice(0, index)) {
      if (["containerPort", "protocol"].some((field) => of(port, field) !== of(other, field))) continue;
      const [otherIp, otherHost] = [of(other, "hostIP"), of(other, "hostPort")];
      const how =
        ip === otherIp && host === otherHost
          ? "duplicate"
          : host === "" || otherHost === ""
            ? "overlapping"
            : host === otherHost && (ip === "") !== (otherIp === "")
              ? "dangerously ambiguous"
              : undefined;
      if (how !== undefined) warn(`${port.path}: ${how} port definition with ${other.path}`);
    }
  }
  const names = new Map<string, string>();
  for (const port of all) {
    const name = port.get("name").text;
    const first = names.get(name);
    if (name === "") continue;
    if (first === undefined) names.set(name, port.path);
    else {
      const use = `services and probes that select ports by name will use ${first}`;
      warn(`${port.path}: duplicate port name ${goQuote(name)} with ${first}, ${use}`);
    }
  }
}

/** What is allowed in pods, but seldom meant. */
export function warnOfPodSpec(spec: Part, warn: Warn): void {
  const preferred = "preferredDuringSchedulingIgnoredDuringExecution";
  const required = "requiredDuringSchedulingIgnoredDuringExecution";
  for (const term of spec.in("affinity", "nodeAffinity", preferred).items) {
    for (const requirement of term.in("preference", "matchExpressions").items) {
      for (const value of requirement.get("values").items) {
        for (const detail of validateLabelValue(value.text)) warn(`${value.path}: ${value.text} is invalid, ${detail}`);
      }
    }
  }
  const none = (selector: Part): void => {
    if (!selector.present) warn(`${selector.path}: a null labelSelector results in matching no pod`);
  };
  for (const constraint of spec.get("topologySpreadConstraints").items) none(constraint.get("labelSelector"));
  warnOfVolumes(spec.get("volumes"), warn);
  warnOfRepeated(spec.get("hostAliases"), "ip", "ip", warn);
  warnOfRepeated(spec.get("imagePullSecrets"), "name", "name", warn);
  for (const secret of spec.get("imagePullSecrets").items) {
    if (secret.get("name").text === "") warn(`${secret.path}.name: invalid empty name ""`);
  }
  const containers = containersOf(spec);
  for (const container of containers) warnOfContainer(container, warn);
  warnOfPorts(containers, warn);
  for (const kind of ["podAffinity", "podAntiAffinity"]) {
    for (const term of spec.in("affinity", kind, required).items) none(term.get("labelSelector"));
    for (const term of spec.in("affinity", kind, preferred).items) none(term.in("podAffinityTerm", "labelSelector"));
  }
}

/** The same of a template, of which only a change is worth a word. */
export function warnOfTemplate(object: Part, old: Part | undefined, path: readonly string[], warn: Warn): void {
  const template = object.in(...path);
  if (old && equal(template.value, old.in(...path).value)) return;
  warnOfPodSpec(template.get("spec"), warn);
}

export function warnOfService(service: Part, warn: Warn): void {
  const spec = service.get("spec");
  const type = spec.get("type").text;
  const headless = type === "ClusterIP" && spec.get("clusterIP").text === "None";
  const external = spec.get("externalIPs").size > 0;
  if (headless) {
    if (spec.get("loadBalancerIP").text !== "") warn("spec.loadBalancerIP is ignored for headless services");
    if (external) warn("spec.externalIPs is ignored for headless services");
    if (spec.get("sessionAffinity").text !== "None") warn("spec.SessionAffinity is ignored for headless services");
  }
  if (external && !headless && type !== "ExternalName") {
    warn("spec.externalIPs is deprecated and may no longer be implemented in some clusters");
  }
  if (external && type === "ExternalName") warn('spec.externalIPs is ignored when spec.type is "ExternalName"');
  if (type !== "ExternalName" && spec.get("externalName").text !== "") {
    warn('spec.externalName is ignored when spec.type is not "ExternalName"');
  }
  if (spec.get("trafficDistribution").text === "PreferClose") {
    warn('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"');
  }
}

export function warnOfSecret(secret: Part, warn: Warn): void {
  if (secret.get("type").text !== "kubernetes.io/tls") return;
  for (const [key, what] of [
    ["tls.crt", "certificate"],
    ["tls.key", "key"],
  ] as const) {
    const text = atob(secret.in("data", key).text);
    if (/-----BEGIN [A-Z0-9 ]+-----/.test(text)) continue;
    warn(`tls: failed to find any PEM data in ${what} input`);
    return;
  }
}

export function warnOfDriver(driver: Part, old: Part | undefined, warn: Warn): void {
  const spec = driver.get("spec");
  if (old && equal(spec.get("tokenRequests").value, old.in("spec", "tokenRequests").value)) return;
  if (spec.get("tokenRequests").size === 0 || spec.get("serviceAccountTokenInSecrets").present) return;
  warn(
    "spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent possible logging of tokens in volume attributes",
  );
}

export function warnOfStatefulSet(set: Part, old: Part | undefined, warn: Warn): void {
  warnOfTemplate(set, old, ["spec", "template"], warn);
  const limit = set.in("spec", "revisionHistoryLimit");
  if (limit.number < 0) {
    warn(`${limit.path}: a negative value retains all historical revisions; a value >= 0 is recommended`);
  }
  for (const claim of set.in("spec", "volumeClaimTemplates").items) {
    warnOfClaimSpec(claim.get("spec"), warn, `${claim.path}.resources`);
  }
}
