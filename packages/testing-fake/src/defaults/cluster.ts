import { isObject, type JsonObject } from "../json.ts";
import { copyAsSent } from "../schema/empty-fields.ts";
import type { DefaultsByType } from "./defaults.ts";
import { fill, fillZero, isMissing, objectIn, objectsIn } from "./fill.ts";
import { base64OfText } from "./base64.ts";

const rbac = "rbac.authorization.k8s.io";

/** Namespaces, secrets, nodes, RBAC, autoscalers, priorities, webhooks. */
export const clusterDefaults: DefaultsByType = {
  "core/v1.Namespace": (namespace) => {
    const metadata = namespace["metadata"];
    if (!isObject(metadata) || (metadata["name"] ?? "") === "") return;
    const labels = { ...objectIn(metadata, "labels") };
    metadata["labels"] = { ...labels, "kubernetes.io/metadata.name": metadata["name"] };
  },
  "core/v1.NamespaceStatus": (status) => fillZero(status, { phase: "Active" }),
  "core/v1.NodeSpec": (spec) => {
    const ranges = Array.isArray(spec["podCIDRs"]) ? (spec["podCIDRs"] as unknown[]) : [];
    const first = spec["podCIDR"] ?? "";
    if (first === "") spec["podCIDR"] = ranges[0];
    else if (ranges[0] !== first) spec["podCIDRs"] = [first];
  },
  "core/v1.NodeStatus": (status) => {
    if (!isMissing(status["capacity"])) fill(status, { allocatable: status["capacity"] });
  },
  "core/v1.Secret": (secret) => {
    fillZero(secret, { type: "Opaque" });
    const texts = Object.entries(objectIn(secret, "stringData"));
    delete secret["stringData"];
    if (texts.length === 0) return;
    const encoded = Object.fromEntries(texts.map(([key, text]) => [key, base64OfText(String(text))]));
    secret["data"] = { ...objectIn(secret, "data"), ...encoded };
  },
  "core/v1.LimitRangeItem": (item) => {
    if (item["type"] !== "Container") return;
    const limits = { ...objectIn(item, "max"), ...objectIn(item, "default") };
    item["default"] = limits;
    item["defaultRequest"] = { ...objectIn(item, "min"), ...limits, ...objectIn(item, "defaultRequest") };
  },
  "rbac/v1.RoleBinding": setRoleRef,
  "rbac/v1.ClusterRoleBinding": setRoleRef,
  "rbac/v1.Subject": (subject) => {
    if (subject["kind"] === "User" || subject["kind"] === "Group") fillZero(subject, { apiGroup: rbac });
  },
  "autoscaling/v1.HorizontalPodAutoscalerSpec": (spec) => fill(spec, { minReplicas: 1 }),
  "autoscaling/v2.HorizontalPodAutoscalerSpec": (spec) => {
    fill(spec, { minReplicas: 1 });
    if (objectsIn(spec, "metrics").length === 0) {
      const target = { type: "Utilization", averageUtilization: 80 };
      spec["metrics"] = [{ type: "Resource", resource: { name: "cpu", target } }];
    }
    if (isMissing(spec["behavior"])) return;
    const behavior = objectIn(spec, "behavior");
    const up = { selectPolicy: "Max", stabilizationWindowSeconds: 0, policies: scaleUpPolicies };
    const down = { selectPolicy: "Max", policies: scaleDownPolicies };
    spec["behavior"] = {
      scaleUp: { ...up, ...copyAsSent(objectIn(behavior, "scaleUp")) },
      scaleDown: { ...down, ...copyAsSent(objectIn(behavior, "scaleDown")) },
    };
  },
  "scheduling/v1.PriorityClass": (priority) => fill(priority, { preemptionPolicy: "PreemptLowerPriority" }),
  "admissionregistration/v1.ValidatingWebhook": setWebhook,
  "admissionregistration/v1.MutatingWebhook": (webhook) => {
    setWebhook(webhook);
    fill(webhook, { reinvocationPolicy: "Never" });
  },
  "admissionregistration/v1.RuleWithOperations": (rule) => fill(rule, { scope: "*" }),
  "admissionregistration/v1.NamedRuleWithOperations": (rule) => fill(rule, { scope: "*" }),
  "admissionregistration/v1.ServiceReference": (reference) => fill(reference, { port: 443 }),
  "admissionregistration/v1.ValidatingAdmissionPolicySpec": (spec) => fill(spec, { failurePolicy: "Fail" }),
  "admissionregistration/v1.MutatingAdmissionPolicySpec": (spec) => fill(spec, { failurePolicy: "Fail" }),
  "admissionregistration/v1.MatchResources": (match) =>
    fill(match, { matchPolicy: "Equivalent", namespaceSelector: {}, objectSelector: {} }),
};

const scaleUpPolicies = [
  { type: "Pods", value: 4, periodSeconds: 15 },
  { type: "Percent", value: 100, periodSeconds: 15 },
];
const scaleDownPolicies = [{ type: "Percent", value: 100, periodSeconds: 15 }];

function setRoleRef(binding: JsonObject): void {
  const roleRef = { ...objectIn(binding, "roleRef") };
  fillZero(roleRef, { apiGroup: rbac });
  binding["roleRef"] = roleRef;
}

function setWebhook(webhook: JsonObject): void {
  fill(webhook, {
    failurePolicy: "Fail",
    matchPolicy: "Equivalent",
    namespaceSelector: {},
    objectSelector: {},
    timeoutSeconds: 10,
  });
}
