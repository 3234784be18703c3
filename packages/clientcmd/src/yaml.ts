import { configurationError } from "./errors.ts";
import { positionAt } from "./position.ts";
import { constructDocument } from "./yaml-construct.ts";
import { eventsOf, YamlProblem } from "./yaml-events.ts";

/**
 * Reads YAML the way kubectl does: the grammar is js-yaml's, and what the texts mean is kubectl's. An empty text is null,
 * and only the first document counts. JSON is read by the same rules.
 *
 * What remains of differences, in texts that nobody means to write, is in the README, and counted in
 * tooling/oracles/clientcmd.
 */
export function parseYaml(text: string, origin: string): unknown {
  try {
    return constructDocument(text, eventsOf(text));
  } catch (error) {
    if (!(error instanceof YamlProblem)) throw error;
    const { message, offset } = error;
    if (offset === undefined) throw configurationError([{ origin, message }], { cause: error });
    const { line, column } = positionAt(text, offset);
    throw configurationError([{ origin: `${origin}:${line}:${column}`, message }], { cause: error });
  }
}
