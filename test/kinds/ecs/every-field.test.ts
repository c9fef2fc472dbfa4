import { describe, expect, it } from 'vitest';
import { type Comparison, differencesOf, undeterminedOf } from '../../../src/compare/comparison.ts';
import type { KnownRecord } from '../../../src/compare/declared.ts';
import { declaredModel } from '../../../src/compare/known.ts';
import { members } from '../../../src/compare/record.ts';
import type { Shape } from '../../../src/compare/shape.ts';
import { compareService } from '../../../src/kinds/ecs/service/compare.ts';
import { declaredServices } from '../../../src/kinds/ecs/service/declared.ts';
import { liveService } from '../../../src/kinds/ecs/service/live.ts';
import { type ServiceModel, serviceTable } from '../../../src/kinds/ecs/service/model.ts';
import { compareTaskDefinition } from '../../../src/kinds/ecs/task-definition/compare.ts';
import { declaredTaskDefinitions } from '../../../src/kinds/ecs/task-definition/declared.ts';
import { liveTaskDefinition } from '../../../src/kinds/ecs/task-definition/live.ts';
import { type TaskDefinitionModel, taskDefinitionTable } from '../../../src/kinds/ecs/task-definition/model.ts';
import { compareTags } from '../../../src/kinds/tags.ts';
import { formatPath } from '../../../src/model/path.ts';
import { sealed } from '../../aws/sealed.ts';
import { stackOf } from '../../terraform/in-memory.ts';
import { changes, leaves, neutralChanges, sampled } from './changes.ts';
import { code, containers, service, tags, taskDefinition } from './sample.ts';
import { revisionArn } from './world.ts';

/*
 * Every field of the models, changed one at a time on AWS's side. The cases come from the tables of fields: a new field is here as soon as the
 * sample has a value for it, and the first test fails until it has.
 */

const place = { partition: 'aws', region: 'us-east-1', account: '123456789012' };
const stack = await stackOf({
  'main.tf': code,
  'containers.json': JSON.stringify(containers),
});

const [declaredTask] = declaredTaskDefinitions(stack);
const [declaredService] = declaredServices(stack);
if (declaredTask === undefined || declaredService === undefined) throw new Error('the sample declares both');

const task = {
  shape: shapeOf(members<TaskDefinitionModel>(taskDefinitionTable(place))),
  live: liveTaskDefinition(sealed(taskDefinition)),
  compare: (live: TaskDefinitionModel) => compareTaskDefinition(declaredTask.model, live, place),
  compareModels: (declared: unknown, live: unknown) =>
    compareTaskDefinition(recordOf(declared), live as TaskDefinitionModel, place),
};
const running = {
  shape: shapeOf(members<ServiceModel>(serviceTable({ place }))),
  live: liveService(sealed(service)),
  compare: (live: ServiceModel) => compareService(declaredService, live, revisionArn('api', 7)),
  compareModels: (declared: unknown, live: unknown) =>
    compareService({ ...declaredService, model: recordOf(declared) }, live as ServiceModel, revisionArn('api', 7)),
};

function shapeOf(comparer: { readonly shape?: Shape }): Shape {
  if (comparer.shape === undefined) throw new Error('records have shapes');
  return comparer.shape;
}

/** A model as code that declares all of it. */
function recordOf<M extends object>(model: unknown): KnownRecord<M> {
  return declaredModel(model as M);
}

const paths = (comparison: Comparison): string[] => differencesOf(comparison).map(({ path }) => formatPath(path));

describe.each([
  { name: 'task definition', ...task },
  { name: 'service', ...running },
])('$name', ({ shape, live, compare, compareModels }) => {
  it('has a sample of every field', () => {
    const all = [...new Set(leaves(shape))];
    expect(all.filter((leaf) => !sampled(shape, live).includes(leaf))).toEqual([]);
  });

  it('is as declared, with nothing left open', () => {
    const comparison = compare(live as never);
    expect(paths(comparison)).toEqual([]);
    expect(undeterminedOf(comparison)).toEqual([]);
  });

  it.each(changes(shape, live).map((change) => ({ ...change })))('$what', ({ paths: expected, model }) => {
    const found = paths(compare(model as never));
    const [first = '', ...further] = expected;
    if (!first.includes('|')) {
      expect(found).toEqual(expected);
      return;
    }
    // A changed name: one element is missing and another extra, or the two are compared as one that was renamed.
    expect([first.split('|'), further]).toContainEqual(found);
  });

  it.each(neutralChanges(shape, live))('$what', ({ declared, live: model }) => {
    const comparison = compareModels(declared, model);
    expect(paths(comparison)).toEqual([]);
  });
});

describe('tags', () => {
  it('are as declared, with those that the provider adds and without those that are not its business', () => {
    expect(paths(compareTags(declaredTask.tags, tags))).toEqual([]);
    const others = ['aws:cloudformation:stack-name', 'LastSeen', 'kubernetes.io/cluster'];
    const more = others.map((key) => ({ key, value: 'x' }));
    expect(paths(compareTags(declaredService.tags, [...more, ...tags]))).toEqual([]);
  });

  it('differ, are missing and are extra one by one', () => {
    const [owner, ...rest] = tags;
    expect(paths(compareTags(declaredTask.tags, [{ ...owner, value: 'other' }, ...rest]))).toEqual(['tags[Owner]']);
    expect(paths(compareTags(declaredTask.tags, rest))).toEqual(['tags[Owner]']);
    expect(paths(compareTags(declaredTask.tags, [...tags, { key: 'Extra', value: '1' }]))).toEqual(['tags[Extra]']);
  });

  it('are not compared when AWS was not asked', () => {
    expect(compareTags(declaredTask.tags, undefined)).toEqual([]);
  });
});

it('lets AWS count the tasks of a daemon and choose its percentages', () => {
  const { desiredCount: _, ...members } = declaredService.model.members;
  const daemon = { ...declaredService.model, members };
  const live = { ...running.live, schedulingStrategy: 'DAEMON', desiredCount: 9, deploymentMaximumPercent: 100 };
  const comparison = compareService({ ...declaredService, model: daemon }, live, revisionArn('api', 7));
  expect(paths(comparison)).toEqual(['schedulingStrategy', 'deploymentMaximumPercent']);
});
