import type { SourcePosition, SourceRange } from './source.ts';

/**
 * Where the pieces of a text are written, in the order of the text: in a file that the code reads, in a heredoc, in a
 * template. Offsets are those of a text's stretches, in which each hole counts for `holeWidth`.
 */
export type TextOrigin = readonly OriginPiece[];

export interface OriginPiece {
  /** Where it begins in the text; it ends where the next begins. */
  readonly from: number;
  readonly file: string;
  readonly start: SourcePosition;
  /** It stands for something that is written here and comes from elsewhere: all of it is at `start`. */
  readonly isPoint?: true;
  /** It stands for all of the file, in base64. */
  readonly isBase64?: true;
}

/** The place of a part of a text of this origin; undefined when it has none. */
export function placeIn(origin: TextOrigin, start: number, end = start): SourceRange | undefined {
  const first = pieceAt(origin, start);
  if (first === undefined) return undefined;
  const from = positionIn(first, start);
  const last = pieceAt(origin, Math.max(start, end - 1)) ?? first;
  const isWhole = last.file === first.file && last.isPoint !== true && end > start;
  const to = isWhole ? positionIn(last, end) : from;
  return { file: first.file, start: from, end: to.offset < from.offset ? from : to };
}

/** The last piece that begins at an offset or before it. */
function pieceAt(origin: TextOrigin, offset: number): OriginPiece | undefined {
  let [low, high] = [0, origin.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((origin[middle]?.from ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return origin[low - 1];
}

/** No piece that is written as it stands has more than one line. */
function positionIn({ from, start, isPoint }: OriginPiece, offset: number): SourcePosition {
  if (isPoint) return start;
  const behind = offset - from;
  return { line: start.line, column: start.column + behind, offset: start.offset + behind };
}

/** The origin of a text that is the content of a file. */
export function originOfFile(text: string, file: string): TextOrigin {
  return lineStarts(text).map((from, index) => ({ from, file, start: { line: index + 1, column: 1, offset: from } }));
}

/** The offsets at which the lines of a text begin. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return starts;
}

/** The origin of a text that was joined from others: each with its length, and its own origin or place. */
export function joinOrigins(
  texts: readonly { readonly length: number; readonly origin: TextOrigin | SourceRange | undefined }[],
): TextOrigin {
  const pieces: OriginPiece[] = [];
  let from = 0;
  for (const { length, origin } of texts) {
    if (length > 0 && origin !== undefined) {
      if ('file' in origin) pieces.push({ from, file: origin.file, start: origin.start, isPoint: true });
      else for (const piece of origin) pieces.push({ ...piece, from: from + piece.from });
    }
    from += length;
  }
  return pieces;
}

/**
 * The origin of a text that was made of another by changing or taking away some of it; undefined when its lines are no
 * longer the same.
 */
export function carriedOrigin(origin: TextOrigin, source: string, result: string): TextOrigin | undefined {
  const at = source.indexOf(result);
  if (at !== -1) return originFrom(origin, at);
  const [before, after] = [lineStarts(source), lineStarts(result)];
  if (before.length !== after.length) return undefined;
  return after.flatMap((from, line) => {
    const place = placeIn(origin, before[line] ?? 0);
    return place === undefined ? [] : [{ from, file: place.file, start: place.start, isPoint: true as const }];
  });
}

function originFrom(origin: TextOrigin, offset: number): TextOrigin {
  const first = pieceAt(origin, offset);
  const rest = origin.filter(({ from }) => from > offset).map((piece) => ({ ...piece, from: piece.from - offset }));
  return first === undefined ? rest : [{ ...first, from: 0, start: positionIn(first, offset) }, ...rest];
}
