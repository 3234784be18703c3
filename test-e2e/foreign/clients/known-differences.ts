/**
 * Steps of foreign clients whose outcome differs between testing-server and a kube-apiserver, and why, by the name of the
 * client. This list may only shrink: the suites fail for a step that has come to agree, as they do for one that has come
 * to differ.
 */
export const knownDifferences: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "client-go": {
    "subresources: asks what system:kube-scheduler may do":
      "clusters begin without the roles of the components of a control plane",
  },
};
