import { limits } from '../../model/budget.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { SourcePosition, SourceRange } from '../../model/source.ts';
import { readJsonString } from './json-string.ts';

/**
 * A JSON text as a tree with positions: what `.tf.json` and `.tfvars.json` files are read into. Numbers keep their
 * digits.
 */
export type JsonNode =
  | { readonly kind: 'null'; readonly range: SourceRange }
  | { readonly kind: 'bool'; readonly value: boolean; readonly range: SourceRange }
  | { readonly kind: 'number'; readonly text: string; readonly range: SourceRange }
  | { readonly kind: 'string'; readonly value: string; readonly range: SourceRange }
  | { readonly kind: 'array'; readonly elements: readonly JsonNode[]; readonly range: SourceRange }
  | { readonly kind: 'object'; readonly members: readonly JsonMember[]; readonly range: SourceRange };

/** A property of a JSON object. */
export interface JsonMember {
  readonly name: string;
  readonly nameRange: SourceRange;
  readonly value: JsonNode;
  /** From the name to the end of the value. */
  readonly range: SourceRange;
}

/** A tree, or the error that the text ends at. */
export type JsonResult =
  | { readonly ok: true; readonly value: JsonNode; readonly tokens: number }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[]; readonly tokens: number };

/**
 * Reads a JSON text (RFC 8259). `file` names it in positions. The diagnostic of an error quotes nothing from the text.
 */
export function parseJson(text: string, file: string): JsonResult {
  const reader = new JsonSyntaxReader(text, file);
  try {
    const value = reader.document();
    return { ok: true, value, tokens: reader.tokens };
  } catch (error) {
    if (error instanceof JsonError) return { ok: false, diagnostics: [error.diagnostic], tokens: reader.tokens };
    throw error;
  }
}

/**
 * An error for each member that gives a name a value a second time, where one of the two is certainly an argument. JSON
 * itself would take the last one; Terraform refuses the file.
 * https://github.com/hashicorp/hcl/blob/main/json/structure.go
 */
export function repeatedNames(
  members: readonly JsonMember[],
  isArgument: (member: JsonMember) => boolean = () => true,
): Diagnostic[] {
  const first = new Map<string, JsonMember>();
  return members.flatMap((member): Diagnostic[] => {
    const earlier = first.get(member.name);
    if (earlier === undefined) {
      first.set(member.name, member);
      return [];
    }
    if (!isArgument(earlier) && !isArgument(member)) return [];
    const detail = `The argument "${member.name}" was already set on line ${earlier.nameRange.start.line}. Each argument may be set only once.`;
    const at = member.nameRange;
    return [{ severity: 'error', code: 'duplicate-attribute', summary: 'Duplicate argument', detail, at }];
  });
}

class JsonError extends Error {
  override readonly name = 'JsonError';
  readonly diagnostic: Diagnostic;
  constructor(detail: string, at: SourceRange) {
    super(detail);
    this.diagnostic = { severity: 'error', code: 'syntax', summary: 'Invalid JSON', detail, at };
  }
}

const stringFaults = {
  unclosed: 'The string has no closing quote.',
  'control-character': 'A control character must be escaped.',
  escape: 'This escape sequence does not exist in JSON.',
} as const;

/** A value with its name and the signs around it. */
const tokensPerValue = 3;
/** In a text that may be a template. */
const charactersPerToken = 2;

/** A recursive-descent reader; it holds the place in the text, which is why it is a class. */
class JsonSyntaxReader {
  readonly #text: string;
  readonly #file: string;
  /** About as many as the same code would have in native syntax. */
  tokens = 0;
  #offset = 0;
  #line = 1;
  #lineStart = 0;

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
  }

  document(): JsonNode {
    this.#space();
    const value = this.#value(0);
    this.#space();
    if (this.#offset < this.#text.length) throw this.#error('There is more text after the end of the JSON value.');
    return value;
  }

  #value(depth: number): JsonNode {
    if (depth > limits.nesting.most) throw this.#error('The JSON value is nested too deeply.');
    this.tokens += tokensPerValue;
    if (this.tokens > limits.tokens.most) throw this.#error('The file has more values than a run takes.');
    const character = this.#text[this.#offset];
    if (character === '{') return this.#object(depth);
    if (character === '[') return this.#array(depth);
    const start = this.#position();
    if (character === '"') {
      const value = this.#string();
      if (value.includes('{')) this.tokens += Math.ceil(value.length / charactersPerToken);
      return { kind: 'string', value, range: this.#since(start) };
    }
    const word = /[-+.\w]*/y;
    word.lastIndex = this.#offset;
    const [token = ''] = word.exec(this.#text) ?? [];
    if (token === 'null' || token === 'true' || token === 'false') {
      this.#offset += token.length;
      const range = this.#since(start);
      return token === 'null' ? { kind: 'null', range } : { kind: 'bool', value: token === 'true', range };
    }
    if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(token)) {
      this.#offset += token.length;
      return { kind: 'number', text: token, range: this.#since(start) };
    }
    throw this.#error('A JSON value is expected here.');
  }

  #object(depth: number): JsonNode {
    const start = this.#position();
    const members: JsonMember[] = [];
    this.#sequence('}', () => {
      const from = this.#position();
      if (this.#text[this.#offset] !== '"') throw this.#error('A property name in double quotes is expected here.');
      const name = this.#string();
      const nameRange = this.#since(from);
      this.#space();
      this.#expect(':');
      this.#space();
      const value = this.#value(depth + 1);
      members.push({ name, nameRange, value, range: { ...nameRange, end: value.range.end } });
    });
    return { kind: 'object', members, range: this.#since(start) };
  }

  #array(depth: number): JsonNode {
    const start = this.#position();
    const elements: JsonNode[] = [];
    this.#sequence(']', () => {
      elements.push(this.#value(depth + 1));
    });
    return { kind: 'array', elements, range: this.#since(start) };
  }

  /** The opening bracket, items between commas, the closing bracket. */
  #sequence(close: string, item: () => void): void {
    this.#offset += 1;
    this.#space();
    if (this.#text[this.#offset] === close) {
      this.#offset += 1;
      return;
    }
    for (;;) {
      item();
      this.#space();
      if (this.#text[this.#offset] === close) {
        this.#offset += 1;
        return;
      }
      this.#expect(',');
      this.#space();
    }
  }

  #string(): string {
    const read = readJsonString(this.#text, this.#offset);
    if (!read.ok) {
      this.#offset = read.at;
      throw this.#error(stringFaults[read.fault]);
    }
    this.#offset = read.end;
    return read.value;
  }

  #expect(character: string): void {
    if (this.#text[this.#offset] !== character) throw this.#error(`A "${character}" is expected here.`);
    this.#offset += 1;
  }

  #space(): void {
    for (; ; this.#offset++) {
      const character = this.#text[this.#offset];
      if (character === '\n') {
        this.#line += 1;
        this.#lineStart = this.#offset + 1;
      } else if (character !== ' ' && character !== '\t' && character !== '\r') return;
    }
  }

  #position(): SourcePosition {
    return { line: this.#line, column: this.#offset - this.#lineStart + 1, offset: this.#offset };
  }

  #since(start: SourcePosition): SourceRange {
    return { file: this.#file, start, end: this.#position() };
  }

  #error(detail: string): JsonError {
    const start = this.#position();
    const width = this.#offset < this.#text.length ? 1 : 0;
    const end = { ...start, column: start.column + width, offset: start.offset + width };
    return new JsonError(detail, { file: this.#file, start, end });
  }
}
