import type { TemplateValue, TerraformValue, UnknownValue } from '../../src/model/value.ts';

/** Stands for what is not known in a plain value. */
export const unknown = Symbol('unknown');

/**
 * A value as plain JavaScript, sets and maps as arrays and objects. `hole`: what stands for an unknown part or a string
 * with holes.
 */
export function plain(
  value: TerraformValue,
  hole: (value: UnknownValue | TemplateValue) => unknown = () => unknown,
): unknown {
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
      return value.elements.map((element) => plain(element, hole));
    case 'map':
    case 'object':
      return Object.fromEntries([...value.entries].map(([key, entry]) => [key, plain(entry, hole)]));
    case 'unknown':
    case 'template':
      return hole(value);
  }
}
