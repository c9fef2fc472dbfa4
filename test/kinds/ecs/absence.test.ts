import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../../src/compare/comparison.ts';
import type { KnownRecord } from '../../../src/compare/declared.ts';
import { members } from '../../../src/compare/record.ts';
import type { KeyedShape, Shape } from '../../../src/compare/shape.ts';
import { compareService } from '../../../src/kinds/ecs/service/compare.ts';
import { declaredServices } from '../../../src/kinds/ecs/service/declared.ts';
import { liveService } from '../../../src/kinds/ecs/service/live.ts';
import { type ServiceModel, serviceTable } from '../../../src/kinds/ecs/service/model.ts';
import { compareTaskDefinition } from '../../../src/kinds/ecs/task-definition/compare.ts';
import { liveTaskDefinition } from '../../../src/kinds/ecs/task-definition/live.ts';
import { type TaskDefinitionModel, taskDefinitionTable } from '../../../src/kinds/ecs/task-definition/model.ts';
import { formatPath } from '../../../src/model/path.ts';
import { sealed } from '../../aws/sealed.ts';
import { stackOf } from '../../terraform/in-memory.ts';
import { declare, endingWith, idOf, namingMembers, type Place, placesOf, variable } from './collections.ts';
import { code, containers, service, taskDefinition } from './sample.ts';
import { revisionArn } from './world.ts';

/*
 * What is certain beside what is not known, in every collection and in every value that the tables have: a new row is here as soon as the
 * sample has a value for it.
 */

const place = { partition: 'aws', region: 'us-east-1', account: '123456789012' };
const stack = await stackOf({ 'main.tf': code, 'containers.json': JSON.stringify(containers) });
const [declaredService] = declaredServices(stack);
if (declaredService === undefined) throw new Error('the sample declares a service');

// A launch type would be what launches in the place of capacity providers.
const { launchType: _launchType, ...liveWithProviders } = liveService(sealed(service));

const kinds = [
  {
    name: 'task definition',
    shape: shapeOf(members<TaskDefinitionModel>(taskDefinitionTable(place))),
    live: liveTaskDefinition(sealed(taskDefinition)),
    compare: (declared: unknown, live: unknown) =>
      compareTaskDefinition(declared as KnownRecord<TaskDefinitionModel>, live as TaskDefinitionModel, place),
  },
  {
    name: 'service',
    shape: shapeOf(members<ServiceModel>(serviceTable({ place }))),
    live: liveWithProviders,
    compare: (declared: unknown, live: unknown) =>
      compareService(
        { ...declaredService, model: declared as KnownRecord<ServiceModel> },
        live as ServiceModel,
        revisionArn('api', 7),
      ),
  },
];

function shapeOf(comparer: { readonly shape?: Shape }): Shape {
  if (comparer.shape === undefined) throw new Error('records have shapes');
  return comparer.shape;
}

/** What differs at a place, in short: `missing`, `extra`, `changed`. */
function changesAt(path: string, comparison: Comparison): string[] {
  return comparison.flatMap((one) => {
    if (one.outcome !== 'differs') return [];
    return formatPath(one.path).startsWith(path) ? [one.change] : [`${one.change} ${formatPath(one.path)}`];
  });
}

function openAt(path: string, comparison: Comparison): number {
  return comparison.filter(({ outcome, path: at }) => outcome === 'undetermined' && formatPath(at).startsWith(path))
    .length;
}

type Element = Readonly<Record<string, unknown>>;

/** The element of which what names it is something else. */
function renamed(shape: KeyedShape, element: Element, name: (of: string) => unknown): Element {
  return { ...element, ...Object.fromEntries(namingMembers(shape, element).map((member) => [member, name(member)])) };
}

const isKeyed = (one: Place): one is Place & { shape: KeyedShape; value: readonly Element[] } =>
  one.shape.kind === 'keyed';

