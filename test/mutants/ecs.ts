import type { LiveService } from '../../src/aws/reads/ecs-describe-services.ts';
import type { LiveTaskDefinition } from '../../src/aws/reads/ecs-describe-task-definition.ts';
import { members } from '../../src/compare/record.ts';
import type { RecordShape, Shape } from '../../src/compare/shape.ts';
import { declaredServices } from '../../src/kinds/ecs/service/declared.ts';
import { liveService } from '../../src/kinds/ecs/service/live.ts';
import { type ServiceModel, serviceTable } from '../../src/kinds/ecs/service/model.ts';
import { declaredTaskDefinitions } from '../../src/kinds/ecs/task-definition/declared.ts';
import { liveTaskDefinition } from '../../src/kinds/ecs/task-definition/live.ts';
import { type TaskDefinitionModel, taskDefinitionTable } from '../../src/kinds/ecs/task-definition/model.ts';
import type { KindName } from '../../src/model/identity.ts';
import * as sample from '../kinds/ecs/sample.ts';
import { absent, isAnswer } from './answers.ts';
import { awsService, awsTaskDefinition, isSameModel } from './aws-form.ts';
import {
  type Apply,
  apartFrom,
  changedAt,
  type Differing,
  eachRead,
  isWithin,
  type Matching,
  type Mutation,
  matching,
} from './mutation.ts';
import { withOverrides } from './overrides.ts';
import type { Json, JsonObject, RecordedAnswer, Scene } from './scene.ts';
import { type Expected, type TableChange, type Told, tableChanges } from './table-changes.ts';

/* The mutations of task definitions and services, from the tables of both. */

/** What the tables say of a kind, and how AWS answers with it. */
interface TableKind {
  readonly kind: KindName;
  readonly action: string;
  readonly shape: (live: JsonObject) => RecordShape;
  readonly modelOf: (live: JsonObject) => unknown;
  readonly answerOf: (live: JsonObject, model: unknown) => JsonObject;
  /** By the resource's address. */
  readonly declared: (scene: Scene, address: string) => unknown;
  readonly arnOf: (live: JsonObject) => string | undefined;
  readonly sample: unknown;
  /** What a change to one has to be told of beside what the table says. */
  readonly expected: (scene: Scene, before: JsonObject, after: JsonObject, change: TableChange) => Expected;
  /** What AWS answers with besides, though nobody asked when it was recorded. */
  readonly beside: (
    live: JsonObject,
    changed: JsonObject,
    reads: readonly RecordedAnswer[],
  ) => readonly RecordedAnswer[];
  readonly ruleOf: (told: Told) => string;
}

const taskDefinitions: TableKind = {
  kind: 'ecs-task-definition',
  action: 'ecs:DescribeTaskDefinition',
  shape: () => taskDefinitionShape,
  // What AWS answers with, before anything in it is sealed.
  modelOf: (live) => liveTaskDefinition(live as LiveTaskDefinition),
  answerOf: awsTaskDefinition,
  declared: ({ stack }, address) => declaredTaskDefinitions(stack).find((one) => one.address === address)?.model,
  arnOf: (live) => textOf(live['taskDefinitionArn']),
  sample: liveTaskDefinition(sample.taskDefinition as LiveTaskDefinition),
  expected: (scene, before, after, { expected }) => withOverrides(scene, before, after, expected),
  beside: () => [],
  ruleOf: ({ path, change }) => {
    const [, member] = /^containers\[[^\]]*\](?:\.(\w+))?/.exec(path) ?? [];
    if (!path.startsWith('containers[')) return 'ecs/task-definition-changed';
    if (member === undefined) return `ecs/container-${change}`;
    if (member === 'image') return 'ecs/image-changed';
    if (member === 'environment') return `ecs/env-${change}`;
    if (member === 'secrets') return `ecs/secret-${change}`;
    return 'ecs/container-changed';
  },
};

const services: TableKind = {
  kind: 'ecs-service',
  action: 'ecs:DescribeServices',
  shape: (live) => serviceShape(live['schedulingStrategy'] === 'DAEMON'),
  modelOf: (live) => liveService(live as LiveService),
  answerOf: awsService,
  declared: ({ stack }, address) => declaredServices(stack).find(({ identity }) => identity.address === address)?.model,
  arnOf: (live) => textOf(live['serviceArn']),
  sample: liveService(sample.service as LiveService),
  expected: (scene, live, _, { field, expected }) =>
    field === 'desiredCount' && isScaledInSecret(scene, live) ? { kind: 'open', path: field } : expected,
  beside: (live, changed, reads) => [
    ...(scalableTarget(live, reads) === undefined ? [nothingRegistered(live)] : []),
    ...unreadGroups(live, changed, reads),
  ],
  ruleOf: ({ path }) => (path === 'desiredCount' ? 'ecs/service-desired-count' : 'ecs/service-changed'),
};

