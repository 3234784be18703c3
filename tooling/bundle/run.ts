// Bundles the package in the current folder for publishing: dist/bundle, one file an entry and one for what is loaded late.
import { bundlePackage } from "./bundle.ts";

await bundlePackage(process.cwd());
