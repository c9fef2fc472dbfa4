import { readFileSync } from 'node:fs';
import { formatNumber } from '../../../src/model/scalar-text.ts';
import { isWhollyHidden, type Segment, segmentsOf } from '../../../src/model/secret/secrecy.ts';
import type { TerraformValue, Unknown } from '../../../src/model/value.ts';

/**
 * A value in a short notation for expectations: unknown parts as `<cause>`, holes likewise inside of the string, `…`
 * where further elements may follow, `!` before what is sensitive or wholly
 * hidden, `‹›` around the hidden parts of a text.
 */
export function show(value: TerraformValue): string {
  return `${value.sensitive === true || isWhollyHidden(value) ? '!' : ''}${bare(value)}`;
}

function bare(value: TerraformValue): string {
  switch (value.kind) {
    case 'null':
      return 'null';
    case 'bool':
      return String(value.value);
    case 'number':
      return formatNumber(value.value);
    case 'string':
    case 'template':
      if (typeof value.secret === 'object') {
        const text = ({ part }: Segment): string => (typeof part === 'string' ? part : cause(part.because));
        return `"${segmentsOf(value)
          .map((segment) => (segment.secret ? `‹${text(segment)}›` : text(segment)))
          .join('')}"`;
      }
      if (value.kind === 'string') return JSON.stringify(value.value);
      return `"${value.parts.map((part) => (typeof part === 'string' ? part : cause(part.because))).join('')}"`;
    case 'unknown':
      return cause(value.because);
    case 'list':
    case 'set':
    case 'tuple':
      return `[${[...value.elements.map(show), ...(value.open ? ['…'] : [])].join(', ')}]`;
    case 'map':
    case 'object': {
      const entries = [...value.entries].map(([key, element]) => `${key} = ${show(element)}`);
      return `{${[...entries, ...(value.open ? ['…'] : [])].join(', ')}}`;
    }
  }
}

/** `<id>` for an attribute of the resource of the case files, `<operation>` for what was made of unknowns. */
export function cause(because: Unknown): string {
  switch (because.kind) {
    case 'resource':
      return `<${because.path.join('.')}>`;
    case 'operation':
    case 'variable':
      return `<${because.name}>`;
    default:
      return `<${because.kind}>`;
  }
}

interface Shown {
  readonly preamble: string;
  /** Expressions and what they come to. */
  readonly known: readonly (readonly [string, string])[];
  readonly encoded: readonly (readonly [string, string])[];
  /** Expressions and the structure that is recovered from their JSON text; null when there is none. */
  readonly recovered: readonly (readonly [string, string | null])[];
}

/** Expressions that Terraform does not know, with what is known of them here. */
export function readShown(): Shown {
  return JSON.parse(readFileSync(new URL('./shown.json', import.meta.url), 'utf8'));
}
