import { functionTable, type FunctionDeclaration } from "./declarations.ts";
import { authorizers } from "./library/authorizers.ts";
import { formats } from "./library/formats.ts";
import { lists } from "./library/lists.ts";
import { networks } from "./library/network.ts";
import { optionals } from "./library/optionals.ts";
import { quantities } from "./library/quantities.ts";
import { semvers } from "./library/semver.ts";
import { standard } from "./library/standard.ts";
import { strings } from "./library/strings.ts";
import { urls } from "./library/urls.ts";

let table: ReadonlyMap<string, FunctionDeclaration> | undefined;

/** All functions of the environment in which a kube-apiserver runs rules; made when they are first needed. */
export function functions(): ReadonlyMap<string, FunctionDeclaration> {
  table ??= functionTable([
    standard(),
    lists(),
    strings(),
    optionals(),
    urls(),
    networks(),
    quantities(),
    semvers(),
    formats(),
    authorizers(),
  ]);
  return table;
}
