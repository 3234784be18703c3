import { validateDns1123Label } from "@kubets/apimachinery";
import { checkVariables, checkVariableSources } from "./environment.ts";
import { checkLifecycle, checkProbes } from "./handlers.ts";
import type { Part } from "./part.ts";
import { checkRequirements } from "./resources.ts";
import { checkContainerSecurity } from "./security.ts";
import { checkPort, portName } from "./texts.ts";
import { checkDevices, checkMounts } from "./volumes.ts";

/** What the containers of a pod have in common. */
export interface PodContext {
  readonly spec: Part;
  readonly volumes: ReadonlyMap<string, Part>;
  readonly claims: readonly string[];
}

export const protocols: readonly string[] = ["SCTP", "TCP", "UDP"];

function checkPorts(ports: Part): void {
  const names = new Set<string>();
  for (const port of ports.items) {
    const [name, own, host] = [port.get("name"), port.get("containerPort"), port.get("hostPort")];
    if (name.text !== "") {
      const problems = portName(name.text);
      if (problems.length > 0) name.check(portName);
      else if (names.has(name.text)) name.duplicate();
      else names.add(name.text);
    }
    if (own.number === 0) own.require();
    else checkPort(own);
    if (host.number !== 0) checkPort(host);
    port.get("protocol").mustBeOneOf(protocols);
  }
}

function checkResizePolicy(policies: Part, podRestarts: string): void {
  const seen = new Set<string>();
  const restarts = ["NotRequired", "RestartContainer"];
  for (const policy of policies.items) {
    const [resource, restart] = [policy.get("resourceName").text, policy.get("restartPolicy").text];
    if (seen.has(resource)) policy.duplicate(resource);
    seen.add(resource);
    if (resource === "") policies.require();
    else if (!["cpu", "memory"].includes(resource)) policies.unsupported(["cpu", "memory"], resource);
    if (restart === "") policies.require();
    else if (!restarts.includes(restart)) policies.unsupported(restarts, restart);
    if (podRestarts === "Never" && restart !== "NotRequired") {
      policies.invalid("must be 'NotRequired' when pod `restartPolicy` is 'Never'", restart);
    }
  }
}

/** What holds for containers of all kinds. */
function checkCommon(container: Part, { spec, volumes, claims }: PodContext): void {
  const name = container.get("name");
  if (name.needed()) name.check(validateDns1123Label);
  container.get("image").needed();
  container.get("terminationMessagePolicy").mustBeOneOf(["File", "FallbackToLogsOnError"]);
  checkPorts(container.get("ports"));
  checkVariables(container.get("env"));
  checkVariableSources(container.get("envFrom"));
  checkMounts(container, volumes);
  checkDevices(container, volumes);
  container.get("imagePullPolicy").mustBeOneOf(["Always", "IfNotPresent", "Never"]);
  checkRequirements(container.get("resources"), claims);
  checkResizePolicy(container.get("resizePolicy"), spec.get("restartPolicy").text);
  checkContainerSecurity(container.get("securityContext"), spec.get("hostUsers").value !== false);
}

/** Whether and when a container is started again. */
function checkRestarts(container: Part): void {
  const [policy, rules] = [container.get("restartPolicy"), container.get("restartPolicyRules")];
  if (!policy.present) {
    if (rules.size > 0) policy.require("must specify restartPolicy when restart rules are used");
  } else policy.oneOf(["Always", "Never", "OnFailure"]);
  if (rules.size > 20) rules.tooMany(20);
  for (const rule of rules.items) {
    const actions = ["Restart", "RestartAllContainers"];
    if (!actions.includes(rule.get("action").text)) rule.get("action").unsupported(actions);
    const codes = rule.get("exitCodes");
    if (!codes.present) codes.require("must be specified");
    else {
      const operators = ["In", "NotIn"];
      if (!operators.includes(codes.get("operator").text)) codes.get("operator").unsupported(operators);
      if (codes.get("values").size > 255) codes.get("values").tooMany(255);
    }
  }
}

