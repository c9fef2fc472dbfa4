import { limits, tooLarge } from './budget.ts';
import type { Json } from './json.ts';

/** A text, or its bytes (UTF-8) piece by piece; a piece is good until the next one is asked for. */
export type TextSource = string | Iterable<Uint8Array>;

/** That a text is no JSON. It quotes nothing of the text, which may hold secrets. */
export class JsonFault extends Error {
  override readonly name = 'JsonFault';
}

/**
 * What a text of JSON holds.
 * @throws JsonFault
 */
export function parseJsonText(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    // The parser's own message quotes the text.
    throw new JsonFault('not JSON');
  }
}

const byteOrderMark = '\uFEFF';

/** What a byte may mean for where a value ends. */
const sign = { none: 0, opening: 1, closing: 2, quote: 3, separator: 4 } as const;
const signs = new Uint8Array(256);
for (const [kind, characters] of [
  ['opening', '[{'],
  ['closing', ']}'],
  ['quote', '"'],
  ['separator', ',: \t\n\r'],
] as const) {
  for (const byte of Buffer.from(characters)) signs[byte] = sign[kind];
}

const backslash = 0x5c;
const quote = 0x22;

/**
 * Reads a JSON text from one value to the next without ever holding all of it: each part of a large document is parsed
 * by itself and let go. Whoever reads goes into objects (`members`) and arrays (`elements`) or takes a value as a whole
 * (`value`, `text`); what is not taken is passed over, and what stands inside of it is not checked.
 *
 * Each method throws `JsonFault` where the text is no JSON, ProblemError `too-large` where it nests too deep, and what
 * the source throws.
 */
export class JsonReader {
  readonly #pieces: Iterator<Uint8Array>;
  readonly #file: string;
  /** What was read and is still needed: the bytes from `#kept` to `#end`. The next one to read stands at `#at`. */
  #bytes: Buffer = Buffer.alloc(0);
  #kept = 0;
  #at = 0;
  #end = 0;
  /** How many objects and arrays are open around the place. */
  #depth = 0;
  /** A value comes next that nobody has taken yet. */
  #isPending = true;
  /** The last byte that is no white space, of all that was read. */
  #last: number | undefined;

  /** @param file what the user calls it */
  constructor(source: TextSource, file: string) {
    this.#pieces = (typeof source === 'string' ? [Buffer.from(source)] : source)[Symbol.iterator]();
    this.#file = file;
    // PowerShell's redirection writes one.
    if (this.startsWith(byteOrderMark)) this.#at += Buffer.byteLength(byteOrderMark);
  }

