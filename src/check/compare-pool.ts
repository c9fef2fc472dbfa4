import type { AwsReader } from '../aws/reader.ts';
import { steps as familySteps } from '../kinds/index.ts';
import type { Kind, Root } from '../kinds/kind.ts';
import { nobodysOwn, type OwnerOf } from '../kinds/owner-of.ts';
import { type Course, inTurns, unhindered, until } from '../model/course.ts';
import { type Compared, joinCompared, ofTarget } from '../model/leaf.ts';
import type { Stack } from '../model/stack.ts';
import { ownerOfPolicy, readOwners, withOwners } from '../policy/owners.ts';
import type { Policy } from '../policy/policy.ts';
import { type StateEvidence, withCauses } from './cause.ts';
import type { ReadPool } from './pools.ts';
import { withToldGroups } from './undeclared-groups.ts';
import { withUnknownArguments } from './unknown-arguments.ts';

/** Compares what the targets of one account declare with what it has, with what a state says of causes. */
export async function comparePool(
  pool: ReadPool,
  kinds: readonly Kind[],
  policy: Policy | undefined,
  course: Course = unhindered,
): Promise<Compared> {
  const { members, aws } = pool;
  const followed = await compareDeclared(pool, kinds, policy, course);
  const explained = members.map(async ({ target, root }) => {
    const own = ofTarget(followed, target.name);
    const recorded = target.recorded(root.stack);
    return recorded === undefined ? own : withCauses(own, await evidenceOf(own, kinds, root, recorded, aws));
  });
  return joinCompared(await Promise.all(explained));
}

/**
 * Compares what the targets of one account declare with what it has, on its way to the tasks as well. Of a run whose
 * time is over that is nothing.
 */
export async function compareDeclared(
  {
    members,
    aws,
    kinds: read,
  }: Pick<ReadPool, 'aws' | 'kinds'> & {
    readonly members: readonly { readonly root: Root }[];
  },
  kinds: readonly Kind[],
  policy: Policy | undefined,
  course: Course = unhindered,
): Promise<Compared> {
  const roots = members.map(({ root }) => root);
  const each: Compared[] = [];
  for (const one of read) {
    await course.turn();
    const whole = await inTurns(until(one.compareInSteps(), course.isOver), course);
    // Nothing is made of a part.
    if (whole === undefined) return joinCompared([]);
    each.push(whole);
  }
  const compared = withUnknownArguments(joinCompared(each), roots, kinds);
  const owned = policy === undefined ? compared : await leftToOwners(compared, policy, aws);
  const ownership = policy === undefined ? nobodysOwn : ownerOfPolicy(policy);
  return follow(owned, kinds, roots, aws, ownership);
}

/** What was compared, with what is left to the owners that the policy names. */
async function leftToOwners(compared: Compared, policy: Policy, aws: AwsReader): Promise<Compared> {
  const told = await withToldGroups(compared, policy, aws);
  return withOwners(told, policy, await readOwners(told, policy, aws));
}

/** Takes what was compared through the steps of its families. */
async function follow(
  compared: Compared,
  kinds: readonly Kind[],
  roots: readonly Root[],
  aws: AwsReader,
  ownership: OwnerOf,
): Promise<Compared> {
  const names = new Set(kinds.map(({ name }) => name));
  const steps = familySteps.filter((step) => step.kinds.every((name) => names.has(name)));
  const taken = await Promise.all(steps.map((step) => step.read(roots, aws, ownership)));
  return taken.reduce((before, take) => take(before), compared);
}

/** The code beside what a state holds, and that beside AWS, of the kinds of which something differs. */
async function evidenceOf(
  { leaves }: Compared,
  kinds: readonly Kind[],
  { target, stack }: Root,
  applied: Stack,
  aws: AwsReader,
): Promise<StateEvidence> {
  const differing = new Set(leaves.flatMap(({ outcome, subject }) => (outcome === 'differs' ? [subject.kind] : [])));
  const asked = kinds.filter(({ name }) => differing.has(name));
  const ofCode = asked.map((kind) => kind.declare([{ target, stack }]).fromState(applied).compare());
  const ofState = await Promise.all(
    asked.map(async (kind) => (await kind.declare([{ target, stack: applied }]).read(aws)).compare()),
  );
  return { codeAndState: joinCompared(ofCode), stateAndLive: joinCompared(ofState) };
}
