import { groupBy } from '../model/group.ts';
import { isInFlight, isSetAside } from '../model/leaf.ts';
import type { Finding } from '../model/report/finding.ts';
import type { Remedies } from '../model/report/remedies.ts';
import type { Report } from '../model/report/report.ts';
import type { Target } from '../model/report/target.ts';
import type { RuleId } from '../model/rule.ts';
import { severityRank } from '../model/severity-rank.ts';
import { ruleLines } from './explain.ts';
import { gapLines, unsetVariableLines } from './gaps.ts';
import { blank, item, type Line, labelled, line, type Piece, renderLines, type Style, solid } from './layout.ts';
import { changeTexts } from './message/change.ts';
import { moreText } from './message/count.ts';
import {
  type BrokenDelivery,
  changeText,
  continueCommand,
  evidenceText,
  hopOfLoss,
  lostText,
} from './message/delivery.ts';
import { heldText } from './message/expectation.ts';
import { findingNotes, findingTitle, hopStateText, hopText, identityText, inFlightText } from './message/finding.ts';
import { hintsTitle, hintText } from './message/hint.ts';
import { sections, sectionTitle } from './message/markdown.ts';
import { policySourceText, policyWarningText } from './message/policy.ts';
import { targetProblemLines } from './message/problem/problem.ts';
import { placeText, reasonText } from './message/reason.ts';
import { remedyParts } from './message/remedies.ts';
import { comparedText, notComparedText, targetText, verdictLine } from './message/summary.ts';
import { differenceLines, valueText } from './message/value.ts';
import { ignoredLines, ownedLines } from './owned.ts';
import { shorten } from './printable.ts';
import type { RenderContext, Reporter } from './reporter.ts';
import { sectionOf } from './section.ts';

/** A report for people: in a terminal, or in a log file of any width. */
export const text: Reporter = (report, context) => {
  const shown = shownFindings(report);
  const blocks: (readonly Line[])[] = [
    [...headingLines(report), ...sourceLines(report)],
    ...(report.targets.length > 1
      ? report.targets.flatMap((target) => targetBlocks(target, report, context, shown))
      : differenceBlocks(report, context, shown)),
    expectationLines(report),
    policyLines(report),
    diagnosticLines(report),
    hintLines(report),
    explanationLines(report, context),
    [
      line(0, comparedText(report)),
      ...(report.notCompared.length === 0 ? [] : [item(0, notComparedText(report))]),
      line(0, { text: verdictLine(report), style: verdictStyle(report) }),
    ],
  ];
  const lines = blocks
    .filter((block) => block.length > 0)
    .flatMap((block, index) => (index === 0 ? block : [blank, ...block]));
  return renderLines(lines, context);
};

/** More than these nobody reads: of all that differs the worst, wherever they stand. */
const mostFindings = 500;

/** What is told of what differs; the rest is counted. */
function shownFindings({ findings }: Report): ReadonlySet<Finding> {
  const own = findings.filter(({ verdict }) => !isSetAside(verdict));
  const waits = ({ verdict }: Finding): number => (isInFlight(verdict) ? 1 : 0);
  return new Set(
    own
      .toSorted((a, b) => waits(a) - waits(b) || severityRank[a.severity] - severityRank[b.severity])
      .slice(0, mostFindings),
  );
}

/** What differs and what was not decided. */
function differenceBlocks(
  report: Report,
  context: RenderContext,
  shown: ReadonlySet<Finding>,
): readonly (readonly Line[])[] {
  return [
    ...sectionBlocks(report, context, shown),
    ownedLines(report, valueLimit(context.width)),
    ignoredLines(report, valueLimit(context.width)),
    gapLines(report),
    unsetVariableLines(report),
  ];
}

/**
 * What differs by resource; where it is not all drift (there is a change, or what was merged may wait) in parts, the
 * worst first.
 */
