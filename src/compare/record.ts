import { reasonOf, shownLive } from '../model/declared.ts';
import { emptySet } from '../model/empty.ts';
import {
  atMember,
  type Comparer,
  type Comparison,
  differs,
  equal,
  nothingCompared,
  undetermined,
} from './comparison.ts';
import type { Declared, KnownRecord, Members, RecordOf } from './declared.ts';
import { type FieldShape, type RecordShape, shaped } from './shape.ts';
import { showDeclared } from './show.ts';

/** A model of a record: any member may be absent. */
export type Model<M> = { readonly [K in keyof M]?: M[K] | undefined };

/** How one member of a model is compared. `D`: its declared form. */
export interface Field<T, D = Declared<T>> {
  readonly compare: Comparer<D, T>;
  /**
   * What leaving it out of the code means. `absent`: AWS is expected to have none, or its default. `unmanaged`: it is
   * left to AWS and not compared.
   */
  readonly omitted: 'absent' | 'unmanaged';
}

/** How every member of a model is compared. Forgetting one does not compile. */
export type Fields<M> = { readonly [K in keyof M]-?: Field<NonNullable<M[K]>> };

/**
 * Compares the members of two records, one by one.
 *
 * @param ignored names of members that are left out
 */
export function members<M extends object>(
  fields: Fields<M>,
  ignored: ReadonlySet<string> = emptySet,
): Comparer<RecordOf<M>, Model<M>> {
  const compare: Comparer<RecordOf<M>, Model<M>> = (declared, live, position) => {
    if (declared === undefined) return nothingCompared;
    if (declared.state === 'unknown') {
      return undetermined('value-unknown', position, reasonOf(declared.because), declared.at);
    }
    const at = declared.at ?? position.at;
    const here = { path: position.path, ...(at === undefined ? {} : { at }) };
    const compareMember = <K extends Extract<keyof M, string>>(name: K) => {
      const field: Field<NonNullable<M[K]>> = fields[name];
      const member: Members<M>[K] = declared.members[name];
      if (member === undefined && (field.omitted === 'unmanaged' || declared.open !== undefined))
        return nothingCompared;
      return field.compare(member, live?.[name] ?? undefined, atMember(here, name));
    };
    const results = [];
    for (const name in fields) if (!ignored.has(name)) results.push(compareMember(name));
    if (declared.open !== undefined) results.push(undetermined('elements-unknown', here, reasonOf(declared.open), at));
    return results.flat();
  };
  return shaped(compare, shapeOf(fields));
}

function shapeOf<M>(fields: Fields<M>): RecordShape {
  const shapes = new Map<string, FieldShape>();
  for (const name in fields) {
    const { omitted, compare } = fields[name];
    shapes.set(name, { omitted, shape: compare.shape ?? { kind: 'scalar' } });
  }
  return { kind: 'record', fields: shapes };
}

/**
 * Compares records that may be there or not (a health check): when only one side has one, that is one difference, not
 * one per member. A record of nothing but defaults is the same as none.
 */
export function record<M extends object>(fields: Fields<M>): Comparer<RecordOf<M>, Model<M>> {
  const compareMembers = members(fields);
  const compare: Comparer<RecordOf<M>, Model<M>> = (declared, live, position) => {
    const there = live !== undefined && Object.values(live).some((member) => member !== undefined) ? live : undefined;
    if (declared === undefined) {
      const saysMore = compareMembers({ state: 'record', members: {} }, there, position).some(isDifference);
      return saysMore ? differs('extra', position, { absent: true }, shownLive(there), undefined) : nothingCompared;
    }
    const compared = compareMembers(declared, there, position);
    if (declared.state === 'unknown' || there !== undefined) return compared;
    if (compared.some(isDifference) || leavesRequiredOpen(declared, fields)) {
      return differs('missing', position, showDeclared(declared), { absent: true }, declared.at);
    }
    return compared.some(({ outcome }) => outcome === 'undetermined') ? compared : equal(position);
  };
  return shaped(compare, shapeOf(fields));
}

/**
 * Whether a nested block has an argument that is not known and has no default: it is required, so it is not null, and
 * AWS has none.
 */
function leavesRequiredOpen<M extends object>(declared: KnownRecord<M>, fields: Fields<M>): boolean {
  if (declared.isBlock !== true) return false;
  const isRequired = (name: Extract<keyof M, string>): boolean => {
    const { omitted, compare } = fields[name];
    const shape = compare.shape ?? { kind: 'scalar' };
    return omitted === 'absent' && shape.kind === 'scalar' && !('absentAs' in shape);
  };
  for (const name in fields) {
    const member: { readonly state: string } | undefined = declared.members[name];
    if (member?.state === 'unknown' && isRequired(name)) return true;
  }
  return false;
}

function isDifference({ outcome }: Comparison[number]): boolean {
  return outcome === 'differs';
}
