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

/**
 * Compares what the service's `task_definition` argument points at with what the service runs. A family (or a resource
 * of one) is followed whatever its revision: what the revision holds is the task definition's business. A revision that
 * is named must be the one.
 *
 * @param families the families of the resources that the argument refers to, by address
 * @param live `Service.taskDefinition`: the ARN of a revision
 */
export function comparePointer(
  pointer: Pointer,
  families: ReadonlyMap<string, Value<string> | undefined>,
  live: string,
  at: SourceRange | undefined,
): Comparison {
  const place: Position = { path: [{ field: 'taskDefinition' }], ...(at === undefined ? {} : { at }) };
  const running = parseRevision(live);
  if (running === undefined) return nothingCompared;
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
  if (name.revision === undefined && because !== undefined && because.kind !== 'data') {
    return undetermined('value-unknown', place, reasonOf(because), at, { live: shown });
  }
  return equal(place);
}

function compareFamilies(
  pointer: Pointer,
  families: ReadonlyMap<string, Value<string> | undefined>,
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
    const verdict = judge(family, running.family);
    if (verdict.outcome === 'equal') return equal(place);
    return verdict.outcome === 'differs'
      ? differs('changed', place, shownDeclared(family), shown, place.at)
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
