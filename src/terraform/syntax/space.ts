/*
 * White space as Go's unicode.IsSpace has it, which HCL trims with: JavaScript's \s lacks U+0085 and has U+FEFF
 * instead.
 * https://pkg.go.dev/unicode#IsSpace
 */
const space = '[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const leading = new RegExp(`${space}*`, 'y');
const single = new RegExp(space);

/** The text without the white space it starts with. */
export function trimSpaceStart(text: string): string {
  leading.lastIndex = 0;
  leading.test(text);
  return text.slice(leading.lastIndex);
}

/** The text without the white space it ends with. */
export function trimSpaceEnd(text: string): string {
  let end = text.length;
  while (end > 0 && single.test(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/** The text without the white space around it. */
export function trimSpace(text: string): string {
  return trimSpaceEnd(trimSpaceStart(text));
}
