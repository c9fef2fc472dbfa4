import { compareCodeUnits } from '../../model/order.ts';
import type { ResolvedBody } from '../../model/stack.ts';
import type { TerraformValue } from '../../model/value.ts';

/**
 * What a body says as plain data, whatever its text looks like: the same for two that declare the same. What is not
 * known counts as the same. Holds secrets in clear: for telling bodies apart within the process, and nothing else.
 */
export function writtenBody({ attributes, blocks }: ResolvedBody): unknown {
  return [
    byName([...attributes].flatMap(([name, { value }]) => (value.kind === 'null' ? [] : [[name, written(value)]]))),
    byName(
      [...blocks].flatMap(([type, { blocks: own, open }]) =>
        own.length === 0 && open === undefined
          ? []
          : [[type, [own.map(({ labels, body }) => [labels, writtenBody(body)]), open === undefined]]],
      ),
    ),
  ];
}

function written(value: TerraformValue): unknown {
  switch (value.kind) {
    case 'null':
      return null;
    case 'bool':
      return value.value;
    case 'number':
      return value.value.toFixed();
    case 'string':
      return value.encoded === undefined ? decoded(value.value) : written(value.encoded);
    case 'template':
      return value.encoded === undefined
        ? value.parts.map((part) => (typeof part === 'string' ? part : [written(part)]))
        : written(value.encoded);
    case 'list':
    case 'set':
    case 'tuple':
      return [value.elements.map(written), value.open === undefined];
    case 'map':
    case 'object':
      return [
        byName([...value.entries].flatMap(([name, entry]) => (entry.kind === 'null' ? [] : [[name, written(entry)]]))),
        value.open === undefined,
      ];
    case 'unknown':
      return { unknown: true };
  }
}

/** JSON is what it means, however it is written. */
function decoded(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return plain(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

/** In the form that {@link written} gives a value. */
function plain(data: unknown): unknown {
  if (Array.isArray(data)) return [data.map(plain), true];
  if (typeof data === 'number') return String(data);
  if (typeof data !== 'object' || data === null) return data;
  return [
    byName(Object.entries(data).flatMap(([name, value]) => (value === null ? [] : [[name, plain(value)]]))),
    true,
  ];
}

function byName(entries: readonly (readonly unknown[])[]): unknown {
  return entries.toSorted(([a], [b]) => compareCodeUnits(String(a), String(b)));
}
