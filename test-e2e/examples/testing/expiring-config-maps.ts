// A controller: deletes ConfigMaps when the time is over that their annotation gives them.
import { createInformer } from "@kubets/cache";
import type { DynamicClient } from "@kubets/dynamic";
import { configMaps } from "@kubets/kubernetes/core/v1";
import type { Clock } from "@kubets/wait";

const annotation = "example.com/ttl-seconds";

export interface ExpiringConfigMapsOptions {
  readonly client: DynamicClient;
  readonly clock: Clock;
}

/** Runs until it is disposed. */
export function startExpiringConfigMaps({ client, clock }: ExpiringConfigMapsOptions): AsyncDisposable {
  const timers = new Map<string, Disposable>();
  const informer = createInformer({ listerWatcher: client.resource(configMaps), name: "config maps", clock });

  const expire = (namespace: string, name: string): void => {
    const attempt = (): void => {
      client
        .resource(configMaps)
        .namespace(namespace)
        .delete(name)
        // Until it is gone, somebody has to go on trying.
        .catch(() => timers.set(`${namespace}/${name}`, clock.setTimer(1000, attempt)));
    };
    attempt();
  };

  informer.addEventHandler({
    onAdd(map) {
      const seconds = Number(map.metadata.annotations?.[annotation] ?? Number.NaN);
      if (Number.isNaN(seconds)) return;
      const left = Date.parse(map.metadata.creationTimestamp ?? "") + seconds * 1000 - clock.now();
      const { namespace = "", name } = map.metadata;
      timers.set(
        `${namespace}/${name}`,
        clock.setTimer(left, () => expire(namespace, name)),
      );
    },
    onDelete(map) {
      const key = `${map.metadata.namespace}/${map.metadata.name}`;
      timers.get(key)?.[Symbol.dispose]();
      timers.delete(key);
    },
  });
  void informer.run();

  return {
    async [Symbol.asyncDispose]() {
      await informer[Symbol.asyncDispose]();
      for (const timer of timers.values()) timer[Symbol.dispose]();
    },
  };
}
