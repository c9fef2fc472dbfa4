import type { Finding } from '../model/report/finding.ts';
import type { Report } from '../model/report/report.ts';
import type { SectionName } from './message/markdown.ts';

/** The part of a report that a finding stands in. */
export function sectionOf(
  { verdict, untouched }: Pick<Finding, 'verdict' | 'untouched'>,
  { change }: Pick<Report, 'change'>,
): SectionName {
  if (verdict === 'awaiting-apply') return 'awaiting';
  return verdict === 'drift' && untouched === true && change?.scope !== 'all' ? 'untouched' : verdict;
}