function sectionBlocks(
  report: Report,
  context: RenderContext,
  shown: ReadonlySet<Finding>,
): readonly (readonly Line[])[] {
  const own = report.findings.filter(({ verdict }) => !isSetAside(verdict));
  const groupsOf = (findings: readonly Finding[]): readonly (readonly Line[])[] => {
    const told = findings.filter((finding) => shown.has(finding));
    const more = findings.length - told.length;
    return [
      ...resourceGroups(told).map((group) => groupLines(group, context)),
      ...(more > 0 ? [[item(0, moreText(more))]] : []),
    ];
  };
  if (own.every(({ verdict, untouched }) => verdict === 'drift' && untouched !== true)) return groupsOf(own);
  return sections.flatMap((name) => {
    const within = own.filter((finding) => sectionOf(finding, report) === name);
    if (within.length === 0) return [];
    return [[item(0, { text: sectionTitle(name), style: 'strong' })], ...groupsOf(within)];
  });
}

/** The same of one of several targets, below its name; nothing where there is nothing to say. */
function targetBlocks(
  target: Target,
  report: Report,
  context: RenderContext,
  shown: ReadonlySet<Finding>,
): readonly (readonly Line[])[] {
  const isOwn = (one: { readonly target: string }): boolean => one.target === target.name;
  const own: Report = {
    ...report,
    targets: [target],
    findings: report.findings.filter(isOwn),
    gaps: report.gaps.filter((gap) => isOwn(gap) && gap.code !== 'target-failed'),
    unsetVariables: report.unsetVariables.filter(isOwn),
  };
  const blocks = [
    ...(target.problem === undefined ? [] : [targetProblemLines(target.problem, context.width, 2)]),
    ...differenceBlocks(own, context, shown),
  ].filter((block) => block.length > 0);
  if (blocks.length === 0) return [];
  return [
    [item(0, { text: 'Target ', style: 'strong' }, solid(target.name, 'strong'), ': ', ...placeOf(target))],
    ...blocks,
  ];
}

/** What was compared with what. */
export function headingLines({ targets, checked }: Report): readonly Line[] {
  const [first, ...others] = targets;
  if (first === undefined) return [];
  const name = { text: 'driftcheck', style: 'strong' } as const;
  if (others.length === 0) {
    const [directory, where] = placeOf(first);
    return [item(0, name, ' compared ', directory, ` with ${sourceText(first)}${where}`)];
  }
  return [
    item(0, name, ` compared ${targets.length} targets with ${sourceText(first)}`),
    ...targets.map((target) => {
      const own = checked.filter((one) => one.target === target.name);
      return item(2, solid(target.name), `: ${targetText(target, own)}`);
    }),
  ];
}

function sourceText({ source, recordedAt }: Target): string {
  return source === 'aws' ? 'AWS' : `a snapshot${recordedAt === undefined ? '' : ` recorded ${recordedAt}`}`;
}

/** The directory of a target, and where that was looked for. */
function placeOf({ directory, account, region, workspace }: Target): readonly [Piece, string] {
  const place = [
    ...(account === undefined ? [] : [`account ${account}`]),
    ...(region === undefined ? [] : [region]),
    ...(workspace === 'default' ? [] : [`workspace ${workspace}`]),
  ];
  return [solid(directory), place.length === 0 ? '' : ` (${place.join(', ')})`];
}

/** What the code was held against beside AWS, and where the policy came from. */
function sourceLines({ policy, change }: Report): readonly Line[] {
  return [
    ...(change === undefined ? [] : changeTexts(change)),
    ...(policy === undefined ? [] : [`policy: ${policySourceText(policy.source)}`]),
  ].map((text) => item(0, { text, style: 'faint' }));
}

/** What was found about one declared resource as one live thing. */
interface ResourceGroup {
  readonly address: string;
  readonly findings: readonly Finding[];
}

/** Findings by resource: those with errors first, then in the report's order. */
function resourceGroups(findings: readonly Finding[]): readonly ResourceGroup[] {
  const groups = groupBy(findings, ({ address, target, kind, identity }) =>
    JSON.stringify([target, address, identityText(kind, identity)]),
  );
  const worst = (group: ResourceGroup): number =>
    Math.min(...group.findings.map(({ severity }) => severityRank[severity]));
  return [...groups.values()]
    .flatMap((group): ResourceGroup[] => {
      const [first] = group;
      if (first === undefined) return [];
      const { address } = first;
      return [{ address, findings: group.toSorted((a, b) => severityRank[a.severity] - severityRank[b.severity]) }];
    })
    .toSorted((a, b) => worst(a) - worst(b));
}

