import { groupBy } from '../../model/group.ts';
import type { Checked } from '../../model/report/checked.ts';
import type { Report } from '../../model/report/report.ts';
import type { Target } from '../../model/report/target.ts';
import { countText } from './count.ts';

/** How much was compared: one sentence. */
export function comparedText(report: Report): string {
  const { resources, attributes, awsCalls } = report.summary;
  const parts = [
    `${attributes.equal} equal`,
    `${attributes.drifted} drifted`,
    ...(attributes.pending === undefined ? [] : [`${attributes.pending} not applied yet`]),
    ...(attributes.owned === undefined ? [] : [`${attributes.owned} owned elsewhere`]),
    ...(attributes.ignored === undefined ? [] : [`${attributes.ignored} ignored`]),
    ...(attributes.undetermined === 0 ? [] : [`${attributes.undetermined} not known`]),
  ];
  const calls = awsCalls === undefined ? '' : ` ${countText(awsCalls, 'AWS call')}.`;
  // What does not exist was looked for and found missing: that is a comparison too.
  const decided = resources.compared + resources.missing;
  const of = decided >= resources.declared ? '' : ` of ${resources.declared}`;
  const noun = resources.declared === 1 ? 'resource' : 'resources';
  const missing = resources.missing === 0 ? '' : ` (${resources.missing} missing)`;
  const compared = countText(attributes.compared, 'attribute');
  return `Compared ${decided}${of} ${noun}${missing}, ${compared}: ${parts.join(', ')}.${calls}`;
}

const mostTypes = 6;

/** What the code declares and this version does not compare: one sentence. */
export function notComparedText({ notCompared }: Report): string {
  const all = notCompared.reduce((sum, { count }) => sum + count, 0);
  const isOpen = notCompared.some(({ atLeast }) => atLeast === true);
  const more = notCompared.length - mostTypes;
  const named = [
    ...notCompared
      .slice(0, mostTypes)
      .map(({ type, count, atLeast }) => `${atLeast ? 'at least ' : ''}${count} ${type}`),
    ...(more > 0 ? [`and ${countText(more, 'more type', 'more types')}`] : []),
  ];
  return `Not compared: ${isOpen ? 'at least ' : ''}${countText(all, 'resource')} (${named.join(', ')}).`;
}

/** How the run ended: the last line of a report. */
export function verdictLine(report: Report): string {
  const { outcome, exitCode, failOn, findings, gaps } = report.summary;
  const counted = (['error', 'warning', 'note'] as const)
    .filter((severity) => findings[severity] > 0)
    .map((severity) => countText(findings[severity], severity));
  const incomplete = incompleteText(report);
  const owned = setAsideText(findings);
  const besides = owned === '' ? '' : ` ${owned}.`;
  const ended = report.interrupted === undefined ? '' : 'Interrupted. ';
  const aside = counted.length === 0 ? '' : ` Listed, but no drift: ${counted.join(', ')}.`;
  switch (outcome) {
    case 'drift': {
      const below = exitCode === 2 || ended !== '' ? '' : ` Nothing reaches --fail-on ${failOn}.`;
      return `${ended}Drift: ${counted.join(', ')}.${below}${incomplete === '' ? '' : ` Incomplete: ${incomplete}.`}${besides}`;
    }
    case 'incomplete':
      if (ended !== '' && incomplete === '') return `${ended}No drift in what was compared.${besides}`;
      return `${ended}Incomplete: ${incomplete || `${countText(gaps, 'value')} could not be decided`}; no drift in the rest.${besides}`;
    case 'owned':
    case 'ignored':
      return `No drift: ${owned}.${gaps === 0 ? '' : ` ${countText(gaps, 'value')} could not be decided.`}${aside}`;
    case 'pending':
      return `No drift: something is not applied yet.${gaps === 0 ? '' : ` ${countText(gaps, 'value')} could not be decided.`}${aside}`;
    case 'untouched':
      return `No drift of what the change touches; something else drifts.${gaps === 0 ? '' : ` ${countText(gaps, 'value')} could not be decided.`}${aside}`;
    case 'in-sync': {
      if (gaps === 0 && report.notCompared.length > 0) return `In sync: all that was compared is as declared.${aside}`;
      return gaps === 0
        ? `In sync: AWS has what the code declares.${aside}`
        : `In sync as far as it is known: ${countText(gaps, 'value')} could not be decided.${aside}`;
    }
  }
}

/** What differs and is no drift; empty when there is nothing. */
function setAsideText({ owned, ignored }: Report['summary']['findings']): string {
  const said = (count: number, what: string): string =>
    `${countText(count, 'difference')} ${count === 1 ? 'is' : 'are'} ${what}`;
  if (owned === undefined) return ignored === undefined ? '' : said(ignored, 'ignored');
  return ignored === undefined
    ? said(owned, 'owned elsewhere')
    : `${said(owned, 'owned elsewhere')}, ${ignored} ignored`;
}

/** What of the declared could not be identified or read; empty when all was. */
function incompleteText({ gaps, summary }: Report): string {
  const resources = summary.resources.undetermined;
  const modules = new Set(
    gaps.filter((gap) => gap.scope === 'module').map(({ target, address }) => JSON.stringify([target, address])),
  ).size;
  const targets = gaps.filter(({ code }) => code === 'target-failed').length;
  const isOther = ({ scope, code }: Report['gaps'][number]) =>
    (scope === 'resource' || scope === 'run') && code !== 'target-failed' && code !== 'interrupted';
  const others = gaps.filter(isOther).length;
  const parts = [
    ...(resources === 0 ? [] : [countText(resources, 'resource')]),
    ...(modules === 0 ? [] : [countText(modules, 'module')]),
    ...(resources === 0 && others > 0 ? [countText(others, 'part')] : []),
  ];
  return [
    ...(targets === 0 ? [] : [`${countText(targets, 'target')} could not be run`]),
    ...(parts.length === 0 ? [] : [`${parts.join(' and ')} could not be identified or read`]),
  ].join('; ');
}

/** What became of one of several targets, in a few words. */
export function targetText({ problem }: Target, checked: readonly Checked[]): string {
  if (problem !== undefined) return 'could not be run';
  const byAddress = groupBy(checked, ({ address }) => address);
  const worst = [...byAddress.values()].map((all) =>
    statuses.find(([status]) => all.some((one) => one.status === status)),
  );
  const counted = statuses.flatMap(([status, said]) => {
    const count = worst.filter((one) => one?.[0] === status).length;
    return count === 0 ? [] : [`${count} ${said}`];
  });
  return counted.length === 0 ? 'nothing was compared' : counted.toReversed().join(', ');
}

/** The worst first. */
const statuses: readonly (readonly [Checked['status'], string])[] = [
  ['missing', 'missing'],
  ['drifted', 'drifted'],
  ['unreadable', 'not read'],
  ['unidentified', 'not identified'],
  ['ignored', 'ignored'],
  ['owned', 'owned elsewhere'],
  ['in-sync', 'in sync'],
];
