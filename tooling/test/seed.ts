import { configureGlobal } from "fast-check";

/*
 * What properties are tried with is the same in every run: a run that fails fails again, and none fails by chance.
 * `KUBETS_FAST_CHECK_SEED=4711` tries them with something else.
 */
configureGlobal({ seed: Number(process.env["KUBETS_FAST_CHECK_SEED"] ?? 37) });
