import { attribute, isSecret, readString, reasonOf, type Value } from '../../../model/declared.ts';
import type { Leaf } from '../../../model/leaf.ts';
import type { AwsProblem } from '../../../model/report/aws-problem.ts';
import type { Resource, Stack } from '../../../model/stack.ts';
import type { Unknown } from '../../../model/value.ts';
import { placeOf } from '../../../terraform/stack/place.ts';
import { ignoredAs } from '../../ignore-changes.ts';
import { missingLeaf, renamedLeaf, undeterminedLeaf } from '../../whole.ts';
import type { ClaimSubjects, RuleSubject } from './claims.ts';
import { unknownPart } from './identity.ts';
import { type NamedVpc, namedVpc } from './vpc.ts';

/*
 * `aws_vpc_security_group_vpc_association`: a group may be used in a further VPC beside its own. Its rules are the same
 * there.
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ec2/vpc_security_group_vpc_association.go
 */

export const associationType = 'aws_vpc_security_group_vpc_association';

/** The VPC that a group is to be associated with. */
export interface Association {
  readonly vpcId: Value<string> | undefined;
  /** The VPC, where its id is not known and something else may be in the same one. */
  readonly vpc?: NamedVpc;
  /** What `ignore_changes` names the VPC with, where it is left to others. */
  readonly ignored?: string;
}

/** The VPCs that a live group is associated with, each with the state that this is in; or why they are not known. */
export type LiveAssociations =
  | { readonly status: 'found'; readonly states: ReadonlyMap<string, string> }
  | { readonly status: 'unreadable'; readonly problem: AwsProblem };

/** What a resource of that type declares. */
export function association(resource: Resource, stack: Stack): Association {
  const vpcId = readString(attribute(resource.body, 'vpc_id'));
  const vpc = vpcId && namedVpc(vpcId, { address: resource.address, place: placeOf(resource, stack) }, stack);
  const ignored = ignoredAs(resource, 'vpc_id');
  return { vpcId, ...(vpc === undefined ? {} : { vpc }), ...(ignored === undefined ? {} : { ignored }) };
}

/** Whether a root associates the group of a claim with a VPC. */
export function isAssociated({ members }: Pick<ClaimSubjects, 'members'>): boolean {
  return members.some(({ resource }) => resource.association !== undefined);
}

const vpcPath = [{ field: 'vpc_id' }];

/** The states of an association that is there, or will be. */
const established: ReadonlySet<string> = new Set(['associated', 'associating']);

/** What such a resource of a live group comes to. */
export function associationLeaves(
  { resource, subject }: RuleSubject,
  { claim }: Pick<ClaimSubjects, 'claim'>,
  live: LiveAssociations,
): readonly Leaf[] {
  const { association: declared } = resource;
  if (declared === undefined) return [];
  if (live.status === 'unreadable') {
    return [undeterminedLeaf(subject, 'unreadable', { kind: 'aws', problem: live.problem }, { path: vpcPath })];
  }
  const { vpcId, vpc, ignored } = declared;
  const settled = claim.groups.vpcs.of(vpc);
  const id = vpcId?.state === 'known' ? vpcId.value : 'id' in settled ? settled.id : undefined;
  if (id === undefined && live.states.size > 0) {
    const because: Unknown =
      vpcId === undefined || vpcId.state === 'known' ? { kind: 'invalid', code: 'no-vpc_id' } : unknownPart(vpcId);
    return [undeterminedLeaf(subject, 'unidentified', reasonOf(because), { path: vpcPath })];
  }
  const state = id === undefined ? undefined : live.states.get(id);
  if (state !== undefined && established.has(state)) return [{ outcome: 'equal', subject, path: vpcPath }];
  if (state === undefined && resource.expansion !== undefined) {
    return [undeterminedLeaf(subject, 'expansion-unknown', reasonOf(resource.expansion))];
  }
  if (state === undefined && ignored !== undefined) return [renamedLeaf(subject, ignored)];
  const isHidden = vpcId !== undefined && isSecret(vpcId);
  const wanted = isHidden ? { secret: true as const } : id === undefined ? undefined : { value: id };
  return [
    missingLeaf(subject, 'sg/vpc-association-missing', {
      ...(wanted === undefined ? {} : { declared: wanted }),
      live: state === undefined ? { absent: true } : { value: state },
    }),
  ];
}