function groupLines({ address, findings }: ResourceGroup, context: RenderContext): Line[] {
  const [first] = findings;
  const identity = first === undefined ? '' : identityText(first.kind, first.identity);
  return [
    line(0, address === '' ? { text: identity, style: 'strong' } : solid(address, 'strong')),
    ...(identity === '' || address === '' ? [] : [line(2, { text: identity, style: 'faint' })]),
    ...findings.flatMap((finding) => [blank, ...findingLines(finding, context)]),
  ];
}

/** No value takes more lines than these. */
const mostValueLines = 4;
const labelWidth = 'declared  '.length;
const detailIndent = 4;

/** How many characters of a value there is room for. */
const valueLimit = (width: number): number => mostValueLines * Math.max(20, width - detailIndent - labelWidth) - 32;

function findingLines(finding: Finding, context: RenderContext): Line[] {
  const { width } = context;
  const limit = valueLimit(width);
  const place = finding.at === undefined ? [] : [solid(placeText(finding.at)), ' '];
  const said =
    finding.type === 'resource-missing' ? [] : differenceLines(finding.declared, finding.live, limit, finding.base);
  return [
    item(2, headOf(finding), ': ', {
      text: findingTitle(finding),
      style: 'strong',
    }),
    item(detailIndent, ...place, solid(`[${finding.rule}]`, 'faint')),
    ...said.flatMap((each) => labelled(detailIndent, each.label, labelWidth, each.text, width)),
    ...(finding.type === 'delivery-broken' ? deliveryLines(finding, limit, width) : []),
    ...findingNotes(finding).map((note) => item(detailIndent, note)),
    ...(context.fixHints === true && finding.remedies !== undefined ? remedyLines(finding.remedies) : []),
  ];
}

/** What to do about it. Commands and code are never wrapped: they are to be copied. */
function remedyLines(remedies: Remedies): Line[] {
  return remedyParts(remedies).flatMap(({ text: words, code }) => [
    item(detailIndent, words),
    ...code.map((each): Line => ({ indent: detailIndent + 2, verbatim: true, pieces: [{ text: each }] })),
  ]);
}

/** How much a finding weighs; of what is no drift, what it is. */
function headOf({ verdict, severity }: Finding): Piece {
  return isInFlight(verdict) ? { text: inFlightText(verdict), style: 'note' } : { text: severity, style: severity };
}

const mostDifferences = 10;

/** The hops, what is lost at the broken one, and what AWS says about it. */
function deliveryLines(finding: BrokenDelivery, limit: number, width: number): Line[] {
  const { differences = [], evidence = [] } = finding;
  const more = differences.length - mostDifferences;
  return [
    ...hopLines(finding, limit, width),
    ...finding.hops.flatMap(({ waiting }) =>
      waiting === undefined ? [] : [item(detailIndent, 'to go on: ', solid(continueCommand(waiting)))],
    ),
    ...(differences.length === 0 ? [] : [item(detailIndent, lostText(finding))]),
    ...differences
      .slice(0, mostDifferences)
      .map(({ path, declared, live }) => item(detailIndent + 2, solid(path), `: ${changeText(declared, live, limit)}`)),
    ...(more > 0 ? [line(detailIndent + 2, moreText(more))] : []),
    ...evidence.map((one) => item(detailIndent, evidenceText(one))),
  ];
}

function hopLines(finding: BrokenDelivery, limit: number, width: number): Line[] {
  const broken = hopOfLoss(finding.hops, finding.brokenAt);
  return finding.hops.flatMap((hop) => {
    const value = hop.value === undefined ? '' : `: ${shorten(valueText(hop.value), limit)}`;
    const reason = hop.reason === undefined ? '' : ` (${reasonText(hop.reason)})`;
    const mark = hop === broken ? ' <- lost here' : '';
    return labelled(detailIndent, hopText(hop.hop), 17, `${hopStateText(hop)}${value}${reason}${mark}`, width);
  });
}

