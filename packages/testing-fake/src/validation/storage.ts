import { validateDns1123Label, validateDns1123Subdomain, validateLabelKey } from "@kubets/apimachinery";
import { equal, isObject, semanticallyEqual, type JsonObject } from "../json.ts";
import { checkAccessModes, checkClaimSpec, volumeModes } from "./claims.ts";
import { internalLines, internalShown } from "./internal-form.ts";
import type { Part } from "./part.ts";
import { checkPositiveAmount, quantityOf } from "./resources.ts";
import { checkNodeSelector } from "./selectors.ts";
import { copyShown } from "../schema/empty-fields.ts";
import { checkDriverName, checkNoBacksteps } from "./texts.ts";
import { unifiedDiff } from "./text-diff.ts";
import {
  checkDisk,
  checkIscsi,
  checkOneSource,
  checkStorageOs,
  needsSecret,
  plainSources,
  type CheckSource,
} from "./volume-sources.ts";

function checkSecretReference(secret: Part): void {
  if (!secret.present) return;
  const [name, namespace] = [secret.get("name"), secret.get("namespace")];
  if (name.needed()) name.check(validateDns1123Subdomain);
  if (namespace.needed()) namespace.check(validateDns1123Label);
}

function checkCsi(source: Part): void {
  checkDriverName(source.get("driver"));
  source.get("volumeHandle").needed();
  for (const use of ["controllerPublish", "controllerExpand", "nodePublish", "nodeExpand"]) {
    checkSecretReference(source.get(`${use}SecretRef`));
  }
}

const more =
  (field: string, check: CheckSource): CheckSource =>
  (source) => {
    plainSources[field]?.(source);
    check(source);
  };

/** `inline`: within an attachment, where not all is allowed. */
function checkSources(spec: Part, name: string): void {
  const plain = (field: string): readonly [string, CheckSource] => [field, plainSources[field] as CheckSource];
  checkOneSource(spec, [
    plain("hostPath"),
    ["gcePersistentDisk", checkDisk("pdName")],
    plain("awsElasticBlockStore"),
    [
      "glusterfs",
      more("glusterfs", (source) => {
        const namespace = source.get("endpointsNamespace");
        const detail = "if the endpointnamespace is set, it must be a valid namespace name";
        if (namespace.present && namespace.text === "") namespace.invalid(detail);
        namespace.checkIfSet(validateDns1123Label);
      }),
    ],
    plain("flocker"),
    plain("nfs"),
    plain("rbd"),
    plain("quobyte"),
    ["cephfs", plainSources["cephfs"] as CheckSource, "cephFS"],
    ["iscsi", checkIscsi(false, name)],
    [
      "cinder",
      (source) => {
        source.get("volumeID").needed();
        needsSecret(true)(source);
      },
    ],
    plain("fc"),
    plain("flexVolume"),
    [
      "azureFile",
      more("azureFile", (source) => {
        if (source.get("secretNamespace").present) source.get("secretNamespace").needed();
      }),
    ],
    plain("vsphereVolume"),
    plain("photonPersistentDisk"),
    plain("portworxVolume"),
    plain("azureDisk"),
    plain("scaleIO"),
    [
      "local",
      (source) => {
        if (source.get("path").needed()) checkNoBacksteps(source.get("path"));
        const affinity = spec.get("nodeAffinity");
        if (!affinity.present) affinity.require("Local volume requires node affinity");
      },
    ],
    ["storageos", checkStorageOs(true)],
    ["csi", checkCsi],
  ]);
}

