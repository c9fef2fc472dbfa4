import { groupBy } from '../../model/group.ts';
import type { LiveIdentity } from '../../model/identity.ts';
import type { Compared, DifferingLeaf, EqualLeaf, Leaf, Subject, UndeterminedLeaf } from '../../model/leaf.ts';
import { concerns, formatPath, type Path } from '../../model/path.ts';
import { type AccountOf, thingOf } from './thing.ts';

/*
 * One version of the code beside AWS, as another version asks it: what does it come to at the same place of the same
 * live thing?
 */

/** What a version of the code comes to at a place of a live thing. */
export type Side =
  /** It does not declare the thing. */
  | { readonly is: 'none' }
  /** As AWS has it, or left to AWS or others. */
  | { readonly is: 'equal'; readonly leaf?: EqualLeaf }
  /** `isExact`: there, and not in what lies within or around. */
  | { readonly is: 'differs'; readonly leaf: DifferingLeaf; readonly isExact: boolean }
  | { readonly is: 'undetermined'; readonly leaf: UndeterminedLeaf };

/** The live things of a version of the code. */
export interface ThingsOfVersion {
  /** Its things, by {@link thingOf}. */
  readonly things: ReadonlyMap<string, ThingOfVersion>;
  /**
   * The thing that a resource of another version declares: the same on AWS or, where this version does not know which
   * it is, the one of the same address.
   */
  of(subject: Subject): ThingOfVersion | undefined;
}

/** A live thing with all that a version declares of it. */
export interface ThingOfVersion {
  readonly key: string;
  readonly subjects: readonly Subject[];
  /** As they were compared. */
  readonly leaves: readonly Leaf[];
  /** The same, a rule that is paired with a live one as the two that it may be. */
  readonly apart: readonly Leaf[];
}

export function thingsOf({ subjects, leaves }: Compared, accountOf: AccountOf): ThingsOfVersion {
  const keyOf = (subject: Subject): string => thingOf(subject, accountOf);
  const leavesByKey = groupBy(leaves, ({ subject }) => keyOf(subject));
  const things = new Map(
    [...groupBy(subjects, keyOf)].map(([key, own]): [string, ThingOfVersion] => {
      const all = leavesByKey.get(key) ?? [];
      return [key, { key, subjects: own, leaves: all, apart: apartFrom(all) }];
    }),
  );
  const unidentified = new Map(
    leaves.flatMap((leaf) =>
      leaf.whole === true && leaf.outcome === 'undetermined'
        ? [[addressOf(leaf.subject), things.get(keyOf(leaf.subject))] as const]
        : [],
    ),
  );
  return { things, of: (subject) => things.get(keyOf(subject)) ?? unidentified.get(addressOf(subject)) };
}

function apartFrom(leaves: readonly Leaf[]): readonly Leaf[] {
  return leaves.flatMap((leaf) => (leaf.outcome === 'differs' && leaf.apart !== undefined ? leaf.apart : [leaf]));
}

function addressOf({ kind, target, address }: Subject): string {
  return JSON.stringify([kind, target, address]);
}

/** What leaves of one place can be held against each other by. */
export type Aspect = 'value' | 'remark' | `${'rule' | 'expectation'}:${string}`;

/** What a leaf says of its place: two leaves of one place can say things that have nothing in common. */
export function aspectOf(leaf: Leaf): Aspect {
  if (leaf.expectation !== undefined) return `expectation:${leaf.expectation.name}`;
  if (leaf.outcome === 'equal') return 'value';
  if (leaf.outcome === 'undetermined') {
    return leaf.isRemark && (leaf.code === 'not-compared' || leaf.code === 'unreadable') ? 'remark' : 'value';
  }
  const isBeside =
    leaf.delivery !== undefined ||
    leaf.unknownMember !== undefined ||
    leaf.isDeclaredTwice ||
    besideValue.test(leaf.rule);
  return isBeside ? `rule:${leaf.rule}` : 'value';
}

/** Rules about what a value refers to. */
const besideValue = /^ecs\/secret-(?:source|version)-/;

/** What a version comes to where a leaf of another version is. */
export function sideOf(thing: ThingOfVersion | undefined, leaf: Leaf): Side {
  if (thing === undefined) return { is: 'none' };
  const aspect = aspectOf(leaf);
  const isChanged = leaf.outcome === 'differs' && leaf.change === 'changed';
  const leaves = leavesBeside(thing, isChanged ? thing.leaves : thing.apart, leaf.subject);
  const whole = leaves.find((one) => one.whole === true && isOf(one, leaf.subject));
  if (whole?.outcome === 'undetermined') return { is: 'undetermined', leaf: whole };
  if (whole !== undefined) return { is: 'none' };
  const own = leaves.filter((one) => aspectOf(one) === aspect);
  const text = formatPath(leaf.path);
  const exact = own.filter((one) => formatPath(one.path) === text);
  return (
    oneOf(exact, leaf.subject, true) ??
    oneOf(aspect === 'value' ? own.filter((one) => isNear(one.path, leaf.path)) : [], leaf.subject, false) ?? {
      is: 'equal',
    }
  );
}

/** A version may hold several revisions of a family: the one that the other was compared with comes first. */
function leavesBeside({ subjects }: ThingOfVersion, leaves: readonly Leaf[], subject: Subject): readonly Leaf[] {
  if (subject.kind !== 'ecs-task-definition') return leaves;
  const identity: LiveIdentity = subject.identity;
  const same = (field: 'arn' | 'service') =>
    subjects.filter((one) => {
      const own: LiveIdentity = one.identity;
      return identity[field] !== undefined && own[field] === identity[field];
    });
  const [byArn, byService] = [same('arn'), same('service')];
  const nearest = byArn.length > 0 ? byArn : byService.length > 0 ? byService : subjects;
  return leaves.filter(({ subject }) => nearest.includes(subject));
}

function isOf({ subject }: Leaf, other: Subject): boolean {
  // A rule resource that could not be read says nothing of the group.
  return subject.isElements !== true || other.isElements === true;
}

function isNear(path: Path, other: Path): boolean {
  return path.length > 0 && other.length > 0 && concerns(path, other);
}

/** What leaves of one place come to: what cannot be told before what differs. */
function oneOf(leaves: readonly Leaf[], subject: Subject, isExact: boolean): Side | undefined {
  if (leaves.length === 0) return undefined;
  const near = leaves.toSorted((a, b) => distance(a.subject, subject) - distance(b.subject, subject));
  const differing = near.find((one) => one.outcome === 'differs' && one.verdict !== 'owned');
  const undetermined = near.find((one) => one.outcome === 'undetermined');
  if (isExact && differing?.outcome === 'differs') return { is: 'differs', leaf: differing, isExact };
  if (undetermined?.outcome === 'undetermined') return { is: 'undetermined', leaf: undetermined };
  if (differing?.outcome === 'differs') return { is: 'differs', leaf: differing, isExact };
  const equal = near.find((one) => one.outcome === 'equal');
  return { is: 'equal', ...(equal?.outcome === 'equal' && isExact ? { leaf: equal } : {}) };
}

/** Of several resources that declare a place, the one of the same target and address speaks first. */
function distance(one: Subject, other: Subject): number {
  if (one.target !== other.target) return 2;
  return one.address === other.address ? 0 : 1;
}
