import { type RequestListener, type Server } from "node:http";
import { type ServerOptions } from "node:https";
/** A server on a port of the system's choice that counts its connections. */
export interface TestServer extends AsyncDisposable {
    readonly url: string;
    readonly server: Server;
    /** Connections accepted so far. */
    readonly accepted: number;
    /** Resolves once so many connections are open. */
    untilOpen(count: number): Promise<void>;
}
/** The text of a certificate or key of this folder. */
export declare function pem(name: string): string;
/** Starts a server: of HTTPS where `tls` is given, which `certificate` names. */
export declare function startServer(listener: RequestListener, tls?: ServerOptions & {
    readonly certificate?: string;
}): Promise<TestServer>;
