import type { Value } from '../model/declared.ts';
import { Secret, type Text } from '../model/secret/secret.ts';

/*
 * Names of elements in paths. Elements with secret names share one, and are then matched by what they hold, the name
 * included.
 */

/** What all elements with secret names are called. */
export const secretName = '(sensitive)';

/** What an element of AWS is called; '' without a name. */
export function elementName(text: Text | undefined): string {
  return text instanceof Secret ? secretName : (text ?? '');
}

/** What a declared element is called. */
export function declaredElementName(name: Value<Text> | undefined): Value<string> | undefined {
  if (name?.state !== 'known') return name;
  return { ...name, value: elementName(name.value) };
}

/** A name of which only parts are known: what is not stands as `*`. */
export function starred(parts: readonly unknown[]): string {
  return parts.map((part) => (typeof part === 'string' ? part : '*')).join('');
}

/** `A`, and `A#2` for the second one of the name. */
export function numbered(name: string, index: number): string {
  return index === 0 ? name : `${name}#${index + 1}`;
}

/** Gives each element of one name another one. */
export function namesApart(): (name: string) => string {
  const seen = new Map<string, number>();
  return (name) => {
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    return numbered(name, before);
  };
}
