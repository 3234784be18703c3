import type { Part } from "./part.ts";
import { checkPortOrName, httpHeaderName } from "./texts.ts";

type Handler = readonly [field: string, check: (handler: Part, grace: Part) => void];

const exec: Handler = ["exec", (handler) => void handler.get("command").needed()];
const http: Handler = ["httpGet", checkHttp];
const tcp: Handler = ["tcpSocket", (handler) => checkPortOrName(handler.get("port"))];
const grpc: Handler = [
  "grpc",
  (handler) => {
    checkPortOrName(handler.get("port"));
    handler.get("mode").oneOf(["Plaintext", "TLS"]);
  },
];
const sleep: Handler = [
  "sleep",
  (handler, grace) => {
    const seconds = handler.get("seconds").number;
    if (!grace.present || (seconds >= 0 && seconds <= grace.number)) return;
    const detail = `must be non-negative and less than terminationGracePeriodSeconds (${grace.number})`;
    handler.invalid(detail, seconds);
  },
];

function checkHttp(handler: Part): void {
  handler.get("path").needed();
  checkPortOrName(handler.get("port"));
  const scheme = handler.get("scheme");
  if (!["HTTP", "HTTPS"].includes(scheme.text)) scheme.unsupported(["HTTP", "HTTPS"], scheme.text);
  const headers = handler.get("httpHeaders");
  for (const header of headers.items) {
    const name = header.get("name").text;
    for (const detail of httpHeaderName(name)) headers.invalid(detail, name);
  }
  const [protocol, host] = [handler.get("protocol"), handler.get("host")];
  protocol.oneOf(["HTTP1", "HTTP2"]);
  if (protocol.text !== "HTTP2") return;
  if (scheme.text !== "HTTP") protocol.invalid("is only supported with HTTP (H2C)");
  else if (host.text !== "") host.invalid('must be empty when `protocol` is "HTTP2"');
}

/** Exactly one of the ways to ask a container something, or to tell it. */
function checkOne(part: Part, handlers: readonly Handler[], grace: Part): void {
  let found = false;
  for (const [field, check] of handlers) {
    const handler = part.get(field);
    if (!handler.present) continue;
    if (found) handler.forbid("may not specify more than 1 handler type");
    else check(handler, grace);
    found = true;
  }
  if (!found) part.require("must specify a handler type");
}

function checkProbe(probe: Part, grace: Part): void {
  checkOne(probe, [exec, http, tcp, grpc], grace);
  for (const field of [
    "initialDelaySeconds",
    "timeoutSeconds",
    "periodSeconds",
    "successThreshold",
    "failureThreshold",
  ]) {
    probe.get(field).notNegative();
  }
  const seconds = probe.get("terminationGracePeriodSeconds");
  if (seconds.present && seconds.number <= 0) seconds.invalid("must be greater than 0");
}

/** The probes of a container. */
export function checkProbes(container: Part, grace: Part): void {
  for (const kind of ["livenessProbe", "readinessProbe", "startupProbe"]) {
    const probe = container.get(kind);
    if (!probe.present) continue;
    checkProbe(probe, grace);
    if (kind === "readinessProbe") {
      const seconds = probe.get("terminationGracePeriodSeconds");
      if (seconds.present) seconds.invalid("must not be set for readinessProbes");
    } else if (probe.get("successThreshold").number !== 1) {
      probe.get("successThreshold").invalid("must be 1", probe.get("successThreshold").number);
    }
  }
}

const named = [
  "ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT RTMAX",
  ...Array.from({ length: 14 }, (_, index) => `RTMAX-${index + 1}`),
  "RTMIN",
  ...Array.from({ length: 15 }, (_, index) => `RTMIN+${index + 1}`),
  "SEGV STKFLT STOP SYS TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ",
];

/** What runs after a container starts and before it stops, and the signal that stops it. */
export function checkLifecycle(lifecycle: Part, grace: Part, os: Part): void {
  if (!lifecycle.present) return;
  for (const hook of ["postStart", "preStop"]) {
    const handler = lifecycle.get(hook);
    if (handler.present) checkOne(handler, [exec, http, tcp, sleep], grace);
  }
  const signal = lifecycle.get("stopSignal");
  if (!signal.present) return;
  const system = os.get("name").text;
  if (!os.present) signal.forbid("may not be set for containers with empty `spec.os.name`");
  else if (system === "windows") signal.oneOf(["SIGKILL", "SIGTERM"]);
  else if (system === "linux") {
    const signals = named.join(" ").split(" ");
    signal.oneOf(signals.map((name) => `SIG${name}`).toSorted());
  }
}
