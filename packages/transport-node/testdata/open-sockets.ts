import type { Socket } from "node:net";

/** The connections of a server that are open now. */
export interface OpenSockets {
  add(socket: Socket): void;
  /** Resolves once so many are open. */
  untilOpen(count: number): Promise<void>;
  destroy(): void;
}

export function createOpenSockets(): OpenSockets {
  const open = new Set<Socket>();
  const waiting = new Set<() => void>();
  const changed = (): void => waiting.forEach((check) => check());
  return {
    add(socket) {
      open.add(socket);
      changed();
      socket.on("close", () => {
        open.delete(socket);
        changed();
      });
    },
    untilOpen: (count) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (open.size !== count) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    destroy: () => open.forEach((socket) => socket.destroy()),
  };
}
