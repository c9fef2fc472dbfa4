import { isFailingIn } from '../model/leaf.ts';
import type { Finding } from '../model/report/finding.ts';
import type { Report } from '../model/report/report.ts';
import type { Severity } from '../model/report/severity.ts';
import { reaches } from '../model/severity-rank.ts';

/** How much a finding weighs for readers that know no verdicts: what does not count in this run is a note. */
export function weightOf(finding: Finding, { change }: Report): Severity {
  return isFailingIn(change, finding) ? finding.severity : 'note';
}

/** Whether it makes the run end with drift. */
export function fails(finding: Finding, { change, summary }: Report): boolean {
  return isFailingIn(change, finding) && reaches(finding.severity, summary.failOn);
}
