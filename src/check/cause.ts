import { isDeepStrictEqual } from 'node:util';
import { groupBy } from '../model/group.ts';
import { canonicalJson } from '../model/json.ts';
import { type Compared, type DifferingLeaf, isFound, type Leaf, type Subject } from '../model/leaf.ts';
import { onceOf } from '../model/once.ts';
import type { Path } from '../model/path.ts';
import type { Finding } from '../model/report/finding.ts';
import { addressKey, byAddress, byIdentity, type ComparedVersion } from './join.ts';
import { statusOf } from './views.ts';

type Cause = NonNullable<Finding['cause']>;

/** The three comparisons of the code, a state of it and AWS. */
export interface StateEvidence {
  /** The code beside what the state holds. */
  readonly codeAndState: Compared;
  /** What the state holds beside AWS. */
  readonly stateAndLive: Compared;
}

/**
 * Says of every difference what a state tells of its cause: where the code and the state, and where the state and AWS
 * differ, joined by address, live identity and path. What the delivery chain found has its own cause, and so has what
 * AWS does not know.
 *
 * @param compared the code beside AWS
 */
export function withCauses(compared: Compared, evidence: StateEvidence): Compared {
  const codeAndState = withoutMistakes(evidence.codeAndState);
  const stateAndLive = withoutMistakes(evidence.stateAndLive);
  const live = byIdentity(stateAndLive);
  const state = {
    code: byAddress(codeAndState),
    live,
    isOtherRule: otherRules(live),
    applied: appliedSubjects(codeAndState, stateAndLive),
    formerIds: formerIds(compared),
  };
  return {
    ...compared,
    leaves: compared.leaves.map((leaf) =>
      leaf.outcome === 'differs' && leaf.delivery === undefined && !isOfCode(leaf)
        ? { ...leaf, cause: causeOf(leaf, state) }
        : leaf,
    ),
  };
}

/** What AWS does not know, and what is declared twice, says nothing of what was applied. */
function withoutMistakes({ subjects, leaves }: Compared): Compared {
  return { subjects, leaves: leaves.filter((leaf) => leaf.outcome !== 'differs' || !isOfCode(leaf)) };
}

function isOfCode(leaf: DifferingLeaf): boolean {
  return leaf.unknownMember !== undefined || leaf.isDeclaredTwice === true;
}

interface JoinedState {
  readonly code: ComparedVersion;
  readonly live: ComparedVersion;
  /** Whether AWS's rule that a difference is about differs from the state's too. */
  readonly isOtherRule: (leaf: DifferingLeaf) => boolean;
  /** The resources of the code that the state has, by target and address, as the things that they are there. */
  readonly applied: ReadonlyMap<string, Subject>;
  /** The ids in the state of groups that are others now, by theirs. */
  readonly formerIds: ReadonlyMap<string, string>;
}

function formerIds({ leaves }: Compared): ReadonlyMap<string, string> {
  return new Map(
    leaves.flatMap((leaf) => {
      if (leaf.outcome !== 'differs' || leaf.rule !== 'sg/group-recreated') return [];
      const { declared, live } = leaf;
      if (declared === undefined || live === undefined || !('value' in declared) || !('value' in live)) return [];
      const [former, now] = [declared.value, live.value];
      return typeof former === 'string' && typeof now === 'string' ? [[now, former] as const] : [];
    }),
  );
}

/**
 * What the state has under an address is that resource, however little is the same in it; what it has as the same thing
 * is, too.
 */
function appliedSubjects({ subjects, leaves }: Compared, state: Compared): ReadonlyMap<string, Subject> {
  const own = groupBy(leaves, ({ subject }) => subject);
  const addresses = new Set(state.subjects.map(addressKey));
  return new Map(
    subjects.flatMap((subject) => {
      const status = statusOf(subject, own.get(subject) ?? []);
      const isThere = isFound(status) || addresses.has(addressKey(subject));
      return isThere ? [[addressKey(subject), subject] as const] : [];
    }),
  );
}