  /** Whether these characters come next. */
  startsWith(text: string): boolean {
    return Buffer.from(text).every((byte, index) => this.#has(index) && this.#bytes[this.#at + index] === byte);
  }

  /** The character that the next value begins with; undefined at the end of the text. */
  peek(): string | undefined {
    this.#space();
    return this.#has() ? String.fromCharCode(this.#bytes[this.#at] ?? 0) : undefined;
  }

  /** The names of the members of an object: after each its value can be taken. None of what is no object. */
  *members(): Generator<string> {
    if (this.peek() !== '{') return;
    for (const _ of this.#sequence('}')) {
      if (this.peek() !== '"') throw new JsonFault('a name is expected');
      const name = String(this.value());
      this.#expect(':');
      this.#isPending = true;
      yield name;
    }
  }

  /** Comes to one element of an array after the other, which can be taken. None of what is no array. */
  *elements(): Generator<undefined> {
    if (this.peek() !== '[') return;
    yield* this.#sequence(']');
  }

  /** The next value. */
  value(): Json {
    return parseJsonText(this.text());
  }

  /** The text of the next value, of which only the end was looked for. */
  text(): string {
    this.#pass(true);
    return this.#bytes.toString('utf8', this.#kept, this.#at);
  }

  /** Comes to the end of the text, where there must be no more. */
  finish(): void {
    if (this.#isPending) this.#pass(false);
    if (this.peek() !== undefined) throw new JsonFault('the end is expected');
  }

  /** The last character of the text, white space aside. Nothing can be taken after it. */
  lastCharacter(): string | undefined {
    do this.#at = this.#end;
    while (this.#has());
    return this.#last === undefined ? undefined : String.fromCharCode(this.#last);
  }

  /** Lets go of the source, of which the rest is not wanted. */
  close(): void {
    this.#pieces.return?.();
  }

  /** What stands between the brackets and the commas; the closing bracket is `close`. */
  *#sequence(close: string): Generator<undefined> {
    this.#isPending = false;
    this.#at += 1;
    this.#depth += 1;
    if (this.#depth > limits.nesting.most) throw tooLarge('nesting', { file: this.#file });
    if (this.peek() !== close) {
      for (;;) {
        this.#isPending = true;
        yield;
        if (this.#isPending) this.#pass(false);
        if (this.peek() === close) break;
        this.#expect(',');
      }
    }
    this.#at += 1;
    this.#depth -= 1;
  }

  #expect(character: string): void {
    if (this.peek() !== character) throw new JsonFault(`"${character}" is expected`);
    this.#at += 1;
  }

  #space(): void {
    while (this.#has()) {
      const byte = this.#bytes[this.#at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return;
      this.#at += 1;
    }
  }

  /** Goes behind the next value. Where it `keeps` it, the value stands from `#kept` to `#at` then. */
  #pass(keeps: boolean): void {
    this.#isPending = false;
    this.#space();
    this.#kept = this.#at;
    let depth = 0;
    let hasBegun = false;
    let isInText = false;
    let isEscaped = false;
    while (this.#has(0, keeps)) {
      const [bytes, end] = [this.#bytes, this.#end];
      for (let at = this.#at; at < end; at++) {
        const byte = bytes[at] ?? 0;
        if (isInText) {
          if (isEscaped) isEscaped = false;
          else if (byte === backslash) isEscaped = true;
          else if (byte === quote) {
            isInText = false;
            if (depth === 0) {
              this.#at = at + 1;
              return;
            }
          }
          continue;
        }
        const kind = signs[byte];
        if (kind === sign.none) {
          hasBegun = true;
          continue;
        }
        if (depth === 0) {
          // Behind a number or a word.
          if (hasBegun) {
            this.#at = at;
            return;
          }
          if (kind === sign.separator || kind === sign.closing) throw new JsonFault('a value is expected');
        }
        if (kind === sign.quote) isInText = true;
        else if (kind === sign.opening) {
          depth += 1;
          if (this.#depth + depth > limits.nesting.most) throw tooLarge('nesting', { file: this.#file });
        } else if (kind === sign.closing) {
          depth -= 1;
          if (depth === 0) {
            this.#at = at + 1;
            return;
          }
        }
      }
      this.#at = end;
    }
    if (depth > 0 || isInText || !hasBegun) throw new JsonFault('the text is broken off');
  }

  /**
   * Whether there is a byte so far ahead: more is read until there is. What stands before the place is let go, or where
   * it `keeps` it, what stands before `#kept`.
   */
  #has(ahead = 0, keeps = false): boolean {
    while (this.#at + ahead >= this.#end) {
      const next = this.#pieces.next();
      if (next.done === true) return false;
      this.#append(next.value, keeps ? this.#kept : this.#at);
    }
    return true;
  }

  #append(piece: Uint8Array, from: number): void {
    const needed = this.#end - from + piece.length;
    if (this.#end + piece.length > this.#bytes.length) {
      // Twice as much each time: a value may be as large as the text.
      const room = needed > this.#bytes.length ? Buffer.allocUnsafe(needed * 2) : this.#bytes;
      this.#bytes.copy(room, 0, from, this.#end);
      this.#bytes = room;
      this.#at -= from;
      this.#kept -= from;
      this.#end -= from;
    }
    this.#bytes.set(piece, this.#end);
    this.#end += piece.length;
    const last = piece.findLast((byte) => byte > 0x20);
    if (last !== undefined) this.#last = last;
  }
}
