import { PassThrough } from "node:stream";
import { inspect } from "node:util";
import type { Kubeconfig, User } from "@kubets/clientcmd";
import { describe, expect, it } from "vitest";
import { createTerminalPrompt, type CredentialsQuestion } from "./ask-credentials.ts";
import { loadClusterConfig } from "./cluster-config.ts";

const server = "https://k.example";

/** A terminal at which somebody types, and what can be read on it. */
function createTerminal(): { input: PassThrough & { isTTY: boolean }; output: PassThrough; screen: () => string } {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const output = new PassThrough();
  let screen = "";
  output.on("data", (chunk: Buffer) => (screen += chunk.toString()));
  return { input, output, screen: () => screen };
}

describe("createTerminalPrompt (F065)", () => {
  it("asks for a name and a password, and shows the name alone", async () => {
    const { input, output, screen } = createTerminal();
    const asked = createTerminalPrompt({ input, output })({ server });
    await expect.poll(screen).toContain(`User name for ${server}: `);
    input.write("jane\r");
    await expect.poll(screen).toContain("Password: ");
    input.write("hunter2\r");
    expect(await asked).toEqual({ username: "jane", password: "hunter2" });
    expect(screen()).toContain("jane");
    expect(screen()).not.toContain("hunter");
  });

  it("asks for a token where that is wanted, once for a server and a user", async () => {
    const { input, output, screen } = createTerminal();
    const ask = createTerminalPrompt({ input, output, kind: "token" });
    const [first, second] = [ask({ server, user: "u" }), ask({ server, user: "u" })];
    await expect.poll(screen).toBe(`Token for ${server}: `);
    input.write("hunter2\r");
    expect([await first, await second, await ask({ server, user: "u" })]).toEqual(
      Array.from({ length: 3 }, () => ({ token: "hunter2" })),
    );
    expect(screen()).toBe(`Token for ${server}: \n`);
  });

  it("says so where nothing was entered, and asks again the next time", async () => {
    const { input, output, screen } = createTerminal();
    const ask = createTerminalPrompt({ input, output, kind: "token" });
    const failed = ask({ server });
    await expect.poll(screen).toContain("Token");
    input.write("\r");
    await expect(failed).rejects.toMatchObject({ reason: "Configuration", message: /nothing was entered/ });
    const again = ask({ server });
    await expect.poll(() => screen().split("Token").length).toBe(3);
    input.write("t\r");
    expect(await again).toEqual({ token: "t" });
  });

  it("asks nobody where there is no terminal", async () => {
    const ask = createTerminalPrompt({ input: new PassThrough(), output: new PassThrough() });
    await expect(ask({ server })).rejects.toThrow(/standard input is not a terminal/);
  });
});

describe("credentials that are asked for", () => {
  const kubeconfig = (user: User, url = server): Kubeconfig => ({
    clusters: [{ name: "k", cluster: { server: url } }],
    users: [{ name: "u", user }],
    contexts: [{ name: "c", context: { cluster: "k", user: "u" } }],
    "current-context": "c",
  });

  it("are those of calls that would be anonymous, and of no others (F065)", async () => {
    const questions: CredentialsQuestion[] = [];
    const load = async (user: User, url?: string): ReturnType<typeof loadClusterConfig> =>
      loadClusterConfig({
        kubeconfig: kubeconfig(user, url),
        askCredentials: async (question) => {
          questions.push(question);
          return { username: "jane", password: "hunter2" };
        },
      });
    const { config } = await load({});
    expect(config.credentials).toEqual({ basic: { username: "jane", password: "hunter2" } });
    expect(inspect(config, { depth: 9 })).not.toContain("hunter2");
    expect(questions).toEqual([{ server, context: "c", user: "u" }]);
    expect((await load({ token: "t" })).config.credentials).toEqual({ token: "t" });
    expect((await load({}, "http://k.example")).config.credentials).toBeUndefined();
    expect(questions).toHaveLength(1);
  });
});