describe.each(kinds)('$name', ({ shape, live, compare }) => {
  const places = placesOf(shape, live);

  describe.each(places.filter(isKeyed))('$path', ({ path, shape: keyed, value, put }) => {
    const [element] = value;
    if (element === undefined) throw new Error(`no sample of ${path}`);
    const against = (declared: readonly Element[], there: readonly Element[]) =>
      compare(declare(put(declared)), put(there));
    const named = (name: string) => renamed(keyed, element, (member) => idOf(`${name}_${member}`));
    const unset = (name: string) => renamed(keyed, element, (member) => variable(`${name}_${member}`));

    it('one that is declared and not there is missing', () => {
      expect(changesAt(path, against([named('a')], []))).toEqual(['missing']);
      expect(changesAt(path, compare(declare(put([unset('a')]), true), put([])))).toEqual(['missing']);
    });

    it('one that may be there is not', () => {
      for (const one of [named('a'), unset('a')]) {
        const comparison = against([one], [element]);
        expect(changesAt(path, comparison)).toEqual([]);
        expect(openAt(path, comparison)).toBeGreaterThan(0);
      }
    });

    it('of two that are certainly two and of which one is there, one is missing', () => {
      const comparison = against([named('a'), named('b')], [element]);
      expect(changesAt(path, comparison)).toEqual(['missing']);
      expect(openAt(path, comparison)).toBeGreaterThan(0);
      expect(changesAt(path, against([named('a'), named('b'), named('c')], [element]))).toEqual(['missing', 'missing']);
    });

    it('two that may be one are missing only where Terraform does not merge them', () => {
      const changes = changesAt(path, against([unset('a'), unset('b')], [element]));
      expect(changes).toEqual(keyed.merges === true ? [] : ['missing']);
    });

    it('what is there and none of the declared can be is not declared', () => {
      const text = namingMembers(keyed, element).find((member) => typeof element[member] === 'string');
      if (text === undefined) return;
      const other = renamed(keyed, element, (member) => (member === text ? endingWith('-other') : element[member]));
      const changes = changesAt(path, against([other], [element]));
      // Of some collections the two are held to be one that was renamed.
      expect([['missing', 'extra'], ['changed']]).toContainEqual(changes);
    });
  });

  const sets = places.filter((one) => one.shape.kind === 'set');
  describe.each(sets.filter(({ value }) => typeof (value as unknown[])[0] === 'string'))(
    '$path',
    ({ path, put, value }) => {
      const [element] = value as readonly unknown[];
      const against = (declared: readonly unknown[], there: readonly unknown[]) =>
        changesAt(path, compare(declare(put(declared)), put(there)));

      it('tells what is missing, and what is not declared', () => {
        expect(against([idOf('a')], [])).toEqual(['missing']);
        expect(against([variable('a')], [])).toEqual(['missing']);
        expect(against([idOf('a'), idOf('b')], [element])).toEqual(['missing']);
        expect(against([idOf('a')], [element, 'other'])).toEqual(['extra']);
        expect(against([endingWith('-none')], [element])).toEqual(['missing', 'extra']);
      });

      it('leaves open what cannot be told', () => {
        expect(against([idOf('a')], [element])).toEqual([]);
        expect(against([variable('a'), variable('b')], [element])).toEqual([]);
        expect(against([idOf('a'), idOf('a')], [element])).toEqual([]);
        expect(against([element, idOf('a')], [element])).toEqual([]);
        expect(against([element, variable('a')], [element])).toEqual([]);
      });
    },
  );

  const lists = places.filter((one) => one.shape.kind === 'list');
  it.each(lists)('$path: a list of what is not known is there', ({ path, put, value }) => {
    expect(changesAt(path, compare(declare(put([variable('a')])), put([])))).toEqual(['missing']);
    const some = (value as readonly unknown[]).map((_, index) => variable(`v${index}`));
    expect(changesAt(path, compare(declare(put(some)), put(value)))).toEqual([]);
  });

  const maps = places.filter((one) => one.shape.kind === 'map');
  it.each(maps)('$path: an entry that cannot be nothing is missing', ({ path, put }) => {
    const against = (value: unknown) => compare(declare(put(new Map([['key', value]]))), put(new Map()));
    expect(changesAt(path, against(idOf('a')))).toEqual(['missing']);
    expect(changesAt(path, against(variable('a')))).toEqual([]);
    expect(openAt(path, against(variable('a')))).toBe(1);
  });

  const texts = places.filter(({ shape: one, value }) => one.kind === 'scalar' && typeof value === 'string');
  const named = new Set(
    places
      .filter(isKeyed)
      .flatMap(({ path, shape: one, value: [first] }) =>
        first === undefined
          ? []
          : namingMembers(one, first).map((name) => `${path}[${one.key(first as never)}].${name}`),
      ),
  );
  it.each(texts.filter(({ path }) => !named.has(path)))(
    '$path: what cannot be nothing is missing',
    ({ path, shape: one, put }) => {
      // Where AWS fills something in, that may be it.
      const hasDefault = 'absentAs' in one && one.absentAs !== undefined && one.absentAs !== '';
      const found = compare(declare(put(idOf('a'))), put(undefined));
      const open = compare(declare(put(variable('a'))), put(undefined));
      const isThere = found.some(({ outcome }) => outcome === 'differs');
      expect(isThere).toBe(!hasDefault);
      expect(changesAt(path, open)).toEqual([]);
      expect(openAt(path, open)).toBeGreaterThan(0);
    },
  );
});
