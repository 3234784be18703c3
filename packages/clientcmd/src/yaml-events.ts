import { EVENT_ID, parseEvents, SCALAR_STYLE, YAMLException, type Event } from "js-yaml";
import { joinFlowLines } from "./flow-lines.ts";

/** What is wrong with a YAML text, and where. The text is not repeated: it may hold credentials. */
export class YamlProblem extends Error {
  /** In the text, in characters from 0; absent where it is wrong as a whole. */
  readonly offset: number | undefined;
  constructor(message: string, offset?: number) {
    super(message);
    this.offset = offset;
  }
}

/** The events of the first document of a YAML text: kubectl looks at nothing after that. Throws a {@link YamlProblem}. */
export function eventsOf(text: string): readonly Event[] {
  const document = firstDocument(text);
  try {
    return parse(document);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    // The library's message quotes the lines around the error, and with them whatever credential is there: neither
    // that message nor the error itself may go any further.
    throw new YamlProblem(`not YAML: ${withoutQuotations(error.reason)}`, error.mark?.position);
  }
}

function parse(document: string): readonly Event[] {
  try {
    return parseEvents(document, {});
  } catch (error) {
    if (!(error instanceof YAMLException) || error.reason !== "deficient indentation") throw error;
    return parseEvents(joinFlowLines(document), {});
  }
}

/** The text as far as its first document goes. */
function firstDocument(text: string): string {
  for (const { 0: marker, index } of text.matchAll(/^(?:---|\.\.\.)(?=\s|$)/gm)) {
    const isFirst = /^\uFEFF?(?:[^\S\r\n]*(?:[#%].*)?(?:\r\n?|\n|$))*$/.test(text.slice(0, index));
    if (isFirst && marker === "...") throw new YamlProblem("not YAML: expected a value before ...", index);
    if (!isFirst) return text.slice(0, index);
  }
  return text;
}

/** Parts of the text that the parser's reasons repeat: names of tags and aliases, which may be a password like `*x`. */
function withoutQuotations(reason: string): string {
  return reason.replace(/!?<[^>]*>|"[^"]*"|(?<=characters: ).*/g, "…");
}

/** Where what an event begins stands in the text; a value that is left out stands nowhere. */
export function offsetOf(event: Event | undefined): number | undefined {
  if (event?.type === EVENT_ID.MAPPING || event?.type === EVENT_ID.SEQUENCE) return event.start;
  if (event?.type === EVENT_ID.ALIAS) return event.anchorStart - 1;
  if (event?.type !== EVENT_ID.SCALAR || event.valueStart < 0) return undefined;
  const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
  return quoted ? event.valueStart - 1 : event.valueStart;
}
