import { goText } from "../go-text.ts";
import { parseQuantity, validateDns1123Label, validateLabelKey, type Quantity } from "@kubets/apimachinery";
import { Part } from "./part.ts";

const zero = parseQuantity("0");

export const quantityOf = (part: Part): Quantity =>
  typeof part.value === "string" || typeof part.value === "number" ? parseQuantity(String(part.value)) : zero;

const signOf = (part: Part): number => quantityOf(part).compare(zero);

const computed = ["cpu", "memory", "ephemeral-storage"];
const counted = [
  "pods",
  "resourcequotas",
  "services",
  "replicationcontrollers",
  "secrets",
  "configmaps",
  "persistentvolumeclaims",
  "services.nodeports",
  "services.loadbalancers",
];
const quotas = new Set([
  ...computed,
  ...[...computed, "storage"].map((name) => `requests.${name}`),
  ...computed.map((name) => `limits.${name}`),
  ...counted,
]);
const standard = new Set([...quotas, "storage"]);

const isHugePages = (name: string): boolean => name.startsWith("hugepages-");
const isQuotaHugePages = (name: string): boolean => isHugePages(name) || name.startsWith("requests.hugepages-");
const isNative = (name: string): boolean => !name.includes("/") || name.includes("kubernetes.io/");
const isOvercommittable = (name: string): boolean => isNative(name) && !isHugePages(name);
export const isQuotaResource = (name: string): boolean => quotas.has(name) || isQuotaHugePages(name);

function isExtended(name: string): boolean {
  return !isNative(name) && !name.startsWith("requests.") && validateLabelKey(`requests.${name}`).length === 0;
}

/** The name of any resource, at the part that has it. */
export function checkResourceName(part: Part, name: string): boolean {
  const problems = validateLabelKey(name);
  for (const detail of problems) part.invalid(detail, name);
  if (problems.length > 0) return false;
  if (name.includes("/") || standard.has(name) || isQuotaHugePages(name)) return true;
  part.invalid("must be a standard resource type or fully qualified", name);
  return false;
}

export function checkContainerResourceName(part: Part, name: string): void {
  checkResourceName(part, name);
  if (!name.includes("/")) {
    if (!computed.includes(name) && !isHugePages(name))
      part.invalid("must be a standard resource for containers", name);
  } else if (!isNative(name) && !isExtended(name)) {
    part.invalid("doesn't follow extended resource name standard", name);
  }
}

export function checkQuotaResourceName(part: Part, name: string): void {
  checkResourceName(part, name);
  if (!name.includes("/") && !isQuotaResource(name)) part.invalid("must be a standard resource for quota", name);
}

const podResources = ["cpu", "hugepages-", "memory"];
function checkPodResourceName(part: Part, name: string): void {
  if (!checkResourceName(part, name)) return;
  if (!["cpu", "memory"].includes(name) && !isHugePages(name)) part.unsupported(podResources, name);
}

/** An amount of a resource: none below zero, and of what is counted, whole ones. */
export function checkAmount(part: Part, name: string): void {
  if (signOf(part) < 0) part.invalid("must be greater than or equal to 0");
  const isCounted = counted.includes(name) || isExtended(name);
  if (isCounted && quantityOf(part).toBigInt(-3) % 1000n !== 0n) part.invalid("must be an integer");
}

export function checkPositiveAmount(part: Part): boolean {
  if (signOf(part) > 0) return true;
  part.invalid("must be greater than zero", goText(part.value ?? "0"));
  return false;
}

export function checkNoNegativeAmount(part: Part): void {
  if (part.present && signOf(part) < 0) part.invalid("must be greater than or equal to 0");
}

/** What a container, or a pod, asks for and may have. */
export function checkRequirements(part: Part, claims: readonly string[], ofPod = false): void {
  const [limits, requests] = [part.get("limits"), part.get("requests")];
  const checkName = ofPod ? checkPodResourceName : checkContainerResourceName;
  for (const [name, limit] of limits.entries) {
    checkName(limit, name);
    checkAmount(limit, name);
    checkHugePages(limit, name);
  }
  for (const [name, request] of requests.entries) {
    checkName(request, name);
    checkAmount(request, name);
    const limit = limits.get(name);
    if (limit.present) {
      const order = quantityOf(request).compare(quantityOf(limit));
      const most = `${name} limit of ${quantityOf(limit).toString()}`;
      if (order !== 0 && !isOvercommittable(name)) requests.invalid(`must be equal to ${most}`, request.value);
      else if (order > 0) requests.invalid(`must be less than or equal to ${most}`, request.value);
    } else if (!isOvercommittable(name)) limits.require("Limit must be set for non overcommitable resources");
    checkHugePages(request, name);
  }
  const names = [...limits.entries, ...requests.entries].map(([name]) => name);
  if (names.some(isHugePages) && !names.includes("cpu") && !names.includes("memory")) {
    part.forbid("HugePages require cpu or memory");
  }
  checkClaims(part.get("claims"), claims);
}

function checkHugePages(part: Part, name: string): void {
  if (!isHugePages(name)) return;
  let size = 0n;
  try {
    size = parseQuantity(name.slice("hugepages-".length)).toBigInt();
  } catch {
    // A size that is none divides nothing.
  }
  const quantity = quantityOf(part);
  if (size > 0n && quantity.toBigInt() % size === 0n) return;
  part.invalid(`${quantity.toString()} is not positive integer multiple of ${name}`, quantity.toString());
}

function checkClaims(part: Part, known: readonly string[]): void {
  const seen = new Set<string>();
  for (const claim of part.items) {
    const [name, request] = [claim.get("name").text, claim.get("request")];
    if (name === "") {
      claim.require();
      continue;
    }
    const key = request.text === "" ? name : `${name}/${request.text}`;
    if (!seen.has(name)) request.checkIfSet(validateDns1123Label);
    if (seen.has(name) || seen.has(key)) claim.duplicate(seen.has(name) ? name : key);
    else if (request.text === "" && [...seen].some((other) => other.startsWith(`${name}/`))) claim.duplicate(name);
    seen.add(key);
    if (known.includes(name)) continue;
    const others = known.length === 0 ? " which is empty" : `: ${known.toSorted().join(", ")}`;
    claim.notFound(name, `must be one of the names in pod.spec.resourceClaims${others}`);
  }
}

/** The extra resources that a pod takes beside its containers. */
export function checkOverhead(overhead: Part): void {
  if (overhead.present) checkRequirements(new Part({ limits: overhead.value }, overhead.path, overhead.problems), []);
}
