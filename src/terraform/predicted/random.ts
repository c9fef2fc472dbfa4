import type { Characters, Filling } from '../../model/pattern.ts';
import type { Resource } from '../../model/stack.ts';
import { isLeftOut } from '../evaluate/string-argument.ts';
import { hex, uuid } from './fillings.ts';

/**
 * The forms of what the random provider draws, by attribute, as far as the arguments tell them.
 * https://registry.terraform.io/providers/hashicorp/random/latest/docs
 */
export function randomForms({ mode, type, body }: Resource): Readonly<Record<string, Filling>> {
  if (mode !== 'managed') return {};
  const argument = (name: string) => body.attributes.get(name)?.value;
  switch (type) {
    case 'random_uuid':
      return { id: uuid, result: uuid };
    case 'random_id': {
      const bytes = argument('byte_length');
      const prefix = argument('prefix');
      const before =
        prefix === undefined || isLeftOut(prefix) ? '' : prefix.kind === 'string' ? prefix.value : undefined;
      if (bytes?.kind !== 'number' || before === undefined) return {};
      return { hex: [before, hex(2 * bytes.value.toNumber())] };
    }
    case 'random_string': {
      const length = argument('length');
      const special = argument('special');
      if (length?.kind !== 'number' || special?.kind !== 'bool' || special.value) return {};
      const upper = argument('upper');
      const of: Characters['of'] = upper?.kind === 'bool' && !upper.value ? 'lower-alphanumeric' : 'alphanumeric';
      const count = length.value.toNumber();
      const drawn: Filling = [{ of, least: count, most: count }];
      return { id: drawn, result: drawn };
    }
    default:
      return {};
  }
}
