import type { AwsReader } from '../../../aws/reads.ts';
import { groupBy } from '../../../model/group.ts';
import { compareCodeUnits, compareInTurn } from '../../../model/order.ts';
import type { DraftFinding } from '../../../model/report.ts';
import type { KnownAttributes, Stack } from '../../../model/stack.ts';
import type { TerraformValue, Unknown } from '../../../model/value.ts';
import type { KindRun, RunKind } from '../../run-kind.ts';
import { checkForeign, checkUnknownOwner, foreignGroups } from './check-foreign.ts';
import { checkGroup } from './check-group.ts';
import { declaredGroups, groupTypes, ruleTypes } from './declared.ts';
import { ambiguous, unlessDoubtful } from './identity.ts';
import { type KnownGroups, knownGroups, type MatchedGroup, type OwnedRules, ownerOf } from './known-groups.ts';
import { findGroup, readGroup } from './live.ts';
import type { LiveGroup } from './model.ts';
import { stateComparison, stateReader } from './state.ts';

/** Security groups and their rules, in every style that declares them. */
export const securityGroup: RunKind = {
  name: 'security-group',
  terraformTypes: [...groupTypes, ...ruleTypes],
  run: ({ stack, aws }) => run(stack, aws),
  compareState: async (code, state) => stateComparison(code, state, await run(code, stateReader(state))),
};

async function run(stack: Stack, aws: AwsReader): Promise<KindRun> {
  const { groups: declared, lookups, ruleResources } = declaredGroups(stack);
  const groups = knownGroups(
    withoutSharedClaims(
      await Promise.all(
        declared.map(async (group) => ({
          group,
          match: unlessDoubtful(await findGroup(group.query, aws), group.expansion),
        })),
      ),
    ),
    await Promise.all(lookups.map(async (lookup) => ({ lookup, match: await findGroup(lookup.query, aws) }))),
  );
  const owned = ruleResources.map((resource): OwnedRules => ({ ...resource, owner: ownerOf(resource, groups) }));
  const foreign = await Promise.all(
    foreignGroups(owned).map(async (group) => ({
      group,
      match: 'status' in group.found ? group.found : await findGroup(group.found, aws),
    })),
  );
  const resourcesOf = byOwner(owned);
  const strays = owned.filter(({ owner }) => owner.kind === 'unknown');
  const hole = hidingHole(stack);
  const results = [
    ...(await Promise.all(
      groups.declared.map(async ({ group, match }) =>
        checkGroup(group, await readGroup(match, group.query.place, aws), {
          resources: resourcesOf.get(group.address) ?? [],
          strays,
          groups,
          hole,
        }),
      ),
    )),
    ...(await Promise.all(
      foreign.map(async ({ group, match }) => checkForeign(group, await readGroup(match, group.place, aws), groups)),
    )),
    ...strays.map(checkUnknownOwner),
  ];
  const entries = results.flatMap((result) => result.entries);
  return {
    checked: results.flatMap((result) => result.checked).toSorted((a, b) => compareCodeUnits(a.address, b.address)),
    findings: numbered(inOrder(entries.flatMap(({ finding }) => (finding === undefined ? [] : [finding])))),
    gaps: inOrder(entries.flatMap(({ gap }) => (gap === undefined ? [] : [gap]))),
    learnt: learn(groups),
  };
}

/** The rule resources of each declared group, by its address. */
function byOwner(owned: readonly OwnedRules[]): ReadonlyMap<string, readonly OwnedRules[]> {
  return groupBy(owned, ({ owner }) => (owner.kind === 'declared' ? owner.address : undefined));
}

/** A module that is not there may declare rules for the groups that are handed to it. */
function hidingHole(stack: Stack): Unknown | undefined {
  if (stack.incomplete !== undefined) return stack.incomplete;
  const hole = stack.holes.find(({ kind }) => kind !== 'module-expansion');
  if (hole === undefined || hole.kind === 'module-expansion') return undefined;
  return { kind: 'module', address: hole.address, source: hole.source, path: [], at: hole.at };
}

/** A live group that several resources of the code would be is none of them. */
function withoutSharedClaims(matches: readonly MatchedGroup[]): readonly MatchedGroup[] {
  const claims = new Map<string, number>();
  for (const { match } of matches) {
    if (match.status === 'found') claims.set(match.group.id, (claims.get(match.group.id) ?? 0) + 1);
  }
  return matches.map(({ group, match }) =>
    match.status === 'found' && (claims.get(match.group.id) ?? 0) > 1
      ? { group, match: { status: 'unidentified', reason: ambiguous([match.group]) } }
      : { group, match },
  );
}

/** What AWS has told of the groups, for the references to them. */
function learn(groups: KnownGroups): KnownAttributes {
  const learnt = new Map<string, ReadonlyMap<string, TerraformValue>>();
  const found = [
    ...groups.declared.flatMap(({ group, match }) =>
      match.status === 'found' && group.expansion === undefined ? [{ address: group.address, live: match.group }] : [],
    ),
    ...groups.lookups.flatMap(({ lookup, match }) =>
      match.status === 'found' ? [{ address: lookup.address, live: match.group }] : [],
    ),
  ];
  for (const { address, live } of found.toSorted((a, b) => compareCodeUnits(a.address, b.address))) {
    learnt.set(address, attributesOf(live));
  }
  return learnt;
}

function attributesOf(group: LiveGroup): ReadonlyMap<string, TerraformValue> {
  const known = [
    ['id', group.id],
    ['arn', group.arn],
    ['vpc_id', group.vpcId],
    ['owner_id', group.ownerId],
    ['name', group.name],
  ] as const;
  return new Map(
    known.flatMap(([name, value]) => (value === undefined ? [] : [[name, { kind: 'string', value }] as const])),
  );
}

/** Two rules of one resource that cannot be told apart by what may be shown of them still have a path each. */
function numbered(findings: readonly DraftFinding[]): DraftFinding[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const key = JSON.stringify([finding.rule, finding.address, finding.path]);
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return count === 1 ? finding : { ...finding, path: `${finding.path} #${count}` };
  });
}

type Ordered = {
  readonly address?: string | undefined;
  readonly path?: string | undefined;
  readonly rule?: string;
  readonly code?: string;
};

/** In order of address, path and rule or code. */
function inOrder<T extends Ordered>(items: readonly T[]): T[] {
  const key = (item: T) => [item.address ?? '', item.path ?? '', item.rule ?? item.code ?? ''];
  return items.toSorted((a, b) => compareInTurn(key(a), key(b)));
}
