// Generated from tooling/kubernetes-api by tooling/generate. Do not edit.
export const schemas: Readonly<Record<string, unknown>> = {
"io.k8s.apimachinery.pkg.runtime.RawExtension":{"type":"object"},
};
