import { readFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
/** The text of a certificate or key of this folder. */
export function pem(name) {
    return readFileSync(new URL(`${name}.pem`, import.meta.url), "utf8");
}
/** Starts a server: of HTTPS where `tls` is given, which `certificate` names. */
export async function startServer(listener, tls) {
    const name = tls?.certificate ?? "server";
    const server = tls
        ? createHttpsServer({ cert: pem(name), key: pem(`${name}-key`), ...tls }, listener)
        : createHttpServer(listener);
    const open = new Set();
    const waiting = new Set();
    let accepted = 0;
    const changed = () => waiting.forEach((check) => check());
    server.on("connection", (socket) => {
        accepted++;
        open.add(socket);
        changed();
        socket.on("close", () => {
            open.delete(socket);
            changed();
        });
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address();
    return {
        url: `${tls ? "https" : "http"}://127.0.0.1:${port}`,
        server,
        get accepted() {
            return accepted;
        },
        untilOpen: (count) => new Promise((resolve) => {
            const check = () => {
                if (open.size !== count)
                    return;
                waiting.delete(check);
                resolve();
            };
            waiting.add(check);
            check();
        }),
        async [Symbol.asyncDispose]() {
            await new Promise((resolve) => {
                server.close(resolve);
                server.closeAllConnections();
                for (const socket of open)
                    socket.destroy();
            });
        },
    };
}
//# sourceMappingURL=server.js.map