// Somebody else's tests, in any language, against a cluster that lives as long as they do: only KUBECONFIG tells them.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

// Outside this repository: npx @kubets/testing-server --load … -- their command
const server = fileURLToPath(new URL("../../../packages/testing-server/src/bin.ts", import.meta.url));
const manifests = fileURLToPath(new URL("manifests", import.meta.url));
const theirs = `
  const config = JSON.parse(require("node:fs").readFileSync(process.env.KUBECONFIG, "utf8"));
  const { server, "certificate-authority-data": ca } = config.clusters[0].cluster;
  const headers = { authorization: "Bearer " + config.users[0].user.token };
  const url = server + "/apis/apps/v1/namespaces/shop/deployments/web";
  require("node:https").get(url, { ca: Buffer.from(ca, "base64"), headers }, async (response) => {
    let body = "";
    for await (const part of response) body += part;
    console.log(JSON.parse(body).status.readyReplicas + " replicas are ready");
    process.exit(7);
  });
`;

test("runs a command with a cluster around it, and ends as the command does", async () => {
  const args = [
    "--load",
    manifests,
    "--controllers",
    "deployments,replica-sets,pods",
    "--",
    process.execPath,
    "-e",
    theirs,
  ];
  const child = spawn(process.execPath, ["--conditions=@kubets/source", server, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [out, [code]] = await Promise.all([text(child.stdout), once(child, "close") as Promise<[number]>]);
  expect({ out, code }).toEqual({ out: "3 replicas are ready\n", code: 7 });
});
