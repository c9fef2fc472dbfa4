import type { Located } from '../../config/config.ts';
import type { ExpectForm } from '../../config/sections/expect.ts';
import type { Compared, Leaf, LeafExpectation, Subject } from '../../model/leaf.ts';
import { formatPath, isWithin, type Path, wholePath } from '../../model/path.ts';
import type { ExpectationSide, HeldExpectation } from '../../model/report/expectation.ts';
import type { RuleId } from '../../model/rule.ts';
import { connectableOf, holdConnections } from './connect.ts';
import type { Connectable } from './connect-ends.ts';
import { expectations } from './expectations.ts';
import { absent, type JudgedVersion, type Judgement } from './judgement.ts';
import { declaredGroupsOf, holdGroups } from './security-groups.ts';
import { declaredDefinitions, holdDefinitions } from './task-definitions.ts';
import { type Doubt, type ExpectedAccount, type HeldThing, type HeldThings, holdsFor } from './thing.ts';

/** What was compared with what expectations came to, and how often each was held. */
export interface HeldExpectations {
  readonly compared: Compared;
  readonly held: readonly HeldExpectation[];
}

/**
 * Holds expectations against all that they are about, in the code of all targets and on AWS, whether or not code
 * declares it. What does not meet one is a leaf of its own; one that is about nothing is a gap.
 *
 * @param accounts the targets by account
 */
export async function withExpectations(
  compared: Compared,
  entries: readonly Located<ExpectForm>[],
  accounts: readonly ExpectedAccount[],
): Promise<HeldExpectations> {
  if (entries.length === 0) return { compared, held: [] };
  const about = new Set(entries.flatMap(({ value }) => expectationOf(value)?.about ?? []));
  const read = await Promise.all(
    accounts.map(async (account) => ({
      account,
      definitions: about.has('task-definition') ? await declaredDefinitions(compared, account) : [],
      groups: about.has('security-group') ? await declaredGroupsOf(account) : undefined,
    })),
  );
  const connectable = about.has('connection') ? await connectableOf(accounts) : undefined;
  const all = await Promise.all(
    entries.map(async ({ value, at }) => {
      const expectation = expectationOf(value);
      if (expectation === undefined) return undefined;
      if (expectation.about === 'connection') {
        return connectable && heldConnections({ value, at }, connectable, compared, accounts);
      }
      const found = await Promise.all(
        read.map(async ({ account, definitions, groups }): Promise<HeldThings> => {
          if (expectation.about === 'task-definition') {
            return holdDefinitions(expectation, value, definitions, account);
          }
          return groups === undefined
            ? { things: [], open: [] }
            : holdGroups(expectation, value, groups, compared, account);
        }),
      );
      const things = found.flatMap((one) => one.things);
      const open = found.flatMap((one) => one.open);
      const rule = expectation.rule(value);
      const leaves = things.map((thing) => leavesOfThing(thing, value.name, rule));
      const isUnmet = (own: readonly Leaf[]) => own.some(({ outcome }) => outcome === 'differs');
      const unmet = leaves.filter(isUnmet).length;
      const isEmpty = things.length === 0 && open.length === 0;
      const undetermined = leaves.filter((own) => own.length > 0 && !isUnmet(own)).length + (isEmpty ? 1 : open.length);
      const held: HeldExpectation = {
        name: value.name,
        at,
        about: expectation.about,
        things: things.length,
        unmet,
        undetermined,
      };
      const further = isEmpty
        ? [nothingMatches({ value, at }, expectation.about, patternOf(value), accounts)]
        : open.map(({ subject, doubt }) => doubtLeaf(subject, doubt, value.name));
      return { leaves: [...leaves.flat(), ...further], held };
    }),
  );
  const done = all.flatMap((one) => one ?? []);
  return {
    compared: { ...compared, leaves: [...compared.leaves, ...done.flatMap(({ leaves }) => leaves)] },
    held: done.map(({ held }) => held),
  };
}

/** What an expectation of a connection came to. */
async function heldConnections(
  { value, at }: Located<ExpectForm>,
  connectable: Connectable,
  compared: Compared,
  accounts: readonly ExpectedAccount[],
): Promise<{ readonly leaves: readonly Leaf[]; readonly held: HeldExpectation }> {
  const { connections, leaves, open, unmatched } = await holdConnections(value, connectable, compared);
  const unmet = leaves.filter(({ outcome }) => outcome === 'differs').length;
  const further =
    unmatched === undefined
      ? open.map(({ subject, doubt }) => doubtLeaf(subject, doubt, value.name))
      : [nothingMatches({ value, at }, 'connection', unmatched, accounts)];
  return {
    leaves: [...leaves, ...further],
    held: {
      name: value.name,
      at,
      about: 'connection',
      things: connections.length,
      unmet,
      undetermined: leaves.length - unmet + further.length,
      ...(connections.length === 0 ? {} : { connections: [...connections] }),
    },
  };
}

