import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ExecSession, Output } from "@kubets/testing-fake";
import { startTestServer, type TestServer } from "@kubets/testing-server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openKubectl, type Kubectl } from "./kubectl.ts";

// What kubectl does with the containers of pods, against handlers that a test supplies: this machine plays the container.

let server: TestServer;
let kubectl: Kubectl;
let inside: string;
const said: string[] = [];

/** Runs a command on this machine, in a folder that is the container's. */
async function runHere({ command, stdin, stdout, stderr, signal }: ExecSession): Promise<number> {
  const [program = "", ...args] = command;
  const child = spawn(program, args, { cwd: inside, stdio: ["pipe", "pipe", "pipe"], signal });
  child.on("error", () => {});
  child.stdin.on("error", () => {});
  const feed = async (): Promise<void> => {
    for await (const bytes of stdin) child.stdin.write(bytes);
    child.stdin.end();
  };
  void feed();
  const closed = once(child, "close").catch(() => [1]) as Promise<[number | null]>;
  const relay = async (from: AsyncIterable<Uint8Array>, to: Output): Promise<void> => {
    for await (const bytes of from) await to.write(bytes);
  };
  const [[code]] = await Promise.all([closed, relay(child.stdout, stdout), relay(child.stderr, stderr)]);
  return code ?? 1;
}

beforeAll(async () => {
  const containers = [{ name: "main", image: "nginx", ports: [{ containerPort: 8080 }] }];
  server = await startTestServer({
    objects: [
      {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "web", namespace: "default", labels: { app: "web" } },
        spec: { nodeName: "n1", containers },
        status: { phase: "Running", containerStatuses: [{ name: "main", ready: true, state: { running: {} } }] },
      },
    ],
    pods: {
      exec: runHere,
      async attach({ stdin, stdout, tty }) {
        await stdout.write(`attached ${tty ? "to a terminal" : "without a terminal"}\n`);
        for await (const bytes of stdin) said.push(Buffer.from(bytes).toString());
      },
      async *logs({ follow, container, signal }) {
        yield { text: `${container} began`, time: "2026-01-01T00:00:01Z" };
        yield { text: "and went on", time: "2026-01-01T00:00:02Z" };
        if (follow) await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
      },
      async portForward({ port, readable, write }) {
        for await (const bytes of readable) {
          const [line] = Buffer.from(bytes).toString().split("\r\n");
          const body = `${port}: ${line}`;
          await write(`HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
          return;
        }
      },
    },
  });
  kubectl = await openKubectl((path) => server.writeKubeconfig(path));
  inside = join(kubectl.home, "inside");
  await mkdir(inside);
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await kubectl[Symbol.asyncDispose]();
});

describe.each([
  ["WebSockets", {}],
  ["SPDY", { KUBECTL_REMOTE_COMMAND_WEBSOCKETS: "false", KUBECTL_PORT_FORWARD_WEBSOCKETS: "false" }],
])("kubectl over %s", (_, env: NodeJS.ProcessEnv) => {
  it("exec runs a command, with its outputs and its exit code", async () => {
    const args = ["exec", "web", "--", "sh", "-c", "echo out; echo err >&2; exit 7"];
    expect(await kubectl.run(args, "", env)).toEqual({
      code: 7,
      out: "out\n",
      err: "err\ncommand terminated with exit code 7\n",
    });
  });

  it("exec -i sends its input, as much as there is, and its end", async () => {
    const input = Buffer.alloc(3_000_000, "0123456789");
    const { code, out, err } = await kubectl.run(["exec", "-i", "web", "-c", "main", "--", "sha256sum"], input, env);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toBe(
      `${await crypto.subtle.digest("SHA-256", input).then((hash) => Buffer.from(hash).toString("hex"))}  -\n`,
    );
    expect((await kubectl.run(["exec", "-i", "web", "--", "cat"], input, env)).out).toHaveLength(input.length);
  });

  it("cp copies files in and out", async () => {
    const local = join(kubectl.home, "local.txt");
    await writeFile(local, "a file\n");
    expect(await kubectl.run(["cp", local, `default/web:${inside}/copied.txt`], "", env)).toEqual({
      code: 0,
      out: "",
      err: "",
    });
    expect(await readFile(join(inside, "copied.txt"), "utf8")).toBe("a file\n");
    const back = await kubectl.run(["cp", `web:${inside}/copied.txt`, "back.txt"], "", env);
    expect(back.code).toBe(0);
    expect(await readFile(join(kubectl.home, "back.txt"), "utf8")).toBe("a file\n");
  });

  it("attach sends what is typed", async () => {
    said.length = 0;
    const { code, out } = await kubectl.run(["attach", "-i", "web"], "typed\n", env);
    expect({ code, out }).toEqual({ code: 0, out: "attached without a terminal\n" });
    expect(said.join("")).toBe("typed\n");
  });

  it("port-forward serves one connection after another", async () => {
    const child = kubectl.start(["port-forward", "pod/web", ":8080"], "", env);
    try {
      const port = await new Promise<string>((resolve, reject) => {
        child.stdout?.on("data", (data: Buffer) => {
          const found = /127\.0\.0\.1:(\d+)/.exec(data.toString())?.[1];
          if (found !== undefined) resolve(found);
        });
        child.once("close", () => reject(new Error("port-forward ended")));
      });
      for (const path of ["/a", "/b", "/c"]) {
        const response = await fetch(`http://127.0.0.1:${port}${path}`);
        expect(await response.text()).toBe(`8080: GET ${path} HTTP/1.1`);
      }
    } finally {
      child.kill("SIGINT");
      await once(child, "close");
    }
  });
});

describe("kubectl", () => {
  it("logs shows lines, the last of them, their times, and those of all pods with a label", async () => {
    expect(await kubectl("logs web")).toBe("main began\nand went on\n");
    expect(await kubectl("logs web --tail=1")).toBe("and went on\n");
    expect(await kubectl("logs web --timestamps --tail=1")).toBe("2026-01-01T00:00:02Z and went on\n");
    expect(await kubectl("logs -l app=web --prefix")).toContain("[pod/web/main] and went on\n");
    expect((await kubectl.run(["logs", "web", "-c", "none"])).err).toBe(
      "error: container none is not valid for pod web out of: main\n",
    );
  });

  it("logs -f goes on until the server ends it", async () => {
    const child = kubectl.start(["logs", "-f", "web"]);
    const closed = once(child, "close");
    let out = "";
    await new Promise<void>((resolve) => {
      child.stdout?.on("data", (data: Buffer) => {
        out += data.toString();
        if (out.endsWith("went on\n")) resolve();
      });
    });
    child.kill("SIGINT");
    await closed;
    expect(out).toBe("main began\nand went on\n");
  });

  it("exec of what is not there fails in the server's words", async () => {
    expect((await kubectl.run(["exec", "none", "--", "true"])).err).toBe(
      'Error from server (NotFound): pods "none" not found\n',
    );
    expect((await kubectl.run(["exec", "web", "-c", "x", "--", "true"])).err).toContain(
      "container x is not valid for pod web",
    );
  });
});
