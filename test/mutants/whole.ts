import { tagShape } from '../../src/kinds/tags.ts';
import { absent, answersOf, isAnswer, objectsOf } from './answers.ts';
import { type Apply, apartFrom, changedAt, eachRead, type Mutation, matching } from './mutation.ts';
import { runningRevision } from './overrides.ts';
import type { Json, JsonObject, RecordedAnswer, Scene } from './scene.ts';
import type { Expected, Told } from './table-changes.ts';
import { ignoresTag, tagChanges } from './tags.ts';

/*
 * The mutations of services and task definitions that no table has: that there is none, that it was deleted, its tags, which revision
 * runs, and what the running tasks have.
 */

const servicesAction = 'ecs:DescribeServices';
const revisionsAction = 'ecs:DescribeTaskDefinition';
const tasksAction = 'ecs:DescribeTasks';

/** What these mutations are of. */
export const wholeFields = {
  'ecs-task-definition': ['revision', 'tags'],
  'ecs-service': ['service', 'tags', 'taskDefinition', 'tasks.taskDefinition', 'tasks.image', 'tasks.overrides'],
} as const;

const told = (...either: readonly (readonly Told[])[]): Expected => ({ kind: 'told', either });
const same: Expected = { kind: 'same' };

export function wholeMutations(scene: Scene): readonly Mutation[] {
  return [...serviceMutations(scene), ...revisionMutations(scene)];
}

type Make = (field: string, what: string, apply: Apply, expected: Expected) => Mutation;

function serviceMutations(scene: Scene): readonly Mutation[] {
  return matching(scene, 'ecs-service', ({ arn }) => arn).flatMap((thing) => {
    const live = answersOf(scene, servicesAction).find(({ serviceArn }) => serviceArn === thing.id);
    if (live === undefined) return [];
    const put = (change: (own: JsonObject) => JsonObject): Apply =>
      eachRead((read) => (isOf(read, servicesAction, 'serviceArn', thing.id) ? changed(read, change) : undefined));
    return thing.addresses.flatMap((address): readonly Mutation[] => {
      const make: Make = (field, what, apply, expected) => ({
        ...{ kind: 'ecs-service', thing, address, field, what, apply, expected },
        ruleOf: ({ rule = '' }) => rule,
        others: thing.addresses.filter((one) => one !== address),
      });
      const gone = (rule: string): Expected => told([{ path: '', change: 'missing', type: 'resource-missing', rule }]);
      // A task definition is compared as the revision that a service runs, so that another one may count without it.
      const follows: Mutation['follows'] = (finding) => !thing.addresses.includes(finding.address);
      const isGone = [
        ...['INACTIVE', 'DRAINING'].map((status) =>
          make(
            'service',
            `make it ${status}`,
            put((own) => ({ ...own, status })),
            gone('ecs/service-inactive'),
          ),
        ),
        make(
          'service',
          'take the service away',
          eachRead((read) => (isOf(read, servicesAction, 'serviceArn', thing.id) ? absent(read) : undefined)),
          gone('ecs/service-missing'),
        ),
      ];
      const ofWhole = [...otherRevision(scene, live, put, make), ...runningMutations(scene, live, make)];
      return [
        ...isGone.map((one) => ({ ...one, follows, isWhole: true as const })),
        // What is delivered depends on all of it.
        ...ofWhole.map((one) => apartFrom(one, changedAt('taskDefinition', 'containers'))),
        ...tagMutations(scene, live, (tags) => put((own) => ({ ...own, tags })), make),
        make(
          'service',
          'write out what nobody declares',
          put((own) => ({ ...own, zzz: 'x', roleName: 'x' })),
          same,
        ),
      ];
    });
  });
}

/**
 * A service that runs another family. (Of its own family it may run any revision that holds what the code declares.)
 */
