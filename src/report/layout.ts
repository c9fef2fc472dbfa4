import { Chalk, type ChalkInstance } from 'chalk';
import { displayWidth, foldText, printable } from './printable.ts';
import type { RenderContext } from './reporter.ts';

/** What a piece of text is, for the colours. */
export type Style = 'plain' | 'strong' | 'faint' | 'error' | 'warning' | 'note' | 'good';

/** A piece of a line. Wrapped at its spaces, unless `solid`: then never broken (an address, a place in a file). */
export interface Piece {
  readonly text: string;
  readonly style?: Style;
  readonly solid?: true;
}

/** A line before it is wrapped. */
export interface Line {
  /** Columns before the first line. */
  readonly indent: number;
  /** Columns before the lines that follow when it is wrapped. Default: `indent`. */
  readonly hanging?: number;
  /** Columns of the first line that are taken by what somebody else has written. */
  readonly taken?: number;
  /** Set in columns already: spaces are kept and the line is not wrapped. */
  readonly verbatim?: true;
  readonly pieces: readonly Piece[];
}

/** A line of prose; a text stands for one plain piece. */
export function line(indent: number, ...pieces: readonly (Piece | string)[]): Line {
  return { indent, pieces: pieces.map(asPiece) };
}

/** Like `line`, and what does not fit is indented two columns more. */
export function item(indent: number, ...pieces: readonly (Piece | string)[]): Line {
  return { indent, hanging: indent + 2, pieces: pieces.map(asPiece) };
}

const asPiece = (piece: Piece | string): Piece => (typeof piece === 'string' ? { text: piece } : piece);

/** An empty line. */
export const blank: Line = { indent: 0, pieces: [] };

/** Something that is never broken: an address, a path, a place in a file. */
export function solid(text: string, style?: Style): Piece {
  return style === undefined ? { text, solid: true } : { text, style, solid: true };
}

/** A label, padded to a column, and a long text beside it, folded where it may be and indented under itself. */
export function labelled(indent: number, label: string, labelWidth: number, text: string, width: number): Line[] {
  const column = indent + labelWidth;
  const folded = foldText(printable(text), Math.max(16, width - column));
  const [first = '', ...rest] = folded.map((part) => part.trimEnd());
  return [
    { indent, verbatim: true, pieces: [{ text: label.padEnd(labelWidth), style: 'faint' }, { text: first }] },
    ...rest.map((part): Line => ({ indent: column, verbatim: true, pieces: [{ text: part }] })),
  ];
}

/** Wraps, colours and joins the lines; each ends with a line feed. Nothing unprintable gets through. */
export function renderLines(lines: readonly Line[], context: Pick<RenderContext, 'width' | 'color'>): string {
  const paint = context.color ? painter(new Chalk({ level: 1 })) : unpainted;
  return lines
    .flatMap((each) => wrapLine(each, context.width).map((words) => renderWords(words, paint)))
    .map((text) => `${text}\n`)
    .join('');
}

type Word = readonly Piece[];
interface WrappedLine {
  readonly indent: number;
  readonly words: readonly Word[];
}

function wrapLine(source: Line, width: number): readonly WrappedLine[] {
  const pieces = source.pieces.map((piece) => ({ ...piece, text: printable(piece.text) }));
  if (source.verbatim === true) return [{ indent: source.indent, words: [pieces] }];
  const rows: WrappedLine[] = [];
  let indent = source.indent;
  let words: Word[] = [];
  let columns = indent + (source.taken ?? 0);
  for (const word of wordsOf(pieces)) {
    const size = word.reduce((sum, piece) => sum + displayWidth(piece.text), 0);
    if (words.length > 0 && columns + 1 + size > width) {
      rows.push({ indent, words });
      indent = source.hanging ?? source.indent;
      columns = indent;
      words = [];
    }
    columns += size + (words.length > 0 ? 1 : 0);
    words.push(word);
  }
  return [...rows, { indent, words }];
}

/** Splits at the spaces of what is not solid; pieces without a space between them stay one word. */
function wordsOf(pieces: readonly Piece[]): readonly Word[] {
  const words: Piece[][] = [[]];
  for (const piece of pieces) {
    const parts = piece.solid === true ? [piece.text] : piece.text.split(' ');
    for (const [index, text] of parts.entries()) {
      if (index > 0) words.push([]);
      if (text !== '') words.at(-1)?.push({ ...piece, text });
    }
  }
  return words.filter((word) => word.length > 0);
}

type Paint = (piece: Piece) => string;

function renderWords({ indent, words }: WrappedLine, paint: Paint): string {
  const text = words.map((word) => word.map(paint).join('')).join(' ');
  return text === '' ? '' : ' '.repeat(indent) + text;
}

const unpainted: Paint = ({ text }) => text;

function painter(chalk: ChalkInstance): Paint {
  const styles: Readonly<Record<Style, (text: string) => string>> = {
    plain: (text) => text,
    strong: chalk.bold,
    faint: chalk.dim,
    error: chalk.red.bold,
    warning: chalk.yellow.bold,
    note: chalk.cyan.bold,
    good: chalk.green.bold,
  };
  return ({ text, style = 'plain' }) => styles[style](text);
}