export const tableKinds: readonly TableKind[] = [taskDefinitions, services];

const taskDefinitionShape = shapeOf(members<TaskDefinitionModel>(taskDefinitionTable(undefined)));

/** Of a daemon AWS counts the tasks. */
function serviceShape(isDaemon: boolean): RecordShape {
  const shape = shapeOf(members<ServiceModel>(serviceTable({ isDaemon })));
  return isDaemon
    ? { ...shape, fields: new Map([...shape.fields].filter(([name]) => name !== 'desiredCount')) }
    : shape;
}

function shapeOf({ shape }: { readonly shape?: Shape }): RecordShape {
  if (shape?.kind !== 'record') throw new Error('a model is a record');
  return shape;
}

/** All places of the tables. */
export function tableFields(): ReadonlyMap<KindName, readonly string[]> {
  return new Map([
    ['ecs-task-definition', fieldsOf(taskDefinitionShape, '')],
    ['ecs-service', fieldsOf(serviceShape(false), '')],
  ]);
}

function fieldsOf(shape: Shape, path: string): string[] {
  if (shape.kind === 'keyed') return shape.element.kind === 'record' ? fieldsOf(shape.element, path) : [path];
  if (shape.kind !== 'record') return [path];
  return [...shape.fields].flatMap(([name, field]) => fieldsOf(field.shape, path === '' ? name : `${path}.${name}`));
}

/** The mutations of all things of a kind that are as they are declared. */
export function tableMutations(scene: Scene, kind: TableKind): readonly Mutation[] {
  return matching(scene, kind.kind, ({ arn }) => arn).flatMap((thing) => {
    const { id, addresses } = thing;
    const found = scene.reads.find(
      (read) => read.action === kind.action && isAnswer(read.result) && kind.arnOf(read.result) === id,
    );
    if (found === undefined || !isAnswer(found.result)) return [];
    const live = found.result;
    const model = kind.modelOf(live);
    if (!isSameModel(model, kind.modelOf(kind.answerOf(live, model)))) {
      throw new Error(`${scene.name}: ${id} is not read back as it was written`);
    }
    const put = (answer: (own: JsonObject) => JsonObject) =>
      eachRead((read) =>
        read.action === kind.action && isAnswer(read.result) && kind.arnOf(read.result) === id
          ? { ...read, result: answer(read.result) }
          : undefined,
      );
    return addresses.flatMap((address) => {
      const others = addresses.filter((one) => one !== address);
      const common = { kind: kind.kind, thing, address, others, ruleOf: kind.ruleOf };
      const declared = kind.declared(scene, address);
      if (declared === undefined) throw new Error(`${scene.name}: nothing declares ${address}`);
      const changes = tableChanges(kind.shape(live), model, declared, kind.sample);
      return changes.flatMap((change): Mutation[] => {
        const changed = put((own) => kind.answerOf(own, change.model));
        const apply: Apply = (reads) => [
          ...changed(reads),
          ...kind.beside(live, kind.answerOf(live, change.model), reads),
        ];
        const { field, what } = change;
        const expected = kind.expected(scene, live, kind.answerOf(live, change.model), change);
        const isLost =
          change.expected.kind === 'told' && isSameModel(model, kind.modelOf(kind.answerOf(live, change.model)));
        const mutation: Mutation = {
          ...{ ...common, field, what, apply, expected, ...followsOf(change, isBehind(scene, id)) },
          ...(isLost ? { skipped: 'the deployment that has it was not recorded' } : {}),
        };
        return [apartFrom(mutation, aboutOf(change, thing))];
      });
    });
  });
}

const groupsAction = 'ec2:DescribeSecurityGroups';
const scalableTargets = 'application-autoscaling:DescribeScalableTargets';

function resourceId(live: JsonObject): string {
  return `service/${String(live['clusterArn']).replace(/^.*\//, '')}/${String(live['serviceName'])}`;
}

function scalableTarget(live: JsonObject, reads: readonly RecordedAnswer[]): RecordedAnswer | undefined {
  return reads.find(({ action, key }) => action === scalableTargets && key['resource-id'] === resourceId(live));
}

/** Whether anybody is asked of it is known only when the number differs, so that mostly nobody was when it was recorded. */
function nothingRegistered(live: JsonObject): RecordedAnswer {
  return absent({ action: scalableTargets, key: { 'resource-id': resourceId(live) } });
}

