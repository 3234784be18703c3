import { validateDns1123Subdomain } from "@kubets/apimachinery";
import { internalShown } from "./internal-form.ts";
import type { Part } from "./part.ts";
import { checkDescendingPath, checkUserId } from "./texts.ts";

const profileTypes = ["Localhost", "RuntimeDefault", "Unconfined"];

function checkSeccomp(profile: Part): void {
  if (!profile.present) return;
  const [type, file] = [profile.get("type"), profile.get("localhostProfile")];
  if (type.needed("type is required when seccompProfile is set")) type.oneOf(profileTypes);
  if (type.text === "Localhost") {
    if (file.present) checkDescendingPath(file);
    else file.require("must be set when seccomp type is Localhost");
  } else if (file.present) {
    file.invalid("can only be set when seccomp type is Localhost", internalShown("core.SeccompProfile", profile.value));
  }
}

function checkAppArmor(profile: Part): void {
  if (!profile.present) return;
  const [type, file] = [profile.get("type"), profile.get("localhostProfile")];
  if (!type.needed("type is required when appArmorProfile is set")) return;
  if (type.text === "Localhost") {
    if (file.text.trim() !== file.text) file.invalid("must not be padded with whitespace");
    else if (file.text === "") file.require("must be set when AppArmor type is Localhost");
    if (file.size > 4095) file.tooLong(4095);
  } else if (!profileTypes.includes(type.text)) type.unsupported(profileTypes);
  else if (file.present) file.invalid("can only be set when AppArmor type is Localhost");
}

function checkWindows(options: Part): void {
  const [name, spec, user] = ["gmsaCredentialSpecName", "gmsaCredentialSpec", "runAsUserName"].map((field) =>
    options.get(field),
  ) as [Part, Part, Part];
  if (name.present) name.check(validateDns1123Subdomain);
  if (spec.present && spec.size === 0) spec.invalid("gmsaCredentialSpec cannot be an empty string");
  else if (spec.size > 64 * 1024) spec.invalid("gmsaCredentialSpec size must be under 64 KiB");
  if (user.present) checkWindowsUser(user);
}

