export interface BootstrapRole {
  readonly name: string;
  /** The role whose rules it adds to. */
  readonly aggregatesTo?: string;
  /** Its rules are those of the roles that add to it. */
  readonly aggregated?: true;
  /**
   * A rule a line: API groups, resources and verbs, or non-resource URLs and verbs; words with spaces between them, `-` is
   * the core group.
   */
  readonly rules?: string;
}

/** The roles of every cluster that are for people; those of a cluster's own components are left out. */
export const bootstrapRoles: readonly BootstrapRole[] = [
  {
    name: "admin",
    aggregated: true,
  },
  {
    name: "cluster-admin",
    rules: `
      * | * | *
      * | *
    `,
  },
  {
    name: "edit",
    aggregatesTo: "admin",
    aggregated: true,
  },
  {
    name: "system:aggregate-to-admin",
    aggregatesTo: "admin",
    rules: `
      authorization.k8s.io | localsubjectaccessreviews | create
      rbac.authorization.k8s.io | rolebindings roles | create delete deletecollection get list patch update watch
    `,
  },
  {
    name: "system:aggregate-to-edit",
    aggregatesTo: "edit",
    rules: `
      - | pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy | get list watch
      - | serviceaccounts | impersonate
      - | pods pods/attach pods/exec pods/portforward pods/proxy | create delete deletecollection patch update
      - | pods/eviction | create
      - | configmaps persistentvolumeclaims replicationcontrollers replicationcontrollers/scale secrets serviceaccounts services services/proxy | create delete deletecollection patch update
      - | serviceaccounts/token | create
      - events.k8s.io | events | create delete deletecollection patch update
      apps | daemonsets deployments deployments/rollback deployments/scale replicasets replicasets/scale statefulsets statefulsets/scale | create delete deletecollection patch update
      autoscaling | horizontalpodautoscalers | create delete deletecollection patch update
      batch | cronjobs jobs | create delete deletecollection patch update
      extensions | daemonsets deployments deployments/rollback deployments/scale ingresses networkpolicies replicasets replicasets/scale replicationcontrollers/scale | create delete deletecollection patch update
      policy | poddisruptionbudgets | create delete deletecollection patch update
      networking.k8s.io | ingresses networkpolicies | create delete deletecollection patch update
      coordination.k8s.io | leases | create delete deletecollection get list patch update watch
      resource.k8s.io | resourceclaims resourceclaimtemplates | create delete deletecollection patch update
    `,
  },
  {
    name: "system:aggregate-to-view",
    aggregatesTo: "view",
    rules: `
      - | configmaps endpoints persistentvolumeclaims persistentvolumeclaims/status pods replicationcontrollers replicationcontrollers/scale serviceaccounts services services/status | get list watch
      - | bindings limitranges namespaces/status pods/log pods/status replicationcontrollers/status resourcequotas resourcequotas/status | get list watch
      - | namespaces | get list watch
      - events.k8s.io | events | get list watch
      discovery.k8s.io | endpointslices | get list watch
      apps | controllerrevisions daemonsets daemonsets/status deployments deployments/scale deployments/status replicasets replicasets/scale replicasets/status statefulsets statefulsets/scale statefulsets/status | get list watch
      autoscaling | horizontalpodautoscalers horizontalpodautoscalers/status | get list watch
      batch | cronjobs cronjobs/status jobs jobs/status | get list watch
      extensions | daemonsets daemonsets/status deployments deployments/scale deployments/status ingresses ingresses/status networkpolicies replicasets replicasets/scale replicasets/status replicationcontrollers/scale | get list watch
      policy | poddisruptionbudgets poddisruptionbudgets/status | get list watch
      networking.k8s.io | ingresses ingresses/status networkpolicies | get list watch
      resource.k8s.io | resourceclaims resourceclaims/status resourceclaimtemplates | get list watch
    `,
  },
  {
    name: "system:basic-user",
    rules: `
      authorization.k8s.io | selfsubjectaccessreviews selfsubjectrulesreviews | create
      authentication.k8s.io | selfsubjectreviews | create
    `,
  },
  {
    name: "system:cluster-trust-bundle-discovery",
    rules: `
      certificates.k8s.io | clustertrustbundles | get list watch
    `,
  },
  {
    name: "system:discovery",
    rules: `
      /api /api/* /apis /apis/* /healthz /livez /openapi /openapi/* /readyz /version /version/ | get
    `,
  },
  {
    name: "system:monitoring",
    rules: `
      /flagz /healthz /healthz/* /livez /livez/* /metrics /metrics/slis /readyz /readyz/* /statusz | get
      - | nodes/metrics | get
    `,
  },
  {
    name: "system:public-info-viewer",
    rules: `
      /healthz /livez /readyz /version /version/ | get
    `,
  },
  {
    name: "system:service-account-issuer-discovery",
    rules: `
      /.well-known/openid-configuration /.well-known/openid-configuration/ /openid/v1/jwks /openid/v1/jwks/ | get
    `,
  },
  {
    name: "view",
    aggregatesTo: "edit",
    aggregated: true,
  },
];

/** Groups that have one of these roles in every cluster, under a binding of the role's name. */
export const bootstrapBindings: Readonly<Record<string, readonly string[]>> = {
  "cluster-admin": ["system:masters"],
  "system:basic-user": ["system:authenticated"],
  "system:cluster-trust-bundle-discovery": ["system:serviceaccounts"],
  "system:discovery": ["system:authenticated"],
  "system:monitoring": ["system:monitoring"],
  "system:public-info-viewer": ["system:authenticated", "system:unauthenticated"],
  "system:service-account-issuer-discovery": ["system:serviceaccounts"],
};
