import { describe, expect, it } from 'vitest';
import { ecsService } from '../../../src/kinds/ecs/service/index.ts';
import { ecsTaskDefinition } from '../../../src/kinds/ecs/task-definition/index.ts';
import type { Resource } from '../../../src/model/stack.ts';
import { ref, resource } from '../resources.ts';
import { inShort, json, liveRevision, revisionArn, runKind, runningService, type World } from './world.ts';

/* `ignore_changes` of what a thing is found by: it may be called otherwise in AWS, and is not missing. */

const containers = json([{ name: 'api', image: 'api:1' }]);
const api = 'aws_ecs_task_definition.api';

const definition = (ignoreChanges: Resource['ignoreChanges']) =>
  resource(api, { family: 'api', container_definitions: containers }, { ignoreChanges });

const service = (ignoreChanges: Resource['ignoreChanges']) =>
  resource(
    'aws_ecs_service.api',
    { name: 'api', cluster: 'main', desired_count: 1, launch_type: 'FARGATE', task_definition: ref(api, 'arn') },
    { ignoreChanges },
  );

const revision = (family: string, image = 'api:1') => liveRevision(family, 7, [{ name: 'api', image }]);

describe('a service', () => {
  it.each([
    [['name'], 'name'],
    [['cluster'], 'cluster'],
    [['tags', 'cluster'], 'cluster'],
    ['all', 'name'],
  ] as const)('that is not there is undecided with ignore_changes of %s', async (ignoreChanges, name) => {
    const run = await runKind(ecsService, [service(ignoreChanges)], {});
    expect(inShort(run)).toEqual(['unidentified/resource']);
    expect(run.gaps[0]?.reason).toEqual({ kind: 'ignored', name });
    expect(run.checked.map(({ status }) => status)).toEqual(['unidentified']);
  });

  it('that was deleted is undecided: another one may be meant', async () => {
    const deleted = runningService('api', revisionArn('api', 7), { status: 'INACTIVE' });
    expect(inShort(await runKind(ecsService, [service(['name'])], { services: [deleted] }))).toEqual([
      'unidentified/resource',
    ]);
    expect(inShort(await runKind(ecsService, [service(['tags'])], { services: [deleted] }))).toEqual([
      'ecs/service-inactive',
    ]);
  });

  it.each([[['desired_count']], [['name_prefix']], [['task_definition', 'tags']]])(
    'that is not there is missing with ignore_changes of %s',
    async (ignoreChanges) => {
      expect(inShort(await runKind(ecsService, [service(ignoreChanges)], {}))).toEqual(['ecs/service-missing']);
    },
  );

  it('that is there is compared', async () => {
    const live = runningService('api', revisionArn('api', 7), { desiredCount: 3 });
    expect(inShort(await runKind(ecsService, [definition([]), service(['name'])], { services: [live] }))).toEqual([
      'ecs/service-desired-count desiredCount',
    ]);
  });

  it.each([
    [['family'], ['value-unknown/leaf taskDefinition']],
    ['all', ['value-unknown/leaf taskDefinition']],
    [['cpu'], ['ecs/service-revision taskDefinition']],
  ] as const)('runs another family where the task definition ignores %s', async (ignoreChanges, expected) => {
    const live = runningService('api', revisionArn('api-2024', 7));
    const run = await runKind(ecsService, [definition(ignoreChanges), service([])], { services: [live] });
    expect(inShort(run)).toEqual(expected);
  });
});

describe('a task definition', () => {
  it.each([
    [['family'], ['unidentified/resource']],
    ['all', ['unidentified/resource']],
    [['container_definitions'], ['ecs/task-definition-missing']],
    [[], ['ecs/task-definition-missing']],
  ] as const)('that is not there, with ignore_changes of %s', async (ignoreChanges, expected) => {
    expect(inShort(await runKind(ecsTaskDefinition, [definition(ignoreChanges)], {}))).toEqual(expected);
  });

  it('that is there is compared', async () => {
    const world = { revisions: [revision('api', 'api:2')] };
    expect(inShort(await runKind(ecsTaskDefinition, [definition(['family'])], world))).toEqual([
      'ecs/image-changed containers[api].image',
    ]);
  });

  it('is what the service runs that refers to it, of whatever family', async () => {
    const world: World = {
      services: [runningService('api', revisionArn('api-2024', 7))],
      revisions: [revision('api', 'api:0'), revision('api-2024', 'api:2')],
    };
    const run = await runKind(ecsTaskDefinition, [definition(['family']), service([])], world);
    expect(inShort(run)).toEqual(['ecs/image-changed containers[api].image']);
    expect(run.checked[0]?.identity).toMatchObject({ family: 'api-2024', revision: 7 });
    expect(run.checked[0]?.identity.latestRevision).toBeUndefined();
    const own = await runKind(ecsTaskDefinition, [definition([]), service([])], world);
    expect(own.checked[0]?.identity).toMatchObject({ family: 'api', revision: 7 });
  });
});