function otherRevision(
  scene: Scene,
  live: JsonObject,
  put: (change: (own: JsonObject) => JsonObject) => Apply,
  make: Make,
): readonly Mutation[] {
  const runs = runningRevision(live);
  const revision = answersOf(scene, revisionsAction).find(({ taskDefinitionArn }) => taskDefinitionArn === runs);
  if (typeof runs !== 'string' || revision === undefined) return [];
  const family = `${String(revision['family'])}-other`;
  const other = runs.replace(/\/[^/]+:\d+$/, `/${family}:1`);
  const registered: RecordedAnswer = {
    action: revisionsAction,
    key: { taskDefinition: other },
    result: { ...revision, taskDefinitionArn: other, family, revision: 1 },
  };
  const inPrimary = (all: Json) =>
    objectsOf(all).map((one) => (one['status'] === 'PRIMARY' ? { ...one, taskDefinition: other } : one));
  const changed = put((own) => ({
    ...own,
    taskDefinition: other,
    deployments: inPrimary(own['deployments']),
    ...(own['taskSets'] === undefined ? {} : { taskSets: inPrimary(own['taskSets']) }),
  }));
  const mutation = make(
    'taskDefinition',
    'run another family',
    (reads) => [...changed(reads), registered],
    told([{ path: 'taskDefinition', change: 'changed', rule: 'ecs/service-revision' }]),
  );
  const isCompared = scene.leaves.some(
    ({ outcome, subject, path }) =>
      outcome === 'equal' && subject.address === mutation.address && path[0]?.field === 'taskDefinition',
  );
  if (!isCompared) return [];
  // What the tasks run, and which revision of the declared family counts, follows from it.
  const follows: Mutation['follows'] = ({ address, rule }) =>
    address !== mutation.address || rule.startsWith('delivery/');
  return [{ ...mutation, isAlone: true, follows }];
}

/** Which revision a service's tasks are of, and what they have. */
function runningMutations(scene: Scene, live: JsonObject, make: Make): readonly Mutation[] {
  const runs = runningRevision(live);
  const revision = answersOf(scene, revisionsAction).find(({ taskDefinitionArn }) => taskDefinitionArn === runs);
  if (typeof runs !== 'string' || revision === undefined) return [];
  const [, family, number] = /\/([^/]+):(\d+)$/.exec(runs) ?? [];
  const older = runs.replace(/\d+$/, String(Number(number) + 1000));
  const another: RecordedAnswer = {
    action: revisionsAction,
    key: { taskDefinition: older },
    result: { ...revision, taskDefinitionArn: older, family, revision: Number(number) + 1000, cpu: '7777' },
  };
  const tasks = scene.reads.filter(
    ({ action, result }) => action === tasksAction && isAnswer(result) && result['taskDefinitionArn'] === runs,
  );
  const [first] = tasks;
  if (first === undefined || !isAnswer(first.result)) return [];
  const task = first.result;
  const inTask = (members: JsonObject): Apply =>
    eachRead((read) => (read === first ? { ...read, result: { ...task, ...members } } : undefined));
  const delivery = (rule: string, path: string): readonly Told[] => [
    { path, change: 'changed', type: 'delivery-broken', rule },
  ];
  const containers = objectsOf(task['containers']);
  return [
    make(
      'tasks.taskDefinition',
      'let a task be of another revision',
      (reads) => [...inTask({ taskDefinitionArn: older })(reads), another],
      told([
        ...delivery('delivery/tasks-outdated', 'taskDefinition'),
        { path: 'cpu', change: 'changed', rule: 'ecs/task-definition-changed' },
      ]),
    ),
    ...containers.flatMap((container, index) => {
      const { name } = container;
      const override = { containerOverrides: [{ name, environment: [{ name: 'ZZZ', value: 'zzz' }] }] };
      const digest = container['imageDigest'];
      const isRead = scene.reads.some(({ action, result }) => action === 'ecr:DescribeImages' && result !== undefined);
      const definition = objectsOf(revision['containerDefinitions']).find((one) => one['name'] === name);
      return definition === undefined
        ? []
        : [
            make(
              'tasks.overrides',
              `override a variable of ${String(name)}`,
              inTask({ overrides: override }),
              told(delivery('delivery/overrides', `containers[${String(name)}].environment[ZZZ]`)),
            ),
            ...(typeof digest !== 'string' || !isRead
              ? []
              : [
                  make(
                    'tasks.image',
                    `let ${String(name)} run another image`,
                    inTask({
                      containers: containers.with(index, { ...container, imageDigest: `sha256:${'7'.repeat(64)}` }),
                    }),
                    told(delivery('delivery/image-stale', `containers[${String(name)}].image`)),
                  ),
                ]),
          ];
    }),
    make(
      'tasks.taskDefinition',
      'say more of a task',
      inTask({ zzz: 'x', cpu: '256', healthStatus: 'UNKNOWN', pullStartedAt: '2026-03-02T09:00:00.000Z' }),
      same,
    ),
  ];
}

