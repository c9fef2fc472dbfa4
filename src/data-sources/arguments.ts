import { scalarText } from '../model/scalar-text.ts';
import { isHidden } from '../model/secret/secrecy.ts';
import type { Resource } from '../model/stack.ts';
import type { TerraformValue } from '../model/value.ts';

/**
 * The texts of some arguments, without those that are not written; undefined when one of them is not wholly known. A
 * sensitive one counts as not known: it would stand in a question, and so in a snapshot.
 */
export function textArguments<N extends string>(
  { body }: Resource,
  names: readonly N[],
): { readonly [K in N]?: string } | undefined {
  const found: { [K in N]?: string } = {};
  for (const name of names) {
    const value = body.attributes.get(name)?.value;
    if (value === undefined || isAbsent(value)) continue;
    const text = textOf(value);
    if (text === undefined) return undefined;
    found[name] = text;
  }
  return found;
}

/** Null and, to the provider, the empty text are no argument. */
function isAbsent(value: TerraformValue): boolean {
  return value.kind === 'null' || (value.kind === 'string' && value.value === '');
}

/** A known scalar that is not sensitive, as a string argument takes it. */
export function textOf(value: TerraformValue): string | undefined {
  if (value.sensitive === true || isHidden(value)) return undefined;
  return scalarText(value);
}
