import { declare, type FunctionDeclaration } from "../declarations.ts";
import { fail, noSuchOverload } from "../values.ts";

/** Functions of what rules of custom resources never get: they are known, and take nothing that there is. */
export function authorizers(): readonly FunctionDeclaration[] {
  const own = (name: string, on: string, result: string, id: string, rest = "string"): FunctionDeclaration => {
    const full = (type: string): string => (/^[A-Z]/.test(type) ? `kubernetes.authorization.${type}` : type);
    return declare(name, () => fail(noSuchOverload), `${id}: ${full(on)}.(${rest}) ${full(result)}`);
  };
  return [
    own("allowed", "Decision", "bool", "decision_allowed", ""),
    own("check", "PathCheck", "Decision", "pathcheck_check"),
    own("check", "ResourceCheck", "Decision", "resourcecheck_check"),
    own("error", "Decision", "string", "decision_error", ""),
    own("errored", "Decision", "bool", "decision_errored", ""),
    own("fieldSelector", "ResourceCheck", "ResourceCheck", "authorizer_fieldselector"),
    own("group", "Authorizer", "GroupCheck", "authorizer_group"),
    own("labelSelector", "ResourceCheck", "ResourceCheck", "authorizer_labelselector"),
    own("name", "ResourceCheck", "ResourceCheck", "resourcecheck_name"),
    own("namespace", "ResourceCheck", "ResourceCheck", "resourcecheck_namespace"),
    own("path", "Authorizer", "PathCheck", "authorizer_path"),
    own("reason", "Decision", "string", "decision_reason", ""),
    own("resource", "GroupCheck", "ResourceCheck", "groupcheck_resource"),
    own("serviceAccount", "Authorizer", "Authorizer", "authorizer_serviceaccount", "string, string"),
    own("subresource", "ResourceCheck", "ResourceCheck", "resourcecheck_subresource"),
  ];
}
