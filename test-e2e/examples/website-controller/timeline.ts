import { styleText } from "node:util";

type Colour = Parameters<typeof styleText>[0];

/** Prints what happens, as it happens: when, who, what. Colours on a terminal, plain lines elsewhere. */
export interface Timeline {
  (actor: string, message: string): void;
  /** Everything printed so far, without colours. */
  readonly lines: readonly string[];
}

const colours: Readonly<Record<string, Colour>> = { you: "cyan", demo: "bold", server: "dim" };
const replicaColours: readonly Colour[] = ["green", "magenta", "yellow", "blue"];

export function createTimeline(write: (line: string) => void = console.log): Timeline {
  const started = performance.now();
  const lines: string[] = [];
  const seen = new Map<string, Colour>();
  const colourOf = (actor: string): Colour => {
    const known = colours[actor] ?? seen.get(actor);
    if (known) return known;
    const next = replicaColours[seen.size % replicaColours.length] ?? "white";
    seen.set(actor, next);
    return next;
  };
  const print = (actor: string, message: string): void => {
    const time = `${((performance.now() - started) / 1000).toFixed(1).padStart(5)}s`;
    const name = actor.padEnd(9);
    lines.push(`${time}  ${name}  ${message}`);
    write(`${styleText("dim", time)}  ${styleText(colourOf(actor), name)}  ${message}`);
  };
  return Object.assign(print, { lines });
}