function checkHostPorts(containers: readonly Part[], shownAt?: Part): void {
  const seen = new Set<string>();
  for (const [index, container] of containers.entries()) {
    const place = shownAt ? container.as(`${shownAt.path}[${index}]`) : container;
    for (const port of place.get("ports").items) {
      const host = port.get("hostPort");
      if (host.number === 0) continue;
      const key = `${port.get("protocol").text}/${port.get("hostIP").text}/${host.number}`;
      if (seen.has(key)) host.duplicate(key);
      seen.add(key);
    }
  }
}

/** The containers that run all the time. */
export function checkContainers(containers: Part, context: PodContext): void {
  if (!containers.needed()) return;
  const { spec } = context;
  const grace = spec.get("terminationGracePeriodSeconds");
  const names = new Set<string>();
  for (const container of containers.items) {
    checkCommon(container, context);
    const name = container.get("name");
    if (names.has(name.text)) name.duplicate();
    names.add(name.text);
    checkLifecycle(container.get("lifecycle"), grace, spec.get("os"));
    checkProbes(container, grace);
    checkRestarts(container);
  }
  checkHostPorts(containers.items);
}

const hooks = ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"];

/** Those that run before, and stay if they restart always. */
export function checkInitContainers(containers: Part, context: PodContext): void {
  const { spec } = context;
  const grace = spec.get("terminationGracePeriodSeconds");
  const names = new Set(spec.get("containers").items.map((container) => container.get("name").text));
  for (const container of containers.items) {
    checkCommon(container, context);
    checkRestarts(container);
    const name = container.get("name");
    if (names.has(name.text)) name.duplicate();
    else if (name.text !== "") names.add(name.text);
    checkHostPorts([container], containers);
    if (container.get("restartPolicy").text === "Always") {
      checkLifecycle(container.get("lifecycle"), grace, spec.get("os"));
      checkProbes(container, grace);
      continue;
    }
    for (const field of hooks) {
      const hook = container.get(field);
      if (hook.present) hook.forbid("may not be set for init containers without restartPolicy=Always");
    }
    for (const policy of container.get("resizePolicy").items) {
      const restart = policy.get("restartPolicy");
      if (restart.text !== "RestartContainer") continue;
      restart.invalid("must not be set to 'RestartContainer' for non-sidecar initContainers");
    }
  }
}

const notEphemeral = ["ports", "resources", ...hooks, "resizePolicy", "restartPolicy", "restartPolicyRules"];

/** Those that are added to a pod that runs, to look into it. */
export function checkEphemeralContainers(containers: Part, context: PodContext): void {
  const { spec } = context;
  const others = [...spec.get("containers").items, ...spec.get("initContainers").items];
  const targets = new Set(others.map((container) => container.get("name").text));
  const names = new Set(targets);
  for (const container of containers.items) {
    checkCommon(container, context);
    checkImageText(container);
    const [name, target] = [container.get("name"), container.get("targetContainerName")];
    if (names.has(name.text)) name.duplicate();
    names.add(name.text);
    if (target.text !== "" && !targets.has(target.text)) target.notFound();
    const cannot = "cannot be set for an Ephemeral Container";
    for (const field of notEphemeral) {
      const part = container.get(field);
      if (part.present && (typeof part.value !== "object" || part.size > 0)) part.forbid(cannot);
    }
    for (const mount of container.get("volumeMounts").items) {
      for (const field of ["subPath", "subPathExpr"]) {
        if (mount.get(field).text !== "") mount.get(field).forbid(cannot);
      }
    }
  }
}

/** Of pods, not of templates, which have more to them in some platforms. */
export function checkImageText(container: Part): void {
  const image = container.get("image");
  if (image.text.trim() !== image.text) image.invalid("must not have leading or trailing whitespace");
}
