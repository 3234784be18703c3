import type { ClusterConfig, Header } from "@kubets/rest";

const hidden = "[hidden]";
const inspect: unique symbol = Symbol.for("nodejs.util.inspect.custom") as never;

/** A configuration as it may be shown: credentials, keys, header values and a proxy's password are replaced. */
export function shownConfig(config: ClusterConfig): Record<string, unknown> {
  const { tls, credentials, headers, proxyUrl, ...rest } = config;
  return {
    ...rest,
    ...(proxyUrl !== undefined && { proxyUrl: withoutUserInfo(proxyUrl, hidden) }),
    ...(tls && {
      tls: {
        ...tls,
        ...(tls.caData !== undefined && { caData: "[PEM]" }),
        ...(tls.certData !== undefined && { certData: "[PEM]" }),
        ...(tls.keyData !== undefined && { keyData: hidden }),
        ...(tls.certificateSource !== undefined && { certificateSource: "[source]" }),
      },
    }),
    ...(credentials && {
      credentials: {
        ...(credentials.token !== undefined && { token: hidden }),
        ...(credentials.basic && { basic: { username: credentials.basic.username, password: hidden } }),
      },
    }),
    ...(headers && { headers: headers.map(([name]): Header => [name, hidden]) }),
  };
}

/**
 * The same configuration, copied, that shows no credentials when a program inspects it, logs it or turns it into JSON.
 * Its properties still hold them, and a copy of it (`{ ...config }`) shows them again.
 */
export function hideCredentials(config: ClusterConfig): ClusterConfig {
  const shown = (): Record<string, unknown> => shownConfig(config);
  return Object.defineProperties({ ...config }, { toJSON: { value: shown }, [inspect]: { value: shown } });
}

/** A URL with something else in place of the name and password in it. */
export function withoutUserInfo(url: string, instead: string): string {
  return url.replace(/^([^:]+:\/\/)[^/]*@/, `$1${instead}@`);
}
