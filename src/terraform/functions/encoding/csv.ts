import { FunctionError } from '../function.ts';
import { refuseCount } from '../size-limits.ts';

/**
 * The records of a CSV text as Go's `encoding/csv` reads it: RFC 4180, empty lines skipped, `\r\n` read as `\n`, every
 * record of the first one's length. Throws `FunctionError`. https://pkg.go.dev/encoding/csv
 */
export function parseCsv(text: string): readonly CsvRecord[] {
  const source = text.replaceAll('\r\n', '\n');
  const records: CsvRecord[] = [];
  let at = 0;
  let line = 0;
  while (at < source.length) {
    if (source[at] === '\n') {
      at++;
      line++;
      continue;
    }
    const { fields, end } = recordAt(source, at);
    const first = records[0];
    if (first !== undefined && first.fields.length !== fields.length) {
      throw new FunctionError(`record ${records.length + 1} has the wrong number of fields`, 0);
    }
    records.push({ fields, line });
    refuseCount(records.length * (fields.length + 1));
    for (; at < end; at++) if (source[at] === '\n') line++;
  }
  return records;
}

/** A record, and how many lines stand before it. */
export interface CsvRecord {
  readonly fields: readonly string[];
  readonly line: number;
}

function recordAt(source: string, start: number): { readonly fields: string[]; readonly end: number } {
  const fields: string[] = [];
  let at = start;
  for (;;) {
    const field = source[at] === '"' ? quotedField(source, at) : bareField(source, at);
    fields.push(field.text);
    refuseCount(fields.length);
    at = field.end;
    if (source[at] !== ',') break;
    at++;
  }
  return { fields, end: at + 1 };
}

interface CsvField {
  readonly text: string;
  /** Offset of the comma or line end behind it. */
  readonly end: number;
}

function bareField(source: string, start: number): CsvField {
  let end = start;
  while (end < source.length && source[end] !== ',' && source[end] !== '\n') end++;
  const text = source.slice(start, end);
  if (text.includes('"')) throw new FunctionError('a quote stands inside a field that is not quoted', 0);
  // A carriage return at the very end of the text ends its line too.
  return { text: end === source.length ? text.replace(/\r$/, '') : text, end };
}

function quotedField(source: string, start: number): CsvField {
  let text = '';
  let at = start + 1;
  for (;;) {
    const quote = source.indexOf('"', at);
    if (quote === -1) throw new FunctionError('a quoted field does not end', 0);
    text += source.slice(at, quote);
    if (source[quote + 1] !== '"') return { text, end: endOfQuoted(source, quote + 1) };
    text += '"';
    at = quote + 2;
  }
}

function endOfQuoted(source: string, at: number): number {
  const next = source[at];
  if (next === undefined || next === ',' || next === '\n') return at;
  if (next === '\r' && at + 1 === source.length) return at + 1;
  throw new FunctionError('text follows a quoted field', 0);
}