/** The groups that a service has besides and nobody asked for: they are nobody's in particular. */
function unreadGroups(
  live: JsonObject,
  changed: JsonObject,
  reads: readonly RecordedAnswer[],
): readonly RecordedAnswer[] {
  const before = groupsOf(live);
  return groupsOf(changed)
    .filter((id) => !before.includes(id))
    .filter((id) => !reads.some(({ action, key }) => action === groupsAction && key['group-id'] === id))
    .map((id) => ({
      action: groupsAction,
      key: { 'group-id': id },
      result: [{ GroupId: id, GroupName: `unknown-${String(id)}`, Description: '', Tags: [] }],
    }));
}

function groupsOf(service: JsonObject): readonly Json[] {
  const network = service['networkConfiguration'];
  const own = isAnswer(network) ? network['awsvpcConfiguration'] : undefined;
  const groups = isAnswer(own) ? own['securityGroups'] : undefined;
  return Array.isArray(groups) ? groups : [];
}

/** Whether the configuration says that an autoscaler owns the number of tasks, and AWS does not say within which bounds. */
function isScaledInSecret({ policy, reads }: Scene, live: JsonObject): boolean {
  const isOwned = policy?.owners.some(({ value }) => value.by === 'autoscaling') === true;
  return isOwned && scalableTarget(live, reads)?.problem !== undefined;
}

/**
 * A service has a launch type or a capacity provider strategy, never both: what is told of the one is told of the other.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
 */
const launching = ['launchType', 'capacityProviderStrategy'];

/** What a change is about. */
function aboutOf(change: TableChange, { differing }: Matching): readonly Differing[] {
  const { path, field, expected, names, isForeign = false } = change;
  if (launching.some((member) => isWithin(field, member))) return changedAt(...launching);
  // Of elements that are left over on both sides any two may be taken for one.
  const collection = path.replace(/\[[^\]]*\][^[\]]*$/, '');
  if (expected.kind === 'open') return changedAt(collection);
  if (expected.kind !== 'told') return changedAt(path);
  // One that is told under a name which AWS does not have was taken for another one.
  const isTaken =
    names !== undefined &&
    differing.some(
      (one) =>
        one.change === 'changed' &&
        isWithin(one.path, path) &&
        !names.some((name) => isWithin(one.path, `${path}[${name}]`)),
    );
  return expected.either.length > 1 || isTaken
    ? changedAt(collection)
    : expected.either.flat().map((one) => ({ ...one, isForeign }));
}

/** Whether a service runs the revision though its family has a newer one. */
function isBehind({ reads }: Scene, arn: string): boolean {
  const isRun = reads.some(
    ({ action, result }) => action === 'ecs:DescribeServices' && isAnswer(result) && result['taskDefinition'] === arn,
  );
  const family = /task-definition\/([^/:]+):\d+$/.exec(arn)?.[1];
  return (
    isRun &&
    reads.some(
      ({ action, key, result }) =>
        action === 'ecs:DescribeTaskDefinition' &&
        isAnswer(result) &&
        key['taskDefinition'] === family &&
        result['taskDefinitionArn'] !== arn,
    )
  );
}

/** What a change brings with it. */
function followsOf({ field, path: changed }: TableChange, isBehind: boolean): Pick<Mutation, 'follows'> {
  return {
    follows: ({ rule, path }) =>
      // Where the host port is the container's, it says something as soon as it is another one.
      ((field === 'networkMode' || field === 'containers.portMappings.containerPort') &&
        /^containers\[.*\.hostPort$/.test(path)) ||
      // What another controller than ECS sets is owned by it.
      (field.startsWith('deploymentController') &&
        /^(?:taskDefinition|loadBalancers\[.*\.targetGroupArn)$/.test(path)) ||
      // Blue/green deployments set which target group has the tasks, and other ones leave it as it is declared.
      (/^deploymentConfiguration(?:\.strategy)?$/.test(field) && isTargetGroup(path)) ||
      // They set both of a load balancer, or neither.
      (/^loadBalancers\..*argetGroupArn$/.test(field) && isTargetGroup(path) && path !== changed) ||
      // A service that runs a revision which lacks what a newer one holds.
      (isBehind && path === 'taskDefinition' && rule.startsWith('delivery/')) ||
      // Tasks have no image of a container that is new.
      (rule === 'unreadable' && path.endsWith('.image') && path.startsWith(changed)),
  };
}

function isTargetGroup(path: string): boolean {
  return /^loadBalancers\[.*argetGroupArn$/.test(path);
}

function textOf(value: Json): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
