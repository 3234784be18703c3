import type { DefaultsByType } from "./defaults.ts";
import { fill, fillZero, isMissing, objectIn, objectsIn } from "./fill.ts";

const affinitySeconds = 3 * 60 * 60;

/** Services, ingresses, network policies, endpoint slices. */
export const networkDefaults: DefaultsByType = {
  "core/v1.ServiceSpec": (spec) => {
    fillZero(spec, { sessionAffinity: "None", type: "ClusterIP" });
    if (spec["sessionAffinity"] === "None") delete spec["sessionAffinityConfig"];
    if (spec["sessionAffinity"] === "ClientIP") {
      const timeout = objectIn(objectIn(spec, "sessionAffinityConfig"), "clientIP")["timeoutSeconds"];
      if (isMissing(timeout)) spec["sessionAffinityConfig"] = { clientIP: { timeoutSeconds: affinitySeconds } };
    }
    const type = spec["type"];
    const external = Array.isArray(spec["externalIPs"]) && spec["externalIPs"].length > 0;
    if (type === "NodePort" || type === "LoadBalancer" || (type === "ClusterIP" && external)) {
      fillZero(spec, { externalTrafficPolicy: "Cluster" });
    }
    if (type !== "ExternalName") fill(spec, { internalTrafficPolicy: "Cluster" });
    if (type === "LoadBalancer") fill(spec, { allocateLoadBalancerNodePorts: true });
  },
  "core/v1.ServicePort": (port) => {
    fillZero(port, { protocol: "TCP" });
    fillZero(port, { targetPort: port["port"] });
  },
  "core/v1.LoadBalancerIngress": (ingress) => {
    if ((ingress["ip"] ?? "") !== "") fill(ingress, { ipMode: "VIP" });
  },
  "core/v1.EndpointPort": (port) => fillZero(port, { protocol: "TCP" }),
  "networking/v1.NetworkPolicySpec": (spec) => {
    if (Array.isArray(spec["policyTypes"]) && spec["policyTypes"].length > 0) return;
    spec["policyTypes"] = objectsIn(spec, "egress").length > 0 ? ["Ingress", "Egress"] : ["Ingress"];
  },
  "networking/v1.NetworkPolicyPort": (port) => fill(port, { protocol: "TCP" }),
  "networking/v1.IngressClassSpec": (spec) => {
    if (!isMissing(spec["parameters"])) spec["parameters"] = { scope: "Cluster", ...objectIn(spec, "parameters") };
  },
  "discovery/v1.EndpointPort": (port) => fill(port, { name: "", protocol: "TCP" }),
};
