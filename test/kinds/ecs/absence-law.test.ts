import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { evaluatorOf, loadDeclaration } from '../../../src/check/declaration.ts';
import type { Comparer, Comparison } from '../../../src/compare/comparison.ts';
import type { KnownRecord } from '../../../src/compare/declared.ts';
import { knownModel } from '../../../src/compare/known.ts';
import type { Fields } from '../../../src/compare/record.ts';
import type { Shape } from '../../../src/compare/shape.ts';
import { declaredServices } from '../../../src/kinds/ecs/service/declared.ts';
import { liveService } from '../../../src/kinds/ecs/service/live.ts';
import { serviceTable } from '../../../src/kinds/ecs/service/model.ts';
import { declaredTaskDefinitions } from '../../../src/kinds/ecs/task-definition/declared.ts';
import { liveTaskDefinition } from '../../../src/kinds/ecs/task-definition/live.ts';
import { taskDefinitionTable } from '../../../src/kinds/ecs/task-definition/model.ts';
import { ProblemError } from '../../../src/model/problem.ts';
import { Secret } from '../../../src/model/secret/secret.ts';
import type { Stack } from '../../../src/model/stack.ts';
import { sealed } from '../../aws/sealed.ts';
import { someOf } from '../../tries.ts';
import { beginningWith, declare, variable } from './collections.ts';
import { service, taskDefinition } from './sample.ts';

/*
 * The law of absence, over the code of every fixture: whatever one adds to what is declared, in any place of it, and is nowhere live, is a
 * finding or a gap; known, known in part, or not known at all.
 */

const place = { partition: 'aws', region: 'us-east-1', account: '123456789012' };
const types = new Set(['aws_ecs_service', 'aws_ecs_task_definition']);

const taskTable = taskDefinitionTable(place);
const table = serviceTable({ place });
const sampleTask: Readonly<Record<string, unknown>> = { ...liveTaskDefinition(sealed(taskDefinition)) };
const sampleService: Readonly<Record<string, unknown>> = { ...liveService(sealed(service)) };

type Part = { readonly state: string } & Readonly<Record<string, unknown>>;

/** What may be added: all of it known, known in part, or not known. */
const ways = {
  known: (value: unknown) => (typeof value === 'number' ? 54_321 : typeof value === 'boolean' ? value : 'added'),
  'half-known': (value: unknown) => (typeof value === 'string' ? beginningWith('added-') : variable('added')),
  unknown: () => variable('added'),
} as const;
type Way = keyof typeof ways;

/** A sample as code that declares it, every value changed. */
function added(sample: unknown, way: Way): unknown {
  const changed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(changed);
    if (value instanceof Map) return new Map([...value].map(([, entry]) => ['added', changed(entry)]));
    if (value instanceof Secret) return ways[way]('');
    if (typeof value !== 'object' || value === null) return ways[way](value);
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, member]) => (member === undefined ? [] : [[name, changed(member)]])),
    );
  };
  return declare(changed(sample));
}

interface Growth {
  readonly what: string;
  readonly declared: unknown;
}

/** All that can be added to a declared part. */
function growths(declared: unknown, shape: Shape, sample: unknown, way: Way, path = ''): Growth[] {
  if (sample === undefined) return [];
  const part = declared as Part | undefined;
  // A value that is left out is as good as its default.
  if (part === undefined && shape.kind === 'scalar' && shape.absentAs !== undefined) return [];
  if (part === undefined) return [{ what: path, declared: added(sample, way) }];
  if (part.state === 'record' && shape.kind === 'record') {
    const own = part['members'] as Readonly<Record<string, unknown>>;
    const model = sample as Readonly<Record<string, unknown>>;
    return [...shape.fields].flatMap(([name, field]) =>
      growths(own[name], field.shape, model[name], way, `${path}.${name}`).map(({ what, declared: grown }) => ({
        what,
        declared: { ...part, members: { ...own, [name]: grown } },
      })),
    );
  }
  if (part.state === 'collection') {
    const elements = part['elements'] as readonly unknown[];
    const [first] = sample as readonly unknown[];
    const more = { what: `${path}[]`, declared: { ...part, elements: [...elements, added(first, way)] } };
    // What grows within an element that is not live as a whole is missing with it.
    const index = elements.findIndex((element) => isTold(element, shape));
    if (shape.kind !== 'keyed' || shape.element.kind !== 'record' || index < 0) return [more];
    const within = growths(elements[index], shape.element, first, way, `${path}[${index}]`);
    return [
      more,
      ...within.map((grown) => ({ ...grown, declared: { ...part, elements: elements.with(index, grown.declared) } })),
    ];
  }
  if (part.state === 'map') {
    const entries = part['entries'] as ReadonlyMap<string, unknown>;
    const value = added([...(sample as ReadonlyMap<string, unknown>).values()][0], way);
    return [{ what: `${path}[]`, declared: { ...part, entries: new Map([...entries, ['added', value]]) } }];
  }
  return [];
}

/** The parts of a declared one. */
function partsOf(part: Part): readonly unknown[] {
  if (part.state === 'record') return Object.values(part['members'] as object);
  if (part.state === 'collection') return part['elements'] as readonly unknown[];
  return part.state === 'map' ? [...(part['entries'] as ReadonlyMap<string, unknown>).values()] : [];
}

