import { RE2JS, RE2JSException } from 're2js';
import { type Budget, limits } from '../../../model/budget.ts';
import { FunctionError } from '../function.ts';
import { refuseCount, refuseLength } from '../size-limits.ts';

/**
 * A compiled regular expression of RE2, whose matching time is linear in the text.
 * https://github.com/google/re2/wiki/Syntax
 */
export interface Pattern {
  readonly groupCount: number;
  /** Names of the groups that have one, with their number from 1. */
  readonly names: ReadonlyMap<string, number>;
  /**
   * The first match at or after `from`; texts of the groups, [0] being the whole match, null for a group that took no
   * part.
   */
  match(text: string, from: number): PatternMatch | undefined;
}

/** One match of a pattern: offsets in the text, and the texts of the groups. */
export interface PatternMatch {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | null)[];
}

/**
 * Compiles a pattern. Returns undefined for one that Go accepts and the library does not (two groups of one name), so
 * that its result is unknown. Throws `FunctionError` about argument `argument` for a pattern that RE2 refuses.
 */
export function compilePattern(source: string, argument: number): Pattern | undefined {
  const compiled = compile(source, argument);
  if (compiled === undefined) return undefined;
  return {
    groupCount: compiled.groupCount(),
    names: new Map(Object.entries(compiled.namedGroups())),
    match: (text, from) => {
      if (text.length > limits.text.most) throw new FunctionError('the text is too long to be searched');
      const matcher = compiled.matcher(text);
      if (!matcher.find(from)) return undefined;
      const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, index) => matcher.group(index));
      return { start: matcher.start(), end: matcher.end(), groups };
    },
  };
}

function compile(source: string, argument: number): RE2JS | undefined {
  try {
    return RE2JS.compile(source);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    if (error.message.includes('duplicate capture group name')) return undefined;
    throw new FunctionError('not a valid regular expression in RE2 syntax', argument);
  }
}

/** The first match in a text. */
export function firstMatch(pattern: Pattern, text: string, budget: Budget): PatternMatch | undefined {
  return timed(budget, () => pattern.match(text, 0));
}

function timed<T>(budget: Budget, work: () => T): T {
  const start = performance.now();
  const result = work();
  budget.use('searching', performance.now() - start);
  return result;
}

/** All matches that do not overlap; an empty one right behind another is left out, as in Go. */
export function allMatches(pattern: Pattern, text: string, budget: Budget): readonly PatternMatch[] {
  const matches: PatternMatch[] = [];
  let from = 0;
  let previousEnd = -1;
  while (from <= text.length) {
    const match = timed(budget, () => pattern.match(text, from));
    if (match === undefined) break;
    if (match.end > match.start || match.start !== previousEnd) matches.push(match);
    refuseCount(matches.length * (pattern.groupCount + 1));
    previousEnd = match.end;
    from = match.end > from ? match.end : from + widthAt(text, from);
  }
  return matches;
}

function widthAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

/**
 * Replaces all matches; in `replacement` `$1`, `$name` and `${name}` are groups and `$$` is a dollar sign, as in Go's
 * `regexp.Expand`.
 */
export function replaceMatches(pattern: Pattern, text: string, replacement: string, budget: Budget): string {
  let result = '';
  let copied = 0;
  for (const match of allMatches(pattern, text, budget)) {
    result += text.slice(copied, match.start) + expand(replacement, match, pattern.names);
    refuseLength(result.length);
    copied = match.end;
  }
  return result + text.slice(copied);
}

function expand(replacement: string, match: PatternMatch, names: ReadonlyMap<string, number>): string {
  return replacement.replace(/\$(?:\$|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu, (all, braced, bare) => {
    const name = typeof braced === 'string' ? braced : bare;
    if (typeof name !== 'string') return all === '$$' ? '$' : all;
    const group = /^[0-9]+$/.test(name) ? Number(name) : names.get(name);
    return (group === undefined ? undefined : match.groups[group]) ?? '';
  });
}
