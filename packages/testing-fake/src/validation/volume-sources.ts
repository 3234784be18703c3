import { validateDns1123Label, validateDns1123Subdomain } from "@kubets/apimachinery";
import { goQuote } from "../go-text.ts";
import type { Part } from "./part.ts";
import { checkNoBacksteps } from "./texts.ts";

/** Sources that pods and persistent volumes have in common. */
export type CheckSource = (source: Part) => void;

const needs =
  (...fields: readonly string[]): CheckSource =>
  (source) => {
    for (const field of fields) source.in(...field.split(".")).needed();
  };

function checkHostPath(source: Part): void {
  const path = source.get("path");
  if (!path.needed()) return;
  checkNoBacksteps(path);
  const types = ["", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"];
  source.get("type").oneOf(types);
}

function checkNfs(source: Part): void {
  const path = source.get("path");
  source.get("server").needed();
  path.needed();
  if (!path.text.startsWith("/")) path.invalid("must be an absolute path", path.text);
}

/** `shown`: servers name a disk of Google otherwise than the field is named. */
export function checkDisk(name: string): CheckSource {
  return (source) => {
    const disk = source.as(source.path.replace("gcePersistentDisk", "persistentDisk"));
    disk.get(name).needed();
    disk.get("partition").between(0, 255);
  };
}

const initiators: readonly RegExp[] = [
  /iqn\.\d{4}-\d{2}\.([[A-Za-z0-9\-.]+)(:[^,;*&$|\s]+)$/,
  /^eui.[A-Za-z0-9]{16}$/,
  /^naa.[A-Za-z0-9]{32}$/,
];

function checkInitiator(part: Part, ofPod: boolean): void {
  const kind = ["iqn", "eui", "naa"].findIndex((prefix) => part.text.startsWith(prefix));
  if (kind < 0) part.invalid(`must be valid format${ofPod ? " starting with iqn, eui, or naa" : ""}`, part.text);
  else if (!initiators[kind]?.test(part.text)) part.invalid("must be valid format", part.text);
}

export function checkIscsi(ofPod: boolean, name: string): CheckSource {
  return (source) => {
    const [portal, iqn, initiator, secret] = [
      source.get("targetPortal"),
      source.get("iqn"),
      source.get("initiatorName"),
      source.get("secretRef"),
    ];
    portal.needed();
    const long =
      "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.";
    if (!ofPod && initiator.present && `${name}:${portal.text}`.length > 64) {
      source.get("targetportal").invalid(long, portal.text);
    }
    if (iqn.needed()) checkInitiator(iqn, ofPod);
    source.get("lun").between(0, 255);
    const authenticates = source.get("chapAuthDiscovery").isTrue || source.get("chapAuthSession").isTrue;
    if (authenticates && !secret.present) secret.require();
    if (!ofPod && secret.present) secret.get("name").needed();
    if (initiator.present) checkInitiator(initiator.as(`${source.path}.initiatorname`), ofPod);
  };
}

function checkFibre(source: Part): void {
  const [targets, ids, lun] = [source.get("targetWWNs"), source.get("wwids"), source.get("lun")];
  if (targets.size === 0 && ids.size === 0) targets.require("must specify either targetWWNs or wwids, but not both");
  if (targets.size > 0 && ids.size > 0) targets.invalid("targetWWNs and wwids can not be specified simultaneously");
  if (targets.size === 0) return;
  if (lun.present) lun.between(0, 255);
  else lun.require("lun is required if targetWWNs is specified");
}

function checkQuobyte(source: Part): void {
  const [registry, tenant] = [source.get("registry"), source.get("tenant")];
  const pairs = "must be a host:port pair or multiple pairs separated by commas";
  if (registry.needed(pairs)) {
    if (tenant.size >= 65) tenant.require("must be a UUID and may not exceed a length of 64 characters");
    else {
      for (const pair of registry.text.split(",")) {
        if (!/^(\[[^\]]*\]|[^:]*):[^:]*$/.test(pair)) registry.invalid(pairs);
      }
    }
  }
  source.get("volume").needed();
}

function checkFlocker(source: Part): void {
  const [name, uuid] = [source.get("datasetName"), source.get("datasetUUID")];
  if (name.text === "" && uuid.text === "") source.require("one of datasetName and datasetUUID is required");
  if (name.text !== "" && uuid.text !== "") {
    source.invalid("datasetName and datasetUUID can not be specified simultaneously", "resource");
  }
  if (name.text.includes("/")) name.invalid("must not contain '/'");
}

function checkFlex(source: Part): void {
  source.get("driver").needed();
  for (const [key, option] of source.get("options").entries) {
    const space = `.${key.split("/", 1)[0]?.toLowerCase()}`;
    const reserved = space.endsWith(".kubernetes.io") || space.endsWith(".k8s.io");
    if (reserved) option.invalid("kubernetes.io and k8s.io namespaces are reserved", key);
  }
}

function checkAzureDisk(source: Part): void {
  needs("diskName", "diskURI")(source);
  source.get("cachingMode").oneOf(["None", "ReadOnly", "ReadWrite"]);
  const [kind, uri] = [source.get("kind"), source.get("diskURI")];
  kind.oneOf(["Dedicated", "Managed", "Shared"]);
  if (!kind.present) return;
  const managed = kind.text === "Managed";
  if (uri.text.startsWith(managed ? "/subscriptions/" : "https://")) return;
  uri.unsupported([
    managed
      ? "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}"
      : "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd",
  ]);
}

/** A secret that a volume is opened with, for which persistent volumes have to name a namespace too. */
export const needsSecret =
  (inNamespace: boolean): CheckSource =>
  (source) => {
    const secret = source.get("secretRef");
    if (!secret.present) return;
    secret.get("name").needed();
    if (inNamespace) secret.get("namespace").needed();
  };

export function checkStorageOs(inNamespace: boolean): CheckSource {
  return (source) => {
    if (source.get("volumeName").needed()) source.get("volumeName").check(validateDns1123Label);
    source.get("volumeNamespace").checkIfSet(validateDns1123Label);
    needsSecret(inNamespace)(source);
  };
}

/** Sources by their fields, for which the same holds in pods and in persistent volumes. */
export const plainSources: Readonly<Record<string, CheckSource>> = {
  hostPath: checkHostPath,
  gcePersistentDisk: checkDisk("pdName"),
  awsElasticBlockStore: checkDisk("volumeID"),
  nfs: checkNfs,
  glusterfs: needs("endpoints", "path"),
  flocker: checkFlocker,
  rbd: needs("monitors", "image"),
  cephfs: (source) => needs("monitors")(source),
  quobyte: checkQuobyte,
  fc: checkFibre,
  flexVolume: checkFlex,
  azureFile: needs("secretName", "shareName"),
  vsphereVolume: needs("volumePath"),
  photonPersistentDisk: needs("pdID"),
  portworxVolume: needs("volumeID"),
  azureDisk: checkAzureDisk,
  scaleIO: needs("gateway", "system", "volumeName"),
};

/** Checks the one source there has to be, in the order in which servers look. */
export function checkOneSource(
  part: Part,
  sources: readonly (readonly [field: string, check: CheckSource, shown?: string])[],
): void {
  let found = false;
  for (const [field, check, shown = field] of sources) {
    const source = part.get(field);
    if (!source.present) continue;
    // Some servers' texts name a field by another name.
    if (found) part.get(shown).forbid("may not specify more than 1 volume type");
    else check(source);
    found = true;
  }
  if (!found) part.require("must specify a volume type");
}

/** A name that a claim is to get: of the pod and its volume. */
export function checkClaimName(part: Part, pod: string, volume: string): void {
  if (pod === "" || volume === "") return;
  const claim = `${pod}-${volume}`;
  for (const detail of validateDns1123Subdomain(claim)) {
    part.get("name").invalid(`PVC name ${goQuote(claim)}: ${detail}`, volume);
  }
}
