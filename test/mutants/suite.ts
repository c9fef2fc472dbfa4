import { fixtureFolders, terraformOf } from '../fixture-folder.ts';
import { tableFields, tableKinds, tableMutations } from './ecs.ts';
import { groupFields, groupMutations } from './groups.ts';
import { madeScenes } from './made.ts';
import { isInSync, type Mutation } from './mutation.ts';
import { fixtureScene, type Scene } from './scene.ts';
import type { Tried } from './summary.ts';
import { tryOut } from './trial.ts';
import { wholeFields, wholeMutations } from './whole.ts';

/*
 * The mutation suite: for every fixture with things on AWS that are as they are declared, every single change to them that the tables
 * and the atoms of rules allow, and every change that means the same.
 */

/** From so many things on, of all things of a scene together every mutation is made once. */
const many = 40;

/** Every mutation of the things of a scene that are as they are declared. */
export function mutationsOf(scene: Scene): readonly Mutation[] {
  return [
    ...tableKinds.flatMap((kind) => tableMutations(scene, kind)),
    ...wholeMutations(scene),
    ...groupMutations(scene),
  ];
}

/** What mutations of a scene come to. */
export async function tried(scene: Scene, mutations: readonly Mutation[]): Promise<readonly Tried[]> {
  const trials = await tryOut(
    scene,
    mutations.filter(({ skipped }) => skipped === undefined),
  );
  const named = ({ kind, field, what, address }: Mutation) => ({
    scene: scene.name,
    kind,
    field,
    what: `${address}: ${what}`,
  });
  return [
    ...trials.map(
      ({ mutation, outcome, because, gap, following }): Tried => ({
        ...{ ...named(mutation), outcome, following },
        ...(because === undefined ? {} : { because }),
        ...(gap === undefined ? {} : { gap }),
        ...(outcome === 'quiet' ? { quiet: mutation.expected.kind === 'same' ? 'the same' : 'left to AWS' } : {}),
      }),
    ),
    ...mutations.flatMap((mutation): readonly Tried[] =>
      mutation.skipped === undefined
        ? []
        : [{ ...named(mutation), outcome: 'skipped', following: [], because: mutation.skipped }],
    ),
  ];
}

/** One in so many of the mutations of a thing that differs somewhere is made, where the same was made in another state of the code. */
const share = 12;

/** Marks the mutations that were made already: in other states of the same code the same thing is mostly the same. */
function fresh(scene: Scene, code: string, seen: Set<string>): readonly Mutation[] {
  const reads = new Map<string, string>();
  return mutationsOf(scene).map((mutation, index) => {
    const { kind, address, what, thing, skipped } = mutation;
    if (skipped !== undefined) return mutation;
    const change = JSON.stringify([code, kind, address, what]);
    const own =
      reads.get(thing.id) ?? JSON.stringify(scene.reads.filter((read) => JSON.stringify(read).includes(thing.id)));
    reads.set(thing.id, own);
    const isKnown = isInSync(thing)
      ? seen.has(`${change} ${own}`)
      : seen.has(change) && (index + seen.size) % share !== 0;
    seen.add(change).add(`${change} ${own}`);
    return isKnown ? { ...mutation, skipped: 'it is made in another state of the same code' } : mutation;
  });
}

function dealt(mutations: readonly Mutation[]): readonly Mutation[] {
  const things = [...new Set(mutations.map(({ kind, thing }) => `${kind} ${thing.id}`))];
  if (things.length <= many) return mutations;
  const part = things.length;
  const turns = new Map(things.map((thing, index) => [thing, index % part]));
  const counts = new Map<string, number>();
  return mutations.map((mutation) => {
    const own = `${mutation.kind} ${mutation.thing.id}`;
    const index = counts.get(own) ?? 0;
    counts.set(own, index + 1);
    return mutation.skipped !== undefined || index % part === turns.get(own)
      ? mutation
      : { ...mutation, skipped: 'it is made with another thing of the same fixture' };
  });
}

/** Tries the mutations of a part of the scenes. */
export async function tryPart(part: number, parts: number): Promise<readonly Tried[]> {
  const seen = new Set<string>();
  const all: Tried[] = [];
  const made = await madeScenes();
  const roots = [
    ...new Set(
      fixtureFolders()
        .filter((folder) => !/[/\\]pull-request[/\\]/.test(folder))
        .map(terraformOf),
    ),
  ];
  for (const [index, scene] of made.entries()) {
    if (index % parts === part) all.push(...(await tried(scene, mutationsOf(scene))));
  }
  for (const [index, root] of roots.entries()) {
    if (index % parts !== part) continue;
    for (const folder of fixtureFolders(root)) {
      const scene = await fixtureScene(folder);
      if (scene !== undefined) all.push(...(await tried(scene, dealt(fresh(scene, root, seen)))));
    }
  }
  return all;
}

/** All that mutations have to be of, by kind and place. */
export function everyField(): readonly string[] {
  return [
    ...[...tableFields()].flatMap(([kind, fields]) => fields.map((field) => `${kind} ${field}`)),
    ...Object.entries(wholeFields).flatMap(([kind, fields]) => fields.map((field) => `${kind} ${field}`)),
    ...groupFields.map((field) => `security-group ${field}`),
  ];
}
