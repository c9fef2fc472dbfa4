import type { Value } from '../model/declared.ts';
import { Secret, type Text } from '../model/secret/secret.ts';

/*
 * Names of elements in paths. Elements with secret names share one, and are then matched by what they hold, the name
 * included.
 */

const secretName = '(sensitive)';

/** What an element of AWS is called; '' without a name. */
export function elementName(text: Text | undefined): string {
  return text instanceof Secret ? secretName : (text ?? '');
}

/** What a declared element is called. */
export function declaredElementName(name: Value<Text> | undefined): Value<string> | undefined {
  if (name?.state !== 'known') return name;
  return { ...name, value: elementName(name.value) };
}
