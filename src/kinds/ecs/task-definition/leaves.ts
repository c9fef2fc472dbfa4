import { parseArn } from '../../../model/arn.ts';
import { eachInSteps, type Steps } from '../../../model/course.ts';
import { reasonOf } from '../../../model/declared.ts';
import {
  type Compared,
  type DifferingLeaf,
  joinCompared,
  type Leaf,
  leavesOf,
  type Subject,
} from '../../../model/leaf.ts';
import type { Path } from '../../../model/path.ts';
import { withIgnored } from '../../ignore-changes.ts';
import { compareTags } from '../../tags.ts';
import { missingLeaf, renamedLeaf, undeterminedLeaf } from '../../whole.ts';
import { secretSourceLeaves } from '../secret-sources.ts';
import { compareTaskDefinition, ruleOf } from './compare.ts';
import type { LiveTaskDefinitions, TaskDefinitionOfRoot } from './declare.ts';
import { declaredIdentity, type FoundRevision, type RegisteredRevision, revisionName } from './found.ts';
import { secretReferences } from './secret-references.ts';

/** Holds declared task definitions against the revisions that there are of each. */
export function* compareTaskDefinitions(
  declared: readonly TaskDefinitionOfRoot[],
  live: LiveTaskDefinitions,
): Steps<Compared> {
  return joinCompared(yield* eachInSteps(declared, (one) => compareOne(one, live.get(one) ?? [])));
}

function compareOne(declared: TaskDefinitionOfRoot, found: readonly FoundRevision[]): Compared {
  const revisions: readonly FoundRevision[] =
    found.length === 0 ? [{ status: 'absent', identity: declaredIdentity(declared) }] : found;
  return joinCompared(
    revisions.map((revision, index) => {
      const { target, address, at } = declared;
      const subject: Subject = { kind: 'ecs-task-definition', target, address, at, identity: revision.identity };
      const unknown = index === 0 ? unknownKeyLeaves(subject, declared, revision) : [];
      return { subjects: [subject], leaves: [...leavesAbout(subject, declared, revision), ...unknown] };
    }),
  );
}

function leavesAbout(subject: Subject, declared: TaskDefinitionOfRoot, found: FoundRevision): readonly Leaf[] {
  switch (found.status) {
    case 'registered':
      return comparedLeaves(subject, declared, found);
    case 'absent':
      return [absentLeaf(subject, declared)];
    case 'unidentified':
      return [unidentifiedLeaf(subject, declared)];
    case 'unreadable':
      return [undeterminedLeaf(subject, 'unreadable', { kind: 'aws', problem: found.problem })];
  }
}

function absentLeaf(subject: Subject, { expansion, isFamilyIgnored }: TaskDefinitionOfRoot): Leaf {
  if (expansion !== undefined) return undeterminedLeaf(subject, 'expansion-unknown', reasonOf(expansion));
  return isFamilyIgnored ? renamedLeaf(subject, 'family') : missingLeaf(subject, 'ecs/task-definition-missing');
}

function comparedLeaves(subject: Subject, declared: TaskDefinitionOfRoot, found: RegisteredRevision): readonly Leaf[] {
  const { model, identity, tags, sources } = found;
  const place = identity.arn === undefined ? undefined : parseArn(identity.arn);
  const settings = compareTaskDefinition(declared.model, model, place);
  const compared = [
    ...leavesOf(settings, subject, ruleOf).map((leaf) => seenIn(scoped(leaf), found)),
    ...leavesOf(compareTags(declared.tags, tags), subject, () => 'ecs/tags-changed'),
  ];
  return [
    ...withIgnored(compared, declared.ignored),
    ...(place === undefined || sources === undefined
      ? []
      : secretSourceLeaves(secretReferences(declared, model), sources, place, subject)),
  ];
}

/** Revisions do not change: what one has, it has had since it was registered. */
function seenIn(leaf: Leaf, { identity }: RegisteredRevision): Leaf {
  const seen = revisionName(identity);
  return leaf.outcome === 'differs' && seen !== undefined ? { ...leaf, seen } : leaf;
}

/** Where no container is known, most of the task definition is not. */
function scoped(leaf: Leaf): Leaf {
  return leaf.outcome === 'undetermined' && isAllContainers(leaf.path) ? { ...leaf, scope: 'resource' } : leaf;
}

function isAllContainers([first, ...further]: Path): boolean {
  return first?.field === 'containers' && first.key === undefined && further.length === 0;
}

function unidentifiedLeaf(subject: Subject, { family, place }: TaskDefinitionOfRoot): Leaf {
  if (place.doubt !== undefined) return undeterminedLeaf(subject, 'unidentified', reasonOf(place.doubt));
  const because = family?.state === 'unknown' ? family.because : undefined;
  const hole = family?.state === 'partial' ? family.parts.find((part) => typeof part !== 'string') : because;
  const reason = hole === undefined ? ({ kind: 'invalid', name: 'family-missing' } as const) : reasonOf(hole);
  return undeterminedLeaf(subject, 'unidentified', reason, { path: [{ field: 'family' }], at: family?.at });
}

/**
 * The keys of containers that ECS does not know, whatever AWS has: Terraform drops them. Where it is told to leave the
 * containers alone, they are as little for the code to say as what ECS knows.
 */
function unknownKeyLeaves(subject: Subject, declared: TaskDefinitionOfRoot, found: FoundRevision): readonly Leaf[] {
  const leaves = declared.unknownKeys.map(
    ({ path, at = declared.at, nearest }): DifferingLeaf => ({
      outcome: 'differs',
      change: 'missing',
      rule: 'ecs/member-unknown',
      subject,
      path,
      at,
      unknownMember: nearest === undefined ? {} : { nearest },
      // Without a revision there is nothing that it was held against.
      ...(found.status === 'registered' ? {} : { isRemark: true }),
    }),
  );
  return withIgnored(leaves, declared.ignored);
}
