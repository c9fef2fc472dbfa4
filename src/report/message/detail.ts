import type { Finding } from '../../model/report/finding.ts';
import type { Target } from '../../model/report/target.ts';
import { renderLines } from '../layout.ts';
import { shorten } from '../printable.ts';
import { changeText, evidenceText, hopOfLoss, lostText } from './delivery.ts';
import { findingNotes, hopStateText, hopText, verdictText } from './finding.ts';
import { targetProblemLines } from './problem/problem.ts';
import { differenceLines, valueText } from './value.ts';

/*
 * What a finding says below its title, in plain lines of any length: for formats whose readers set them in their own
 * way.
 */

const mostDifferences = 10;

/** The values, the hops of a delivery, and what else is known. `limit`: the most characters of a value. */
export function findingDetails(finding: Finding, limit: number): readonly string[] {
  const verdict = verdictText(finding.verdict);
  const values =
    finding.type === 'resource-missing' ? [] : differenceLines(finding.declared, finding.live, limit, finding.base);
  return [
    ...(verdict === '' ? [] : [verdict]),
    ...values.map(({ label, text }) => `${label}: ${text}`),
    ...(finding.type === 'delivery-broken' ? deliveryDetails(finding, limit) : []),
    ...findingNotes(finding),
  ];
}

function deliveryDetails(finding: Extract<Finding, { type: 'delivery-broken' }>, limit: number): readonly string[] {
  const { hops, brokenAt, differences = [], evidence = [] } = finding;
  const broken = hopOfLoss(hops, brokenAt);
  const more = differences.length - mostDifferences;
  return [
    ...hops.map((hop) => {
      const value = hop.value === undefined ? '' : `: ${shorten(valueText(hop.value), limit)}`;
      return `${hopText(hop.hop)}: ${hopStateText(hop)}${value}${hop === broken ? ' <- lost here' : ''}`;
    }),
    ...(differences.length === 0 ? [] : [lostText(finding)]),
    ...differences
      .slice(0, mostDifferences)
      .map(({ path, declared, live }) => `${path}: ${changeText(declared, live, limit)}`),
    ...(more > 0 ? [`and ${more} more in the JSON report`] : []),
    ...evidence.map(evidenceText),
  ];
}

/** Why a target could not be run. */
export function targetProblemText(problem: NonNullable<Target['problem']>): readonly string[] {
  const width = 120;
  return renderLines(targetProblemLines(problem, width, 0), { width, color: false })
    .trimEnd()
    .split('\n');
}
