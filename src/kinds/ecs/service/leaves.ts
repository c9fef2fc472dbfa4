import { eachInSteps, type Steps } from '../../../model/course.ts';
import { reasonOf, shownLive, type Value } from '../../../model/declared.ts';
import {
  type Compared,
  type Differing,
  joinCompared,
  type Leaf,
  leavesOf,
  type Subject,
  type UndeterminedLeaf,
} from '../../../model/leaf.ts';
import type { ReasonData } from '../../../model/report/reason.ts';
import type { RuleId } from '../../../model/rule.ts';
import type { Text } from '../../../model/secret/secret.ts';
import type { Unknown } from '../../../model/value.ts';
import { withIgnored } from '../../ignore-changes.ts';
import { compareTags } from '../../tags.ts';
import { missingLeaf, notComparedLeaf, renamedLeaf, undeterminedLeaf } from '../../whole.ts';
import { compareService } from './compare.ts';
import type { LiveServices, ServiceOfRoot } from './declare.ts';
import { withUndeclaredGroups } from './express-mode.ts';
import { type ActiveService, type FoundService, identityOf } from './found.ts';
import { type Controller, type Deployer, leftToOwners, movedBalancers } from './owners.ts';

/** Holds declared services against what there is of each. */
export function* compareServices(declared: readonly ServiceOfRoot[], live: LiveServices): Steps<Compared> {
  const each = yield* eachInSteps(declared, (one): Compared => {
    const found = live.get(one) ?? { status: 'absent', identity: identityOf(one.identity, {}) };
    const subject: Subject = {
      kind: 'ecs-service',
      target: one.target,
      address: one.address,
      at: one.identity.at,
      identity: found.identity,
    };
    return { subjects: [subject], leaves: leavesAbout(subject, one, found) };
  });
  return joinCompared(each);
}

function leavesAbout(subject: Subject, declared: ServiceOfRoot, found: FoundService): readonly Leaf[] {
  switch (found.status) {
    case 'active':
      return comparedLeaves(subject, declared, found);
    case 'absent':
      return [absentLeaf(subject, declared)];
    case 'deleted':
      return [deletedLeaf(subject, declared, found.word)];
    case 'unidentified':
      return [unidentifiedLeaf(subject, declared)];
    case 'unreadable':
      return [undeterminedLeaf(subject, 'unreadable', { kind: 'aws', problem: found.problem })];
  }
}

function comparedLeaves(subject: Subject, declared: ServiceOfRoot, found: ActiveService): readonly Leaf[] {
  const outcomes = compareService(declared, found.model, found.taskDefinition, found.newest);
  const compared = [
    ...leftToOwners(leavesOf(outcomes, subject, ruleOf), declared.owners, deployerOf(declared, found)),
    ...leavesOf(compareTags(declared.tags, found.tags), subject, () => 'ecs/tags-changed'),
  ];
  return [
    ...withIgnored(found.isExpress === true ? withUndeclaredGroups(compared) : compared, declared.ignored),
    ...declared.notCompared.map(({ path, name, at }) => notComparedLeaf(subject, path, name, at)),
  ];
}

function deployerOf(declared: ServiceOfRoot, found: ActiveService): Deployer {
  const controller = controllerOf(declared, found);
  const moved = movedBalancers(declared.model, found.model);
  return { ...(controller === undefined ? {} : { controller }), ...(moved === undefined ? {} : { moved }) };
}

/** What else than ECS deploys a service, unless the code names another one. */
function controllerOf({ model }: ServiceOfRoot, found: ActiveService): Controller | undefined {
  const live = found.model.deploymentController?.type;
  if (live !== 'CODE_DEPLOY' && live !== 'EXTERNAL') return undefined;
  const declared = model.members.deploymentController;
  const type = declared?.state === 'record' ? declared.members.type : undefined;
  return type?.state === 'known' && type.value !== live ? undefined : live;
}

/** The rule that a difference breaks. */
function ruleOf({ path }: Differing): RuleId {
  switch (path[0]?.field) {
    case 'desiredCount':
      return 'ecs/service-desired-count';
    case 'taskDefinition':
      return 'ecs/service-revision';
    default:
      return 'ecs/service-changed';
  }
}

function absentLeaf(subject: Subject, { identity: { expansion, ignored } }: ServiceOfRoot): Leaf {
  if (expansion !== undefined) return undeterminedLeaf(subject, 'expansion-unknown', reasonOf(expansion));
  return ignored === undefined ? missingLeaf(subject, 'ecs/service-missing') : renamedLeaf(subject, ignored);
}

function deletedLeaf(subject: Subject, { identity: { ignored } }: ServiceOfRoot, word: Text): Leaf {
  if (ignored !== undefined) return renamedLeaf(subject, ignored);
  return missingLeaf(subject, 'ecs/service-inactive', { declared: { value: 'ACTIVE' }, live: shownLive(word) });
}

function unidentifiedLeaf(subject: Subject, { identity: { name, cluster, place } }: ServiceOfRoot): UndeterminedLeaf {
  if (place.doubt !== undefined) return undeterminedLeaf(subject, 'unidentified', reasonOf(place.doubt));
  const [field, unknown] = name?.state === 'known' ? (['cluster', cluster] as const) : (['name', name] as const);
  const hole = holeIn(unknown);
  const reason: ReasonData = hole === undefined ? { kind: 'invalid', name: `${field}-missing` } : reasonOf(hole);
  return undeterminedLeaf(subject, 'unidentified', reason, { path: [{ field }], at: unknown?.at });
}

function holeIn(value: Value<string> | undefined): Unknown | undefined {
  if (value?.state === 'unknown') return value.because;
  return value?.state === 'partial' ? value.parts.find((part) => typeof part !== 'string') : undefined;
}
