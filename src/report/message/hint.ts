import type { Hint } from '../../model/report/hint.ts';

/** The title of the section about hints. */
export const hintsTitle = 'Hints (no drift; they fail nothing)';

/** What a hint says: one sentence. */
export function hintText({ service, path, port, scheme, half, groups, others = [] }: Hint): string {
  const endpoint = `${path} of service ${service} names port ${port}${scheme === undefined ? '' : ` (${scheme})`}`;
  const own = listText(groups);
  return half === 'egress'
    ? `${endpoint}, and no egress rule of ${own} allows it`
    : `${endpoint}; ${listText(others)} ${others.length === 1 ? 'has rules' : 'have rules'} for it, and none for ${own}`;
}

function listText(groups: readonly string[]): string {
  return `${groups.length === 1 ? 'security group' : 'security groups'} ${groups.join(', ')}`;
}
