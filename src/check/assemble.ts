import { createHash } from 'node:crypto';
import { exitCode, exitCodeOf } from '../exit-code.ts';
import { severityOf } from '../model/catalogue.ts';
import { reasonOf } from '../model/declared.ts';
import { groupBy, groupPairs } from '../model/group.ts';
import { isFailingIn, isInFlight, isSetAside } from '../model/leaf.ts';
import { compareCodeUnits, compareInTurn } from '../model/order.ts';
import type { RunPlace } from '../model/place.ts';
import type { Problem } from '../model/problem.ts';
import type { Checked } from '../model/report/checked.ts';
import type { Counts } from '../model/report/counts.ts';
import type { DraftFinding, Finding } from '../model/report/finding.ts';
import type { DraftGap, Gap } from '../model/report/gap.ts';
import type { Hint } from '../model/report/hint.ts';
import type { ReasonData } from '../model/report/reason.ts';
import type { Report } from '../model/report/report.ts';
import type { Severity } from '../model/report/severity.ts';
import type { Target } from '../model/report/target.ts';
import { type Hidden, hideIn } from '../model/secret/hidden.ts';
import { shownName } from '../model/secret/shown.ts';
import type { Stack } from '../model/stack.ts';
import { comesFromUnread } from '../model/unread.ts';
import { version } from '../version.ts';
import { type Examination, type ExaminedTargets, type FailedTarget, resultsOf } from './examination.ts';
import { compareFindings } from './importance.ts';
import { callAdder } from './module-call.ts';
import { notCompared } from './not-compared.ts';

/** What the report needs to know besides what was found. */
export interface AssembleOptions {
  readonly failOn: Severity;
  readonly strict: boolean;
}

/** Puts what was compared into a report: findings, gaps and counts, complete, in total order and without secrets. */
export function assembleReport(run: ExaminedTargets, { failOn, strict }: AssembleOptions): Report {
  const { examined, failed, hints, hidden, policy, change, graceSeconds } = run;
  const findings = examined.flatMap((one) => completeFindings(one, hidden)).toSorted(compareFindings);
  const gaps = [...failed.map(failureGap), ...examined.flatMap(gapsOf)].toSorted((a, b) =>
    compareInTurn([a.target, a.address ?? '', a.path ?? '', a.code], [b.target, b.address ?? '', b.path ?? '', b.code]),
  );
  const checked = examined
    .flatMap((one) => resultsOf(one).checked.map((resource): Checked => ({ ...resource, target: one.target })))
    .toSorted((a, b) =>
      compareInTurn([a.target, a.address, a.identity.service ?? ''], [b.target, b.address, b.identity.service ?? '']),
    );
  const stacks = examined.map(({ stack }) => stack);
  const code = exitCodeOf({ findings, gaps, change }, failOn, strict);
  const report: Report = {
    schemaVersion: 1,
    tool: { name: 'driftcheck', version },
    targets: [...examined.map(targetOf), ...failed.map(failedTargetOf)].toSorted((a, b) =>
      compareCodeUnits(a.name, b.name),
    ),
    ...(policy === undefined ? {} : { policy: policyOf(policy) }),
    ...(change === undefined ? {} : { change }),
    ...(graceSeconds === undefined ? {} : { graceSeconds }),
    checked,
    notCompared: [...notCompared(joinDeclared(stacks), [...new Set(examined.flatMap(({ types }) => types))])],
    findings,
    gaps,
    ...hintsAbout(examined, hints),
    diagnostics: distinctDiagnostics(stacks),
    unsetVariables: examined.flatMap(({ target, stack }) =>
      stack.unsetVariables.map(({ setBy, ...variable }) => ({
        ...variable,
        target,
        ...(setBy === undefined ? {} : { setBy: [...setBy] }),
      })),
    ),
    summary: {
      outcome: outcomeOf({ findings, checked }, change, code),
      exitCode: code,
      failOn,
      resources: countResources(checked),
      attributes: sumCounts(checked.map((resource) => resource.attributes)),
      findings: countFindings(findings, change),
      gaps: gaps.length,
    },
  };
  return hideIn(report, hidden);
}

/** Those of targets that have results. */
function hintsAbout(examined: readonly Examination[], all: readonly Hint[]): Pick<Report, 'hints'> {
  const targets = new Set(examined.map(({ target }) => target));
  const hints = all.filter(({ target }) => targets.has(target));
  return hints.length === 0 ? {} : { hints };
}

function targetOf({ target, stack, place, source }: Examination): Target {
  const { directory, workspace } = stack;
  return { name: target, directory, workspace, ...placeMembers(place), source };
}

function failedTargetOf({ target, directory, workspace, place = {}, source, error }: FailedTarget): Target {
  return { name: target, directory, workspace, ...placeMembers(place), source, problem: shownProblem(error.problem) };
}

/** Members that hold what was given to the run. */
const given: ReadonlySet<string> = new Set(['file', 'name', 'path']);

