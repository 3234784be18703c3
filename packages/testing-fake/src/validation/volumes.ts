import { validateDns1123Label, validateDns1123Subdomain } from "@kubets/apimachinery";
import { claimTemplate } from "./claims.ts";
import { checkFieldRef, checkResourceRef, fieldsForFiles } from "./environment.ts";
import type { Part } from "./part.ts";
import { quantityOf } from "./resources.ts";
import { checkSelector } from "./selectors.ts";
import { checkDriverName, checkLocalPath, checkSignerName, checkUserId } from "./texts.ts";
import {
  checkClaimName,
  checkIscsi,
  checkOneSource,
  checkStorageOs,
  needsSecret,
  plainSources,
  type CheckSource,
} from "./volume-sources.ts";

const pullPolicies = ["Always", "IfNotPresent", "Never"];

function checkMode(mode: Part, most = 0o777): void {
  if (!mode.present || (mode.number >= 0 && mode.number <= most)) return;
  mode.invalid(`must be a number between 0 and ${most === 0o777 ? "0777" : "01777"} (octal), both inclusive`);
}

function checkKeys(items: Part): void {
  for (const item of items.items) {
    item.get("key").needed();
    item.get("path").needed();
    checkLocalPath(item.get("path"));
    checkMode(item.get("mode"));
    checkUserId(item.get("user"));
  }
}

const checkFiles =
  (name: string): CheckSource =>
  (source) => {
    source.get(name).needed();
    checkMode(source.get("defaultMode"));
    checkUserId(source.get("defaultUser"));
    checkKeys(source.get("items"));
  };

/** A file with something of the pod; servers name the volume where the file is meant. */
function checkPodFile(item: Part, shownAs: string): void {
  const file = item.as(shownAs);
  file.get("path").needed();
  checkLocalPath(file.get("path"));
  const [field, resource] = [file.get("fieldRef"), file.get("resourceFieldRef")];
  if (field.present) {
    checkFieldRef(field, fieldsForFiles);
    if (resource.present) file.invalid("fieldRef and resourceFieldRef can not be specified simultaneously", "resource");
  } else if (resource.present) checkResourceRef(resource, true);
  else file.require("one of fieldRef and resourceFieldRef is required");
  checkMode(file.get("mode"));
  checkUserId(file.get("user"));
}

function checkDownward(source: Part): void {
  checkMode(source.get("defaultMode"));
  checkUserId(source.get("defaultUser"));
  for (const item of source.get("items").items) checkPodFile(item, source.path);
}

function checkProjected(source: Part): void {
  checkMode(source.get("defaultMode"));
  checkUserId(source.get("defaultUser"));
  const paths = new Set<string>();
  const once = (path: string, shown = path): void => {
    if (paths.has(path)) source.invalid("conflicting duplicate paths", shown);
    paths.add(path);
  };
  for (const part of source.get("sources").items) {
    for (const kind of ["secret", "configMap"]) {
      const files = part.get(kind);
      if (!files.present) continue;
      files.get("name").needed();
      checkKeys(files.get("items"));
      for (const item of files.get("items").items) {
        if (item.get("path").text !== "") once(item.get("path").text, files.get("name").text);
      }
    }
    const downward = part.get("downwardAPI");
    for (const item of downward.get("items").items) {
      checkPodFile(item, downward.path);
      if (item.get("path").text !== "") once(item.get("path").text);
    }
    checkToken(part.get("serviceAccountToken"), source);
    checkTrustBundle(part.get("clusterTrustBundle"), once);
    checkPodCertificate(part.get("podCertificate"), once);
    if (part.size > 1) part.forbid("may not specify more than 1 volume type per source");
  }
}

function checkToken(token: Part, volume: Part): void {
  if (!token.present) return;
  const seconds = token.get("expirationSeconds");
  if (!seconds.present) seconds.require();
  else if (seconds.number < 600) seconds.invalid("may not specify a duration less than 10 minutes");
  else if (seconds.number > 2 ** 32) seconds.invalid("may not specify a duration larger than 2^32 seconds");
  const path = token.get("path").as(`${volume.path}.path`);
  if (path.needed()) checkLocalPath(path);
  checkUserId(token.get("user"));
}

