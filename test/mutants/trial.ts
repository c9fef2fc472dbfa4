import { groupBy } from '../../src/model/group.ts';
import { ProblemError } from '../../src/model/problem.ts';
import type { Finding } from '../../src/model/report/finding.ts';
import type { Report } from '../../src/model/report/report.ts';
import { isWithin, type Mutation } from './mutation.ts';
import { isOfRules, type RulesChange, wrongOfRules } from './rules-told.ts';
import type { Scene } from './scene.ts';
import type { Told } from './table-changes.ts';

/** What a mutation came to. */
export interface Trial {
  readonly scene: string;
  readonly mutation: Mutation;
  /**
   * `told`: what had to be told was told, and nothing else. `quiet`: nothing had to be told, and nothing was. `undetermined`: the
   * code leaves open what is right there, and elsewhere nothing was told.
   */
  readonly outcome: 'told' | 'somebody else' | 'quiet' | 'undetermined' | 'missed' | 'false alarm';
  /** The rules of what was told besides, since it follows. */
  readonly following: readonly string[];
  /** What was told that should not have been, or was not told. */
  readonly because?: string;
  /** What is undetermined: why it cannot be told. */
  readonly gap?: string;
}

/**
 * Makes mutations and judges what comes of each. Those of different things of a kind are made in one run, and each by itself where that
 * run is not as it has to be.
 */
export async function tryOut(scene: Scene, mutations: readonly Mutation[]): Promise<readonly Trial[]> {
  const trials: Trial[] = [];
  for (const batch of batches(mutations)) {
    const apart = async () => {
      for (const one of batch) trials.push(...(await tryTogether(scene, [one])).trials);
    };
    if (batch.length === 1) await apart();
    else {
      const together = await tryTogether(scene, batch);
      if (together.isAsExpected) trials.push(...together.trials);
      else await apart();
    }
  }
  return trials;
}

/** One mutation of each thing, as long as there are any. */
function batches(mutations: readonly Mutation[]): readonly (readonly Mutation[])[] {
  const byThing = [...groupBy(mutations, ({ kind, thing }) => `${kind} ${thing.id}`).values()];
  const most = Math.max(0, ...byThing.map((own) => own.length));
  return Array.from({ length: most }, (_, index) => byThing.flatMap((own) => own[index] ?? [])).flatMap((batch) => [
    ...groupBy(batch, ({ kind, isAlone }) => (isAlone ? undefined : kind)).values(),
    ...batch.flatMap((one) => (one.isAlone ? [[one]] : [])),
  ]);
}

async function tryTogether(
  scene: Scene,
  mutations: readonly Mutation[],
): Promise<{ readonly trials: readonly Trial[]; readonly isAsExpected: boolean }> {
  const report = await ranOrStopped(scene, mutations);
  if (report instanceof ProblemError) {
    return {
      trials: mutations.map((mutation) => ({ scene: scene.name, mutation, ...stopped(report, mutation) })),
      isAsExpected: false,
    };
  }
  const difference = differenceOf(scene.report, report);
  const trials = mutations.map((mutation): Trial => {
    const own = mutations.length === 1 ? difference : onlyOf(difference, mutation);
    return { scene: scene.name, mutation, ...judge(scene, mutation, own) };
  });
  const known = new Set(mutations.flatMap(({ thing }) => thing.addresses));
  const isElsewhere = (address: string | undefined) => address === undefined || !known.has(address);
  const isAsExpected =
    trials.every(({ because }) => because === undefined) &&
    !difference.told.some(({ address }) => isElsewhere(address)) &&
    !difference.open.some(({ address }) => isElsewhere(address)) &&
    difference.gone.length === 0;
  return { trials, isAsExpected };
}