function causeOf(leaf: DifferingLeaf, { code, live, isOtherRule, applied, formerIds }: JoinedState): Cause {
  const { subject, path } = leaf;
  // It may be what other code declares: then nobody changed anything by hand.
  if (leaf.isUnmanaged === true) return 'unknown';
  const counterpart = applied.get(addressKey(subject));
  if (leaf.whole === true) return counterpart === undefined ? 'never-applied' : 'changed-by-hand';
  if (counterpart === undefined) {
    // A rule resource of which the state has nothing, and AWS neither.
    return subject.isElements === true && leaf.change === 'missing' ? 'never-applied' : 'unknown';
  }
  const former = formerPath(leaf, formerIds);
  // With the group that it named the rule that was applied is gone too.
  if (former !== undefined && live.concerning(subject, former).some(isDifferent)) return 'changed-by-hand';
  const fromCode = code.concerning(subject, path);
  if (fromCode.some(({ outcome }) => outcome === 'undetermined')) return 'unknown';
  const codeDiffers = fromCode.some(({ outcome }) => outcome === 'differs');
  const liveDiffers = differsFromLive(leaf, live, isOtherRule);
  if (liveDiffers === undefined) return 'unknown';
  if (!liveDiffers) {
    // A rule that was added by hand is taken into the state by the next refresh: then the state cannot tell it from one
    // that was applied and then taken out of the code.
    const absorbed = subject.kind === 'security-group' && leaf.change === 'extra';
    return codeDiffers && !absorbed ? 'never-applied' : 'unknown';
  }
  if (isOlder(subject, counterpart)) {
    // The state's revision was registered and is not the one that runs: nobody changed the older one, since revisions
    // never change.
    return codeDiffers ? 'never-applied' : 'unknown';
  }
  return codeDiffers ? 'both' : 'changed-by-hand';
}

/** Where the state has a rule of which the peer is another group now; undefined where that is no such group. */
function formerPath({ path, groupRule }: DifferingLeaf, formerIds: ReadonlyMap<string, string>): Path | undefined {
  const peer = groupRule?.declared?.source;
  const former = peer === undefined ? undefined : formerIds.get(peer);
  if (peer === undefined || former === undefined) return undefined;
  return path.map((step) => (step.key === undefined ? step : { ...step, key: step.key.replaceAll(peer, former) }));
}

const isDifferent = ({ outcome }: Leaf): boolean => outcome === 'differs';

/**
 * Whether AWS differs from the state where it differs from the code; undefined when the two were not compared there.
 */
function differsFromLive(
  leaf: DifferingLeaf,
  state: ComparedVersion,
  isOtherRule: JoinedState['isOtherRule'],
): boolean | undefined {
  const here = state.concerning(leaf.subject, leaf.path);
  if (here.some(isDifferent) || isOtherRule(leaf)) return true;
  if (here.some(({ outcome }) => outcome === 'undetermined')) return undefined;
  return state.has(leaf.subject) ? false : undefined;
}

/**
 * Tells whether the state differs from AWS in a live rule, which the two comparisons may have paired with another
 * declared one.
 */
function otherRules(state: ComparedVersion): JoinedState['isOtherRule'] {
  const rulesOf = onceOf((leaves: readonly Leaf[]) =>
    groupBy(
      leaves.flatMap((leaf) => liveRuleOf(leaf) ?? []),
      canonicalJson,
    ),
  );
  return (leaf) => {
    const rule = leaf.subject.kind === 'security-group' ? liveRuleOf(leaf) : undefined;
    if (rule === undefined) return false;
    const near = rulesOf(state.leaves(leaf.subject)).get(canonicalJson(rule)) ?? [];
    return near.some((one) => isDeepStrictEqual(one, rule));
  };
}

function liveRuleOf(leaf: Leaf): object | undefined {
  if (leaf.outcome !== 'differs') return undefined;
  const { live } = leaf;
  return live !== undefined && 'value' in live && typeof live.value === 'object' ? live : undefined;
}

/** The revision of a service says nothing of its other settings, so only that of a task definition counts. */
function isOlder(running: Subject, applied: Subject): boolean {
  if (running.kind !== 'ecs-task-definition' || applied.kind !== 'ecs-task-definition') return false;
  const [live, registered] = [running.identity.revision, applied.identity.revision];
  return live !== undefined && registered !== undefined && live < registered;
}
