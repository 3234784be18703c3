// What programs written with @kubernetes/client-node do with the containers of a pod: `node streams.ts KUBECONFIG`.
import { once } from "node:events";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { Attach, Exec, KubeConfig, Log, PortForward, type V1Status } from "@kubernetes/client-node";
import { begin, step } from "./transcript.ts";

const config = new KubeConfig();
config.loadFromFile(process.argv[2] ?? "");
const pod = ["default", "web", "main"] as const;

async function run(command: string[]): Promise<object> {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const ended = Promise.withResolvers<V1Status>();
  await new Exec(config).exec(...pod, command, out, err, null, false, ended.resolve);
  const { status, details } = await ended.promise;
  const code = status === "Success" ? 0 : Number(details?.causes?.[0]?.message);
  return { out: String(out.read() ?? ""), err: String(err.read() ?? ""), code };
}

/** What comes until it is this much. */
async function heard(from: PassThrough, characters: number): Promise<string> {
  let seen = "";
  for await (const bytes of from as AsyncIterable<Buffer>) {
    seen += bytes.toString();
    if (seen.length >= characters) break;
  }
  return seen;
}

begin("streams");
await step("runs a command", () => run(["echo", "a b"]));
await step("runs a command that fails", () => run(["fail"]));
await step("sends a command its input", async () => {
  const [out, stdin] = [new PassThrough(), new PassThrough()];
  const socket = await new Exec(config).exec(...pod, ["cat"], out, null, stdin, false);
  stdin.write("typed");
  const seen = await heard(out, "cat\ntyped".length);
  socket.close();
  return seen;
});
await step("attaches", async () => {
  const [out, stdin] = [new PassThrough(), new PassThrough()];
  await new Attach(config).attach(...pod, out, null, stdin, false);
  stdin.write("hello");
  return heard(out, "heard hello".length);
});
for (const follow of [false, true]) {
  await step(`reads a log${follow ? ", and follows it" : ""}`, async () => {
    const out = new PassThrough();
    await new Log(config).log(...pod, out, { follow, tailLines: 5 });
    return text(out);
  });
}
await step("forwards a port", async () => {
  const [out, err, input] = [new PassThrough(), new PassThrough(), new PassThrough()];
  await new PortForward(config).portForward("default", "web", [8080], out, err, input);
  input.write("ping");
  const [bytes] = (await once(out, "data")) as [Buffer];
  return bytes.toString();
});
// Connections that are forwarded go on for as long as their sides wish.
process.exit();
