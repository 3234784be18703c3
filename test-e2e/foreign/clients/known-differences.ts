/**
 * Steps of foreign clients whose outcome differs between testing-server and a kube-apiserver, and why. This list may only
 * shrink: the suites fail for a step that has come to agree, as they do for one that has come to differ.
 */
export const knownDifferences: Readonly<Record<string, Readonly<Record<string, string>>>> = {};
