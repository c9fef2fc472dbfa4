import type { CoveredBy } from '../../model/report/covered-by.ts';
import type { Finding } from '../../model/report/finding.ts';

/** What other rules of a group make of a finding about a rule, in one line; nothing where they make nothing of it. */
export function coveredNotes({ type, coveredBy }: Pick<Finding, 'type' | 'coveredBy'>): readonly string[] {
  if (coveredBy === undefined) return [];
  const isLive = type === 'element-missing' || type === 'attribute-changed';
  const by = byText(coveredBy);
  if (!isLive) return [`opens nothing${versionText(coveredBy)} that declared rules do not${by}`];
  return [`open in effect${versionText(coveredBy)}, by other live rules${by}`];
}

function versionText({ only }: CoveredBy): string {
  return only === undefined ? '' : ` for ${only === 'ipv4' ? 'IPv4' : 'IPv6'} alone`;
}

function byText({ rules }: CoveredBy): string {
  if (rules.length === 0) return '';
  return `: ${rules.map(({ rule, id, address }) => [rule, ...nameOf(id ?? address)].join(' ')).join(', ')}`;
}

const nameOf = (name: string | undefined): readonly string[] => (name === undefined ? [] : [`(${name})`]);
