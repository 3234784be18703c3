/** An object that servers take, of which mutations are made to see what they do not. */
export interface FullObject {
  readonly title: string;
  /** Where it is created: `$ns` is the namespace of the sequence. */
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>> & {
    readonly metadata: Readonly<Record<string, unknown>> & { readonly name: string };
  };
  /** Only what is beneath these paths is changed; by default everything but metadata. */
  readonly within?: readonly string[];
}
