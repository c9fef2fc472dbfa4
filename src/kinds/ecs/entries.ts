import { type Comparer, undetermined } from '../../compare/comparison.ts';
import type { CollectionOf, KnownRecord, RecordOf } from '../../compare/declared.ts';
import { type KeyedOptions, keyed } from '../../compare/keyed.ts';
import type { Model } from '../../compare/record.ts';
import { judge, type TextOptions, text } from '../../compare/scalar.ts';
import { reasonOf, shownDeclared, shownLive, type Value } from '../../model/declared.ts';
import type { Text } from '../../model/secret/secret.ts';

/** How the name and the value of an entry are found. */
interface EntryOptions<E> {
  readonly name: (element: Model<E>) => string | undefined;
  readonly declaredName: (element: KnownRecord<E>) => Value<string> | undefined;
  readonly value: (element: Model<E>) => Text | undefined;
  readonly declaredValue: (element: KnownRecord<E>) => Value<Text> | undefined;
  /** ECS does not store an entry without a value. */
  readonly emptyIsDropped?: true;
}

/** Compares entries with a name and one value: what differs is the entry, not a member of it. */
export function entries<E extends object>(
  { name, declaredName, value, declaredValue, emptyIsDropped }: EntryOptions<E>,
  options: TextOptions = {},
): Comparer<CollectionOf<RecordOf<E>>, readonly Model<E>[]> {
  const compareValue = text(options);
  const entryValue = (element: KnownRecord<E>): Value<Text> => declaredValue(element) ?? { state: 'known', value: '' };
  const compare: KeyedOptions<E>['compare'] = (declared, live, place) =>
    declared?.state === 'unknown'
      ? undetermined('value-unknown', place, reasonOf(declared.because), declared.at)
      : compareValue(
          declared === undefined ? { state: 'known', value: '' } : entryValue(declared),
          (live && value(live)) ?? '',
          place,
        );
  return keyed<E>({
    declaredKey: declaredName,
    liveKey: (element) => name(element) ?? '',
    compare,
    showDeclared: (element) => shownDeclared(entryValue(element)),
    showLive: (element) => shownLive(value(element) ?? ''),
    // A list made from a map in a module points at the caller's line.
    declaredAt: (element) => declaredValue(element)?.at,
    ...(emptyIsDropped && { mayBeDropped: (element) => judge(entryValue(element), '').outcome === 'equal' }),
  });
}
