import { fill, objectIn, ownObject } from "../defaults/fill.ts";
import { equal, type JsonObject } from "../json.ts";

/** Unless it is done by hand, a job selects its pods by its own uid. */
export function prepareJob(job: JsonObject): void {
  const spec = ownObject(job, "spec");
  if (spec["manualSelector"] === true) return;
  const { name, uid } = objectIn(job, "metadata");
  const template = { ...objectIn(spec, "template") };
  const metadata = { ...objectIn(template, "metadata") };
  const labels = { ...objectIn(metadata, "labels") };
  fill(labels, {
    "batch.kubernetes.io/controller-uid": uid,
    "batch.kubernetes.io/job-name": name,
    "controller-uid": uid,
    "job-name": name,
  });
  // Labels that a job got from its template are the template's own to a server, and change with them.
  const own = objectIn(job, "metadata");
  if (equal(own["labels"], metadata["labels"])) own["labels"] = { ...labels };
  spec["template"] = { ...template, metadata: { ...metadata, labels } };
  const selector = objectIn(spec, "selector");
  const matchLabels = { ...objectIn(selector, "matchLabels") };
  fill(matchLabels, { "batch.kubernetes.io/controller-uid": uid });
  spec["selector"] = { ...selector, matchLabels };
}
