import { validateDns1035Label } from "@kubets/apimachinery";
import { invalidValue, required, type FieldProblem } from "../http/status.ts";
import type { Names } from "./definition.ts";

/** The names that a definition cannot do without. */
export function missingNames({ plural, singular, kind, listKind }: Names, path: string): FieldProblem[] {
  return Object.entries({ plural, singular, kind, listKind }).flatMap(([field, name]) =>
    name === "" ? [required(`${path}.${field}`)] : [],
  );
}

/** What is wrong with the names that a definition has. */
export function nameProblems(names: Names, path: string): FieldProblem[] {
  const { plural, singular, kind, listKind, shortNames, categories } = names;
  const label = (field: string, name: string): FieldProblem[] => {
    const details = name === "" && !field.endsWith("]") ? [] : validateDns1035Label(name);
    return details.length === 0 ? [] : [invalidValue(`${path}.${field}`, name, details.join(","))];
  };
  const mixed = (field: string, name: string): FieldProblem[] => {
    const details = name === "" ? [] : validateDns1035Label(name.toLowerCase());
    const detail = `may have mixed case, but should otherwise match: ${details.join(",")}`;
    return details.length === 0 ? [] : [invalidValue(`${path}.${field}`, name, detail)];
  };
  const same = kind !== "" && kind === listKind;
  return [
    ...label("plural", plural),
    ...label("singular", singular),
    ...mixed("kind", kind),
    ...mixed("listKind", listKind),
    ...shortNames.flatMap((name, index) => label(`shortNames[${index}]`, name)),
    ...(same ? [invalidValue(`${path}.listKind`, listKind, "kind and listKind may not be the same")] : []),
    ...categories.flatMap((name, index) => label(`categories[${index}]`, name)),
  ];
}
