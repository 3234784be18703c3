import { KubernetesError } from "./errors.ts";
import { checkRequirement, holds, textOf, type LabelOperator, type LabelRequirement } from "./label-requirement.ts";
import { parseRequirements } from "./label-selector-parser.ts";
import { quote } from "./quote.ts";

/** A condition on labels; an object is selected where all requirements hold. Immutable. */
export interface LabelSelector {
  /** Sorted by key; requirements of one key keep the order in which they were given. */
  readonly requirements: readonly LabelRequirement[];
  /** True where nothing is required, so that everything is selected. */
  readonly empty: boolean;
  /** Whether labels fulfil every requirement. Absent labels are no labels. `!=`, `notin` and `!` hold for an absent key. */
  matches(labels: Readonly<Record<string, string>> | undefined): boolean;
  /** The text a server understands: what to send as `labelSelector`. */
  toString(): string;
}

/** A selector inside an object, such as `spec.selector` of a Deployment. Both parts must hold. */
export interface LabelSelectorSpec {
  readonly matchLabels?: Readonly<Record<string, string>> | undefined;
  readonly matchExpressions?:
    | readonly {
        readonly key: string;
        /** `In`, `NotIn`, `Exists` or `DoesNotExist`. */
        readonly operator: string;
        readonly values?: readonly string[] | undefined;
      }[]
    | undefined;
}

/**
 * Parses the text form of a label selector, such as `app=web,tier notin (db,cache),!legacy,generation>3`; an empty text
 * selects everything.
 *
 * Throws a {@link KubernetesError} with reason `InvalidRequest`, whose message is the one a server answers with and whose
 * `details.causes` tells where in the text it went wrong.
 */
export function parseLabelSelector(text: string): LabelSelector {
  return selectorOf(parseRequirements(text));
}

/**
 * The selector that an object's `selector` field stands for. An empty spec selects everything; an absent one nothing, and
 * its text form is a contradiction, so that a server selects nothing either.
 *
 * Throws a {@link KubernetesError} with reason `InvalidRequest` and the message of Kubernetes' own conversion.
 */
export function labelSelectorOf(spec: LabelSelectorSpec | undefined): LabelSelector {
  if (spec === undefined) return nothing;
  const requirements: LabelRequirement[] = [];
  const add = (requirement: LabelRequirement): void => {
    const problem = checkRequirement(requirement);
    if (problem !== undefined) throw invalid(problem);
    requirements.push(requirement);
  };
  for (const [key, value] of Object.entries(spec.matchLabels ?? {})) add({ key, operator: "=", values: [value] });
  for (const { key, operator, values = [] } of spec.matchExpressions ?? []) {
    const known = specOperators.get(operator);
    if (known === undefined) throw invalid(`${quote(operator)} is not a valid label selector operator`);
    add({ key, operator: known, values: [...values] });
  }
  return selectorOf(requirements);
}

const specOperators: ReadonlyMap<string, LabelOperator> = new Map([
  ["In", "in"],
  ["NotIn", "notin"],
  ["Exists", "exists"],
  ["DoesNotExist", "!"],
]);

function invalid(message: string): KubernetesError {
  return new KubernetesError(message, { reason: "InvalidRequest" });
}

function selectorOf(unsorted: readonly LabelRequirement[]): LabelSelector {
  const requirements = unsorted.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return Object.freeze({
    requirements,
    empty: requirements.length === 0,
    matches: (labels: Readonly<Record<string, string>> | undefined) =>
      requirements.every((requirement) => holds(requirement, labels)),
    toString: () => requirements.map(textOf).join(","),
  });
}

const nothing: LabelSelector = selectorOf([
  { key: "nothing", operator: "exists", values: [] },
  { key: "nothing", operator: "!", values: [] },
]);
