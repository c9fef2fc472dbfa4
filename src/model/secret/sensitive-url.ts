import type { Span } from '../span.ts';
import { randomness } from './sensitive-random.ts';
import { isReference } from './sensitive-value.ts';

/*
 * Credentials in front of an `@`.
 */

/** The passwords and tokens in the user information of URLs and connection strings in `text`. Linear time. */
export function userInfoSecrets(text: string): Span[] {
  if (!text.includes('@')) return [];
  const found: Span[] = [];
  const add = (start: number, end: number) => {
    if (end > start && !isReference(text.slice(start, Math.min(end, start + 300)))) found.push({ start, end });
  };
  let runEnd = -1;
  let lastAt = -1;
  for (let at = text.indexOf('://'); at !== -1; at = text.indexOf('://', at + 3)) {
    const start = at + 3;
    if (!/[A-Za-z0-9+.-]/.test(text[at - 1] ?? '')) continue;
    if (start > runEnd) {
      runEnd = search(/[\s"'`]/g, text, start);
      lastAt = text.lastIndexOf('@', runEnd - 1);
    }
    if (lastAt < start) continue;
    const authorityEnd = Math.min(search(/[/?#\s"'`]/g, text, start), runEnd);
    const inAuthority = text.lastIndexOf('@', authorityEnd - 1);
    const colon = text.indexOf(':', start);
    if (inAuthority >= start) {
      if (colon !== -1 && colon < inAuthority) add(colon + 1, inAuthority);
      else if (isToken(text.slice(start, Math.min(inAuthority, start + 2000)))) add(start, inAuthority);
    } else if (colon !== -1 && colon < authorityEnd && text[start] !== '[' && lastAt - colon < 2000) {
      // A password with characters that a URL should have escaped. A port and a path before an `@` that belongs to the
      // path is none.
      const password = text.slice(colon + 1, lastAt);
      const host = /[A-Za-z0-9.[-]/.test(text[lastAt + 1] ?? '');
      if (host && !/^\d{1,5}(?:[/?#]|$)/.test(password)) add(colon + 1, lastAt);
    }
  }
  // https://docs.oracle.com/en/database/oracle/oracle-database/23/jjdbc/data-sources-and-URLs.html
  for (const match of text.matchAll(/jdbc:oracle:[a-z0-9]{1,8}:[^\s/@"']{1,64}\/([^\s@"']{1,200})@/g)) {
    const end = match.index + match[0].length - 1;
    add(end - (match[1]?.length ?? 0), end);
  }
  // `user:password@host` without a scheme.
  for (const match of text.matchAll(
    /(?<![A-Za-z0-9_.:/@+-])([A-Za-z0-9_.-]{1,64}):([^\s:@/"'`]{3,200})@(?!sha\d)[A-Za-z0-9_.-]{1,100}(:\d|\/)?/g,
  )) {
    const [whole, user = '', password = '', after] = match;
    if (/^(?:mailto|sip|sips|xmpp|acct|ssh|git|email|mail|contact|owner|from|to|cc)$/i.test(user)) continue;
    if (after === undefined && /^[a-z]+(?:[._-][a-z]+)*$/.test(password)) continue;
    const start = match.index + user.length + 1;
    if (whole !== '') add(start, start + password.length);
  }
  return found;
}

function search(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? text.length;
}

/** Whether what stands alone before the `@` is rather a token than the name of a user. */
function isToken(user: string): boolean {
  if (isReference(user)) return false;
  const name = /^(?:[a-z_.-]+|[A-Z][a-z_.-]+|[A-Z_]+)(?:\d{0,4}|-at-\d{12})$/.test(user);
  return name ? randomness(user) >= 0 : user.length >= 8;
}
