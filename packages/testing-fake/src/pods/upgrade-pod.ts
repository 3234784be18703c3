import type { ResourcePath } from "../http/request-info.ts";
import type { ResourceEntry } from "../resources/resource-registry.ts";
import type { ServerState } from "../storage/server-state.ts";
import { badRequest, notImplemented } from "../http/status.ts";
import type { Upgraded, UpgradeRequest } from "../http/upgrade-seam.ts";
import { containerOf, podOf } from "./container.ts";
import { upgradeRemote } from "./exec.ts";
import { portRun, upgradePortForward } from "./port-forward.ts";
import { remoteRun, wantedStreams } from "./remote-session.ts";

/** Whether a path is one of those that go on as something else than HTTP. */
export function isStreaming({ group, resource, subresource }: ResourcePath): boolean {
  return group === "" && resource === "pods" && ["exec", "attach", "portforward"].includes(subresource ?? "");
}

/** How exec, attach or port-forward of a pod goes on. Fails where nothing plays its containers. */
export function upgradePod(
  state: ServerState,
  entry: ResourceEntry,
  path: ResourcePath,
  query: URLSearchParams,
  request: UpgradeRequest,
): Upgraded {
  const { stored, signal: _, ...pod } = podOf(state, entry, path, request);
  const { exec, attach, portForward } = state.pods;
  const missing = notImplemented(`"pods/${path.subresource}" is not implemented by this server`);
  let upgraded: Upgraded | undefined;
  if (path.subresource === "portforward") {
    if (!portForward) throw missing;
    upgraded = upgradePortForward(request, query, portRun(pod, portForward));
  } else {
    const container = containerOf(stored, query.get("container") ?? "");
    const wanted = wantedStreams(query);
    const context = { ...pod, container };
    if (path.subresource === "attach") {
      if (!attach) throw missing;
      upgraded = upgradeRemote(request, wanted, remoteRun(context, wanted.tty, attach));
    } else {
      if (!exec) throw missing;
      const command = query.getAll("command");
      const run = remoteRun(context, wanted.tty, (session) => exec({ ...session, command }));
      upgraded = upgradeRemote(request, wanted, run);
    }
  }
  if (upgraded) return upgraded;
  throw badRequest(`unable to upgrade: none of the protocols ${JSON.stringify(request.protocols)} is known here`);
}