function checkTrustBundle(bundle: Part, once: (path: string) => void): void {
  if (!bundle.present) return;
  const [name, signer, labels, path] = ["name", "signerName", "labelSelector", "path"].map((field) =>
    bundle.get(field),
  ) as [Part, Part, Part, Part];
  if (name.present && signer.present) bundle.invalid("only one of name and signerName may be used");
  else if (name.present) {
    name.needed("must be a valid object name");
    const last = name.text.lastIndexOf(":");
    const prefix = `${name.text.slice(0, last)}:`;
    name.check((text) =>
      validateDns1123Subdomain(last < 0 ? text : text.slice(prefix.length)).map(
        (detail) => `not a valid clustertrustbundlename: ${detail}`,
      ),
    );
    if (labels.present) labels.invalid("labelSelector must be unset if name is specified");
  } else if (signer.present) {
    signer.needed("must be a valid signer name");
    checkSignerName(signer);
    checkSelector(labels);
  } else bundle.require("either name or signerName must be specified");
  path.needed();
  checkUserId(bundle.get("user"));
  checkLocalPath(path);
  once(path.text);
}

const keyTypes = ["RSA3072", "RSA4096", "ECDSAP256", "ECDSAP384", "ECDSAP521", "ED25519"];

function checkPodCertificate(certificate: Part, once: (path: string) => void): void {
  if (!certificate.present) return;
  checkSignerName(certificate.get("signerName"));
  checkUserId(certificate.get("user"));
  const keyType = certificate.get("keyType");
  if (!keyTypes.includes(keyType.text)) keyType.unsupported(keyTypes);
  const seconds = certificate.get("maxExpirationSeconds");
  const host = certificate.get("signerName").text.split("/", 1)[0] ?? "";
  const most = host === "kubernetes.io" || host.endsWith(".kubernetes.io") ? 86_400 : 7_862_400;
  if (seconds.present && seconds.number < 3600) seconds.invalid("if provided, maxExpirationSeconds must be >= 3600");
  if (seconds.number > most) seconds.invalid(`if provided, maxExpirationSeconds must be <= ${most}`);
  const files = ["credentialBundlePath", "keyPath", "certificateChainPath"].map((field) => certificate.get(field));
  for (const file of files.filter(({ text }) => text !== "")) {
    checkLocalPath(file);
    once(file.text);
  }
  if (files.every(({ text }) => text === "")) {
    certificate.require("specify at least one of credentialBundlePath, keyPath, and certificateChainPath");
  }
}

function checkCsi(source: Part): void {
  checkDriverName(source.get("driver"));
  const secret = source.get("nodePublishSecretRef");
  const name = secret.get("name");
  if (secret.present && name.needed()) name.as(`${source.path}.name`).check(validateDns1123Subdomain);
}

/** The source of a volume of a pod; `pod` is the pod's name where there is one yet. */
function checkSource(volume: Part, pod: string): void {
  const name = volume.get("name").text;
  const plain = (field: string): readonly [string, CheckSource] => [field, plainSources[field] as CheckSource];
  checkOneSource(volume, [
    [
      "emptyDir",
      (source) => {
        if (quantityOf(source.get("sizeLimit")).toNumber() < 0) {
          source.get("sizeLimit").forbid("SizeLimit field must be a valid resource quantity");
        }
        checkMode(source.get("mode"), 0o1777);
      },
    ],
    plain("hostPath"),
    [
      "gitRepo",
      (source) => {
        source.get("repository").needed();
        checkLocalPath(source.get("directory"));
      },
    ],
    plain("gcePersistentDisk"),
    plain("awsElasticBlockStore"),
    ["secret", checkFiles("secretName")],
    plain("nfs"),
    ["iscsi", checkIscsi(true, name)],
    plain("glusterfs"),
    plain("flocker"),
    ["persistentVolumeClaim", (source) => void source.get("claimName").needed()],
    plain("rbd"),
    [
      "cinder",
      (source) => {
        source.get("volumeID").needed();
        needsSecret(false)(source);
      },
    ],
    ["cephfs", plainSources["cephfs"] as CheckSource, "cephFS"],
    plain("quobyte"),
    ["downwardAPI", checkDownward, "downwarAPI"],
    plain("fc"),
    plain("flexVolume"),
    ["configMap", checkFiles("name")],
    plain("azureFile"),
    plain("vsphereVolume"),
    plain("photonPersistentDisk"),
    plain("portworxVolume"),
    plain("azureDisk"),
    ["storageos", checkStorageOs(false)],
    ["projected", checkProjected],
    plain("scaleIO"),
    ["csi", checkCsi],
    [
      "ephemeral",
      (source) => {
        const template = source.get("volumeClaimTemplate");
        if (template.present) claimTemplate(template);
        else template.require();
        checkClaimName(volume, pod, name);
      },
    ],
    [
      "image",
      (source) => {
        source.get("reference").needed();
        source.get("pullPolicy").mustBeOneOf(pullPolicies);
      },
    ],
  ]);
}

