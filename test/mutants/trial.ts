import { groupBy } from '../../src/model/group.ts';
import { ProblemError } from '../../src/model/problem.ts';
import type { Finding } from '../../src/model/report/finding.ts';
import type { Report } from '../../src/model/report/report.ts';
import type { Mutation } from './mutation.ts';
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
  readonly isSame: boolean;
}

function differenceOf(before: Report, after: Report): Difference {
  const [was, is] = [sayings(before), sayings(after)];
  const [wasText, isText] = [was, is].map((all) => new Set(all.map(({ text }) => text)));
  return {
    told: is.filter(({ text }) => wasText?.has(text) !== true),
    gone: was.filter(({ text }) => isText?.has(text) !== true),
    open: newGaps(before, after),
    isSame: JSON.stringify(before.findings) === JSON.stringify(after.findings),
  };
}

/** What of it is about the thing of a mutation. */
function onlyOf({ told, gone, open }: Difference, { thing }: Mutation): Difference {
  const isOwn = ({ address }: { readonly address?: string | undefined }) =>
    address !== undefined && thing.addresses.includes(address);
  const own = { told: told.filter(isOwn), gone: gone.filter(isOwn), open: open.filter(isOwn) };
  return { ...own, isSame: own.told.length + own.gone.length === 0 };
}

function judge(scene: Scene, mutation: Mutation, difference: Difference): Omit<Trial, 'scene' | 'mutation'> {
  const { follows = () => false, address, others } = mutation;
  const changed = [...difference.told, ...difference.gone].filter((one) => !others.includes(one.address ?? address));
  const following = [
    ...changed.filter((one) => follows({ address, ...one })).map(({ rule }) => rule),
    ...difference.gone.filter((one) => isOfDelivery(mutation, one)).map(({ rule }) => rule),
    ...difference.open
      .filter(({ address: own = '', path = '', code }) => follows({ address: own, path, rule: code }))
      .map(({ code }) => code),
  ];
  return { following, ...judged(scene, mutation, difference) };
}

type Verdict = Omit<Trial, 'scene' | 'mutation' | 'following'>;

/** What is told of a delivery that is broken anyway changes with what is delivered. */
function isOfDelivery({ kind }: Mutation, { rule, address }: Saying): boolean {
  return kind === 'ecs-task-definition' && (address === undefined || rule.startsWith('delivery/'));
}

function judged(scene: Scene, mutation: Mutation, difference: Difference): Verdict {
  const { expected, follows = () => false, others, address, thing } = mutation;
  const told = difference.told.filter(
    (one) => !others.includes(one.address ?? address) && !follows({ address, ...one }),
  );
  const gone = difference.gone.filter((one) => !isOfDelivery(mutation, one) && !follows({ address, ...one }));
  const isBroken = difference.gone.length > gone.length;
  const open = difference.open.filter(
    ({ address: own = '', path = '', code }) => !others.includes(own) && !follows({ address: own, path, rule: code }),
  );
  const unexpected = (because: string): Verdict => ({
    outcome: expected.kind === 'told' ? 'missed' : 'false alarm',
    because,
  });
  if (gone.length > 0) return unexpected(`no longer told: ${gone.map(({ text }) => text).join('; ')}`);
  const saw = [...told.map(({ text }) => text), ...open.map(gapText)].join('; ') || 'nothing';
  switch (expected.kind) {
    case 'left':
    case 'same': {
      if (told.length > 0 || open.length > 0) return unexpected(saw);
      if (expected.kind === 'same' && others.length === 0 && !difference.isSame) {
        return unexpected('the findings are not the same to the byte');
      }
      return { outcome: 'quiet' };
    }
    case 'open': {
      const isOwn = (one: Saying) => thing.addresses.includes(one.address ?? address);
      const outside = told.filter((one) => !isOwn(one) || !one.path.startsWith(expected.path));
      return outside.length > 0 ? unexpected(saw) : { outcome: 'undetermined' };
    }
    case 'told': {
      const isMet = expected.either.some(
        (wanted) =>
          (isBroken || told.length === wanted.length) &&
          wanted.every((one) => told.some((said) => says(said, mutation, one))),
      );
      if (!isMet || open.length > 0) {
        const names = expected.either.map((wanted) => wanted.map((one) => toldName(mutation, one)).join(' + '));
        return { outcome: 'missed', because: `expected ${names.join(' or ')}, but told was ${saw}` };
      }
      if (told.every(({ verdict }) => verdict === 'drift')) return { outcome: 'told' };
      return scene.isJudged || isLeftToOthers(scene, mutation)
        ? { outcome: 'somebody else' }
        : { outcome: 'missed', because: `it is no drift: ${saw}` };
    }
  }
}

/** A difference that a report tells: in a finding of its own, or in that of a service whose delivery broke because of it. */
interface Saying {
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
  if (rule !== wanted.rule || path !== wanted.path) return false;
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
