import { isDeepStrictEqual } from 'node:util';
import type { Subject } from '../../model/leaf.ts';
import { compareCodeUnits } from '../../model/order.ts';
import type { Resource } from '../../model/stack.ts';
import { isRuleGone, type VersionBesideAws } from './join-change.ts';
import { sameDeclared } from './same-declared.ts';
import type { AccountOf } from './thing.ts';
import { isSameDifference } from './verdict.ts';
import { aspectOf, sideOf, type ThingOfVersion, thingsOf } from './version.ts';
import { writtenBody } from './written.ts';

/*
 * What a change touches: a live thing of which the base declares another value, or which only one of the two declares.
 * A text that changes alone (another format or address, a block that moves into a module) touches nothing.
 */

/** The resource that a version declares under an address of a target; undefined where it has none. */
export type ResourceOf = (subject: Pick<Subject, 'target' | 'address'>) => Resource | undefined;

/** A version with what its code says of each resource. */
export interface DeclaringVersion extends VersionBesideAws {
  readonly resourceOf: ResourceOf;
}

/** The things that a change touches for certain, as {@link thingOf} names them. */
export function touchedThings(
  head: DeclaringVersion,
  base: DeclaringVersion,
  accountOf: AccountOf,
): ReadonlySet<string> {
  const [after, before] = [thingsOf(head.compared, accountOf), thingsOf(base.compared, accountOf)];
  const touched = new Set<string>();
  for (const [key, thing] of after.things) {
    const [subject] = thing.subjects;
    const same = subject && before.of(subject);
    if (same === undefined) {
      if (subject === undefined || base.whyUnknown(subject) === undefined) touched.add(key);
    } else if (isTouched(thing, same, head.resourceOf, base.resourceOf)) touched.add(key);
  }
  for (const [key, { subjects }] of before.things) {
    const isKnown = subjects.every(
      (subject) => after.of(subject) === undefined && head.whyUnknown(subject) === undefined,
    );
    if (!after.things.has(key) && isKnown) touched.add(key);
  }
  return touched;
}

function isTouched(head: ThingOfVersion, base: ThingOfVersion, headOf: ResourceOf, baseOf: ResourceOf): boolean {
  const isMissing = (leaves: ThingOfVersion['leaves']) =>
    leaves.some((leaf) => leaf.whole === true && leaf.outcome === 'differs');
  // Nothing of it was compared: only the code tells.
  if (isMissing(head.leaves) && isMissing(base.leaves)) {
    return !isDeepStrictEqual(writtenOf(head.subjects, headOf), writtenOf(base.subjects, baseOf));
  }
  return differsFrom(head, base) || differsFrom(base, head) || base.apart.some((leaf) => isRuleGone(leaf, head));
}

/** Whether a version declares otherwise than another one, where either differs from AWS. */
function differsFrom(head: ThingOfVersion, base: ThingOfVersion): boolean {
  return head.leaves.some((leaf) => {
    if (leaf.whole === true || (leaf.outcome === 'differs' && leaf.delivery !== undefined)) return false;
    if (leaf.expectation !== undefined || aspectOf(leaf) === 'remark') return false;
    const side = sideOf(base, leaf);
    if (leaf.outcome === 'equal') return side.is === 'differs' && side.isExact;
    if (leaf.outcome === 'undetermined') {
      return side.is === 'undetermined' && sameDeclared(leaf.declared, side.leaf.declared) === false;
    }
    if (side.is === 'equal') return true;
    return side.is === 'differs' && side.isExact && !isSameDifference(side.leaf, leaf);
  });
}

/** What the code says of resources, whatever it calls them and however it is written. */
function writtenOf(subjects: readonly Subject[], resourceOf: ResourceOf): readonly string[] {
  return subjects
    .flatMap((subject) => resourceOf(subject) ?? [])
    .map(({ type, body }) => JSON.stringify([type, writtenBody(body)]))
    .toSorted(compareCodeUnits);
}
