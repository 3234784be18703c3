import {
  maps,
  deployments,
  services,
  get,
  remove,
  apply,
  merge,
  put,
  post,
  map,
  deployment,
  scale,
  service,
} from "../requests.ts";
import type { Sequence } from "../sequence.ts";

const ready = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web" },
  status: { replicas: 1, readyReplicas: 1 },
};

export const sequences: readonly Sequence[] = [
  {
    title: "deployment: created by an apply, changed by others, applied again",
    requests: [
      apply(
        `${deployments}/web`,
        deployment({ replicas: 2 }, { ports: [{ containerPort: 80 }], env: [{ name: "A", value: "1" }] }),
      ),
      {
        method: "PATCH",
        path: `${deployments}/web?fieldManager=strategic`,
        contentType: "application/strategic-merge-patch+json",
        body: {
          spec: {
            template: {
              spec: {
                containers: [
                  { name: "side", image: "side:1", resources: { limits: { cpu: "1" } } },
                  { name: "web", env: [{ name: "B", value: "2" }], ports: [{ containerPort: 81, protocol: "UDP" }] },
                ],
              },
            },
          },
        },
      },
      apply(`${deployments}/web`, deployment({ replicas: 2 }, { ports: [{ containerPort: 80 }] })),
      apply(`${deployments}/web`, deployment({}, { image: "web:2" })),
      apply(`${deployments}/web`, deployment({ replicas: 4 }, { image: "web:3" }), "two"),
      apply(`${deployments}/web`, deployment({ replicas: 4 }, { image: "web:3" }), "two", "&force=true"),
      apply(`${deployments}/web`, { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web" } }),
      get(`${deployments}/web`),
    ],
  },
  {
    title: "deployment: created by a post, then applied",
    requests: [
      post(deployments, deployment({ replicas: 1 }, { ports: [{ containerPort: 80, name: "http" }] })),
      apply(`${deployments}/web`, deployment({ replicas: 1 }, { ports: [{ containerPort: 80, name: "http" }] })),
      apply(`${deployments}/web`, deployment({ replicas: 2 }, { image: "web:2" })),
      apply(`${deployments}/web`, deployment({ replicas: 2 }, { image: "web:2" }), "one", "&force=true"),
      apply(`${deployments}/web`, deployment({ strategy: { type: "Recreate" } }), "two"),
      apply(`${deployments}/web`, deployment({ selector: { matchLabels: { app: "other" } } }), "two", "&force=true"),
      get(`${deployments}/web`),
    ],
  },
  {
    title: "deployment: status through its subresource",
    requests: [
      apply(`${deployments}/web`, { ...deployment(), status: { replicas: 5 } }),
      apply(
        `${deployments}/web/status`,
        {
          apiVersion: "apps/v1",
          kind: "Deployment",
          metadata: { name: "web", labels: { a: "b" } },
          spec: { replicas: 9 },
          status: { replicas: 1 },
        },
        "status",
      ),
      merge(`${deployments}/web/status`, {
        metadata: { labels: { c: "d" }, annotations: { e: "f" } },
        status: { replicas: 2, conditions: [{ type: "Available", status: "True", reason: "x", message: "y" }] },
      }),
      apply(`${deployments}/web/status`, ready, "status"),
      apply(`${deployments}/web/status`, ready, "status", "&force=true"),
      apply(`${deployments}/missing/status`, { ...ready, metadata: { name: "missing" }, status: { replicas: 1 } }),
      get(`${deployments}/web`),
      get(`${deployments}/web/status`),
    ],
  },
  {
    title: "deployment: scale",
    requests: [
      apply(`${deployments}/web`, deployment({ replicas: 2 })),
      put(`${deployments}/web/scale`, { ...scale(2), metadata: { name: "web", namespace: "$ns" } }),
      get(`${deployments}/web`),
      merge(`${deployments}/web/scale`, { spec: { replicas: 3 } }),
      get(`${deployments}/web`),
      apply(`${deployments}/web`, deployment({ replicas: 2 })),
      apply(`${deployments}/web/scale`, scale(4), "scaler"),
      apply(`${deployments}/web/scale`, scale(4), "scaler", "&force=true"),
      get(`${deployments}/web`),
      apply(`${deployments}/web/scale`, scale(5), "scaler"),
      apply(`${deployments}/web/scale`, { ...scale(5), apiVersion: "apps/v1" }, "scaler"),
      get(`${deployments}/web`),
      post(deployments, { ...deployment({ replicas: 1 }), metadata: { name: "posted" } }),
      put(`${deployments}/posted/scale`, { ...scale(1), metadata: { name: "posted", namespace: "$ns" } }),
      get(`${deployments}/posted`),
      merge(`${deployments}/posted/scale`, { spec: { replicas: 6 } }),
      get(`${deployments}/posted`),
      { method: "PATCH", path: `${deployments}/posted/scale`, body: "{}", contentType: "text/plain" },
    ],
  },
  {
    title: "service: ports by port and protocol",
    requests: [
      apply(`${services}/web`, service([{ port: 80, name: "http" }])),
      apply(`${services}/web`, service([{ port: 80, name: "udp", protocol: "UDP" }]), "two"),
      apply(
        `${services}/web`,
        service([
          { port: 80, name: "http", protocol: "TCP" },
          { port: 443, name: "https" },
        ]),
      ),
      apply(`${services}/web`, service([{ port: 80, name: "other" }]), "three"),
      apply(`${services}/web`, service([{ port: 80, name: "other" }]), "three", "&force=true"),
      apply(`${services}/web`, service([{ port: 443, name: "https" }])),
      merge(`${services}/web`, { spec: { ports: [{ port: 1, name: "only" }], selector: { b: "c" } } }),
      get(`${services}/web`),
    ],
  },
  {
    title: "service: lists in the order of the applier",
    requests: [
      apply(`${services}/web`, service([1, 2, 3, 4].map((port) => ({ port, name: `p${port}` })))),
      apply(`${services}/web`, service([4, 1].map((port) => ({ port, name: `p${port}` }))), "two"),
      apply(`${services}/web`, service([5, 3, 2].map((port) => ({ port, name: `p${port}` }))), "three"),
      apply(`${services}/web`, service([4, 3, 6, 1].map((port) => ({ port, name: `p${port}` })))),
    ],
  },
  {
    title: "owner references and finalizers",
    requests: [
      apply(
        `${maps}/a`,
        map(
          {},
          {
            finalizers: ["a.com/a", "a.com/b"],
            ownerReferences: [{ apiVersion: "v1", kind: "X", name: "x", uid: "u1" }],
          },
        ),
      ),
      merge(`${maps}/a`, {
        metadata: {
          finalizers: ["a.com/c", "a.com/a", "a.com/b"],
          ownerReferences: [
            { apiVersion: "v1", kind: "Y", name: "y", uid: "u2" },
            { apiVersion: "v1", kind: "X", name: "x", uid: "u1" },
          ],
        },
      }),
      apply(`${maps}/a`, map({}, { finalizers: ["a.com/b"] })),
      remove(`${maps}/a`),
      apply(`${maps}/a`, map({}, { finalizers: ["a.com/b", "a.com/d"] })),
      apply(`${maps}/a`, map({})),
      get(`${maps}/a`),
      merge(`${maps}/a`, { metadata: { finalizers: null } }),
      get(`${maps}/a`),
    ],
  },
];