const mostDiagnostics = 20;

/** Mistakes in the code that did not stop the run; errors first. */
export function diagnosticLines({ diagnostics }: Report): readonly Line[] {
  if (diagnostics.length === 0) return [];
  const ordered = diagnostics.toSorted((a, b) => severityRank[a.severity] - severityRank[b.severity]);
  const more = diagnostics.length - mostDiagnostics;
  return [
    line(0, { text: 'In the Terraform code', style: 'strong' }),
    ...ordered
      .slice(0, mostDiagnostics)
      .flatMap(({ severity, at, summary, detail }) => [
        item(
          2,
          { text: severity, style: severity },
          ': ',
          ...(at === undefined ? [] : [solid(placeText(at)), ': ']),
          summary,
        ),
        ...(detail === '' ? [] : [item(detailIndent, detail)]),
      ]),
    ...(more > 0 ? [line(2, moreText(more))] : []),
  ];
}

const mostExpectations = 20;

/** What is expected, and what it came to: also what is met, so that it is seen to have been judged. */
export function expectationLines({ policy }: Report): readonly Line[] {
  const all = policy?.expectations ?? [];
  if (all.length === 0) return [];
  const more = all.length - mostExpectations;
  return [
    line(0, { text: 'Expected', style: 'strong' }),
    ...all.slice(0, mostExpectations).map((one) => item(2, heldText(one))),
    ...(more > 0 ? [line(2, moreText(more))] : []),
  ];
}

const mostHints = 20;

/** What may be a mistake all the same; nothing of it changes the exit code. */
export function hintLines({ hints = [] }: Report): readonly Line[] {
  if (hints.length === 0) return [];
  const more = hints.length - mostHints;
  return [
    line(0, { text: hintsTitle, style: 'strong' }),
    ...hints.slice(0, mostHints).map((hint) => item(2, hintText(hint))),
    ...(more > 0 ? [line(2, moreText(more))] : []),
  ];
}

const mostWarnings = 20;

/** What should be looked at in the configuration; nothing of it changes the exit code. */
export function policyLines({ policy }: Report): readonly Line[] {
  if (policy === undefined || policy.warnings.length === 0) return [];
  const more = policy.warnings.length - mostWarnings;
  return [
    line(0, { text: 'In the configuration', style: 'strong' }),
    ...policy.warnings
      .slice(0, mostWarnings)
      .map((warning) =>
        item(
          2,
          { text: 'warning', style: 'warning' },
          ': ',
          solid(placeText(warning.at)),
          `: ${policyWarningText(warning)}`,
        ),
      ),
    ...(more > 0 ? [line(2, moreText(more))] : []),
  ];
}

/** What the rules mean: in full when that is asked for, else how to ask. */
function explanationLines({ findings }: Report, { explain }: RenderContext): readonly Line[] {
  const own = findings.filter(({ verdict }) => !isSetAside(verdict));
  const named: readonly RuleId[] = [...new Set(own.map(({ rule }) => rule))].toSorted();
  const [first] = named;
  if (first === undefined) return [];
  if (explain !== undefined)
    return named.flatMap((id, index) => [...(index === 0 ? [] : [blank]), ...ruleLines(explain(id))]);
  return [
    item(0, 'Why it matters and what to do: ', solid(`driftcheck explain ${named.length === 1 ? first : '<rule>'}`)),
  ];
}

function verdictStyle({ summary }: Report): Style {
  const styles: Readonly<Record<Report['summary']['outcome'], Style>> = {
    drift: summary.exitCode === 2 ? 'error' : 'warning',
    incomplete: 'warning',
    owned: 'note',
    ignored: 'note',
    pending: 'note',
    untouched: 'note',
    'in-sync': 'good',
  };
  return styles[summary.outcome];
}
