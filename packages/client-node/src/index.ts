export { createClient, type Client, type CreateClientOptions } from "./create-client.ts";