async function ranOrStopped(scene: Scene, mutations: readonly Mutation[]): Promise<Report | ProblemError> {
  try {
    return await scene.run(mutations.reduce((reads, { apply }) => apply(reads), scene.reads));
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
}

/** A run that finds nothing of what is declared stops with what it looked for: that tells of what was taken away last. */
function stopped({ problem }: ProblemError, { address, expected }: Mutation): Omit<Trial, 'scene' | 'mutation'> {
  const isTold =
    problem.code === 'wrong-place' &&
    expected.kind === 'told' &&
    expected.either.some((wanted) => wanted.some(({ type }) => type === 'resource-missing')) &&
    problem.looked.some((one) => one.address === address);
  if (isTold) return { outcome: 'told', following: ['wrong-place, in the place of a report'] };
  return {
    outcome: expected.kind === 'told' ? 'missed' : 'false alarm',
    following: [],
    because: `the run stops: ${problem.code}`,
  };
}

/** How a report differs from the one without a mutation. */
interface Difference {
  readonly told: readonly Saying[];
  readonly gone: readonly Saying[];
  readonly open: readonly Gap[];
  /** All that cannot be told, with the mutation. */
  readonly gaps: readonly Gap[];
  /** What could not be told, and is not there any more. */
  readonly settled: readonly Gap[];
  /** Whether the findings are the same to the byte, but for what has another name. */
  readonly isSame: (mutation: Pick<Mutation, 'renamed'>) => boolean;
}

function differenceOf(before: Report, after: Report): Difference {
  const [was, is] = [sayings(before), sayings(after)];
  const [wasText, isText] = [was, is].map((all) => new Set(all.map(({ text }) => text)));
  return {
    told: is.filter(({ text }) => wasText?.has(text) !== true),
    gone: was.filter(({ text }) => isText?.has(text) !== true),
    open: newGaps(before, after),
    gaps: after.gaps,
    settled: newGaps(after, before),
    isSame: ({ renamed }) => {
      const text = JSON.stringify(after.findings);
      return (renamed ? text.replaceAll(renamed.to, renamed.from) : text) === JSON.stringify(before.findings);
    },
  };
}

/** What of it is about the thing of a mutation. */
function onlyOf({ told, gone, open, gaps, settled }: Difference, { thing }: Mutation): Difference {
  const isOwn = ({ address }: { readonly address?: string | undefined }) =>
    address !== undefined && thing.addresses.includes(address);
  const own = { told: told.filter(isOwn), gone: gone.filter(isOwn), open: open.filter(isOwn), gaps, settled };
  return { ...own, isSame: () => own.told.length + own.gone.length === 0 };
}

function judge(scene: Scene, mutation: Mutation, difference: Difference): Omit<Trial, 'scene' | 'mutation'> {
  const { address, others } = mutation;
  const isOwn = (one: Saying) => !others.includes(one.address ?? address);
  const told = difference.told.filter(isOwn);
  const open = difference.open.filter((gap) => !others.includes(gap.address ?? ''));
  const isMeant = meansOf(scene, mutation);
  // What of a revision differs that should not run stands for itself where no revision is as it is declared, and the other way round.
  const isMoved = (one: Saying, others: readonly Saying[]) =>
    mutation.kind === 'ecs-task-definition' &&
    others.some(
      (other) =>
        (other.address === undefined) !== (one.address === undefined) &&
        other.rule === one.rule &&
        other.path === one.path,
    );
  const rest = {
    ...difference,
    told: told.filter((one) => isMeant(one) && !isMoved(one, difference.gone)),
    gone: difference.gone.filter((one) => isMeant(one) && !isReplaced(mutation, one) && !isMoved(one, difference.told)),
    open: open.filter((gap) => isMeant(sayingOf(gap)) && gap.expectation === undefined),
  };
  const following = [
    ...[...told, ...difference.gone]
      .filter((one) => !isMeant(one) || isOfDelivery(mutation, one))
      .map(({ rule }) => rule),
    ...open.filter((gap) => !rest.open.includes(gap)).map(({ code }) => code),
  ];
  return {
    following,
    ...judged(
      scene,
      mutation,
      rest,
      difference.gone.some((one) => isOfDelivery(mutation, one)),
    ),
  };
}

/** What has to do with the mutation itself, and does not only follow from it. */
function meansOf({ policy }: Scene, mutation: Mutation): (one: Omit<Saying, 'text' | 'verdict'>) => boolean {
  const { follows = () => false, address } = mutation;
  // What the configuration expects of a value is not met by another one.
  const isExpectation = ({ type }: Pick<Saying, 'type'>) => policy !== undefined && type === 'expectation-unmet';
  return (one) => !isExpectation(one) && !follows({ address, ...one });
}

function sayingOf({ address = '', path = '', code }: Gap): Omit<Saying, 'text' | 'verdict'> {
  return { address, path, rule: code };
}

type Verdict = Omit<Trial, 'scene' | 'mutation' | 'following'>;

/** What is told of a delivery that is broken anyway changes with what is delivered. */
function isOfDelivery({ kind }: Mutation, { rule, address }: Saying): boolean {
  return kind === 'ecs-task-definition' && (address === undefined || rule.startsWith('delivery/'));
}

/** What was told before is told no more: of a thing that is not there, nothing else is told. */
function isReplaced(mutation: Mutation, one: Saying): boolean {
  const { isWhole, thing, address, expected } = mutation;
  const isOpen = expected.kind === 'open' || (expected.kind === 'told' && expected.open === '');
  if (isOpen && isOfRules(one)) return true;
  return (isWhole === true && thing.addresses.includes(one.address ?? address)) || isOfDelivery(mutation, one);
}

/** @param isBroken a delivery was broken already, and is told of anew */
function judged(scene: Scene, mutation: Mutation, difference: Difference, isBroken: boolean): Verdict {
  const { told, gone, open } = difference;
  const { expected, others } = mutation;
  const unexpected = (because: string): Verdict => ({
    outcome: expected.kind === 'told' || expected.kind === 'still' ? 'missed' : 'false alarm',
    because,
  });
  if (expected.kind === 'rules') return ofRules(scene, mutation, difference, expected.change);
  if (expected.kind === 'still') {
    const isThere = (one: Saying) => one.path === expected.path;
    const isStill = [...told, ...gone].every(isThere) && told.length === gone.length && open.length === 0;
    return isStill ? { outcome: 'told' } : unexpected(`${told.length} told and ${gone.length} told no more`);
  }
  const isSame = (a: Saying) => (b: Saying) => a.rule === b.rule && a.address === b.address && a.path === b.path;
  // The owners of the configuration are told by what is written on what is theirs.
  const isRejudged = expected.kind === 'left' && scene.policy !== undefined && told.length === gone.length;
  if (isRejudged && told.every((one) => gone.some(isSame(one)))) return { outcome: 'quiet' };
  const saw = [...told.map(({ text }) => text), ...open.map(gapText)].join('; ') || 'nothing';
  if (gone.length > 0) return unexpected(`no longer told: ${gone.map(({ text }) => text).join('; ')}; told: ${saw}`);
  switch (expected.kind) {
    case 'left':
    case 'same': {
      if (told.length > 0 || open.length > 0) return unexpected(saw);
      if (expected.kind === 'same' && others.length === 0 && !difference.isSame(mutation)) {
        return unexpected('the findings are not the same to the byte');
      }
      return { outcome: 'quiet' };
    }
    case 'open':
      return leftOpen(mutation, difference, expected.path) ?? unexpected(saw);
    case 'told': {
      const isMet = expected.either.some(
        (wanted) =>
          wanted.every((one) => told.some((said) => says(said, mutation, one))) &&
          told.filter((one) => !isBroken || !isOfDelivery(mutation, one)).length <= wanted.length,
      );
      if (!isMet || open.length > 0) {
        const undetermined = expected.open === undefined ? undefined : leftOpen(mutation, difference, expected.open);
        const names = expected.either.map((wanted) => wanted.map((one) => toldName(mutation, one)).join(' + '));
        return undetermined ?? { outcome: 'missed', because: `expected ${names.join(' or ')}, but told was ${saw}` };
      }
      if (told.every(({ verdict }) => verdict === 'drift')) return { outcome: 'told' };
      return scene.isJudged || isLeftToOthers(scene, mutation)
        ? { outcome: 'somebody else' }
        : { outcome: 'missed', because: `it is no drift: ${saw}` };
    }
  }
}

/** What is told of the rules of a group, all of them together; what is told of a rule besides goes with it. */
function ofRules(
  { report, isJudged }: Scene,
  { thing: { addresses } }: Mutation,
  { told, gone, open }: Difference,
  change: RulesChange,
): Verdict {
  const before = sayings(report).filter((one) => isOfRules(one) && addresses.includes(one.address ?? ''));
  const isGone = (one: Saying) => gone.some(({ text }) => text === one.text);
  const after = [...before.filter((one) => !isGone(one)), ...told.filter(isOfRules)];
  const taken = change.removed === undefined ? [] : [change.removed];
  const aside = [
    ...told.filter((one) => !isOfRules(one)),
    ...gone.filter((one) => !isOfRules(one) && !taken.some((path) => isWithin(one.path, path))),
  ].map(({ text }) => text);
  const wrong =
    [...aside, ...open.map(gapText)].length > 0
      ? `told, or told no more: ${[...aside, ...open.map(gapText)].join('; ')}`
      : wrongOfRules(change, before, after);
  if (wrong !== undefined) return { outcome: 'missed', because: wrong };
  if (told.length + gone.length === 0) return { outcome: 'quiet' };
  return { outcome: isJudged && told.some(({ verdict }) => verdict !== 'drift') ? 'somebody else' : 'told' };
}

/**
 * Where the code or AWS leaves open what is right at a place: something is told there, or why nothing can be, and nothing elsewhere.
 * Undefined where it is not so.
 */
function leftOpen(
  { thing, address }: Mutation,
  { told, gaps, settled }: Difference,
  place: string,
): Verdict | undefined {
  const isThere = (one: { readonly address?: string | undefined; readonly path?: string | undefined }) =>
    thing.addresses.includes(one.address ?? address) && isWithin(one.path ?? '', place);
  if (!told.every(isThere)) return undefined;
  if (told.length > 0)
    return { outcome: 'undetermined', gap: 'what is right there is not known, and something is told' };
  // Of what was not expanded or not read nobody knows which resource it is of.
  const gap = gaps.find((one) => isThere(one) || isWithin(place, one.path ?? '') || one.address === undefined);
  if (gap !== undefined) return { outcome: 'undetermined', gap: `${gap.code} (${gap.reason.kind})` };
  return settled.some(isThere)
    ? { outcome: 'undetermined', gap: 'what could not be told there is gone with it' }
    : undefined;
}

/** A difference that a report tells: in a finding of its own, or in that of a service whose delivery broke because of it. */
export interface Saying {
  readonly rule: string;
  readonly path: string;
  readonly verdict: Finding['verdict'];
  /** Absent for what stands in the finding of a service. */
  readonly address?: string;
  readonly type?: Finding['type'];
  /** All of it. */
  readonly text: string;
}

function sayings(report: Report): readonly Saying[] {
  return report.findings.flatMap((finding): Saying[] => {
    const { rule, path, verdict, address, type, identity } = finding;
    const text = `${rule} ${type} ${address} ${path} ${identity.arn ?? identity.id ?? ''} (${verdict})`;
    const differences = finding.type === 'delivery-broken' ? (finding.differences ?? []) : [];
    return [
      { rule, path, verdict, address, type, text },
      ...differences.map((one) => ({
        ...{ rule: one.rule, path: one.path, verdict, text: `${one.rule} ${one.path} in ${text}` },
      })),
    ];
  });
}

function says({ rule, path, address, type }: Saying, mutation: Mutation, one: Told): boolean {
  const wanted = wantedOf(mutation, one);
  // Of what the code calls sensitive the place is told, and not what stands there.
  if (rule !== wanted.rule || ![wanted.path, wanted.path.replace(/\[[^\]]*\]$/, '[(sensitive)]')].includes(path))
    return false;
  return address === undefined || (address === wanted.address && type === wanted.type);
}

