import { RE2JS } from 're2js';
import { FunctionError } from '../function.ts';

/** What a pattern of `fileset` says of a relative path with forward slashes. */
export interface Glob {
  /** Whether a file of this path is one of those that are wanted. */
  readonly matches: (path: string) => boolean;
  /** Whether something below a directory of this path can be. */
  readonly mayMatchBelow: (path: string) => boolean;
  /** Whether the path is wanted as one of all that lie below a directory. */
  readonly takesAll: (path: string) => boolean;
}

/**
 * Reads a pattern of `fileset`. `*` and `?` stay within a path segment, `**` as a whole segment stands for any number
 * of them, `{a,b}` for one of several, `[a-z]` (`[^a-z]`, `[!a-z]`) for one character, `\` escapes. Throws
 * `FunctionError` for a malformed pattern. https://developer.hashicorp.com/terraform/language/functions/fileset
 */
export function compileGlob(pattern: string): Glob {
  const alternatives = expandBraces(pattern).map((alternative) => alternative.split('/').map(compileSegment));
  const some = (test: (segments: readonly PathSegment[], names: readonly string[]) => boolean) => (path: string) => {
    const names = path.split('/');
    return alternatives.some((segments) => test(segments, names));
  };
  return {
    matches: some((segments, names) => matching(segments, names) !== undefined),
    mayMatchBelow: some(leadsBelow),
    takesAll: some((segments, names) => matching(segments, names) === '**'),
  };
}

/** `**` or the test of one segment. */
type PathSegment = '**' | RE2JS;

/** The last segment of a pattern that a file's path fits; undefined when it does not fit. */
function matching(segments: readonly PathSegment[], names: readonly string[]): PathSegment | undefined {
  const last = segments.at(-1);
  // What stands before a `**` at the end is a directory, so that there is a name behind it.
  const before = last === '**' && segments.length > 1 ? reachedBy(segments.slice(0, -1), names).at(-1) : undefined;
  const fits = before === undefined ? reachedBy(segments, names).at(-1)?.has(names.length) : reachesInto(before, names);
  return fits ? last : undefined;
}

function reachesInto(positions: ReadonlySet<number>, names: readonly string[]): boolean {
  return [...positions].some((position) => position < names.length);
}

/** Whether some segments of a pattern lead through a directory's path, and there are more. */
function leadsBelow(segments: readonly PathSegment[], names: readonly string[]): boolean {
  const isLast = (index: number): boolean => index === segments.length - 1;
  const reached = reachedBy(segments, names);
  return segments.some((segment, index) => reached[index]?.has(names.length) && (segment === '**' || !isLast(index)));
}

/**
 * How many names each segment can have come to, with those before it. Linear in segments times names: remembers nothing
 * but the positions that can be reached.
 */
function reachedBy(segments: readonly PathSegment[], names: readonly string[]): readonly ReadonlySet<number>[] {
  const found: Set<number>[] = [];
  let reached = new Set([0]);
  for (const segment of segments) {
    const next = new Set<number>();
    for (const position of reached) {
      if (segment === '**') {
        for (let end = position; end <= names.length; end++) next.add(end);
      } else {
        const name = names[position];
        if (name !== undefined && segment.matches(name)) next.add(position + 1);
      }
    }
    found.push(next);
    reached = next;
  }
  return found;
}

const mostAlternatives = 1_000;

function expandBraces(pattern: string): readonly string[] {
  const open = indexOfUnescaped(pattern, '{', 0);
  if (open === -1) return [pattern];
  const parts: string[] = [];
  let depth = 0;
  let from = open + 1;
  for (let at = open; at < pattern.length; at++) {
    const character = pattern[at];
    if (character === '\\') at++;
    else if (character === '{') depth++;
    else if (character === '}') depth--;
    if (depth === 0 || (depth === 1 && character === ',')) {
      parts.push(pattern.slice(from, at));
      from = at + 1;
    }
    if (depth === 0) {
      const heads = parts.map((part) => pattern.slice(0, open) + part + pattern.slice(at + 1));
      const all = heads.flatMap(expandBraces);
      if (all.length > mostAlternatives) throw new FunctionError('the pattern has too many alternatives', 1);
      return all;
    }
  }
  throw new FunctionError('the pattern has a brace that is not closed', 1);
}

function indexOfUnescaped(text: string, wanted: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === wanted) return at;
  }
  return -1;
}

function compileSegment(segment: string): PathSegment {
  if (segment === '**') return '**';
  let source = '';
  let at = 0;
  while (at < segment.length) {
    const character = String.fromCodePoint(segment.codePointAt(at) ?? 0);
    at += character.length;
    if (character === '*') {
      while (segment[at] === '*') at++;
      source += '[^/]*';
    } else if (character === '?') {
      source += '[^/]';
    } else if (character === '[') {
      const end = indexOfUnescaped(segment, ']', at + 1);
      if (end === -1) throw new FunctionError('the pattern has a bracket that is not closed', 1);
      source += characterClass(segment.slice(at, end));
      at = end + 1;
    } else if (character === '\\') {
      const escaped = segment[at];
      if (escaped === undefined) throw new FunctionError('the pattern ends in a backslash', 1);
      source += literal(escaped);
      at++;
    } else {
      source += literal(character);
    }
  }
  return RE2JS.compile(source, RE2JS.DOTALL);
}

function characterClass(body: string): string {
  const negated = /^[!^]/.test(body);
  const members = negated ? body.slice(1) : body;
  if (members === '') throw new FunctionError('the pattern has an empty bracket', 1);
  const ranges = Array.from(members.matchAll(/\\?(.)(?:-\\?(.))?/gsu), ([, from = '', to]) => {
    if (to !== undefined && from > to) throw new FunctionError('the pattern has a range that runs backwards', 1);
    return to === undefined ? literal(from) : `${literal(from)}-${literal(to)}`;
  });
  return `[${negated ? '^/' : ''}${ranges.join('')}]`;
}

function literal(character: string): string {
  return /[0-9A-Za-z_ ]/u.test(character) ? character : `\\x{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
