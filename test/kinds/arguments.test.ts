import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import * as z from 'zod';
import { uncoveredArgumentsOfService } from '../../src/kinds/ecs/service/arguments.ts';
import { type ServiceModel, serviceTable } from '../../src/kinds/ecs/service/model.ts';
import { uncoveredArgumentsOfTaskDefinition } from '../../src/kinds/ecs/task-definition/arguments.ts';
import { type TaskDefinitionModel, taskDefinitionTable } from '../../src/kinds/ecs/task-definition/model.ts';
import { kinds } from '../../src/kinds/index.ts';
import { type KnownNames, knownNames } from '../../src/kinds/known-names.ts';
import { argumentOf, rowsOf } from '../../src/kinds/member.ts';
import { unknownArguments } from '../../src/kinds/unknown-arguments.ts';
import { groupBy } from '../../src/model/group.ts';
import { formatPath } from '../../src/model/path.ts';
import { stackOf } from '../terraform/in-memory.ts';
import { forms, type Written } from './written-forms.ts';

/*
 * Every argument of the provider is compared or has a reason why not; every other is named. `provider-arguments.json` holds those of version
 * 5.100.0, as `terraform providers schema -json` lists them, with what its later versions have besides.
 */

const known = new Map(kinds.flatMap(({ resourceTypes }) => Object.entries(resourceTypes)));
const types = [...known.keys()];
const ofProvider = z
  .record(z.string(), z.array(z.string()))
  .parse(JSON.parse(readFileSync(new URL('provider-arguments.json', import.meta.url), 'utf8')));

/** The names of a type's arguments and those of its nested blocks, as paths. */
function pathsOf({ names }: KnownNames, before = ''): string[] {
  return [...names].flatMap(([name, inside]) =>
    inside === undefined ? [`${before}${name}`] : pathsOf(inside, `${before}${name}.`),
  );
}

function namesOf(type: string): KnownNames {
  const names = known.get(type);
  if (names === undefined) throw new Error(`${type} is not compared`);
  return names;
}

function isKnown({ names }: KnownNames, [name = '', ...rest]: readonly string[]): boolean {
  const inside = names.get(name);
  return names.has(name) && (rest.length === 0 || inside === undefined || isKnown(inside, rest));
}

describe('the arguments of what is compared', () => {
  it('are listed for every resource type', () => {
    expect(Object.keys(ofProvider).toSorted()).toEqual(types.toSorted());
  });

  test.each(Object.keys(ofProvider))('all of %s that the provider has are known', (type) => {
    const names = namesOf(type);
    expect(ofProvider[type]?.filter((path) => !isKnown(names, path.split('.')))).toEqual([]);
  });

  test.each([
    [
      'a service',
      knownNames({ rows: () => rowsOf<ServiceModel>(serviceTable()) }, argumentOf),
      uncoveredArgumentsOfService,
    ],
    [
      'a task definition',
      knownNames({ rows: () => rowsOf<TaskDefinitionModel>(taskDefinitionTable(undefined)) }, argumentOf),
      uncoveredArgumentsOfTaskDefinition,
    ],
  ])('none of %s has both a row and a reason', (_, rows, uncovered) => {
    expect(Object.keys(uncovered).filter((path) => isKnown(rows, path.split('.')))).toEqual([]);
  });
});

/** A body that holds a value at the end of each path. */
function bodyOf(paths: readonly string[], value: unknown = 'x'): Written {
  const own = paths.filter((path) => !path.includes('.'));
  const nested = groupBy(
    paths.filter((path) => path.includes('.')),
    (path) => path.split('.', 1)[0] ?? '',
  );
  return {
    values: Object.fromEntries(own.map((name) => [name, value])),
    blocks: Object.fromEntries(
      [...nested].map(([type, all]) => [
        type,
        {
          bodies: [
            bodyOf(
              all.map((path) => path.slice(type.length + 1)),
              value,
            ),
          ],
        },
      ]),
    ),
  };
}

