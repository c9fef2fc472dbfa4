import { groupBy } from '../model/group.ts';
import { isInFlight, isSetAside } from '../model/leaf.ts';
import type { Report } from '../model/report/report.ts';
import type { Severity } from '../model/report/severity.ts';
import { severityRank } from '../model/severity-rank.ts';
import { type Annotation, annotationCommand, type Level } from './annotation.ts';
import { type Locate, locator } from './location.ts';
import { moreAnnotations } from './message/annotation.ts';
import { findingDetails, targetProblemText } from './message/detail.ts';
import { findingTitle } from './message/finding.ts';
import { gapTitle } from './message/gap.ts';
import { printable } from './printable.ts';
import type { RenderContext, Reporter } from './reporter.ts';
import { weightOf } from './weight.ts';

/**
 * Of each level the runner makes so many annotations of what a step prints, those that come first.
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/ExecutionContext.cs (`_maxCountPerIssueType`)
 */
const mostOfLevel = 10;
const longestValue = 400;

/**
 * Annotations on the lines of the code, as commands of GitHub Actions: of each level the worst that it shows, and a
 * last one that says how many more there are. What is not applied yet is only counted there.
 */
export const github: Reporter = (report, context) => {
  const locate = locator(report, context);
  const all = [
    ...targetAnnotations(report, locate),
    ...gapAnnotations(report, locate),
    ...findingAnnotations(report, context, locate),
  ];
  const of = (level: Level): readonly Annotation[] => all.filter((one) => one.level === level);
  // The last one is a notice, too.
  const shown = [
    ...of('error').slice(0, mostOfLevel),
    ...of('warning').slice(0, mostOfLevel),
    ...of('notice').slice(0, mostOfLevel - 1),
  ];
  const more = (level: Level): number => of(level).length - shown.filter((one) => one.level === level).length;
  const inFlight = report.findings.filter(({ verdict }) => isInFlight(verdict));
  const last = moreAnnotations({ error: more('error'), warning: more('warning'), notice: more('notice') }, inFlight);
  const closing: readonly Annotation[] =
    last.length === 0 ? [] : [{ level: 'notice', title: 'driftcheck', lines: last }];
  return [...shown, ...closing].map(annotationCommand).join('');
};

function targetAnnotations({ targets }: Report, locate: Locate): readonly Annotation[] {
  return targets.flatMap(({ name, problem }): Annotation[] =>
    problem === undefined
      ? []
      : [
          {
            level: 'error',
            title: printable(`Target ${name} could not be run`),
            at: locate({ target: name }),
            lines: targetProblemText(problem),
          },
        ],
  );
}

const mostNamed = 10;

/** What makes the run incomplete; gaps of the same cause are one annotation, where the first of them is. */
function gapAnnotations({ gaps }: Report, locate: Locate): readonly Annotation[] {
  const own = gaps.filter(({ scope, code }) => scope !== 'leaf' && code !== 'target-failed');
  const groups = [...groupBy(own, (gap) => JSON.stringify([gap.target, gapTitle(gap, 0)])).values()];
  return groups.flatMap((group): Annotation[] => {
    const [first] = group;
    if (first === undefined) return [];
    const named = [...new Set(group.flatMap(({ address = '' }) => (address === '' ? [] : [printable(address)])))];
    const more = named.length - mostNamed;
    return [
      {
        level: 'warning',
        title: 'Not decided',
        at: locate(first),
        lines: [
          printable(gapTitle(first, group.length)),
          ...named.slice(0, mostNamed),
          ...(more > 0 ? [`and ${more} more in the JSON report`] : []),
        ],
      },
    ];
  });
}

const levels: Readonly<Record<Severity, Level>> = { error: 'error', warning: 'warning', note: 'notice' };

function findingAnnotations(report: Report, { setAside }: RenderContext, locate: Locate): readonly Annotation[] {
  return report.findings
    .filter(({ verdict }) => !isInFlight(verdict) && (setAside === true || !isSetAside(verdict)))
    .map((finding) => ({ finding, weight: weightOf(finding, report) }))
    .toSorted((a, b) => severityRank[a.weight] - severityRank[b.weight])
    .map(({ finding, weight }) => ({
      level: levels[weight],
      title: printable(findingTitle(finding)),
      at: locate(finding),
      lines: [
        ...(finding.address === '' ? [] : [printable(finding.address)]),
        ...findingDetails(finding, longestValue).map(printable),
        `[${finding.rule}]`,
      ],
    }));
}
