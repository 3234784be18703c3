/**
 * The tag that an image is pulled by: `latest` where a reference says none, nothing where it has only a digest or is no
 * reference at all.
 */
export function tagOf(reference: string): string {
  const match =
    /^(?:[A-Za-z0-9.-]+(?::\d+)?\/)?[a-z0-9._/-]+(?::([\w][\w.-]{0,127}))?(?:@[A-Za-z][\w+.-]*:[0-9a-fA-F]{32,})?$/.exec(
      reference,
    );
  // Longer names are none.
  if (!match || reference.split(/[:@]/, 1)[0]!.length > 255) return "";
  return match[1] ?? (reference.includes("@") ? "" : "latest");
}
