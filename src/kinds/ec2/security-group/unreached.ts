import { reasonOf } from '../../../model/declared.ts';
import type { IdentityOf } from '../../../model/identity.ts';
import type { Compared, DifferingLeaf, Leaf, Subject } from '../../../model/leaf.ts';
import { type Path, wholePath } from '../../../model/path.ts';
import type { AwsProblem } from '../../../model/report/aws-problem.ts';
import type { ReasonData } from '../../../model/report/reason.ts';
import { missingLeaf, undeterminedLeaf } from '../../whole.ts';
import { type Claim, type ClaimSubjects, type RuleSubject, subjectsOf, type UnassignedRule } from './claims.ts';
import type { DeclaredGroup } from './declared.ts';
import { type GroupMatch, unknownPart } from './identity.ts';

/** Why rules could not be compared. */
export type Unreached = Exclude<GroupMatch, { status: 'found' }>;

/** A group that was not found or read, and the rules that a root declares of it: neither can be compared. */
export function unreachedClaim(claim: Claim, why: Unreached): Compared {
  return unreached(subjectsOf(claim, nameOf(claim)), why);
}

/** Leaves that say why a group, and the rules that a root declares of it, were not compared. */
export function unreached({ claim, declared, members }: ClaimSubjects, why: Unreached): Compared {
  if (declared === undefined) return { subjects: subjectsIn(members), leaves: foreignLeaves(claim, members, why) };
  const { group, subject } = declared;
  return {
    subjects: [subject, ...subjectsIn(members)],
    leaves: [
      groupLeaf(subject, group, why),
      ...members.map((member): Leaf => ({ ...groupLeaf(member.subject, group, why), isExplained: true })),
    ],
  };
}

/** A rule resource that has nothing to be compared with, because it is not known which group its rules belong to. */
export function unreachedRule({ resource, because }: UnassignedRule, subject: Subject): Compared {
  const code = resource.expansion === undefined ? 'unidentified' : 'expansion-unknown';
  return { subjects: [subject], leaves: [undeterminedLeaf(subject, code, reasonOf(because), { path: groupArgument })] };
}

const groupArgument: Path = [{ field: 'security_group_id' }];

function subjectsIn(members: readonly RuleSubject[]): readonly Subject[] {
  return members.map(({ subject }) => subject);
}

/** What the code calls a group that was not found. */
function nameOf({ group, id }: Claim): IdentityOf<'security-group'> {
  if (group === undefined) return id === undefined ? {} : { id };
  const { name, namePrefix, vpcId, place } = group.query;
  return {
    ...(name?.state === 'known' ? { name: name.value } : {}),
    ...(name === undefined && namePrefix?.state === 'known' && !namePrefix.sensitive
      ? { name: `${namePrefix.value}*` }
      : {}),
    ...(vpcId?.state === 'known' ? { vpcId: vpcId.value } : {}),
    ...(place.region === undefined ? {} : { region: place.region }),
  };
}

/** Why a declared group, or a rule of it, has nothing to be compared with. */
function groupLeaf(subject: Subject, group: DeclaredGroup, why: Unreached): Leaf {
  switch (why.status) {
    case 'absent':
      return missing(subject, wholePath);
    case 'unidentified': {
      const code = group.expansion === undefined ? 'unidentified' : 'expansion-unknown';
      const candidates = why.reason.candidates ?? [];
      // One candidate that nothing points to: what it is called, AWS alone knows.
      const reason: ReasonData =
        why.reason.kind === 'ambiguous' && candidates.length < 2
          ? { kind: 'resource', address: group.address, path: ['id'], candidates }
          : why.reason;
      return undeterminedLeaf(subject, code, reason);
    }
    case 'unreadable':
      return unreadable(subject, wholePath, why.problem);
  }
}

/**
 * Why the rules of a group that the root does not declare have nothing to be compared with: the group is missing once.
 */
function foreignLeaves({ id }: Claim, members: readonly RuleSubject[], why: Unreached): readonly Leaf[] {
  if (why.status !== 'absent') return members.map((member) => foreignLeaf(member, why));
  const [first, ...others] = members;
  if (first === undefined) return [];
  const related = others.map(({ resource }) => ({ address: resource.address, at: resource.at }));
  return [
    {
      ...missing(first.subject, groupArgument),
      ...(id === undefined ? {} : { declared: { value: id } }),
      ...(related.length === 0 ? {} : { related }),
    },
    ...others.map(({ subject }): Leaf => ({ ...missing(subject, groupArgument), isExplained: true })),
  ];
}

function foreignLeaf({ subject, resource }: RuleSubject, why: Exclude<Unreached, { status: 'absent' }>): Leaf {
  if (why.status === 'unreadable') return unreadable(subject, groupArgument, why.problem);
  const { group } = resource;
  const because = group === undefined || group.state === 'known' ? undefined : unknownPart(group);
  const reason = why.reason.kind === 'ambiguous' || because === undefined ? why.reason : reasonOf(because);
  return undeterminedLeaf(subject, 'unidentified', reason, { path: groupArgument });
}

function missing(subject: Subject, path: Path): DifferingLeaf {
  return { ...missingLeaf(subject, 'sg/group-missing', { live: { absent: true } }), path };
}

function unreadable(subject: Subject, path: Path, problem: AwsProblem): Leaf {
  return undeterminedLeaf(subject, 'unreadable', { kind: 'aws', problem }, { path });
}
