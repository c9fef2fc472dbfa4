import type { ConfigMistake } from '../../model/config-mistake.ts';
import { ruleIds } from '../../model/rule.ts';
import type { SourceRange } from '../../model/source.ts';
import { vocabulary } from './form-at.ts';

type ShownLine = NonNullable<ConfigMistake['excerpt']>;

const widest = 120;
const hidden = '…';
/** What is as short says nothing. */
const shortest = 3;

let known: ReadonlySet<string> | undefined;

/** The words that say nothing of anybody: those of the form, and the rules. */
const knownWords = (): ReadonlySet<string> =>
  (known ??= new Set([...vocabulary(), ...ruleIds, ...ruleIds.map((id) => id.replace(/\/.*/, '/*')), 'true', 'false']));

/** Signs of YAML before and behind a word. */
const signs = /^((?:[-?]$|[[{("'])*)(.*?)([\]}),:"']*)$/s;

/**
 * The line that a place begins on, fit to print: the keys and values that the form of the file knows stay, with the
 * signs of YAML, what is short and what the message repeats anyway; every other word may be a secret in the wrong
 * place, and is `…`.
 *
 * @param shown words that the message repeats
 * @returns undefined when the place is far to the right
 */
export function excerptOf(text: string, { start, end }: SourceRange, shown: readonly string[]): ShownLine | undefined {
  const from = start.offset - start.column + 1;
  const newline = text.indexOf('\n', start.offset);
  const line = text.slice(from, newline === -1 ? text.length : newline);
  /** For each character of the line, the column at which it is printed, from 0. */
  const columns: number[] = [];
  let printed = '';
  const print = (part: string, isHidden: boolean): void => {
    for (let index = 0; index < part.length; index++) columns.push(printed.length + (isHidden ? 0 : index));
    printed += isHidden ? hidden : part;
  };
  for (const [part] of line.matchAll(/\s+|\S+/g)) {
    if (printed.length > widest) break;
    const [, before = '', core = '', behind = ''] = signs.exec(part) ?? [];
    const isPlain = core.trim().length <= shortest || knownWords().has(core) || shown.includes(core);
    print(before, false);
    print(isPlain ? core.replace(/\s/g, ' ') : core, !isPlain);
    print(behind, false);
  }
  const column = columns[start.column - 1] ?? printed.length;
  if (column >= widest) return undefined;
  const stop = end.line > start.line ? line.length : end.offset - from;
  const last = columns[stop - 1] ?? printed.length;
  const width = Math.min(Math.max(last, column), widest - 1) - column + 1;
  return { line: printed.slice(0, widest).trimEnd(), column: column + 1, width };
}
