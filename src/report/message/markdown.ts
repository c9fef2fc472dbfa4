import type { ChangeData } from '../../model/report/change.ts';
import type { Report } from '../../model/report/report.ts';
import { countText } from './count.ts';
import type { ValueLine } from './value.ts';

/** What the parts of a report on a page are about, the worst first. */
export const sections = [
  'collides',
  'drift',
  'incomplete',
  'awaiting',
  'pending',
  'adopts',
  'untouched',
  'undetermined',
  'owned',
  'ignored',
] as const;

export type SectionName = (typeof sections)[number];

const titles: Readonly<Record<SectionName, string>> = {
  collides: 'Collides: applying this change overwrites what was changed on AWS',
  drift: 'Drift',
  incomplete: 'Incomplete: not identified or not read, so not compared',
  awaiting: 'Awaiting apply: committed a short time ago',
  pending: 'Pending: this change will do it when it is applied',
  adopts: 'Adopted: this change brings the code in line with AWS',
  untouched: 'Drift in what this change does not touch',
  undetermined: 'Not decided: neither equal nor drifted',
  owned: 'Owned elsewhere: differs, and is not for the code to set',
  ignored: 'Ignored: differs, and was accepted until the day named',
};

/** The title of a part of a report. */
export function sectionTitle(name: SectionName): string {
  return titles[name];
}

/** What a part of a report lists. */
export function sectionCount(name: SectionName, count: number): string {
  return name === 'incomplete' || name === 'undetermined' ? countText(count, 'gap') : countText(count, 'difference');
}

/** That so much of a part is not there: where all of it is follows. */
export function moreText(name: SectionName, left: number): string {
  return `and ${sectionCount(name, left).replace(' ', ' more ')} in`;
}

/** The same of a part of which nothing is there. */
export function allLeftText(name: SectionName, left: number): string {
  return `${sectionTitle(name)}: ${sectionCount(name, left)} in`;
}

export const jsonReportText = 'the JSON report';
export const jobSummaryText = 'the summary of the job';

/** The verdict of a run in two or three words. */
export function outcomeText({ summary, interrupted }: Report): string {
  const { outcome, exitCode } = summary;
  if (interrupted !== undefined) return outcome === 'drift' ? 'interrupted, drift so far' : 'interrupted';
  switch (outcome) {
    case 'drift':
      return exitCode === 2 ? 'drift' : 'drift that does not fail';
    case 'incomplete':
      return 'incomplete';
    case 'pending':
      return 'no drift, not all is applied yet';
    case 'untouched':
      return 'no drift of what it touches';
    case 'owned':
    case 'ignored':
      return 'no drift';
    case 'in-sync':
      return exitCode === 0 ? 'in sync' : 'not all is known';
  }
}

/** Green when nothing fails. */
export function outcomeSign({ summary }: Report): string {
  if (summary.exitCode === 0) return summary.outcome === 'drift' ? '🟡' : '✅';
  return summary.exitCode === 2 ? '❌' : '⚠️';
}

/** A side of a difference. `isNew`: a change makes another value of what the code declared before. */
export function sideText(label: ValueLine['label'], isNew: boolean): string {
  if (!isNew) return label;
  return { base: 'old code', declared: 'new code', live: 'live', values: 'values' }[label];
}

/** The caption of a difference of two texts, line by line. */
export const lineDiffText = 'line by line: declared (-) and live (+)';

/** How many instances of one resource have the same difference. */
export function instancesText(count: number): string {
  return `the same in ${count} instances:`;
}

/** How many more instances of it differ in another way. */
export function otherInstancesText(count: number): string {
  return `${countText(count, 'more instance')} with other values`;
}

/** How many further differences of one resource, or of one rule, are folded. */
export function furtherText(count: number): string {
  return countText(count, 'more difference');
}

/** The head of differences of one rule in many resources. */
export function ruleText(title: string, resources: number): string {
  return `${title}: in ${resources} resources`;
}

/** That the base counts as applied, where nothing else does. */
export function appliedTexts({ applied }: ChangeData): readonly string[] {
  return applied === undefined ? ['what the base declares counts as applied'] : [];
}

/**
 * What a change touches, and what it fails for.
 *
 * @param isBaseKnown whether all of the base could be read: otherwise the change may touch more
 */
export function scopeText({ scope, touched }: ChangeData, isBaseKnown: boolean): string {
  const count = touched === 0 ? 'nothing' : countText(touched, 'thing');
  const things = isBaseKnown
    ? `this change touches ${count} on AWS`
    : 'what this change touches on AWS is not known in full';
  return scope === 'all'
    ? `${things}, and fails for drift in anything (pr-scope: all)`
    : `${things}; drift in anything else is listed and does not fail (pr-scope: touched)`;
}

/** What precedes where the policy came from. */
export const policyText = 'policy:';

/** The titles of what stands behind the findings. */
export const pageTitles = {
  configuration: 'In the configuration',
  diagnostics: 'In the Terraform code',
  expectations: 'Expected',
  remedies: 'What to do',
  compared: 'What was compared',
} as const;

/** How to ask what the rules mean. */
export const explainText = 'Why it matters and what to do: `driftcheck explain <rule>`';