function checkWindowsUser(name: Part): void {
  const wrong = (detail: string): void => name.invalid(`runAsUserName${detail}`);
  if (name.text === "") return wrong(" cannot be an empty string");
  const hasControl = name.text.split("").some((character) => character < " " || character === "\x7F");
  if (hasControl) return wrong(" cannot contain control characters");
  const parts = name.text.split("\\");
  if (parts.length > 2) return wrong(" cannot contain more than one backslash");
  const user = parts.at(-1) ?? "";
  const domain = parts.length === 2 ? (parts[0] ?? "") : undefined;
  const label = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?";
  if ((domain ?? "").length >= 256) wrong("'s Domain length must be under 256 characters");
  const isDomain = new RegExp(String.raw`^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$|^${label}(?:\.${label})*$`);
  if (domain !== undefined && !isDomain.test(domain)) wrong("'s Domain doesn't match the NetBios nor the DNS format");
  if (user === "") wrong("'s User cannot be empty");
  else if (user.length > 104) wrong("'s User length must not be longer than 104 characters");
  if (/^[. ]+$/.test(user)) wrong("'s User cannot contain only periods or spaces");
  if (/["/\\:;|=,+*?<>@[\]]/.test(user)) {
    wrong(String.raw`'s User cannot contain the following characters: "/\:;|=,+*?<>@[]`);
  }
}

/** With what rights a container runs. */
export function checkContainerSecurity(security: Part, hostUsers: boolean): void {
  if (!security.present) return;
  checkUserId(security.get("runAsUser"));
  checkUserId(security.get("runAsGroup"));
  const mount = security.get("procMount");
  mount.oneOf(["Default", "Unmasked"]);
  if (hostUsers && mount.text === "Unmasked") mount.invalid("`hostUsers` must be false to use `Unmasked`");
  checkSeccomp(security.get("seccompProfile"));
  if (security.get("allowPrivilegeEscalation").value === false) {
    const cannot = "cannot set `allowPrivilegeEscalation` to false and";
    const shown = internalShown("core.SecurityContext", security.value);
    if (security.get("privileged").isTrue) security.invalid(`${cannot} \`privileged\` to true`, shown);
    if (security.in("capabilities", "add").texts.includes("CAP_SYS_ADMIN")) {
      security.invalid(`${cannot} \`capabilities.Add\` CAP_SYS_ADMIN`, shown);
    }
  }
  checkWindows(security.get("windowsOptions"));
  checkAppArmor(security.get("appArmorProfile"));
}

const segment = "[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
const sysctl = `^(${segment}[\\./])*${segment}$`;
const sysctlPattern = new RegExp(sysctl);

function checkSysctls(sysctls: Part, spec: Part): void {
  const seen = new Set<string>();
  for (const item of sysctls.items) {
    const name = item.get("name");
    const { text } = name;
    if (name.needed()) {
      if (text.length > 253 || !sysctlPattern.test(text)) {
        name.invalid(`must have at most 253 characters and match regex ${sysctl}`);
      } else if (seen.has(text)) name.duplicate();
    }
    const dotted = text.replaceAll("/", ".");
    if (spec.get("hostNetwork").isTrue && dotted.startsWith("net.")) {
      name.invalid("may not be specified when 'hostNetwork' is true");
    } else if (spec.get("hostIPC").isTrue && /^(kernel\.(shm|msg)|kernel\.sem$|fs\.mqueue\.)/.test(dotted)) {
      name.invalid("may not be specified when 'hostIPC' is true");
    }
    seen.add(text);
  }
}

/** With what rights all containers of a pod run. */
export function checkPodSecurity(security: Part, spec: Part): void {
  if (!security.present) return;
  for (const field of ["fsGroup", "runAsUser", "runAsGroup"]) checkUserId(security.get(field));
  for (const group of security.get("supplementalGroups").items) checkUserId(group);
  checkSysctls(security.get("sysctls"), spec);
  security.get("fsGroupChangePolicy").oneOf(["Always", "OnRootMismatch"]);
  checkSeccomp(security.get("seccompProfile"));
  checkWindows(security.get("windowsOptions"));
  checkAppArmor(security.get("appArmorProfile"));
  security.get("supplementalGroupsPolicy").oneOf(["Merge", "Strict"]);
  security.get("seLinuxChangePolicy").oneOf(["MountOption", "Recursive"]);
}

const notOnWindows = {
  pod: [
    "appArmorProfile",
    "seLinuxOptions",
    "seccompProfile",
    "fsGroup",
    "fsGroupChangePolicy",
    "sysctls",
    "runAsUser",
    "runAsGroup",
    "supplementalGroups",
    "supplementalGroupsPolicy",
    "seLinuxChangePolicy",
  ],
  container: [
    "appArmorProfile",
    "seLinuxOptions",
    "seccompProfile",
    "capabilities",
    "readOnlyRootFilesystem",
    "privileged",
    "allowPrivilegeEscalation",
    "procMount",
    "runAsUser",
    "runAsGroup",
  ],
};

/** What only one of the operating systems has. */
export function checkSystem(spec: Part, containers: readonly Part[]): void {
  const os = spec.get("os");
  if (!os.present) return;
  const name = os.get("name");
  if (!name.needed()) return;
  if (name.text === "linux") {
    for (const one of [spec, ...containers]) {
      const options = one.in("securityContext", "windowsOptions");
      if (options.present) options.forbid("windows options cannot be set for a linux pod");
    }
  } else if (name.text === "windows") {
    const forbid = (part: Part): void => {
      if (part.present && part.value !== false) part.forbid("cannot be set for a windows pod");
    };
    const present = (part: Part): void => {
      if (part.present) part.forbid("cannot be set for a windows pod");
    };
    for (const field of notOnWindows.pod) present(spec.in("securityContext", field));
    present(spec.get("hostUsers"));
    forbid(spec.get("hostPID"));
    forbid(spec.get("hostIPC"));
    present(spec.get("shareProcessNamespace"));
    for (const container of containers) {
      for (const field of notOnWindows.container) present(container.in("securityContext", field));
    }
  } else os.unsupported(["linux", "windows"], name.text);
}

/** Containers that run as processes of a Windows host: all of a pod or none. */
export function checkHostProcesses(spec: Part, containers: readonly Part[]): void {
  const ofPod = spec.in("securityContext", "windowsOptions", "hostProcess");
  let count = 0;
  for (const container of containers) {
    const own = container.in("securityContext", "windowsOptions", "hostProcess");
    if (ofPod.present && own.present && ofPod.value !== own.value) {
      own.invalid(`pod hostProcess value must be identical if both are specified, was ${String(ofPod.value)}`);
    }
    if (own.present ? own.isTrue : ofPod.isTrue) count++;
  }
  if (count === 0) return;
  if (count !== containers.length) {
    spec.invalid("If pod contains any hostProcess containers then all containers must be HostProcess containers", "");
  }
  const network = spec.get("hostNetwork");
  if (!network.isTrue) network.invalid("hostNetwork must be true if pod contains any hostProcess containers", false);
}