/** Checks the volumes of a pod, and returns those that containers can name. */
export function checkVolumes(volumes: Part, pod: string): ReadonlyMap<string, Part> {
  const usable = new Map<string, Part>();
  const created = volumes.items.filter((volume) => volume.get("ephemeral").present);
  const claims = new Set(pod === "" ? [] : created.map((volume) => `${pod}-${volume.get("name").text}`));
  for (const volume of volumes.items) {
    const before = volume.problems.length;
    const name = volume.get("name");
    checkSource(volume, pod);
    if (name.needed()) name.check(validateDns1123Label);
    if (usable.has(name.text)) name.duplicate();
    if (volume.problems.length === before) usable.set(name.text, volume);
    const claim = volume.in("persistentVolumeClaim", "claimName");
    if (claims.has(claim.text)) claim.invalid("must not reference a PVC that gets created for an ephemeral volume");
  }
  return usable;
}

/** Where a container sees volumes as files. */
export function checkMounts(container: Part, volumes: ReadonlyMap<string, Part>): void {
  const mounts = container.get("volumeMounts");
  const devices = container.get("volumeDevices").items;
  const seen = new Set<string>();
  for (const mount of mounts.items) {
    const [name, path] = [mount.get("name"), mount.get("mountPath")];
    name.needed();
    if (!volumes.has(name.text)) name.notFound();
    path.needed();
    if (seen.has(path.text)) path.invalid("must be unique", path.text);
    seen.add(path.text);
    if (devices.some((device) => device.get("name").text === name.text)) {
      name.invalid("must not already exist in volumeDevices", name.text);
    }
    if (devices.some((device) => device.get("devicePath").text === path.text)) {
      path.invalid("must not already exist as a path in volumeDevices", path.text);
    }
    checkSubPaths(mount, mounts);
    checkPropagation(mount, mounts, container);
  }
}

/** The index of a mount is missing in servers' texts about these. */
function checkSubPaths(mount: Part, mounts: Part): void {
  const [path, expression] = [mount.get("subPath"), mount.get("subPathExpr")];
  if (path.text !== "") checkRelative(path.as(`${mounts.path}.subPath`));
  if (expression.text === "") return;
  if (path.text !== "") expression.invalid("subPathExpr and subPath are mutually exclusive");
  checkRelative(expression.as(`${mounts.path}.subPathExpr`));
}

function checkRelative(path: Part): void {
  if (path.text.startsWith("/")) path.invalid("must be a relative path");
  if (path.text.split("/").includes("..")) path.invalid("must not contain '..'");
}

function checkPropagation(mount: Part, mounts: Part, container: Part): void {
  const propagation = mount.get("mountPropagation").as(`${mounts.path}.mountPropagation`);
  propagation.oneOf(["Bidirectional", "HostToContainer", "None"]);
  if (propagation.text === "Bidirectional" && !container.in("securityContext", "privileged").isTrue) {
    propagation.forbid("Bidirectional mount propagation is available only to privileged containers");
  }
  const recursive = mount.get("recursiveReadOnly").as(`${mounts.path}.recursiveReadOnly`);
  recursive.oneOf(["Disabled", "Enabled", "IfPossible"]);
  if (recursive.text !== "Enabled" && recursive.text !== "IfPossible") return;
  if (!mount.get("readOnly").isTrue) recursive.forbid("may only be specified when readOnly is true");
  if (propagation.present && propagation.text !== "None") {
    recursive.forbid("may only be specified when mountPropagation is None or not specified");
  }
}

/** Where a container sees volumes as devices. */
export function checkDevices(container: Part, volumes: ReadonlyMap<string, Part>): void {
  const mounts = container.get("volumeMounts").items;
  const [names, paths] = [new Set<string>(), new Set<string>()];
  for (const device of container.get("volumeDevices").items) {
    const [name, path] = [device.get("name"), device.get("devicePath")];
    const volume = volumes.get(name.text);
    name.needed();
    if (names.has(name.text)) name.invalid("must be unique", name.text);
    if (!volume) name.notFound();
    else if (!volume.get("persistentVolumeClaim").present && !volume.get("ephemeral").present) {
      name.invalid("can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode");
    }
    path.needed();
    if (paths.has(path.text)) path.invalid("must be unique", path.text);
    if (path.text.split("/").includes("..")) path.invalid("can not contain backsteps ('..')");
    else paths.add(path.text);
    if (mounts.some((mount) => mount.get("name").text === name.text)) {
      name.invalid("must not already exist in volumeMounts", name.text);
    }
    if (mounts.some((mount) => mount.get("mountPath").text === path.text)) {
      path.invalid("must not already exist as a path in volumeMounts", path.text);
    }
    if (name.text !== "") names.add(name.text);
  }
}
