import { trimSpaceStart } from './space.ts';
import type { TemplatePiece } from './template.ts';

type TextPiece = Extract<TemplatePiece, { kind: 'text' }>;

/**
 * Takes the common indentation off the lines of a flush heredoc (`<<-`), in place. It is counted in characters
 * (grapheme clusters, a tab is one) over the pieces that start a line, after strip markers were applied: a line that
 * starts with a sequence has none, blank lines do not count.
 * https://github.com/hashicorp/hcl/blob/main/hclsyntax/parser_template.go (flushHeredocTemplateParts)
 */
export function flushIndentation(pieces: readonly TemplatePiece[]): void {
  let smallest = Number.POSITIVE_INFINITY;
  const indented: TextPiece[] = [];
  let lineStart = true;
  for (const piece of pieces) {
    if (lineStart) smallest = Math.min(smallest, indentation(piece, indented));
    lineStart = piece.kind === 'text' && piece.value.endsWith('\n');
  }
  if (smallest === 0) return;
  for (const text of indented) text.value = dropCharacters(text.value, smallest);
}

function indentation(piece: TemplatePiece, indented: TextPiece[]): number {
  if (piece.kind !== 'text') return 0;
  const content = trimSpaceStart(piece.value);
  if (content === '' && piece.value.endsWith('\n')) return Number.POSITIVE_INFINITY;
  indented.push(piece);
  // One line holds no "\r\n" in front of its content, so that each blank is a character of its own.
  return piece.value.length - content.length;
}

/**
 * `text` without the `count` (at least 1) blanks it starts with, and without marks that combine with the last of them.
 */
function dropCharacters(text: string, count: number): string {
  if (!(text.charCodeAt(count) >= 128)) return text.slice(count);
  const [last] = new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text.slice(count - 1));
  return text.slice(count - 1 + (last?.segment.length ?? 1));
}