/** What was given may be a secret in the wrong place: a problem repeats no more of it than an error does. */
function shownProblem(problem: Problem): NonNullable<Target['problem']> {
  const members = Object.entries(problem).map(([key, value]) => [
    key,
    given.has(key) && typeof value === 'string' ? shownName(value) : value,
  ]);
  return { ...Object.fromEntries(members), code: problem.code };
}

function placeMembers({ account, region, partition }: RunPlace): Pick<Target, 'account' | 'region' | 'partition'> {
  return {
    ...(account === undefined ? {} : { account }),
    ...(region === undefined ? {} : { region }),
    ...(partition === undefined ? {} : { partition }),
  };
}

/** That a target could not be run leaves a run of several incomplete. */
function failureGap({ target, directory, error: { problem } }: FailedTarget): Gap {
  return {
    code: 'target-failed',
    scope: 'run',
    reason: {
      kind: 'target',
      name: problem.code,
      source: directory,
      ...(problem.code === 'aws' ? { problem: problem.problem } : {}),
    },
    target,
  };
}

function gapsOf(examination: Examination): readonly Gap[] {
  const { target, stack } = examination;
  return [...resultsOf(examination).gaps, ...holeGaps(stack).map(callAdder(stack))].map((draft) =>
    completeGap(draft, target),
  );
}

/** What several root modules declare together, as far as it is counted. */
function joinDeclared(stacks: readonly Stack[]): Pick<Stack, 'resources' | 'leftOut'> {
  const leftOut = groupPairs(stacks.flatMap((stack) => [...(stack.leftOut ?? [])]));
  return {
    resources: stacks.flatMap(({ resources }) => resources),
    leftOut: new Map([...leftOut].map(([type, counts]) => [type, counts.reduce((sum, count) => sum + count, 0)])),
  };
}

