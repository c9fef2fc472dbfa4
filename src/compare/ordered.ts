import { shownLive } from '../model/declared.ts';
import { isSamePath } from '../model/path.ts';
import { type Comparer, type Comparison, differs } from './comparison.ts';
import type { CollectionOf, RecordOf } from './declared.ts';
import { type KeyedOptions, keyed } from './keyed.ts';
import type { Model } from './record.ts';
import { shaped } from './shape.ts';
import { showDeclared } from './show.ts';

/**
 * Compares collections whose elements have a name and of which the order counts. What only one side has, and what is
 * not the same in an element, is found as by {@link keyed}; where there is nothing of the kind, and the declared
 * elements cannot stand in the order of the live ones, the collections differ as a whole.
 */
export function ordered<E>(options: KeyedOptions<E>): Comparer<CollectionOf<RecordOf<E>>, readonly Model<E>[]> {
  const byName = keyed(options);
  const compare: Comparer<CollectionOf<RecordOf<E>>, readonly Model<E>[]> = (declared, live = [], position) => {
    const compared = byName(declared, live, position);
    if (declared?.state !== 'collection' || compared.some(isDifference)) return compared;
    const { elements, open, at } = declared;
    const mayBe = (element: RecordOf<E>, other: Model<E>) =>
      !options.compare(element, other, position).some(isDifference);
    const inOrder = open === undefined ? standsAs(elements, live, mayBe) : standsAmong(elements, live, mayBe);
    if (inOrder) return compared;
    const shown = showDeclared(declared);
    const there = 'secret' in shown ? shown : shownLive(live);
    // What was open about the elements is settled by their order.
    const further = compared.filter(({ path }) => !isSamePath(path, position.path));
    return [...further, ...differs('changed', position, shown, there, at)];
  };
  return byName.shape?.kind === 'keyed' ? shaped(compare, { ...byName.shape, inOrder: true }) : compare;
}

type MayBe<D, L> = (declared: D, live: L) => boolean;

function standsAs<D, L>(declared: readonly D[], live: readonly L[], mayBe: MayBe<D, L>): boolean {
  // With more on one side nothing was missing for certain, so two of the declared ones may be one.
  if (declared.length !== live.length) return true;
  return live.every((other, index) => {
    const element = declared[index];
    return element === undefined || mayBe(element, other);
  });
}

/** Where further elements would stand is not known, but those that are there keep their order. */
function standsAmong<D, L>(declared: readonly D[], live: readonly L[], mayBe: MayBe<D, L>): boolean {
  let from = 0;
  return declared.every((element) => {
    const found = live.findIndex((other, index) => index >= from && mayBe(element, other));
    from = found + 1;
    return found !== -1;
  });
}

function isDifference({ outcome }: Comparison[number]): boolean {
  return outcome === 'differs';
}
