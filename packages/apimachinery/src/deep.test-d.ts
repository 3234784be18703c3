import { expectTypeOf, test } from "vitest";
import type { DeepPartial, DeepReadonly, Patch } from "./index.ts";

interface Site {
  metadata: { name: string; labels?: Record<string, string> };
  spec: { replicas: number; ports: { port: number }[] };
}

test("a partial object may leave out any field, and set it to null", () => {
  expectTypeOf<{ spec: { replicas: null } }>().toExtend<DeepPartial<Site>>();
  expectTypeOf<{ metadata: { labels: { tier: null } } }>().toExtend<DeepPartial<Site>>();
  expectTypeOf<{ spec: { ports: { port: number }[] } }>().toExtend<DeepPartial<Site>>();
  expectTypeOf<{ spec: { replicas: string } }>().not.toExtend<DeepPartial<Site>>();
  expectTypeOf<{ type: "merge"; value: { spec: null } }>().toExtend<Patch<Site>>();
});

test("a read-only object is so at every depth, and can still be read as itself", () => {
  type Frozen = DeepReadonly<Site>;
  expectTypeOf<Frozen["spec"]["ports"]>().toEqualTypeOf<readonly { readonly port: number }[]>();
  expectTypeOf<Frozen["spec"]>().toEqualTypeOf<{
    readonly replicas: number;
    readonly ports: readonly { readonly port: number }[];
  }>();
});
