import { RE2JS, RE2JSException } from 're2js';
import type { Span } from '../model/span.ts';

/*
 * The patterns of `redact.also`, which describe secrets by what they look like. They are RE2's
 * (https://github.com/google/re2/wiki/Syntax): the time that a text takes grows with its length, whatever the pattern.
 */

/** How long a pattern is at most, and to how many steps it comes: what is repeated often is short and takes long. */
const longestPattern = 300;
const mostSteps = 2000;

/** Finds what a pattern describes. */
export interface ValuePattern {
  /** The stretches that match, in order. An empty one is none. */
  readonly stretches: (text: string) => readonly Span[];
}

const compiled = new Map<string, ValuePattern | { readonly problem: string }>();

/** A pattern, compiled once; `problem`: the name of what is wrong with it, behind `re2: ` as RE2 says it. */
export function valuePattern(source: string): ValuePattern | { readonly problem: string } {
  const before = compiled.get(source);
  if (before !== undefined) return before;
  const pattern = compile(source);
  compiled.set(source, pattern);
  return pattern;
}

function compile(source: string): ValuePattern | { readonly problem: string } {
  if (source.length > longestPattern) return { problem: 'long-pattern' };
  let pattern: RE2JS;
  try {
    pattern = RE2JS.compile(source);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    // What the library says repeats the pattern, which may be a secret that somebody has pasted.
    const [, reason = 'is not valid'] =
      /^error parsing regexp: ([A-Za-z ]*[a-z](?: [)\]])?)(?::|$)/.exec(error.message) ?? [];
    return { problem: `re2: ${reason}` };
  }
  if (pattern.programSize() > mostSteps) return { problem: 'large-pattern' };
  if (pattern.matches('')) return { problem: 'empty-pattern' };
  return {
    stretches: (text) => {
      const found: Span[] = [];
      const matcher = pattern.matcher(text);
      while (matcher.find())
        if (matcher.end() > matcher.start()) found.push({ start: matcher.start(), end: matcher.end() });
      return found;
    },
  };
}
