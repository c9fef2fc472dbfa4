import { isBesideChange } from '../model/leaf.ts';
import type { Finding } from '../model/report/finding.ts';
import type { Report } from '../model/report/report.ts';
import type { SectionName } from './message/markdown.ts';

/** The part of a report that a finding stands in. */
export function sectionOf(
  finding: Pick<Finding, 'verdict' | 'untouched'>,
  { change }: Pick<Report, 'change'>,
): SectionName {
  const { verdict } = finding;
  if (verdict === 'awaiting-apply') return 'awaiting';
  return verdict === 'drift' && isBesideChange(change, finding) ? 'untouched' : verdict;
}
