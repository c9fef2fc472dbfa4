import type { AwsReader } from '../aws/reader.ts';
import type { KindRun } from '../kinds/run-kind.ts';
import type { DraftGap } from '../model/report.ts';

/**
 * What ECS answered that this version does not know, as a gap for each member of a shape: it was compared by nobody.
 */
export function unknownMembersRun(aws: AwsReader): KindRun {
  const gaps = (aws.unknownMembers?.() ?? []).map(
    ({ shape, member }): DraftGap => ({
      code: 'unknown-member',
      scope: 'leaf',
      path: `${shape}.${member}`,
      reason: { kind: 'unsupported', name: `${shape}.${member}` },
    }),
  );
  return { checked: [], findings: [], gaps, learnt: new Map() };
}