/** The paths that are not known in each form of a resource. */
async function unknownOf(type: string, written: Written): Promise<Record<string, string[]>> {
  const all = await forms(type, written);
  return Object.fromEntries(
    Object.entries(all).map(([form, { resources }]) => {
      const resource = resources.find((one) => one.type === type);
      return [
        form,
        resource === undefined
          ? []
          : unknownArguments(resource.body, namesOf(type))
              .map(({ path }) => formatPath(path))
              .toSorted(),
      ];
    }),
  );
}

describe.each(types)('%s', (type) => {
  const paths = pathsOf(namesOf(type));
  const blocks = [
    ...new Set(
      paths.flatMap((path) =>
        path
          .split('.')
          .slice(0, -1)
          .map((_, depth) =>
            path
              .split('.')
              .slice(0, depth + 1)
              .join('.'),
          ),
      ),
    ),
  ];
  const newer = ['', ...blocks.map((path) => `${path}.`)].map((path) => `${path}brand_new`).toSorted();

  it('has no argument that is not known, in any form', async () => {
    for (const [form, found] of Object.entries(await unknownOf(type, bodyOf(paths))))
      expect([form, found]).toEqual([form, []]);
  });

  it('names one that is not known, in every block and form', async () => {
    for (const [form, found] of Object.entries(await unknownOf(type, bodyOf([...paths, ...newer])))) {
      expect([form, found]).toEqual([form, newer]);
    }
  });

  it('says nothing of one that is null', async () => {
    for (const [form, found] of Object.entries(await unknownOf(type, bodyOf(['name', 'brand_new'], null)))) {
      expect([form, found]).toEqual([form, []]);
    }
  });
});

describe('what the code says', () => {
  const unknownIn = async (content: string): Promise<string[]> => {
    const { resources } = await stackOf(`variable "unset" {}\nresource "aws_ecs_service" "api" {\n${content}\n}`);
    return resources.flatMap(({ body, type }) =>
      unknownArguments(body, namesOf(type)).map(({ path, at }) => `${formatPath(path)}:${at.start.line}`),
    );
  };

  test.each([
    ['a block', 'monitoring {\n  mode = "x"\n}', ['monitoring:3']],
    ['a value that is not known', 'brand_new = var.unset', ['brand_new:3']],
    ['a dynamic block', 'dynamic "monitoring" {\n  for_each = [1]\n  content {}\n}', ['monitoring:3']],
    [
      'a dynamic block that may be none',
      'dynamic "monitoring" {\n  for_each = var.unset\n  content {}\n}',
      ['monitoring:3'],
    ],
    [
      'one in a dynamic block that may be none',
      'dynamic "load_balancer" {\n  for_each = var.unset\n  content {\n    brand_new = 1\n  }\n}',
      ['load_balancer.brand_new:6'],
    ],
    [
      'one of several blocks, once',
      'load_balancer {\n  container_name = "a"\n}\nload_balancer {\n  brand_new = 1\n}\nload_balancer {\n  brand_new = 2\n}',
      ['load_balancer.brand_new:7'],
    ],
  ])('names %s', async (_, content, expected) => {
    expect(await unknownIn(content)).toEqual(expected);
  });

  test.each([
    ['a dynamic block that is none', 'dynamic "monitoring" {\n  for_each = []\n  content {}\n}'],
    [
      'meta-arguments',
      'count = 1\ndepends_on = []\nlifecycle {\n  ignore_changes = [name]\n}\nprovisioner "local-exec" {\n  command = "x"\n}\nconnection {\n  host = "x"\n}',
    ],
    ['what the keys of a map are', 'triggers = { brand_new = "x" }\ntags = { brand_new = "x" }'],
  ])('says nothing of %s', async (_, content) => {
    expect(await unknownIn(content)).toEqual([]);
  });
});
