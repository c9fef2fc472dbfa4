import { isFailing } from '../model/leaf.ts';
import type { Finding } from '../model/report/finding.ts';
import type { Report } from '../model/report/report.ts';
import type { Severity } from '../model/report/severity.ts';

/** Whether it is drift that counts in this run: a change answers for what it touches, or for all when it is to. */
function counts({ verdict, untouched }: Finding, { change }: Report): boolean {
  return isFailing(verdict) && (untouched !== true || change?.scope === 'all');
}

/** How much a finding weighs for readers that know no verdicts: what does not count in this run is a note. */
export function weightOf(finding: Finding, report: Report): Severity {
  return counts(finding, report) ? finding.severity : 'note';
}

const rank: Readonly<Record<Severity, number>> = { note: 0, warning: 1, error: 2 };

/** Whether it makes the run end with drift. */
export function fails(finding: Finding, report: Report): boolean {
  return counts(finding, report) && rank[finding.severity] >= rank[report.summary.failOn];
}
