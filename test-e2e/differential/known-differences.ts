// Where testing-fake is known to answer differently than a kube-apiserver. The list may only get shorter: runs fail on a
// difference that is not in it, and on an entry of it that differs no more.

export interface KnownDifferences {
  /** Why it is so. */
  readonly reason: string;
  /** Names of requests by the titles of their sequences. */
  readonly requests: Readonly<Record<string, readonly string[]>>;
}

export const knownDifferences: readonly KnownDifferences[] = [
  {
    reason: "Fields of a custom resource that come twice are not noticed, nor is one that a root without fields drops.",
    requests: { "unknown fields": ["21", "22"], "types of values": ["43"] },
  },
  {
    reason: "A conversion that only changes the version forgets no owner of fields that the other version lacks.",
    requests: { "several versions": ["8", "9"] },
  },
  {
    reason:
      "Descriptions in tables and in OpenAPI are the project's own; nor is there a hash of the version for storing.",
    requests: { "columns of every type": ["3", "4", "5"] },
  },
  {
    reason: "What the YAML reader says of a text that ends too early is in its own words.",
    requests: { "normal forms": ["9"] },
  },
  {
    reason: "A dry run of a real server hands out no ports, and so does not look whether there are such ports.",
    requests: {
      "mutations of a service on nodes": [
        "create with spec.ports[0].nodePort = -1",
        "create with spec.ports[0].nodePort = 7",
        "create with spec.ports[0].nodePort = 2000000",
        'update with spec.ports = [{"port":80,"nodePort":31000},{"port":80,"nodePort":31000}]',
        "update with spec.ports[0].nodePort = -1",
        "update with spec.ports[0].nodePort = 7",
        "update with spec.ports[0].nodePort = 2000000",
      ],
    },
  },
  {
    reason: "Expressions of match conditions are not compiled.",
    requests: {
      "mutations of a validating webhook": [
        'create with webhooks[0].matchConditions[0].expression = "Not Valid!"',
        'create with webhooks[0].matchConditions[0].expression = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
        'create with webhooks[0].matchConditions[0].expression = "other-value"',
        'update with webhooks[0].matchConditions[0].expression = "Not Valid!"',
        'update with webhooks[0].matchConditions[0].expression = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
        'update with webhooks[0].matchConditions[0].expression = "other-value"',
      ],
      "mutations of a mutating webhook": [
        'create with webhooks[0].matchConditions[0].expression = "Not Valid!"',
        'create with webhooks[0].matchConditions[0].expression = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
        'create with webhooks[0].matchConditions[0].expression = "other-value"',
        'update with webhooks[0].matchConditions[0].expression = "Not Valid!"',
        'update with webhooks[0].matchConditions[0].expression = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
        'update with webhooks[0].matchConditions[0].expression = "other-value"',
      ],
    },
  },
  {
    reason: "Each CIDR of a node's pods is told as wrong twice where it stands alone, and families are not counted.",
    requests: {
      "mutations of a node": [
        'update with spec.podCIDR = "Not Valid!"',
        'update with spec.podCIDR = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
        'update with spec.podCIDR = "other-value"',
        'update with spec.podCIDRs = ["10.1.0.0/24","10.1.0.0/24"]',
      ],
    },
  },
  {
    reason: "Messages and owned fields tell an empty list, map or text from none; here it is forgotten in some places.",
    requests: {
      "mutations of a pod": [
        "update with spec.nodeSelector = {}",
        "update with spec.imagePullSecrets = []",
        "update with spec.hostAliases = []",
        "update with spec.readinessGates = []",
        "update with spec.topologySpreadConstraints = []",
        "update with spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms = []",
        "update with spec.containers[0].command = []",
        "update with spec.containers[0].args = []",
        "update with spec.containers[0].ports = []",
        "update with spec.containers[0].env = []",
        "update with spec.containers[0].envFrom = []",
        "update with spec.containers[0].resizePolicy = []",
        "update with spec.containers[0].volumeMounts = []",
        "update with spec.containers[0].volumeDevices = []",
        "update with spec.volumes = []",
      ],
      "mutations of a pod with volumes": [
        "update with spec.volumes = []",
        "update with spec.volumes[4].projected.sources = []",
      ],
      "mutations of a pod on the host": ["update with spec.containers[0].ports = []"],
      "mutations of a persistent volume": ["update with spec.nodeAffinity.required.nodeSelectorTerms = []"],
      "mutations of a local volume": ["update with spec.nodeAffinity.required.nodeSelectorTerms = []"],
      "mutations of a claim": ["update with spec.accessModes = []"],
      "mutations of a limit range": ["create with spec.limits = []"],
      "mutations of a job": [
        "create with spec.podFailurePolicy.rules[0].onExitCodes.values = []",
        "update with spec.podFailurePolicy.rules = []",
        "update with spec.podFailurePolicy.rules[0].onExitCodes.values = []",
        "update with spec.template.spec.containers = []",
      ],
      "mutations of an indexed job": ["update with spec.template.spec.containers = []"],
      "mutations of a job with a success policy": ["update with spec.successPolicy.rules = []"],
      "mutations of a job with a selector": ["update with spec.template.spec.containers = []"],
      "mutations of an autoscaler": [
        "create with spec.behavior.scaleUp.policies = []",
        "create with spec.behavior.scaleDown.policies = []",
      ],
      "mutations of a role": ["create with rules = []"],
      "mutations of a cluster role": ["create with rules = []"],
      "mutations of a certificate signing request": ['create with spec.request = ""'],
      "mutations of a volume attachment": ["create with spec = {}"],
      "mutations of an endpoint slice": ["create with endpoints = []", "create with ports = []"],
    },
  },
  {
    reason: "Of several complaints about one field some are missing, or the object is taken.",
    requests: {
      "mutations of a pod": [
        "update with without spec.nodeSelector.disk",
        "update with without spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].namespaceSelector",
      ],
      "mutations of a volume attachment": [
        'create with spec.attacher = "Not Valid!"',
        'create with spec.attacher = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      ],
      "mutations of a validating webhook": ["update with without webhooks[0].clientConfig.caBundle"],
    },
  },
];
