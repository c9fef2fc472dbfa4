import type { Leaf } from '../../../model/leaf.ts';
import type { ClaimSubjects } from './claims.ts';
import type { GroupMatch } from './identity.ts';

/**
 * That the group which an apply made is gone and another one has its name: its rules are compared with those of the
 * other one, and what names the id of the first is told where it is declared.
 */
export function recreatedLeaves(
  { group, subject }: NonNullable<ClaimSubjects['declared']>,
  match: GroupMatch,
): readonly Leaf[] {
  if (match.status !== 'found' || match.recreatedFrom === undefined) return [];
  return [
    {
      outcome: 'differs',
      change: 'changed',
      rule: 'sg/group-recreated',
      isRemark: true,
      subject,
      path: [{ field: 'id' }],
      at: group.at,
      declared: { value: match.recreatedFrom },
      live: { value: match.group.id },
    },
  ];
}
