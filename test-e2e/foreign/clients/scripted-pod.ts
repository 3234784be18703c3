import type { PodHandlers } from "@kubets/testing-fake";
import type { TestServerOptions } from "@kubets/testing-server";

/** Plays a container whose every answer shows what it was asked. */
const handlers: PodHandlers = {
  async exec({ command, stdin, stdout, stderr, tty }) {
    await stdout.write(`${command.join(" ")}${tty ? " in a terminal" : ""}\n`);
    if (command[0] === "cat") for await (const bytes of stdin) await stdout.write(bytes);
    if (command[0] !== "fail") return 0;
    await stderr.write("failed\n");
    return 7;
  },
  async attach({ stdin, stdout }) {
    for await (const bytes of stdin) return stdout.write(`heard ${Buffer.from(bytes).toString()}`);
  },
  async *logs({ follow, container, tailLines }) {
    yield `${container}, ${follow ? "followed" : "whole"}, ${tailLines ?? "all"}`;
    yield "second line";
  },
  async portForward({ port, readable, write }) {
    for await (const bytes of readable) return write(`${port} heard ${Buffer.from(bytes).toString()}`);
  },
};

/** A server with a pod `default/web` that runs. */
export const withScriptedPod: TestServerOptions = {
  objects: [
    {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "web", namespace: "default" },
      spec: { nodeName: "n1", containers: [{ name: "main", image: "example/image:1" }] },
      status: { phase: "Running", containerStatuses: [{ name: "main", ready: true, state: { running: {} } }] },
    },
  ],
  pods: handlers,
};
