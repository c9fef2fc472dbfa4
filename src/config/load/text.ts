import type { ConfigMistake } from '../../model/config-mistake.ts';
import type { SourceRange } from '../../model/source.ts';

/** The text of a file, and the places in it. */
export interface ConfigText {
  readonly text: string;
  /** The stretch between two offsets. */
  range(start: number, end: number): SourceRange;
}

/**
 * The text in the bytes of a file, without the byte-order mark; or that it is none.
 *
 * @param file its name in places
 */
export function textOf(bytes: Uint8Array, file: string): ConfigText | { readonly mistake: ConfigMistake } {
  const decoded = Buffer.from(bytes).toString('utf8');
  const wrong = firstUndecodable(bytes, decoded);
  if (wrong !== undefined) {
    const before = placesIn(wrong, file);
    return { mistake: { code: 'not-utf8', at: before.range(wrong.length, wrong.length), path: '' } };
  }
  const places = placesIn(decoded.replace(/^\ufeff/, ''), file);
  // YAML's printable characters: https://yaml.org/spec/1.2.2/#51-character-set
  const control = /[^\t\n\r\x20-\x7e\x85\u{a0}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u.exec(places.text);
  if (control === null) return places;
  return { mistake: { code: 'control-character', at: places.range(control.index, control.index + 1), path: '' } };
}

/** The text before the first bytes that are no UTF-8; undefined when all are. */
function firstUndecodable(bytes: Uint8Array, decoded: string): string | undefined {
  const encoded = Buffer.from(decoded);
  if (encoded.equals(bytes)) return undefined;
  const at = encoded.findIndex((byte, index) => byte !== bytes[index]);
  return Buffer.from(bytes.subarray(0, at))
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .replace(/\ufffd$/, '');
}

/** Lines and columns of offsets. */
export function placesIn(text: string, file: string): ConfigText {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const position = (offset: number) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1, offset };
  };
  return { text, range: (start, end) => ({ file, start: position(start), end: position(end) }) };
}
