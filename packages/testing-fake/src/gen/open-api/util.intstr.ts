// Generated from tooling/kubernetes-api by tooling/generate. Do not edit.
export const schemas: Readonly<Record<string, unknown>> = {
"io.k8s.apimachinery.pkg.util.intstr.IntOrString":{"format":"int-or-string","oneOf":[{"type":"integer"},{"type":"string"}]},
};
