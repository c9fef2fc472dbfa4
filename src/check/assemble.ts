import { createHash } from 'node:crypto';
import type { AwsReader } from '../aws/reader.ts';
import { exitCode, exitCodeOf } from '../exit-code.ts';
import { severityOf } from '../model/catalogue.ts';
import { reasonOf } from '../model/declared.ts';
import { groupBy } from '../model/group.ts';
import { isFailing, isSetAside } from '../model/leaf.ts';
import { compareInTurn } from '../model/order.ts';
import type { Checked } from '../model/report/checked.ts';
import type { Counts } from '../model/report/counts.ts';
import type { DraftFinding, Finding } from '../model/report/finding.ts';
import type { DraftGap, Gap } from '../model/report/gap.ts';
import type { ReasonData } from '../model/report/reason.ts';
import type { Report } from '../model/report/report.ts';
import type { Severity } from '../model/report/severity.ts';
import type { Target } from '../model/report/target.ts';
import { type Hidden, hideIn } from '../model/secret/hidden.ts';
import { version } from '../version.ts';
import { type Examination, resultsOf } from './examination.ts';
import { compareFindings } from './importance.ts';
import { notCompared } from './not-compared.ts';
import { targetName } from './target.ts';

/** What the report needs to know besides what was found. */
export interface AssembleOptions {
  readonly source: AwsReader['source'];
  readonly failOn: Severity;
  readonly strict: boolean;
}

/** Puts what was compared into a report: findings, gaps and counts, complete, in total order and without secrets. */
export function assembleReport(examination: Examination, options: AssembleOptions): Report {
  const { stack, place, hidden, policy } = examination;
  const results = resultsOf(examination);
  const findings = completeFindings(results.findings, hidden).toSorted(compareFindings);
  const gaps = [...results.gaps, ...holeGaps(stack)]
    .map(completeGap)
    .toSorted((a, b) =>
      compareInTurn(
        [a.target, a.address ?? '', a.path ?? '', a.code],
        [b.target, b.address ?? '', b.path ?? '', b.code],
      ),
    );
  const checked = results.checked
    .map((resource): Checked => ({ ...resource, target: targetName }))
    .toSorted((a, b) =>
      compareInTurn([a.target, a.address, a.identity.service ?? ''], [b.target, b.address, b.identity.service ?? '']),
    );
  const target: Target = {
    name: targetName,
    directory: stack.directory,
    workspace: stack.workspace,
    ...(place.account === undefined ? {} : { account: place.account }),
    ...(place.region === undefined ? {} : { region: place.region }),
    ...(place.partition === undefined ? {} : { partition: place.partition }),
    source: options.source,
  };
  const code = exitCodeOf({ findings, gaps }, options.failOn, options.strict);
  const report: Report = {
    schemaVersion: 1,
    tool: { name: 'driftcheck', version },
    targets: [target],
    ...(policy === undefined ? {} : { policy: { source: policy.source, warnings: [...policy.warnings] } }),
    checked,
    notCompared: [...notCompared(stack, examination.types)],
    findings,
    gaps,
    diagnostics: stack.diagnostics.map((diagnostic) => ({ ...diagnostic })),
    unsetVariables: stack.unsetVariables.map(({ setBy, ...variable }) => ({
      ...variable,
      target: targetName,
      ...(setBy === undefined ? {} : { setBy: [...setBy] }),
    })),
    summary: {
      outcome: outcomeOf(findings, code),
      exitCode: code,
      failOn: options.failOn,
      resources: countResources(checked),
      attributes: sumCounts(checked.map((resource) => resource.attributes)),
      findings: countFindings(findings),
      gaps: gaps.length,
    },
  };
  return hideIn(report, hidden);
}

function outcomeOf(findings: readonly Finding[], code: number): Report['summary']['outcome'] {
  if (findings.some(({ verdict }) => isFailing(verdict))) return 'drift';
  if (code === exitCode.incomplete) return 'incomplete';
  if (findings.some(({ verdict }) => verdict === 'ignored')) return 'ignored';
  return findings.some(({ verdict }) => verdict === 'owned') ? 'owned' : 'in-sync';
}

/**
 * Severities, verdicts and ids. A hash of a short name can be guessed, so an id is made of what is shown; of findings
 * that look the same then, those after the first are numbered in the order of their names.
 */
function completeFindings(drafts: readonly DraftFinding[], hidden: Hidden): Finding[] {
  const seen = new Map<string, number>();
  const named = drafts.map((draft) => ({
    draft,
    names: [draft.rule, draft.address, draft.path, draft.identity.service ?? ''],
  }));
  return named
    .toSorted((a, b) => compareInTurn(a.names, b.names))
    .map(({ draft, names }) => {
      const shown = [targetName, ...names].map((name) => (hidden.hides(name) ? hidden.hide(name) : name)).join('\n');
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
        target: targetName,
      };
    });
}

/**
 * An expression in error is a mistake in the code, not a value that is merely not known yet: it makes the run
 * incomplete.
 */
function completeGap(draft: DraftGap): Gap {
  const gap: Gap = { ...draft, target: targetName };
  if (gap.scope !== 'leaf') return gap;
  if (comesFromError(gap.reason)) return { ...gap, code: 'expression-invalid', scope: 'resource' };
  return comesFromRefusedState(gap.reason) ? { ...gap, scope: 'resource' } : gap;
}

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
  return {
    declared: worst.length,
    compared: count('in-sync', 'owned', 'ignored', 'drifted'),
    inSync: count('in-sync'),
    ...(owned === 0 ? {} : { owned }),
    ...(ignored === 0 ? {} : { ignored }),
    drifted: count('drifted'),
    missing: count('missing'),
    undetermined: count('unidentified', 'unreadable'),
  };
}

function sumCounts(counts: readonly Counts[]): Counts {
  const sum = (key: keyof Counts) => counts.reduce((total, count) => total + (count[key] ?? 0), 0);
  const owned = sum('owned');
  const ignored = sum('ignored');
  return {
    compared: sum('compared'),
    equal: sum('equal'),
    drifted: sum('drifted'),
    ...(owned === 0 ? {} : { owned }),
    ...(ignored === 0 ? {} : { ignored }),
    undetermined: sum('undetermined'),
  };
}

function countFindings(findings: readonly Finding[]): Report['summary']['findings'] {
  const judged = (judgement: Finding['verdict']) => findings.filter(({ verdict }) => verdict === judgement).length;
  const count = (severity: Severity) =>
    findings.filter((finding) => finding.severity === severity && !isSetAside(finding.verdict)).length;
  const [owned, ignored] = [judged('owned'), judged('ignored')];
  return {
    error: count('error'),
    warning: count('warning'),
    note: count('note'),
    ...(owned === 0 ? {} : { owned }),
    ...(ignored === 0 ? {} : { ignored }),
  };
}
