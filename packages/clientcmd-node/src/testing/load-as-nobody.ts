// Loads and edits the kubeconfig that is named, with the rights of nobody in particular, and prints what is wrong.
import { editKubeconfig } from "../edit.ts";
import { loadKubeconfig } from "../load.ts";

const [, , path = ""] = process.argv;
// Root may read everything.
if (process.getuid?.() === 0) process.seteuid?.(65_534);
for (const attempt of [() => loadKubeconfig({ path }), () => editKubeconfig(() => undefined, { path })]) {
  const said = await attempt().then(
    () => "nothing is wrong",
    (error: Error) => error.message,
  );
  console.log(said);
}
