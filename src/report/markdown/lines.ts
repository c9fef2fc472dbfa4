import type { Line, Piece } from '../layout.ts';
import { indented } from './blocks.ts';
import { code, type Inline, longestRun, markdownOf, prose, strong } from './inline.ts';

/*
 * Lines of the text report as Markdown: what is said is said once, and stands in two layouts. What may not be broken in
 * a terminal, an address or a place, is what nobody may read as words here.
 */

/** A piece of a line. */
export function inlineOf({ text, style, solid }: Piece): Inline {
  const part = solid === true ? code(text) : prose(text);
  return style === 'strong' || style === 'error' || style === 'warning' ? strong(part) : part;
}

/** Lines as entries of a list, a text for each: those that are indented more than it stand below it. */
export function entriesOf(lines: readonly Line[]): readonly string[] {
  const entries: Line[][] = [];
  for (const line of lines.filter(({ pieces }) => pieces.length > 0)) {
    const [first] = entries.at(-1) ?? [];
    if (first === undefined || line.indent <= first.indent) entries.push([line]);
    else entries.at(-1)?.push(line);
  }
  return entries.flatMap(([first, ...rest]) =>
    first === undefined
      ? []
      : [[`- ${markdownOf(first.pieces.map(inlineOf))}`, ...entriesOf(rest).map(indented)].join('\n')],
  );
}

/** A block of code, whatever is in the text. `language`: for its colours. */
export function fenced(text: string, language = ''): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text}\n${fence}`;
}
