import { nearestName } from '../model/nearest-name.ts';
import { onceOf } from '../model/once.ts';
import { memberAt, type Path } from '../model/path.ts';
import { hiddenText } from '../model/secret/hidden.ts';
import { isHidden } from '../model/secret/secrecy.ts';
import { Secret } from '../model/secret/secret.ts';
import { seal } from '../model/secret/sensitivity.ts';
import type { SourceRange } from '../model/source.ts';
import type { KeyedValue, TerraformValue } from '../model/value.ts';
import { elementPath, type KnownNames } from './known-names.ts';

/** A key that nobody knows. What stands behind it is never kept. */
export interface UnknownKey {
  /** With the key as its last step; hidden where it may be a secret. */
  readonly path: Path;
  readonly at?: SourceRange;
  /** The known key that was probably meant. */
  readonly nearest?: string;
}

/**
 * The keys of a value, at every depth and in every element, that are none of the known ones; the case of letters does
 * not count. Null says nothing. What is not known of the value, or of another type, is passed over.
 *
 * @param path of the value
 */
export function unknownKeys(value: TerraformValue, known: KnownNames, path: Path): readonly UnknownKey[] {
  if (known.isCollection !== true) return keysOfRecord(value, known, path);
  if (value.kind !== 'list' && value.kind !== 'set' && value.kind !== 'tuple') return [];
  return value.elements.flatMap((element, index) =>
    keysOfRecord(element, known, elementPath(path, element, index, known)),
  );
}

function keysOfRecord(value: TerraformValue, known: KnownNames, path: Path): readonly UnknownKey[] {
  if (value.kind !== 'map' && value.kind !== 'object') return [];
  return [...value.entries].flatMap(([key, entry]) => {
    const name = byLowerCase(known).get(key.toLowerCase());
    if (name === undefined) return entry.kind === 'null' ? [] : [unknownKey(value, key, entry, known, path)];
    const inside = known.names.get(name);
    return inside === undefined ? [] : unknownKeys(entry, inside, memberAt(path, name));
  });
}

const byLowerCase = onceOf(
  ({ names }: KnownNames): ReadonlyMap<string, string> =>
    new Map([...names.keys()].map((name) => [name.toLowerCase(), name])),
);

function unknownKey(
  object: KeyedValue,
  key: string,
  entry: TerraformValue,
  { names }: KnownNames,
  path: Path,
): UnknownKey {
  const nearest = nearestName(key, names.keys());
  const isSecret = object.secretKeys?.has(key) === true || seal(undefined, key) instanceof Secret;
  // Where all of a text is hidden for one secret in it, what is nearly the name of a setting is none.
  const isHiddenKey = isSecret || (isHidden(object) && nearest === undefined);
  const at = placeOfKey(object.at, entry.at);
  return {
    path: memberAt(path, isHiddenKey ? hiddenText : key),
    ...(at === undefined ? {} : { at }),
    ...(nearest === undefined || isHiddenKey ? {} : { nearest }),
  };
}

/** What stands behind a key may be written elsewhere; the key stands in its object. */
function placeOfKey(object: SourceRange | undefined, entry: SourceRange | undefined): SourceRange | undefined {
  if (object === undefined || entry === undefined) return object ?? entry;
  const isInside =
    object.file === entry.file &&
    object.start.offset <= entry.start.offset &&
    entry.start.offset < Math.max(object.end.offset, object.start.offset + 1);
  return isInside ? entry : object;
}