function checkVolumeSpec(spec: Part, name: string): void {
  const capacity = spec.get("capacity");
  spec.get("accessModes").needed();
  checkAccessModes(spec.get("accessModes"));
  capacity.needed();
  if (!capacity.get("storage").present || capacity.size > 1) capacity.unsupported(["storage"], capacity.value ?? null);
  for (const [, amount] of capacity.entries) {
    const value = quantityOf(amount).toBigInt();
    if (value < 0n) amount.invalid("must be a valid resource quantity", Number(value));
    checkPositiveAmount(amount);
  }
  const policy = spec.get("persistentVolumeReclaimPolicy");
  if (policy.text !== "") policy.oneOf(["Delete", "Recycle", "Retain"]);
  const affinity = spec.get("nodeAffinity");
  if (affinity.present) {
    if (affinity.get("required").present) checkNodeSelector(affinity.get("required"));
    else affinity.get("required").require("must specify required node constraints");
  }
  checkSources(spec, name);
  const path = spec.in("hostPath", "path").text;
  if (/^\/+(\.?\/*)*$/.test(path) && policy.text === "Recycle") {
    policy.forbid("may not be 'recycle' for a hostPath mount of '/'");
  }
  spec.get("storageClassName").checkIfSet(validateDns1123Subdomain);
  spec.get("volumeMode").oneOf(volumeModes);
  const attributes = spec.get("volumeAttributesClassName");
  if (!attributes.present) return;
  if (attributes.needed("an empty string is disallowed")) attributes.check(validateDns1123Subdomain);
  if (!spec.get("csi").present) spec.get("csi").require("has to be specified when using volumeAttributesClassName");
}

/** What makes up the source of a volume: all of its spec but these. */
const notOfSource = new Set([
  "accessModes",
  "capacity",
  "claimRef",
  "mountOptions",
  "nodeAffinity",
  "persistentVolumeReclaimPolicy",
  "storageClassName",
  "volumeAttributesClassName",
  "volumeMode",
]);
function sourceOf(spec: Part): JsonObject {
  const fields = isObject(spec.value) ? Object.entries(spec.value) : [];
  return Object.fromEntries(fields.filter(([field]) => !notOfSource.has(field)));
}

export function checkVolume(volume: Part, old?: Part): void {
  const spec = volume.get("spec");
  checkVolumeSpec(spec, volume.in("metadata", "name").text);
  if (!old) return;
  const before = old.get("spec");
  const [now, was] = [sourceOf(spec), sourceOf(before)];
  const [csi, oldCsi] = [now["csi"], was["csi"]];
  // The secret to expand a volume with may come later.
  if (isObject(csi) && isObject(oldCsi) && oldCsi["controllerExpandSecretRef"] === undefined) {
    now["csi"] = { ...csi, controllerExpandSecretRef: undefined };
  }
  if (!semanticallyEqual(now, was)) {
    const type = "PersistentVolumeSource";
    const diff = unifiedDiff(internalLines(type, was), internalLines(type, now));
    spec.get("persistentvolumesource").forbid(`spec.persistentvolumesource is immutable after creation\n${diff}`);
  }
  spec.get("volumeMode").as("volumeMode").immutable(before.get("volumeMode"));
  const affinity = spec.get("nodeAffinity");
  if (
    before.get("nodeAffinity").present &&
    !equal(withOldKeys(affinity.value, before), before.get("nodeAffinity").value)
  ) {
    const shown = internalShown("core.VolumeNodeAffinity", affinity.value);
    affinity.as("nodeAffinity").invalid("field is immutable, except for updating from beta label to GA", shown);
  }
  const attributes = spec.get("volumeAttributesClassName");
  if (before.get("volumeAttributesClassName").present && !attributes.present) {
    attributes.forbid("update from non-nil value to nil is forbidden");
  }
}

/** Servers let keys of conditions be replaced by newer names, and by mistake by none. */
function withOldKeys(affinity: unknown, before: Part): unknown {
  const terms = before.in("nodeAffinity", "required", "nodeSelectorTerms").items;
  const copy = structuredClone(affinity) as
    | { required?: { nodeSelectorTerms?: { matchExpressions?: JsonObject[] }[] } }
    | undefined;
  for (const [index, term] of (copy?.required?.nodeSelectorTerms ?? []).entries()) {
    for (const [place, requirement] of (term.matchExpressions ?? []).entries()) {
      const old = terms[index]?.get("matchExpressions").items[place]?.get("key").text;
      if (old !== undefined && (requirement["key"] === "" || requirement["key"] === newKeys[old])) {
        requirement["key"] = old;
      }
    }
  }
  return copy;
}
const newKeys: Readonly<Record<string, string>> = {
  "failure-domain.beta.kubernetes.io/zone": "topology.kubernetes.io/zone",
  "failure-domain.beta.kubernetes.io/region": "topology.kubernetes.io/region",
  "beta.kubernetes.io/os": "kubernetes.io/os",
  "beta.kubernetes.io/arch": "kubernetes.io/arch",
  "beta.kubernetes.io/instance-type": "node.kubernetes.io/instance-type",
};

const betaClass = "volume.beta.kubernetes.io/storage-class";

export function checkClaim(claim: Part, old?: Part): void {
  const spec = claim.get("spec");
  checkClaimSpec(spec);
  if (!old) return;
  const before = old.get("spec");
  const now = copyShown(spec.value as JsonObject);
  const was = copyShown(before.value as JsonObject);
  const annotation = (object: Part): Part => object.in("metadata", "annotations", betaClass);
  if (before.get("volumeName").text === "") was["volumeName"] = now["volumeName"];
  if (annotation(claim).text !== annotation(old).text) {
    claim.get("metadata").as(`metadata.annotations.${betaClass}`).invalid("field is immutable", annotation(claim).text);
  }
  if (!before.get("storageClassName").present) was["storageClassName"] = now["storageClassName"];
  const [size, oldSize] = [spec, before].map((one) => one.in("resources", "requests", "storage")) as [Part, Part];
  if (claim.in("status", "phase").text === "Bound") {
    was["volumeAttributesClassName"] = now["volumeAttributesClassName"];
    if (spec.in("resources", "requests").present) {
      const { resources } = now as { resources: JsonObject };
      now["resources"] = { ...resources, requests: { ...(resources["requests"] as object), storage: oldSize.value } };
    }
  }
  if (!semanticallyEqual(now, was)) {
    const type = "PersistentVolumeClaimSpec";
    const diff = unifiedDiff(internalLines(type, was), internalLines(type, now));
    spec.forbid(
      `spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n${diff}`,
    );
  }
  if (quantityOf(size).compare(quantityOf(oldSize)) < 0) {
    const known = quantityOf(old.in("status", "capacity", "storage"));
    if (quantityOf(size).compare(known) <= 0) size.forbid("field can not be less than status.capacity");
  }
  spec.get("volumeMode").as("volumeMode").immutable(before.get("volumeMode"));
}

export function checkStorageClass(storageClass: Part, old?: Part): void {
  const provisioner = storageClass.get("provisioner");
  if (provisioner.text === "" && old) provisioner.require();
  else if (provisioner.text !== "") {
    const lower = provisioner.text.toLowerCase();
    for (const detail of validateLabelKey(lower)) provisioner.invalid(detail, lower);
  }
  const parameters = storageClass.get("parameters");
  if (parameters.size > 512) parameters.tooLong(512);
  if (parameters.get("").present) parameters.invalid("field can not be empty.", "");
  if (storageClass.get("reclaimPolicy").text !== "") storageClass.get("reclaimPolicy").oneOf(["Delete", "Retain"]);
  const mode = storageClass.get("volumeBindingMode");
  if (mode.present) mode.oneOf(["Immediate", "WaitForFirstConsumer"]);
  else mode.require();
  checkTopologies(storageClass.get("allowedTopologies"));
  // What the type itself declares comes last.
  if (!old) provisioner.needed();
  if (!old) return;
  for (const field of ["parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"]) {
    const part = storageClass.get(field);
    part.immutable(old.get(field), null);
  }
}

function checkTopologies(topologies: Part): void {
  const seen: unknown[] = [];
  for (const term of topologies.items) {
    const keys = new Map<string, unknown>();
    for (const requirement of term.get("matchLabelExpressions").items) {
      const [key, values] = [requirement.get("key"), requirement.get("values")];
      values.needed();
      const names = new Set<string>();
      for (const value of values.items) {
        if (names.has(value.text)) value.duplicate();
        names.add(value.text);
      }
      key.check(validateLabelKey);
      if (keys.has(key.text)) key.duplicate();
      keys.set(key.text, [...names].toSorted());
    }
    const whole = Object.fromEntries(keys);
    // To servers a term without conditions is like one that is not there, and of those they know some.
    const known = keys.size === 0 || seen.some((other) => equal(other, whole));
    if (known) term.get("matchLabelExpressions").duplicate("");
    seen.push(whole);
  }
}

export function checkDriver(driver: Part, old?: Part): void {
  const spec = driver.get("spec");
  const attach = spec.get("attachRequired").as("spec.attachedRequired");
  for (const part of [attach, spec.get("podInfoOnMount"), spec.get("storageCapacity")]) {
    if (!part.present) part.require();
  }
  spec.get("fsGroupPolicy").oneOf(["File", "None", "ReadWriteOnceWithFSType"]);
  const audiences = new Set<string>();
  for (const request of spec.get("tokenRequests").items) {
    const [audience, seconds] = [request.get("audience"), request.get("expirationSeconds")];
    if (audiences.has(audience.text)) {
      audience.duplicate();
      continue;
    }
    audiences.add(audience.text);
    if (!seconds.present) continue;
    if (seconds.number < 600) seconds.invalid("may not specify a duration less than 10 minutes");
    if (seconds.number > 2 ** 32) seconds.invalid("may not specify a duration larger than 2^32 seconds");
  }
  const modes = spec.get("volumeLifecycleModes");
  const lifecycles = ["Persistent", "Ephemeral"];
  for (const mode of modes.texts) if (!lifecycles.includes(mode)) modes.unsupported(lifecycles, mode);
  if (!spec.get("seLinuxMount").present) spec.get("seLinuxMount").require();
  const period = spec.get("nodeAllocatableUpdatePeriodSeconds");
  if (period.present && period.number < 10) period.invalid("must be greater than or equal to 10 seconds");
  const inSecrets = spec.get("serviceAccountTokenInSecrets");
  if (inSecrets.present && audiences.size === 0) {
    inSecrets.invalid("serviceAccountTokenInSecrets is set but no tokenRequests are specified");
  }
  if (!old) return;
  attach.immutable(old.in("spec", "attachRequired"));
  modes.immutable(old.in("spec", "volumeLifecycleModes"));
}

export function checkAttachment(attachment: Part, old?: Part): void {
  const spec = attachment.get("spec");
  if (old) checkDriverName(spec.get("attacher"));
  const source = spec.get("source");
  const [name, inline] = [source.get("persistentVolumeName"), source.get("inlineVolumeSpec")];
  const one = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";
  if (name.present && inline.present) source.forbid(one);
  else if (!name.present && !inline.present) source.require(one);
  else if (name.present) name.needed("must specify non empty persistentVolumeName");
  spec.get("nodeName").check(validateDns1123Subdomain);
  if (name.present) name.check(validateDns1123Subdomain);
  if (old) spec.immutable(old.get("spec"), null);
  else checkNewAttacher(spec.get("attacher"));
}

/** What the types themselves declare comes last, and in other words. */
function checkNewAttacher(attacher: Part): void {
  if (!attacher.needed()) return;
  for (const detail of validateDns1123Subdomain(attacher.text.toLowerCase())) {
    const ofAnyCase = detail.replace("a lowercase RFC 1123", "an RFC 1123").replace("lower case ", "");
    attacher.invalid(ofAnyCase.replace("'example.com'", "'Example.com'").replace("253 characters", "253 bytes"));
  }
  if (attacher.text.length > 63) attacher.tooLong(63, "character");
}
