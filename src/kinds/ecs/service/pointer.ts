import {
  type Comparison,
  differs,
  equal,
  nothingCompared,
  type Position,
  undetermined,
} from '../../../compare/comparison.ts';
import { judge } from '../../../compare/scalar.ts';
import { reasonOf, shownDeclared, shownUnknown, type Value } from '../../../model/declared.ts';
import type { ShownValue } from '../../../model/report/shown-value.ts';
import type { SourceRange } from '../../../model/source.ts';
import { parseRevision, type RevisionName } from '../arn.ts';
import type { Pointer } from '../pointer.ts';
import type { NewestRevision } from './found.ts';

/** The family of a task definition of the code. `isIgnored`: `ignore_changes` lets it be another one. */
export interface DeclaredFamily {
  readonly value: Value<string>;
  readonly isIgnored: boolean;
}

/**
 * Compares what the service's `task_definition` argument points at with what the service runs. A family (or a resource
 * of one) is followed whatever its revision: what the revision holds is the task definition's business. A revision that
 * is named must be the one.
 *
 * @param families the families of the resources that the argument refers to, by address
 * @param live `Service.taskDefinition`: the ARN of a revision
 * @param newest the newest ACTIVE revision of the family, where the argument is that one
 */
export function comparePointer(
  pointer: Pointer,
  families: Families,
  live: string,
  newest: NewestRevision | undefined,
  at: SourceRange | undefined,
): Comparison {
  const place: Position = { path: [{ field: 'taskDefinition' }], ...(at === undefined ? {} : { at }) };
  const running = parseRevision(live);
  if (running === undefined) return nothingCompared;
  const compared = compareRevision(pointer, families, running, place);
  if (newest === undefined || compared.some(({ outcome }) => outcome !== 'equal')) return compared;
  return compareNewest(pointer, newest, running, place);
}

/** The families of the resources that an argument refers to, by address; undefined for one that is not there. */
type Families = ReadonlyMap<string, DeclaredFamily | undefined>;

/** The one family that an argument points at, where it is known. */
export function pointedFamily({ addresses, names }: Pointer, families: Families): string | undefined {
  const declared = addresses.flatMap((address) => families.get(address) ?? []);
  if (declared.some(({ value, isIgnored }) => value.state !== 'known' || isIgnored)) return undefined;
  const all = new Set([
    ...names.map(({ family }) => family),
    ...declared.flatMap(({ value }) => (value.state === 'known' ? [value.value] : [])),
  ]);
  const [only, ...others] = all;
  return others.length === 0 ? only : undefined;
}

/** A service that runs an older revision than the newest one gets that one with the next apply. */
function compareNewest(pointer: Pointer, newest: NewestRevision, running: RevisionName, place: Position): Comparison {
  const shown: ShownValue = { value: revisionText(running) };
  if ('problem' in newest) {
    return undetermined('value-unknown', place, { kind: 'aws', problem: newest.problem }, place.at, { live: shown });
  }
  const wanted = parseRevision(newest.arn);
  if (wanted?.revision === undefined || running.revision === undefined) return equal(place);
  // The greater of two revisions may be one that only Terraform knows of.
  const isBehind =
    pointer.newest === 'least' ? wanted.revision > running.revision : wanted.revision !== running.revision;
  return isBehind ? differs('changed', place, { value: revisionText(wanted) }, shown, place.at) : equal(place);
}

function compareRevision(pointer: Pointer, families: Families, running: RevisionName, place: Position): Comparison {
  const { at } = place;
  const shown: ShownValue = { value: revisionText(running) };
  if (pointer.addresses.length > 0) return compareFamilies(pointer, families, running, place, shown);

  const [name] = pointer.names;
  const because = pointer.because;
  if (name === undefined) {
    if (because === undefined)
      return undetermined('value-unknown', place, { kind: 'invalid', name: 'not-a-revision' }, at);
    return undetermined('value-unknown', place, reasonOf(because), at, {
      declared: shownUnknown(because),
      live: shown,
    });
  }
  const differently =
    name.family !== running.family || (name.revision !== undefined && name.revision !== running.revision);
  if (differently) return differs('changed', place, { value: revisionText(name) }, shown, at);
  // `"api:${var.revision}"`: the family is right, the revision cannot be told.
  const isOpen = because !== undefined && because.kind !== 'data' && pointer.newest === undefined;
  if (name.revision === undefined && isOpen) {
    return undetermined('value-unknown', place, reasonOf(because), at, { live: shown });
  }
  return equal(place);
}

function compareFamilies(
  pointer: Pointer,
  families: Families,
  running: RevisionName,
  place: Position,
  shown: ShownValue,
): Comparison {
  const results = pointer.addresses.map((address) => {
    const family = families.get(address);
    const because = pointer.because;
    if (family === undefined) {
      const reason = because === undefined ? ({ kind: 'resource', address } as const) : reasonOf(because);
      return undetermined('value-unknown', place, reason, place.at, { live: shown });
    }
    const verdict = judge(family.value, running.family);
    if (verdict.outcome === 'equal') return equal(place);
    if (verdict.outcome === 'differs' && family.isIgnored) {
      const shownFamily = { declared: shownDeclared(family.value), live: shown };
      return undetermined('value-unknown', place, { kind: 'ignored', name: 'family' }, place.at, shownFamily);
    }
    return verdict.outcome === 'differs'
      ? differs('changed', place, shownDeclared(family.value), shown, place.at)
      : undetermined('value-unknown', place, verdict.reason, place.at, { live: shown });
  });
  // A value that may come from several resources is right when one of them fits.
  const best =
    results.find((result) => result.some(({ outcome }) => outcome === 'equal')) ??
    results.find((result) => result.some(({ outcome }) => outcome === 'undetermined')) ??
    results[0];
  return best ?? nothingCompared;
}

function revisionText({ family, revision }: RevisionName): string {
  return revision === undefined ? family : `${family}:${revision}`;
}
