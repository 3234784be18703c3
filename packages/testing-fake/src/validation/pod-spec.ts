import { validateDns1123Label, validateDns1123Subdomain, validateLabelKey } from "@kubets/apimachinery";
import { goQuote } from "../go-text.ts";
import { checkAddress } from "./addresses.ts";
import { checkContainers, checkEphemeralContainers, checkInitContainers, type PodContext } from "./containers.ts";
import { internalShown } from "./internal-form.ts";
import type { Part } from "./part.ts";
import { checkOverhead } from "./resources.ts";
import { checkPodResources } from "./pod-resources.ts";
import { checkAffinity, checkSchedulingGroup, checkSpread, checkTolerations } from "./scheduling.ts";
import { checkHostProcesses, checkPodSecurity, checkSystem } from "./security.ts";
import { checkAnnotations, checkLabels } from "./selectors.ts";
import { subdomainWithUnderscore } from "./texts.ts";
import { checkVolumes } from "./volumes.ts";

/** All containers of a pod, in the order in which servers look at them. */
export const containersOf = (spec: Part): readonly Part[] =>
  ["initContainers", "containers", "ephemeralContainers"].flatMap((kind) => spec.get(kind).items);

/** What a pod, or what is to become pods, must keep to. `pod` is the pod's name where it is one. */
export function checkPodSpec(spec: Part, pod?: string): void {
  const text = (field: string): string => spec.get(field).text;
  if (!spec.get("terminationGracePeriodSeconds").present) spec.get("terminationGracePeriodSeconds").require();
  const volumes = checkVolumes(spec.get("volumes"), pod ?? "");
  const claims = spec.get("resourceClaims");
  checkResourceClaims(claims);
  const names = claims.items.map((claim) => claim.get("name").text).filter((name) => name !== "");
  const context: PodContext = { spec, volumes, claims: names };
  checkContainers(spec.get("containers"), context);
  checkInitContainers(spec.get("initContainers"), context);
  checkEphemeralContainers(spec.get("ephemeralContainers"), context);
  checkPodResources(spec, names);
  checkHostPorts(spec, pod !== undefined);
  spec.get("restartPolicy").mustBeOneOf(["Always", "OnFailure", "Never"]);
  spec.get("dnsPolicy").mustBeOneOf(["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"]);
  checkLabels(spec.get("nodeSelector"));
  checkPodSecurity(spec.get("securityContext"), spec);
  if (spec.get("shareProcessNamespace").isTrue && spec.get("hostPID").isTrue) {
    spec.get("shareProcessNamespace").invalid("ShareProcessNamespace and HostPID cannot both be enabled");
  }
  checkAffinity(spec.get("affinity"));
  checkDns(spec);
  for (const gate of spec.get("readinessGates").items) gate.get("conditionType").check(validateLabelKey);
  checkSchedulingGates(spec.get("schedulingGates"));
  checkSpread(spec.get("topologySpreadConstraints"));
  const containers = containersOf(spec);
  checkHostProcesses(spec, containers);
  checkHostUsers(spec, containers);
  checkHostname(spec);
  spec.get("serviceAccountName").checkIfSet(validateDns1123Subdomain);
  if (text("serviceAccount") !== text("serviceAccountName")) {
    const detail = `must be the same as serviceAccountName: ${goQuote(text("serviceAccountName"))}`;
    spec.get("deprecatedServiceAccount").invalid(detail, text("serviceAccount"));
  }
  spec.get("nodeName").checkIfSet(validateDns1123Subdomain);
  if (spec.get("activeDeadlineSeconds").present) spec.get("activeDeadlineSeconds").between(1, 2147483647);
  spec.get("hostname").checkIfSet(validateDns1123Label);
  spec.get("subdomain").checkIfSet(validateDns1123Label);
  checkTolerations(spec.get("tolerations"));
  for (const alias of spec.get("hostAliases").items) {
    checkAddress(alias.get("ip"));
    for (const hostname of alias.get("hostnames").items) hostname.check(validateDns1123Subdomain);
  }
  spec.get("priorityClassName").checkIfSet(validateDns1123Subdomain);
  if (spec.get("runtimeClassName").present) spec.get("runtimeClassName").check(validateDns1123Subdomain);
  if (spec.get("preemptionPolicy").present) checkPreemption(spec.get("preemptionPolicy"));
  checkOverhead(spec.get("overhead"));
  checkSystem(spec, containers);
  checkSchedulingGroup(spec.get("schedulingGroup"));
  checkFileVariables(spec, containers);
}

export function checkPreemption(policy: Part): void {
  policy.mustBeOneOf(["PreemptLowerPriority", "Never"]);
}

function checkResourceClaims(claims: Part): void {
  const names = new Set<string>();
  for (const claim of claims.items) {
    const name = claim.get("name");
    if (name.needed()) {
      if (names.has(name.text)) name.duplicate();
      else name.check(validateDns1123Label);
      names.add(name.text);
    }
    const fields = ["resourceClaimName", "resourceClaimTemplateName"].map((field) => claim.get(field));
    const given = fields.filter((field) => field.present);
    const shown = internalShown("core.PodResourceClaim", claim.value);
    if (given.length > 1) {
      claim.invalid("at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified", shown);
    } else if (given.length === 0) {
      claim.invalid("must specify one of: `resourceClaimName`, `resourceClaimTemplateName`", shown);
    }
    for (const field of given) field.check(validateDns1123Subdomain);
  }
}

