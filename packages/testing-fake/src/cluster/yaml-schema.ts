import {
  boolYaml11Tag,
  defineScalarTag,
  floatCoreTag,
  mapTag,
  mergeTag,
  NOT_RESOLVED,
  nullCoreTag,
  Schema,
  seqTag,
  strTag,
} from "js-yaml";

const integer = /^[-+]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/;

/** `0644` is octal in manifests, as file modes are written there; YAML 1.2 alone would read 644. */
const integerTag = defineScalarTag("tag:yaml.org,2002:int", {
  implicit: true,
  implicitFirstChars: "-+0123456789".split(""),
  resolve(source) {
    if (!integer.test(source)) return NOT_RESOLVED;
    const digits = source.replace(/^[-+]/, "").replace(/^0(?=[0-7])/, "0o");
    return Number(digits) * (source.startsWith("-") ? -1 : 1);
  },
  identify: () => false,
});

/** YAML as Kubernetes reads it: `yes` is true, `0644` is octal, dates are text, `<<` merges. */
export const yamlSchema: Schema = new Schema([
  strTag,
  nullCoreTag,
  boolYaml11Tag,
  integerTag,
  floatCoreTag,
  mergeTag,
  seqTag,
  mapTag,
]);
