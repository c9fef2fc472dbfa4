import { groupBy } from '../model/group.ts';
import type { LiveIdentity } from '../model/identity.ts';
import type { Compared, Leaf, Subject } from '../model/leaf.ts';
import { inOrderOf } from '../model/order.ts';
import { concerns, type Path, type PathStep } from '../model/path.ts';

/*
 * What is written and what a state holds declare the same things, perhaps under other addresses. What was compared of
 * one is found in the other by the live thing and the path. (Two versions of the code: `change/join-change.ts`.)
 */

/** What was compared of one version of the code, found by live thing and path. */
export interface ComparedVersion {
  /** Whether the live thing was compared at all. */
  has(subject: Subject): boolean;
  /** The leaves of the live thing that have to do with what stands at `path`. */
  concerning(subject: Subject, path: Path): readonly Leaf[];
  /** All leaves of the live thing. */
  leaves(subject: Subject): readonly Leaf[];
}

/** Finds leaves by the live thing that they are about, whatever address declares it. */
export function byIdentity(compared: Compared): ComparedVersion {
  return version(compared, identityKey);
}

/** Finds leaves by the resource that declares the thing, of the same version of the code. */
export function byAddress(compared: Compared): ComparedVersion {
  return version(compared, addressKey);
}

/** What tells a resource of a version of the code from all others. */
export function addressKey({ kind, target, address }: Subject): string {
  return JSON.stringify([kind, target, address]);
}

function version({ subjects, leaves }: Compared, keyOf: (subject: Subject) => string): ComparedVersion {
  const keys = new Set(subjects.map(keyOf));
  const byKey = new Map(
    [...groupBy(leaves, ({ subject }) => keyOf(subject))].map(([key, own]) => [key, leavesByPath(own)] as const),
  );
  return {
    has: (subject) => keys.has(keyOf(subject)),
    leaves: (subject) => byKey.get(keyOf(subject))?.all ?? [],
    concerning: (subject, path) => byKey.get(keyOf(subject))?.concerning(path) ?? [],
  };
}

/** Finds leaves of one thing by where they stand, looking at none that stands elsewhere. */
function leavesByPath(all: readonly Leaf[]): {
  readonly all: readonly Leaf[];
  concerning(path: Path): readonly Leaf[];
} {
  const inOrder = inOrderOf(all);
  const byField = groupBy(all, ({ path: [first] }) => first?.field);
  const byStep = groupBy(all, ({ path: [first] }) => first && stepKey(first));
  const whole = all.filter(({ path }) => path.length === 0);
  return {
    all,
    concerning: (path) => {
      const [first] = path;
      if (first === undefined) return all;
      const near =
        first.key === undefined
          ? byField.get(first.field)
          : [first, { field: first.field }].flatMap((step) => byStep.get(stepKey(step)) ?? []);
      return inOrder([...whole, ...(near ?? [])].filter((leaf) => concerns(leaf.path, path)));
    },
  };
}

function stepKey({ field, key }: PathStep): string {
  return JSON.stringify(key === undefined ? [field] : [field, key]);
}

/** What tells a live thing from all others: its ARN or id, else its names. */
function identityKey({ kind, identity }: Subject): string {
  const { arn, id, region, family, revision, cluster, service, name, vpcId }: LiveIdentity = identity;
  return JSON.stringify(
    arn === undefined && id === undefined
      ? [kind, region, family, revision, cluster, service, name, vpcId]
      : [kind, arn, id],
  );
}