function revisionMutations(scene: Scene): readonly Mutation[] {
  return matching(scene, 'ecs-task-definition', ({ arn }) => arn).flatMap((thing) => {
    const live = answersOf(scene, revisionsAction).find(({ taskDefinitionArn }) => taskDefinitionArn === thing.id);
    if (live === undefined) return [];
    const isRun = answersOf(scene, servicesAction).some((service) => JSON.stringify(service).includes(thing.id));
    const put = (change: (own: JsonObject) => JsonObject): Apply =>
      eachRead((read) =>
        isOf(read, revisionsAction, 'taskDefinitionArn', thing.id) ? changed(read, change) : undefined,
      );
    return thing.addresses.flatMap((address): readonly Mutation[] => {
      const make: Make = (field, what, apply, expected) => ({
        ...{ kind: 'ecs-task-definition', thing, address, field, what, apply, expected },
        ruleOf: ({ rule = '' }) => rule,
        others: thing.addresses.filter((one) => one !== address),
      });
      const gone = told([
        { path: '', change: 'missing', type: 'resource-missing', rule: 'ecs/task-definition-missing' },
      ]);
      return [
        ...(isRun
          ? []
          : [
              make(
                'revision',
                'deregister it',
                put((own) => ({ ...own, status: 'INACTIVE' })),
                gone,
              ),
              make(
                'revision',
                'take it away',
                eachRead((read) =>
                  isOf(read, revisionsAction, 'taskDefinitionArn', thing.id) ? absent(read) : undefined,
                ),
                gone,
              ),
            ].map((one) => ({ ...one, isWhole: true as const, follows: isOfCode }))),
        ...tagMutations(scene, live, (tags) => put((own) => ({ ...own, tags })), make),
        make(
          'revision',
          'write out what nobody declares',
          put((own) => ({
            ...own,
            ...{ zzz: 'x', compatibilities: ['EXTERNAL'], requiresAttributes: [{ name: 'x' }] },
            containerDefinitions: objectsOf(own['containerDefinitions']).map((one) => ({ ...one, zzz: 'x' })),
          })),
          same,
        ),
      ];
    });
  });
}

/** Tags are a map: {@link tagShape}. */
function tagMutations(
  { stack }: Scene,
  live: JsonObject,
  put: (tags: readonly JsonObject[]) => Apply,
  make: Make,
): readonly Mutation[] {
  if (tagShape.kind !== 'map') throw new Error('tags are a map');
  if (live['tags'] === undefined) return [];
  return tagChanges(objectsOf(live['tags']), 'key', 'value').map(({ what, tags, key, change }) => {
    const changed = [{ path: `tags[${String(key)}]`, change, rule: 'ecs/tags-changed' }];
    const made = make('tags', what, put(tags), key === undefined ? same : told(changed));
    const resource = stack.resources.find(({ address }) => address === made.address);
    const isLeft = key !== undefined && resource !== undefined && ignoresTag(stack, resource, key);
    return apartFrom(isLeft ? { ...made, expected: { kind: 'left' } } : made, key === undefined ? [] : changed);
  });
}

/** What the code says that ECS does not know is told whether there is a revision or not. */
const isOfCode = ({ rule }: { readonly rule: string }) => rule === 'ecs/member-unknown';

function isOf({ action, result }: RecordedAnswer, wanted: string, member: string, id: string): boolean {
  return action === wanted && isAnswer(result) && result[member] === id;
}

function changed(read: RecordedAnswer, change: (own: JsonObject) => JsonObject): RecordedAnswer {
  return isAnswer(read.result) ? { ...read, result: change(read.result) } : read;
}
