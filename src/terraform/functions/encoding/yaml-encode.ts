import { formatNumber } from '../../../model/scalar-text.ts';
import type { TerraformValue } from '../../../model/value.ts';

/**
 * The text of `yamlencode` for a wholly known value; undefined where Terraform's emitter would fold long lines or use a
 * style that is not reproduced here. https://github.com/zclconf/go-cty-yaml/blob/master/encode.go
 */
export function encodeYaml(value: TerraformValue): string | undefined {
  const lines = encodeNode(value, 0);
  if (lines === undefined) return undefined;
  const plain = value.kind === 'number' || value.kind === 'bool' || value.kind === 'null';
  // go-yaml ends a document that is one plain scalar explicitly.
  return `${lines.join('\n')}\n${plain ? '...\n' : ''}`;
}

/** Lines beyond this column are folded by the emitter. */
const lineWidth = 80;
/** Longer keys are written in another form. */
const longestKey = 100;

/**
 * The lines of a node, without the indentation of the first; undefined where not reproduced. `indent` is that of its
 * container.
 */
function encodeNode(value: TerraformValue, indent: number): readonly string[] | undefined {
  switch (value.kind) {
    case 'null':
      return ['null'];
    case 'bool':
      return [String(value.value)];
    case 'number':
      return [formatNumber(value.value)];
    case 'string':
      return encodeText(value.value, indent);
    case 'list':
    case 'set':
    case 'tuple':
      return value.elements.length === 0 ? ['[]'] : encodeSequence(value.elements, indent);
    case 'map':
    case 'object':
      return value.entries.size === 0 ? ['{}'] : encodeMapping(value.entries, indent);
    default:
      return undefined;
  }
}

function encodeText(text: string, indent: number): readonly string[] | undefined {
  if (!text.includes('\n')) {
    const quoted = quote(text);
    // Folding needs a space; with none, a long text stays whole.
    const folds = text.includes(' ') && indent * 2 + text.length > lineWidth / 2;
    return quoted === undefined || (folds && text.length + indent + 40 > lineWidth) ? undefined : [quoted];
  }
  const plainLines = /^(?![ \t\n])[\x20-\x7e\n]*$/.test(text) && !/[ \t](?:\n|$)/.test(text);
  if (!plainLines) return undefined;
  const trailing = /\n*$/.exec(text)?.[0].length ?? 0;
  const body = text.slice(0, text.length - Math.min(trailing, 1)).split('\n');
  const pad = ' '.repeat(indent + 2);
  return [trailing === 0 ? '|-' : trailing === 1 ? '|' : '|+', ...body.map((line) => (line === '' ? '' : pad + line))];
}

/** In double quotes; undefined with characters whose escapes are not reproduced. */
function quote(text: string): string | undefined {
  return /^[\x20-\x7e\t\u00c0-\u024f]*$/.test(text)
    ? `"${text.replace(/["\\]/g, '\\$&').replaceAll('\t', '\\t')}"`
    : undefined;
}

function encodeSequence(elements: readonly TerraformValue[], indent: number): readonly string[] | undefined {
  const lines: string[] = [];
  for (const element of elements) {
    // A block inside of an element is indented by the width of "- ".
    const [first, ...rest] = encodeNode(element, isBlock(element) ? indent + 2 : indent) ?? [];
    if (first === undefined) return undefined;
    lines.push(`${lines.length === 0 ? '' : ' '.repeat(indent)}- ${first}`, ...rest);
  }
  return lines;
}

function isBlock(value: TerraformValue): boolean {
  return 'elements' in value || 'entries' in value;
}

function encodeMapping(entries: ReadonlyMap<string, TerraformValue>, indent: number): readonly string[] | undefined {
  const lines: string[] = [];
  for (const [key, value] of entries) {
    const name = key.includes('\n') || key.length > longestKey ? undefined : quote(key);
    const sequence = 'elements' in value && value.elements.length > 0;
    const mapping = 'entries' in value && value.entries.size > 0;
    // A sequence in a mapping is not indented; a mapping is.
    const inner = mapping ? indent + 2 : indent;
    const [first, ...rest] = encodeNode(value, inner) ?? [];
    if (name === undefined || first === undefined) return undefined;
    const start = `${lines.length === 0 ? '' : ' '.repeat(indent)}${name}:`;
    if (sequence || mapping) lines.push(start, ' '.repeat(inner) + first, ...rest);
    else lines.push(`${start} ${first}`, ...rest);
  }
  return lines.some((line) => line.length > lineWidth && / /.test(line.slice(lineWidth))) ? undefined : lines;
}