/** On the network of the host, ports are the host's; what is yet to become a pod may leave them out. */
function checkHostPorts(spec: Part, isPod: boolean): void {
  if (!spec.get("hostNetwork").isTrue) return;
  for (const container of spec.get("containers").items) {
    for (const port of container.get("ports").items) {
      const [host, own] = [port.get("hostPort"), port.get("containerPort").number];
      if ((isPod || host.number !== 0) && host.number !== own) {
        host.invalid("must match `containerPort` when `hostNetwork` is true", host.number);
      }
    }
  }
}

function checkDns(spec: Part): void {
  const config = spec.get("dnsConfig");
  const servers = config.get("nameservers");
  if (spec.get("dnsPolicy").text === "None") {
    if (!config.present) return config.require("must provide `dnsConfig` when `dnsPolicy` is None");
    const some = servers.needed("must provide at least one DNS nameserver when `dnsPolicy` is None");
    if (!some) return;
  }
  if (servers.size > 3) servers.invalid("must not have more than 3 nameservers");
  for (const server of servers.items) checkAddress(server);
  const searches = config.get("searches");
  if (searches.size > 32) searches.invalid("must not have more than 32 search paths");
  if (searches.texts.join(" ").length > 2048) {
    searches.invalid("must not have more than 2048 characters (including spaces) in the search list");
  }
  for (const search of searches.items) {
    if (search.text === ".") continue;
    const name = search.text.replace(/\.$/, "");
    for (const detail of subdomainWithUnderscore(name)) search.invalid(detail, name);
  }
  for (const option of config.get("options").items) {
    if (option.get("name").text === "") option.require("must not be empty");
  }
}

function checkSchedulingGates(gates: Part): void {
  const seen = new Set<string>();
  for (const gate of gates.items) {
    const name = gate.get("name").text;
    for (const detail of validateLabelKey(name)) gate.invalid(detail, name);
    if (seen.has(name)) gate.duplicate(name);
    seen.add(name);
  }
}

/** Users of a pod's own exclude the namespaces of the host. */
function checkHostUsers(spec: Part, containers: readonly Part[]): void {
  if (spec.get("hostUsers").value !== false) return;
  const cannot = "when `hostUsers` is false";
  if (spec.get("hostNetwork").isTrue) spec.get("hostNetwork").forbid(cannot);
  if (spec.get("hostPID").isTrue) spec.get("HostPID").forbid(cannot);
  if (spec.get("hostIPC").isTrue) spec.get("HostIPC").forbid(cannot);
  for (const container of containers) {
    if (container.get("volumeDevices").size > 0) container.get("volumeDevices").forbid(cannot);
  }
}

function checkHostname(spec: Part): void {
  const name = spec.get("hostnameOverride");
  if (!name.present) return;
  for (const field of ["setHostnameAsFQDN", "hostNetwork"]) {
    if (spec.get(field).isTrue) name.forbid(`may not be specified when ${field} is true`);
  }
  if (name.size > 64) name.tooLong(64);
  name.check(validateDns1123Subdomain);
}

function checkFileVariables(spec: Part, containers: readonly Part[]): void {
  for (const container of containers) {
    for (const variable of container.get("env").items) {
      const file = variable.in("valueFrom", "fileKeyRef");
      if (!file.present) continue;
      const name = file.get("volumeName");
      const volume = spec.get("volumes").items.find((one) => one.get("name").text === name.text);
      if (!volume) name.notFound();
      else if (!volume.get("emptyDir").present) name.invalid("referenced volume must be of type emptyDir");
    }
  }
}

const seccompPod = "seccomp.security.alpha.kubernetes.io/pod";
const seccompContainer = "container.seccomp.security.alpha.kubernetes.io/";
const appArmorContainer = "container.apparmor.security.beta.kubernetes.io/";

/** Annotations that mean something to pods. */
export function checkPodAnnotations(annotations: Part, spec: Part): void {
  const mirror = annotations.entry("kubernetes.io/config.mirror");
  if (mirror.present && spec.get("nodeName").text === "") {
    mirror.invalid("must set spec.nodeName if mirror pod annotation is set");
  }
  const cost = annotations.entry("controller.kubernetes.io/pod-deletion-cost");
  if (cost.present) {
    const isInteger = /^(0|[+-]?[1-9]\d{0,9}|-0)$/.test(cost.text) && !cost.text.startsWith("+");
    const value = Number(cost.text);
    if (!isInteger || value > 2147483647 || value < -2147483648) cost.invalid("must be a 32bit integer");
  }
  for (const [key, profile] of annotations.entries) {
    if (key === seccompPod || key.startsWith(seccompContainer)) {
      const known = ["runtime/default", "docker/default", "unconfined"].includes(profile.text);
      if (!known && !profile.text.startsWith("localhost/")) {
        annotations.get(key).invalid("must be a valid seccomp profile");
      }
    }
    if (!key.startsWith(appArmorContainer)) continue;
    const name = key.slice(appArmorContainer.length);
    const found = containersOf(spec).some((container) => container.get("name").text === name);
    if (!found) profile.invalid("container not found", name);
    if (!["", "runtime/default", "unconfined"].includes(profile.text) && !profile.text.startsWith("localhost/")) {
      profile.invalid(`invalid AppArmor profile name: ${goQuote(profile.text)}`);
    }
  }
}

/** What pods are made from. */
export function checkPodTemplate(template: Part): void {
  const [metadata, spec] = [template.get("metadata"), template.get("spec")];
  const at = (field: string): Part => metadata.get(field).as(`${template.path}.${field}`);
  checkLabels(at("labels"));
  checkAnnotations(at("annotations"));
  checkPodAnnotations(at("annotations"), spec);
  checkPodSpec(spec);
  const ephemeral = spec.get("ephemeralContainers");
  if (ephemeral.size > 0) ephemeral.forbid("ephemeral containers not allowed in pod template");
}