function expectationOf(entry: ExpectForm): (typeof expectations)[number] | undefined {
  return expectations.find((one) => one.isExpected(entry));
}

/** What an entry says of the things that it is about. */
function patternOf({ container, 'task-definition': definition, 'security-group': group = '' }: ExpectForm): string {
  if (definition === undefined) return group;
  return container === undefined ? definition : `${definition}, ${container}`;
}

/** An expectation that is about nothing is a mistake in it as likely as not: it is never met. */
function nothingMatches(
  { value, at }: Located<ExpectForm>,
  about: (typeof expectations)[number]['about'],
  pattern: string,
  accounts: readonly ExpectedAccount[],
): Leaf {
  const roots = accounts.flatMap((account) => account.roots);
  const target = (roots.find((root) => holdsFor(value, root)) ?? roots[0])?.target ?? '';
  return {
    outcome: 'undetermined',
    code: 'expectation-unmatched',
    scope: 'resource',
    subject: {
      kind: about === 'task-definition' ? 'ecs-task-definition' : 'security-group',
      target,
      address: '',
      identity: {},
    },
    path: wholePath,
    at,
    isRemark: true,
    expectation: { name: value.name, sides: [] },
    reason: { kind: 'expectation', name: 'nothing-matches', value: pattern },
  };
}

/** What one expectation came to for one thing: one leaf for each place where it is not met or that cannot be told. */
function leavesOfThing(
  { subject, subjectAt, versions, doubts }: HeldThing,
  name: string,
  rule: RuleId,
): readonly Leaf[] {
  const paths = new Map(
    versions.flatMap(({ judgements }) =>
      judgements.flatMap(({ path, state }) => (state === 'met' ? [] : [[formatPath(path), path] as const])),
    ),
  );
  const judged = [...paths.values()].flatMap((path): readonly Leaf[] => {
    const sides = versions.map((version) => ({ version, judgement: judgementAt(version, path) }));
    const declared = sides.find(({ version }) => version.side === 'code')?.judgement;
    const live = sides.filter(({ version }) => version.side !== 'code').map(({ judgement }) => judgement);
    const shownLive = live.find(({ state }) => state === 'unmet') ?? live[0];
    const own = subjectAt?.(path) ?? subject;
    const at = declared?.at ?? own.at;
    const expectation: LeafExpectation = {
      name,
      sides: sides.map(({ version, judgement }) => sideOf(version, judgement)),
    };
    const common = {
      subject: own,
      path,
      isRemark: true,
      expectation,
      ...(at === undefined ? {} : { at }),
      ...(declared?.shown === undefined ? {} : { declared: declared.shown }),
      ...(shownLive?.shown === undefined ? {} : { live: shownLive.shown }),
    } as const;
    const states = sides.map(({ judgement }) => judgement);
    if (states.some(({ state }) => state === 'unmet'))
      return [{ outcome: 'differs', change: 'changed', rule, ...common }];
    const open = states.find((one) => one.state === 'undetermined');
    if (open?.state !== 'undetermined') return [];
    return [{ outcome: 'undetermined', code: 'value-unknown', reason: open.reason, ...common }];
  });
  return [...judged, ...doubts.map((doubt) => doubtLeaf(subject, doubt, name))];
}

/** What could not be read, or told, of a thing as a whole. */
function doubtLeaf(subject: Subject, { code, reason, scope, path = wholePath }: Doubt, name: string): Leaf {
  return {
    outcome: 'undetermined',
    code,
    scope: scope ?? 'resource',
    subject,
    path,
    reason,
    isRemark: true,
    expectation: { name, sides: [] },
    ...(subject.at === undefined ? {} : { at: subject.at }),
  };
}

/**
 * What a version comes to at a place that another one is judged in. Where it has nothing there it meets what is
 * expected, unless what is around the place is not known.
 */
function judgementAt({ judgements }: JudgedVersion, path: Path): Judgement {
  const own = judgements.find((one) => formatPath(one.path) === formatPath(path));
  if (own !== undefined) return own;
  const around = judgements.find((one) => one.state === 'undetermined' && isWithin(path, one.path));
  return around === undefined ? { path, state: 'met', shown: absent } : { ...around, path };
}

function sideOf({ side, revision }: JudgedVersion, { state }: Judgement): ExpectationSide {
  return { side, state, ...(revision === undefined ? {} : { revision }) };
}
