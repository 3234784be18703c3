/** What happens with fields that no kind knows, or that a body says twice. */
export interface FieldValidation {
  /** Takes what decoding found: refuses it by what `fail` makes of a message, warns of it, or lets it be. */
  readonly check: (problems: readonly string[], fail: (message: string) => Error) => void;
}

/** For what no client sent. */
export const noFieldValidation: FieldValidation = { check: () => undefined };

/** Field validation as a request's query asks for it; warnings are added to `warnings`. By default it warns. */
export function fieldValidationOf(query: URLSearchParams, warnings: string[]): FieldValidation {
  switch (query.get("fieldValidation") ?? "") {
    case "Ignore":
      return noFieldValidation;
    case "Strict":
      return {
        check(problems, fail) {
          if (problems.length > 0) throw fail(`strict decoding error: ${problems.join(", ")}`);
        },
      };
    default:
      return { check: (problems) => void warnings.push(...problems.flatMap(warningsOf)) };
  }
}

/** A line each of what YAML's reader found. */
function warningsOf(problem: string): string[] {
  const [first = "", ...lines] = problem.split("\n");
  return first === "yaml: unmarshal errors:" ? lines.map((line) => line.trim()) : [problem];
}
