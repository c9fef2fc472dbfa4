import type { AwsReader } from '../aws/reader.ts';
import type { DraftGap } from '../model/report/gap.ts';

/**
 * What ECS answered that this version does not know, as a gap for each member of a shape: it was compared by nobody.
 */
export function unknownMemberGaps(aws: AwsReader): readonly DraftGap[] {
  return (aws.unknownMembers?.() ?? []).map(({ shape, member }) => ({
    code: 'unknown-member',
    scope: 'leaf',
    path: `${shape}.${member}`,
    reason: { kind: 'unsupported', name: `${shape}.${member}` },
  }));
}