/** Whether the code says that somebody else sets something of the resource. */
function isLeftToOthers({ stack }: Scene, { address }: Mutation): boolean {
  const resource = stack.resources.find((one) => one.address === address);
  return (
    (resource !== undefined && resource.ignoreChanges.length > 0) ||
    resource?.body.blocks.has('deployment_controller') === true ||
    stack.resources.some(({ type }) => type.startsWith('aws_appautoscaling_'))
  );
}

function wantedOf({ ruleOf, address }: Mutation, told: Told) {
  const type = told.change === 'changed' || !told.path.endsWith(']') ? 'attribute-changed' : `element-${told.change}`;
  return {
    rule: told.rule ?? ruleOf(told),
    type: told.type ?? type,
    address: told.address ?? address,
    path: told.path,
  };
}

function toldName(mutation: Mutation, told: Told): string {
  const { rule, type, address, path } = wantedOf(mutation, told);
  return `${rule} ${type} ${address} ${path}`;
}

type Gap = Report['gaps'][number];

/** What is open now and was not, but for what a snapshot cannot tell because nobody asked for it when it was recorded. */
function newGaps(before: Report, after: Report): readonly Gap[] {
  const known = new Set(before.gaps.map(gapText));
  return after.gaps.filter((gap) => !known.has(gapText(gap)) && !JSON.stringify(gap.reason).includes('"not-recorded"'));
}

function gapText({ code, scope, address = '', path = '', reason }: Gap): string {
  return `gap ${code} ${scope} ${address} ${path} ${JSON.stringify(reason)}`;
}
