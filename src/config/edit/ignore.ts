import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap, isNode, isSeq, parseDocument, stringify, type YAMLMap, type YAMLSeq } from 'yaml';
import type { IgnoreForm } from '../sections/ignore.ts';

/*
 * Writes entries into the text of a `driftcheck.yaml`. What stands there stays as it is, comments and form: entries are
 * put behind the last one of the list. Where the list is written in another form than line by line, the file is written
 * anew from what it says, with its comments.
 */

/** A text with entries, and how many of them are new and how many took the place of another. */
export interface EditedText {
  readonly text: string;
  readonly added: number;
  readonly renewed: number;
}

/**
 * The text with entries in it. One that names what an entry already names takes its place.
 *
 * @param text of a file that is valid, or empty
 */
export function withIgnoreEntries(text: string, entries: readonly IgnoreForm[]): EditedText {
  const document = read(text);
  const listed = itemsOf(document);
  const before = listed.map((item) => plain(item));
  const places = entries.map((entry) => before.findIndex((one) => namesSame(one, entry)));
  const renewed = new Map(entries.flatMap((entry, index) => (places[index] === -1 ? [] : [[places[index], entry]])));
  const added = entries.filter((_, index) => places[index] === -1);
  const counts = { added: added.length, renewed: renewed.size };
  if (entries.length === 0) return { text, ...counts };
  const wanted = [...before.map((one, index) => renewed.get(index) ?? one), ...added];
  const spliced = splice(text, document, renewed, added);
  if (spliced !== undefined && says(spliced, document, wanted)) return { text: spliced, ...counts };
  const list = document.createNode(wanted);
  const old = document.get('ignore', true);
  if (isNode(old)) list.comment = old.comment ?? null;
  document.set('ignore', list);
  return { text: withNewlinesOf(text, document.toString({ lineWidth: 0 })), ...counts };
}

const read = (text: string): Document.Parsed => parseDocument(text, { version: '1.2', schema: 'core' });

function itemsOf(document: Document.Parsed): readonly YAMLMap[] {
  const list = document.get('ignore', true);
  return isSeq(list) ? list.items.filter(isMap) : [];
}

const plain = (item: YAMLMap): Readonly<Record<string, unknown>> => item.toJSON();

function namesSame(one: Readonly<Record<string, unknown>>, entry: IgnoreForm): boolean {
  return (['rule', 'target', 'address', 'path'] as const).every((key) => one[key] === entry[key]);
}

/** Whether a text says the same as a document, with this list of entries. */
function says(text: string, document: Document.Parsed, wanted: readonly unknown[]): boolean {
  const after = read(text);
  const expected: unknown = { ...document.toJSON(), ignore: wanted };
  return after.errors.length === 0 && isDeepStrictEqual(withoutUndefined(after.toJSON()), withoutUndefined(expected));
}

const withoutUndefined = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** The text with entries in the place of others and behind the last; undefined where the list is in no such form. */
function splice(
  text: string,
  document: Document.Parsed,
  renewed: ReadonlyMap<number | undefined, IgnoreForm>,
  added: readonly IgnoreForm[],
): string | undefined {
  const list = document.get('ignore', true);
  const lines = (entry: IgnoreForm, indent: number): string => withNewlinesOf(text, entryLines(entry, indent));
  if (list === undefined) {
    const end = text === '' || text.endsWith('\n') ? '' : '\n';
    const empty = text.trim() === '' ? '' : '\n';
    return withNewlinesOf(text, `${text}${end}${empty}ignore:\n`) + added.map((entry) => lines(entry, 2)).join('');
  }
  if (!isSeq(list) || list.flow === true || list.items.length === 0) return undefined;
  const stretches = stretchesOf(text, list);
  if (stretches === undefined) return undefined;
  let edited = '';
  let from = 0;
  for (const [index, { start, end }] of stretches.entries()) {
    const entry = renewed.get(index);
    edited +=
      text.slice(from, start) + (entry === undefined ? text.slice(start, end) : lines(entry, stretches[0].indent));
    from = end;
  }
  if (!edited.endsWith('\n')) edited += withNewlinesOf(text, '\n');
  return edited + added.map((entry) => lines(entry, stretches[0].indent)).join('') + text.slice(from);
}

interface EntryLines {
  /** Where the line of the dash begins. */
  readonly start: number;
  /** Behind the last line of the entry. */
  readonly end: number;
  /** The column of the dash. */
  readonly indent: number;
}

function stretchesOf(text: string, { items }: YAMLSeq): readonly [EntryLines, ...EntryLines[]] | undefined {
  const found = items.flatMap((item): EntryLines[] => {
    const range = isMap(item) ? item.range : undefined;
    if (range === undefined || range === null) return [];
    const dash = text.lastIndexOf('-', range[0] - 1);
    const start = text.lastIndexOf('\n', dash) + 1;
    const isOwnLine = text.slice(start, dash).trim() === '' && text.slice(dash + 1, range[0]).trim() === '';
    if (dash === -1 || !isOwnLine) return [];
    const line = text.indexOf('\n', text[range[1] - 1] === '\n' ? range[1] - 1 : range[1]);
    return [{ start, end: line === -1 ? text.length : line + 1, indent: dash - start }];
  });
  const [first, ...others] = found;
  return first === undefined || found.length < items.length ? undefined : [first, ...others];
}

/** An entry as an element of a list, line by line. */
function entryLines(entry: IgnoreForm, indent: number): string {
  return stringify([entry], { lineWidth: 0 }).replace(/^(?=.)/gm, ' '.repeat(indent));
}

/** With the line ends of the file. */
function withNewlinesOf(text: string, written: string): string {
  return text.includes('\r\n') ? written.replace(/\r?\n/g, '\r\n') : written;
}
