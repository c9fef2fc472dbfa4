/*
 * The values of EC2's filters: "Filter values are case-sensitive", `*` stands for any text and `?` for at most one
 * character, and a backslash makes either stand for itself.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html
 */

/** The filter's value that finds just this text. */
export function filterFor(text: string): string {
  return text.replace(/[\\*?]/g, '\\$&');
}

/** The only text that a filter's value finds; undefined when it is a pattern. */
export function textFoundBy(value: string): string | undefined {
  let text = '';
  for (const [part = '', escaped] of value.matchAll(/\\([\\*?])|[\s\S]/g)) {
    if (part === '*' || part === '?') return undefined;
    text += escaped ?? part;
  }
  return text;
}
