import type { FullObject } from "./full-object.ts";
import { podTemplate } from "./pods.ts";

const selector = { matchLabels: { app: "web" } };
const apps = (resource: string): string => `/apis/apps/v1/namespaces/$ns/${resource}`;
const batch = (resource: string): string => `/apis/batch/v1/namespaces/$ns/${resource}`;
const once = { spec: { restartPolicy: "Never", containers: [{ name: "web", image: "web:1" }] } };
const job = {
  parallelism: 2,
  completions: 3,
  activeDeadlineSeconds: 100,
  backoffLimit: 4,
  ttlSecondsAfterFinished: 10,
  completionMode: "Indexed",
  suspend: false,
  podReplacementPolicy: "Failed",
  podFailurePolicy: {
    rules: [
      { action: "FailJob", onExitCodes: { containerName: "web", operator: "In", values: [1, 2] } },
      { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] },
    ],
  },
  template: once,
};

export const objects: readonly FullObject[] = [
  {
    title: "a deployment",
    path: apps("deployments"),
    body: {
      metadata: { name: "web" },
      spec: {
        replicas: 2,
        selector: { ...selector, matchExpressions: [{ key: "app", operator: "In", values: ["web", "x"] }] },
        template: podTemplate,
        strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: 1 } },
        minReadySeconds: 5,
        revisionHistoryLimit: 3,
        progressDeadlineSeconds: 60,
        paused: false,
      },
    },
  },
  {
    title: "a replica set",
    path: apps("replicasets"),
    body: { metadata: { name: "rs" }, spec: { replicas: 1, minReadySeconds: 1, selector, template: podTemplate } },
  },
  {
    title: "a stateful set",
    path: apps("statefulsets"),
    body: {
      metadata: { name: "db" },
      spec: {
        serviceName: "db",
        replicas: 3,
        selector,
        template: podTemplate,
        podManagementPolicy: "Parallel",
        updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 1, maxUnavailable: 1 } },
        revisionHistoryLimit: 5,
        minReadySeconds: 1,
        persistentVolumeClaimRetentionPolicy: { whenDeleted: "Delete", whenScaled: "Retain" },
        ordinals: { start: 1 },
        volumeClaimTemplates: [
          {
            metadata: { name: "data" },
            spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
          },
        ],
      },
    },
  },
  {
    title: "a daemon set",
    path: apps("daemonsets"),
    body: {
      metadata: { name: "agent" },
      spec: {
        selector,
        template: podTemplate,
        updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "10%", maxSurge: 0 } },
        minReadySeconds: 1,
        revisionHistoryLimit: 2,
      },
    },
  },
  {
    title: "a controller revision",
    path: apps("controllerrevisions"),
    body: { metadata: { name: "rev" }, revision: 1, data: { a: 1 } },
  },
  { title: "a job", path: batch("jobs"), body: { metadata: { name: "job" }, spec: job } },
  {
    title: "an indexed job",
    path: batch("jobs"),
    body: {
      metadata: { name: "indexed" },
      spec: {
        completions: 5,
        parallelism: 1,
        completionMode: "Indexed",
        backoffLimitPerIndex: 1,
        maxFailedIndexes: 2,
        managedBy: "example.com/controller",
        template: once,
      },
    },
  },
  {
    title: "a job with a success policy",
    path: batch("jobs"),
    body: {
      metadata: { name: "succeeds" },
      spec: {
        completions: 5,
        completionMode: "Indexed",
        successPolicy: { rules: [{ succeededIndexes: "0-2,4", succeededCount: 1 }] },
        template: once,
      },
    },
    // Without completions, a server of this version breaks off the connection.
    within: ["spec.successPolicy"],
  },
  {
    title: "a job with a selector",
    path: batch("jobs"),
    body: {
      metadata: { name: "selected" },
      spec: {
        manualSelector: true,
        selector: { matchLabels: { j: "x" } },
        template: { metadata: { labels: { j: "x" } }, ...once },
      },
    },
  },
  {
    title: "a cron job",
    path: batch("cronjobs"),
    body: {
      metadata: { name: "nightly" },
      spec: {
        schedule: "0 3 * * 1-5",
        timeZone: "Europe/Berlin",
        startingDeadlineSeconds: 10,
        concurrencyPolicy: "Forbid",
        suspend: true,
        successfulJobsHistoryLimit: 1,
        failedJobsHistoryLimit: 2,
        jobTemplate: { metadata: { labels: { a: "b" } }, spec: { template: once, backoffLimit: 1 } },
      },
    },
  },
  {
    title: "a disruption budget",
    path: "/apis/policy/v1/namespaces/$ns/poddisruptionbudgets",
    body: {
      metadata: { name: "pdb" },
      spec: { minAvailable: "50%", selector, unhealthyPodEvictionPolicy: "AlwaysAllow" },
    },
  },
  {
    title: "an autoscaler of version 1",
    path: "/apis/autoscaling/v1/namespaces/$ns/horizontalpodautoscalers",
    body: {
      metadata: { name: "one" },
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
        minReplicas: 1,
        maxReplicas: 5,
        targetCPUUtilizationPercentage: 80,
      },
    },
  },
  {
    title: "an autoscaler",
    path: "/apis/autoscaling/v2/namespaces/$ns/horizontalpodautoscalers",
    body: {
      metadata: { name: "two" },
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
        minReplicas: 1,
        maxReplicas: 5,
        metrics: [
          { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } } },
          {
            type: "ContainerResource",
            containerResource: {
              name: "memory",
              container: "web",
              target: { type: "AverageValue", averageValue: "1Gi" },
            },
          },
          {
            type: "Pods",
            pods: {
              metric: { name: "requests", selector: { matchLabels: { a: "b" } } },
              target: { type: "AverageValue", averageValue: "10" },
            },
          },
          {
            type: "Object",
            object: {
              metric: { name: "m" },
              describedObject: { apiVersion: "v1", kind: "Service", name: "s" },
              target: { type: "Value", value: "5" },
            },
          },
          {
            type: "External",
            external: { metric: { name: "queue" }, target: { type: "AverageValue", averageValue: "30" } },
          },
        ],
        behavior: {
          scaleUp: {
            stabilizationWindowSeconds: 0,
            selectPolicy: "Max",
            policies: [{ type: "Pods", value: 4, periodSeconds: 15 }],
          },
          scaleDown: { stabilizationWindowSeconds: 300, policies: [{ type: "Percent", value: 10, periodSeconds: 60 }] },
        },
      },
    },
  },
];
