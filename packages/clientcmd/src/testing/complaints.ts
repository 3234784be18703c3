import { isKubernetesError } from "@kubets/apimachinery";
import { isEmptyConfiguration } from "../errors.ts";

/** Kinds of what can be wrong, by the words in which client-go says it. */
const ofClientGo: readonly (readonly [RegExp, string])[] = [
  [/error loading config file/, "file"],
  [/^(?:stat|lstat|open) \S*: .*/, "file"],
  [/cannot migrate/, "file"],
  [/no configuration has been provided/, "nothing"],
  [/context "[^"]*" does not exist|context was not found for specified context/, "context"],
  [/(?<!auth info|context) ?cluster "[^"]*" does not exist/, "cluster"],
  [/auth info "[^"]*" does not exist/, "user"],
  [/no server found for cluster|cluster has no server defined|host must be a URL or a host:port pair/, "server"],
  [/invalid 'proxy-url'/, "proxy-url"],
  [/certificate-authority-data and certificate-authority are both/, "certificate-authority twice"],
  [/unable to read certificate-authority/, "certificate-authority unreadable"],
  [/client-cert-data and client-cert are both/, "client-certificate twice"],
  [/unable to read client-cert /, "client-certificate unreadable"],
  [/client-key-data and client-key are both/, "client-key twice"],
  [/unable to read client-key/, "client-key unreadable"],
  [/client-key-data or client-key must be specified/, "client-key missing"],
  [/more than one authentication method|may be set, but not both/, "several methods"],
  [/authProvider cannot be provided in combination/, "exec twice"],
  [/command must be specified/, "exec.command"],
  [/apiVersion must be specified|exec plugin: invalid apiVersion/, "exec.apiVersion"],
  [/env variable name must be specified/, "exec.env"],
  [/interactiveMode must be specified|invalid interactiveMode/, "exec.interactiveMode"],
  [/root certificates file with the insecure flag/, "insecure"],
  [/requesting uid, groups or user-extra/, "as"],
];

/** The kinds of everything that client-go says is wrong. */
export function complaintsOfClientGo(error: string): ReadonlySet<string> {
  const found = ofClientGo.filter(([words]) => words.test(error)).map(([, kind]) => kind);
  if (found.length === 0) return new Set([`unknown: ${error}`]);
  // Without the context nobody knows which cluster and user it would be; client-go judges those without a name.
  return new Set(found.includes("context") ? ["context"] : found);
}

/** The same of kubets' errors, by field and words. */
const ofKubets: readonly (readonly [RegExp, string])[] = [
  [/the context "[^"]*" (?:was asked for, but|does not exist)/, "context"],
  [/the cluster "[^"]*" was asked for, but/, "cluster"],
  [/the user "[^"]*" was asked for, but/, "user"],
  [/\.server: |^contexts\[.*\]\.cluster: |the kubeconfig is empty|no context is selected/, "server"],
  [/\.proxy-url: /, "proxy-url"],
  [/(certificate-authority|client-certificate|client-key) and \S+ are both/, "$1 twice"],
  [/\.(certificate-authority|client-certificate|client-key): .* cannot be read/, "$1 unreadable"],
  [/\.client-key: missing/, "client-key missing"],
  [/only one way to authenticate is allowed/, "several methods"],
  [/exec and auth-provider are both there/, "exec twice"],
  [/\.exec\.command: /, "exec.command"],
  [/\.exec\.apiVersion: /, "exec.apiVersion"],
  [/\.exec\.env: /, "exec.env"],
  [/\.exec\.interactiveMode: /, "exec.interactiveMode"],
  [/true together with a certificate-authority/, "insecure"],
  [/\.as: missing/, "as"],
];

/** The kinds of everything that an error of kubets says is wrong. What fits no other kind is wrong with a file. */
export function complaintsOfKubets(error: unknown): ReadonlySet<string> {
  if (isEmptyConfiguration(error)) return new Set(["nothing"]);
  if (!isKubernetesError(error)) throw error;
  const { message: whole, details } = error;
  const said = details?.causes?.length ? details.causes : [{ message: whole }];
  return new Set(
    said.map(({ field, message }: { readonly field?: string | undefined; readonly message?: string | undefined }) => {
      const text = [field, message].filter(Boolean).join(": ");
      for (const [words, kind] of ofKubets) {
        const match = words.exec(text);
        if (match !== null) return kind.replace("$1", match[1] ?? "");
      }
      return "file";
    }),
  );
}
