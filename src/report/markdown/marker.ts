/**
 * The line by which a comment is found again. It is not seen.
 *
 * @param key of what the comment is about: letters, digits and hyphens, such as a hash.
 * @throws Error for a key that could end the comment of HTML.
 */
export function commentMarker(key: string): string {
  if (!/^[\w-]*[A-Za-z0-9]$/.test(key) || key.includes('--'))
    throw new Error(`no key of a comment: ${JSON.stringify(key)}`);
  return `<!-- driftcheck: ${key} -->`;
}