/** What is wrong with code that several targets have in common is said once. */
function distinctDiagnostics(stacks: readonly Stack[]): Report['diagnostics'] {
  const all = stacks.flatMap(({ diagnostics }) => diagnostics).map((diagnostic) => ({ ...diagnostic }));
  return stacks.length < 2 ? all : [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}

/** Where the policy came from, and what it came to. */
function policyOf({
  source,
  warnings,
  expectations,
}: NonNullable<ExaminedTargets['policy']>): NonNullable<Report['policy']> {
  return {
    source,
    warnings: [...warnings],
    ...(expectations.length === 0 ? {} : { expectations: [...expectations] }),
  };
}

/** What tells apart what no code declares. */
function undeclaredName({ address, identity }: DraftFinding): readonly string[] {
  if (address !== '') return [];
  return [identity.account ?? '', identity.region ?? '', identity.family ?? identity.id ?? ''];
}

function outcomeOf(
  { findings, checked }: Pick<Report, 'findings' | 'checked'>,
  change: Report['change'],
  code: number,
): Report['summary']['outcome'] {
  if (findings.some((finding) => isFailingIn(change, finding))) return 'drift';
  if (code === exitCode.incomplete) return 'incomplete';
  if (findings.some(({ untouched }) => untouched === true)) return 'untouched';
  // What AWS has before the code is in sync with the head, unless it was applied from an earlier commit.
  const waits = findings.some(({ verdict }) => verdict === 'pending' || verdict === 'awaiting-apply');
  if (waits || checked.some(({ status }) => status === 'pending')) return 'pending';
  if (findings.some(({ verdict }) => verdict === 'ignored')) return 'ignored';
  return findings.some(({ verdict }) => verdict === 'owned') ? 'owned' : 'in-sync';
}

/**
 * Severities, verdicts and ids. A hash of a short name can be guessed, so an id is made of what is shown; of findings
 * that look the same then, those after the first are numbered in the order of their names.
 */
function completeFindings(examination: Examination, hidden: Hidden): Finding[] {
  const { target } = examination;
  const seen = new Map<string, number>();
  const named = resultsOf(examination).findings.map((draft) => ({
    draft,
    names: [draft.rule, draft.address, draft.path, draft.identity.service ?? '', ...undeclaredName(draft)],
  }));
  return named
    .toSorted((a, b) => compareInTurn(a.names, b.names))
    .map(({ draft, names }) => {
      const shown = [target, ...names].map((name) => (hidden.hides(name) ? hidden.hide(name) : name)).join('\n');
      const count = (seen.get(shown) ?? 0) + 1;
      seen.set(shown, count);
      const isRepeated = count > 1 && names.some((name) => hidden.hides(name));
      const id = createHash('sha256')
        .update(isRepeated ? `${shown}\n${count}` : shown)
        .digest('hex')
        .slice(0, 16);
      return {
        ...draft,
        id,
        severity: severityOf(draft),
        verdict: draft.verdict ?? 'drift',
        target,
      };
    });
}

/**
 * An expression in error is a mistake in the code, not a value that is merely not known yet: it makes the run
 * incomplete, and so does what was not read because the run was cut short.
 */
function completeGap(draft: DraftGap, target: string): Gap {
  const gap: Gap = { ...draft, target };
  if (gap.scope !== 'leaf') return gap;
  if (comesFromError(gap.reason)) {
    return { ...gap, code: gap.code === 'base-unknown' ? 'base-unreadable' : 'expression-invalid', scope: 'resource' };
  }
  const isShort = isUnread(gap) || isCutShort(gap.reason);
  return comesFromRefusedState(gap.reason) || isShort ? { ...gap, scope: 'resource' } : gap;
}

/**
 * Whether it was not looked at since the run was given too little time, or too few calls: what there is to find then is
 * not known, however small the part.
 */
function isCutShort({ problem }: ReasonData): boolean {
  return problem?.kind === 'call-limit' || (problem?.kind === 'timeout' && problem.code === 'TimeLimit');
}

/**
 * Whether a declared value was not compared since AWS did not let it, or what it is made of, be read: a run that could
 * not read all that it asked for is incomplete. What somebody else owns is not asked for.
 */
function isUnread({ code, reason, policy, expectation }: Gap): boolean {
  return comparing.has(code) && policy === undefined && expectation === undefined && comesFromUnread(reason);
}

/** What is said of values of the code: not of what a difference reaches. */
const comparing: ReadonlySet<Gap['code']> = new Set([
  'value-unknown',
  'elements-unknown',
  'unidentified',
  'unreadable',
]);

/** A state that code may not read is asked for by the whole resource; a function's file is worth one value. */
function comesFromRefusedState(reason: ReasonData): boolean {
  return (reason.kind === 'outside' && reason.name === undefined) || (reason.from ?? []).some(comesFromRefusedState);
}

function comesFromError(reason: ReasonData): boolean {
  return reason.kind === 'invalid' || (reason.from ?? []).some(comesFromError);
}

function holeGaps(stack: Examination['stack']): DraftGap[] {
  const { incomplete } = stack;
  const whole: DraftGap[] =
    incomplete === undefined ? [] : [{ code: 'not-compared', scope: 'run', reason: reasonOf(incomplete) }];
  const hidden = stack.holes.flatMap((hole): DraftGap[] => {
    if (hole.kind === 'module-expansion') return [];
    return [
      {
        code: hole.kind,
        scope: 'module',
        address: hole.address,
        at: hole.at,
        reason:
          'outside' in hole ? reasonOf(hole.outside) : { kind: 'module', address: hole.address, source: hole.source },
      },
    ];
  });
  return [...whole, ...hidden];
}

/** Statuses, the one that counts first when a resource stands for several live things. */
const statuses: readonly Checked['status'][] = [
  'drifted',
  'missing',
  'unreadable',
  'unidentified',
  'pending',
  'ignored',
  'owned',
  'in-sync',
];

/** A resource counts once, however many live things it stands for: it is in sync when all of them are. */
function countResources(checked: readonly Checked[]): Report['summary']['resources'] {
  const byAddress = groupBy(checked, ({ target, address }) => JSON.stringify([target, address]));
  const worst = [...byAddress.values()].map((all) =>
    statuses.find((status) => all.some((one) => one.status === status)),
  );
  const count = (...some: readonly Checked['status'][]) =>
    worst.filter((status) => status !== undefined && some.includes(status)).length;
  const owned = count('owned');
  const ignored = count('ignored');
  const pending = count('pending');
  return {
    declared: worst.length,
    compared: count('in-sync', 'owned', 'ignored', 'pending', 'drifted'),
    inSync: count('in-sync'),
    ...(owned === 0 ? {} : { owned }),
    ...(ignored === 0 ? {} : { ignored }),
    ...(pending === 0 ? {} : { pending }),
    drifted: count('drifted'),
    missing: count('missing'),
    undetermined: count('unidentified', 'unreadable'),
  };
}

function sumCounts(counts: readonly Counts[]): Counts {
  const sum = (key: keyof Counts) => counts.reduce((total, count) => total + (count[key] ?? 0), 0);
  const owned = sum('owned');
  const ignored = sum('ignored');
  const pending = sum('pending');
  return {
    compared: sum('compared'),
    equal: sum('equal'),
    drifted: sum('drifted'),
    ...(owned === 0 ? {} : { owned }),
    ...(ignored === 0 ? {} : { ignored }),
    ...(pending === 0 ? {} : { pending }),
    undetermined: sum('undetermined'),
  };
}

function countFindings(findings: readonly Finding[], change: Report['change']): Report['summary']['findings'] {
  const isUntouched = (finding: Finding) => finding.untouched === true && !isFailingIn(change, finding);
  const aside = (kept: (finding: Finding) => boolean) => findings.filter(kept).length;
  const judged = (judgement: Finding['verdict']) => aside(({ verdict }) => verdict === judgement);
  const isCounted = (finding: Finding) =>
    !isSetAside(finding.verdict) && !isInFlight(finding.verdict) && !isUntouched(finding);
  const count = (severity: Severity) => aside((finding) => finding.severity === severity && isCounted(finding));
  const others = {
    owned: judged('owned'),
    ignored: judged('ignored'),
    pending: judged('pending'),
    awaiting: judged('awaiting-apply'),
    adopts: judged('adopts'),
    untouched: aside(isUntouched),
  };
  return {
    error: count('error'),
    warning: count('warning'),
    note: count('note'),
    ...Object.fromEntries(Object.entries(others).filter(([, number]) => number > 0)),
  };
}
