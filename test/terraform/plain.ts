import type { TerraformValue } from '../../src/model/value.ts';

/** Stands for what is not known in a plain value. */
export const unknown = Symbol('unknown');

/** A value as plain JavaScript, sets and maps as arrays and objects; unknown parts, strings with holes too, are `unknown`. */
export function plain(value: TerraformValue): unknown {
  switch (value.kind) {
    case 'null':
      return null;
    case 'bool':
    case 'string':
      return value.value;
    case 'number':
      return value.value.toNumber();
    case 'list':
    case 'set':
    case 'tuple':
      return value.elements.map(plain);
    case 'map':
    case 'object':
      return Object.fromEntries([...value.entries].map(([key, entry]) => [key, plain(entry)]));
    case 'unknown':
    case 'template':
      return unknown;
  }
}