function isKnown(declared: unknown): boolean {
  const part = declared as Part | undefined;
  if (part === undefined) return true;
  return part.state !== 'unknown' && part.state !== 'partial' && partsOf(part).every(isKnown);
}

/** Whether it is known which element it is. */
function isTold(element: unknown, shape: Shape): boolean {
  if (shape.kind !== 'keyed') return isKnown(element);
  if ((element as Part).state !== 'record') return false;
  return isKnown(shape.declaredKey(element as never));
}

/** Without the elements of which it is not known which they are: what AWS has in their place, nobody can tell here. */
function withoutUntold(declared: unknown, shape: Shape): unknown {
  const part = declared as Part | undefined;
  if (part?.state === 'record' && shape.kind === 'record') {
    const members = Object.entries(part['members'] as object).map(([name, member]) => {
      const field = shape.fields.get(name);
      return [name, field === undefined ? member : withoutUntold(member, field.shape)];
    });
    return { ...part, members: Object.fromEntries(members) };
  }
  if (part?.state === 'collection') {
    const inner = shape.kind === 'keyed' ? shape.element : shape;
    const told = partsOf(part).filter((element) => isTold(element, shape));
    return { ...part, elements: told.map((element) => withoutUntold(element, inner)) };
  }
  if (part?.state === 'map') {
    const entries = [...(part['entries'] as ReadonlyMap<string, unknown>)].filter(([, entry]) => isKnown(entry));
    return { ...part, entries: new Map(entries) };
  }
  return declared;
}

/** What is not as declared, or not decided. */
function told(comparison: Comparison): number {
  return comparison.filter(({ outcome }) => outcome !== 'equal').length;
}

const root = join(import.meta.dirname, '../../../fixtures');

/** The folders of the fixtures, each with its plan if it has one. */
const folders = readdirSync(root, { withFileTypes: true, recursive: true })
  .filter((entry) => entry.isFile() && (entry.name === 'main.tf' || entry.name === 'main.tf.json'))
  .map((entry) => entry.parentPath)
  .filter((folder) => existsSync(join(folder, 'expected.json')) || existsSync(join(folder, 'states')))
  .sort();

async function stackOf(folder: string): Promise<Stack | undefined> {
  const file = join(folder, 'plan.json');
  const plan = existsSync(file) ? { plan: { text: readFileSync(file, 'utf8'), file: 'plan.json' } } : {};
  const options = { directory: relative(process.cwd(), folder), environment: {}, types, ...plan };
  try {
    return evaluatorOf(await loadDeclaration(options), options)(new Map()).stack;
  } catch (error) {
    // Some fixtures hold code that stops a run.
    if (error instanceof ProblemError) return undefined;
    throw error;
  }
}

/** One member of a resource, and how it is compared. */
interface DeclaredMember {
  readonly path: string;
  readonly declared: unknown;
  readonly live: unknown;
  readonly sample: unknown;
  readonly compare: Comparer<unknown, unknown>;
}

/** The members of a resource. What is known of the code is what is live. */
function membersIn<M extends object>(
  address: string,
  model: KnownRecord<M>,
  table: Fields<M>,
  sample: Readonly<Record<string, unknown>>,
): DeclaredMember[] {
  return Object.entries<{ readonly compare: unknown }>(table).map(([name, comparer]) => {
    const compare = comparer.compare as Comparer<unknown, unknown>;
    const declared = new Map<string, unknown>(Object.entries(model.members)).get(name);
    const told = withoutUntold(declared, compare.shape ?? { kind: 'scalar' });
    const live = knownModel<Record<string, unknown>>({ state: 'record', members: { [name]: told } } as never)[name];
    return { path: `${address} ${name}`, declared, live, sample: sample[name], compare };
  });
}

function declaredIn(stack: Stack): DeclaredMember[] {
  return [
    ...declaredTaskDefinitions(stack).flatMap(({ address, model }) => membersIn(address, model, taskTable, sampleTask)),
    ...declaredServices(stack).flatMap(({ identity, model }) =>
      membersIn(identity.address, model, table, sampleService),
    ),
  ];
}

const stacks = await Promise.all(
  folders.map(async (folder) => ({ name: relative(root, folder), stack: await stackOf(folder) })),
);
const all = stacks.flatMap(({ name, stack }) =>
  stack === undefined ? [] : declaredIn(stack).map((one) => ({ ...one, path: `${name} ${one.path}` })),
);

it('looks at many members', () => {
  expect(all.length).toBeGreaterThan(3000);
});

it.each(Object.keys(ways) as Way[])('%s: what is declared and nowhere live is a finding or a gap', (way) => {
  const silent = someOf(all, 3).flatMap(({ path, declared, live, sample, compare }) => {
    const toldOf = (part: unknown) => told(compare(part, live, { path: [] }));
    const before = toldOf(declared);
    return growths(declared, compare.shape ?? { kind: 'scalar' }, sample, way, path)
      .filter((grown) => toldOf(grown.declared) <= before)
      .map(({ what }) => what);
  });
  expect(silent).toEqual([]);
});
