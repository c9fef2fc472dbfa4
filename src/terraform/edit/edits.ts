import type { RemedyEdit } from '../../model/report/remedies.ts';
import type { SourcePosition, SourceRange } from '../../model/source.ts';
import type { Attribute, Expression, TupleConstructor } from '../syntax/ast.ts';

/*
 * Changes of code by its tree: each holds by itself, and those of a list of changes hold together.
 */

/** Puts `hcl` where a stretch begins. */
export function insertBefore({ file, start }: SourceRange, hcl: string): RemedyEdit {
  return { action: 'insert', at: { file, start, end: start }, hcl };
}

/** Puts `hcl` behind a stretch. */
export function insertAfter({ file, end }: SourceRange, hcl: string): RemedyEdit {
  return { action: 'insert', at: { file, start: end, end }, hcl };
}

/** Puts `hcl` where a stretch is. */
export function replace(at: SourceRange, hcl: string): RemedyEdit {
  return { action: 'replace', at, hcl };
}

/** Takes away something that has its lines for itself: a block, an argument. */
export function removeLines(at: SourceRange): RemedyEdit {
  const { start } = at;
  const line: SourcePosition = { line: start.line, column: 1, offset: start.offset - (start.column - 1) };
  return { action: 'remove', at: { ...at, start: line } };
}

/** Puts an element before the first of a list. */
export function insertElement({ range }: TupleConstructor, hcl: string): RemedyEdit {
  const { start } = range;
  const behind: SourcePosition = { line: start.line, column: start.column + 1, offset: start.offset + 1 };
  return insertBefore({ ...range, start: behind }, `${hcl},`);
}

/** Takes an element out of a list. What is left of its commas is allowed. */
export function removeElement({ elements }: TupleConstructor, index: number): RemedyEdit | undefined {
  const element = elements[index];
  if (element === undefined) return undefined;
  const next = elements[index + 1];
  return { action: 'remove', at: next === undefined ? element.range : { ...element.range, end: next.range.start } };
}

/** Where lines of a block can be put at its end: before its closing brace. Undefined of a block in one line. */
export function endOfBlock({ file, start, end }: SourceRange): SourceRange | undefined {
  if (start.line === end.line) return undefined;
  const brace: SourcePosition = { line: end.line, column: end.column - 1, offset: end.offset - 1 };
  return { file, start: brace, end: brace };
}

/** The element of a list, wherever in the argument the list is, that begins where `at` does. */
export function elementAt(
  { value }: Attribute,
  at: SourceRange,
): { readonly list: TupleConstructor; readonly index: number } | undefined {
  if (value.kind !== 'tuple') return undefined;
  const index = value.elements.findIndex((element) => isStartOf(element, at));
  return index === -1 ? undefined : { list: value, index };
}

function isStartOf({ range }: Expression, at: SourceRange): boolean {
  return range.file === at.file && range.start.offset === at.start.offset;
}

/** Whether one stretch of code lies in another. */
export function isWithin(inner: SourceRange, outer: SourceRange): boolean {
  return inner.file === outer.file && outer.start.offset <= inner.start.offset && inner.end.offset <= outer.end.offset;
}

/** How far the line of a stretch is indented, where the stretch begins it. */
export function indentOf({ start }: SourceRange): string {
  return ' '.repeat(start.column - 1);
}
