import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fixtures } from '../fixture-folder.ts';
import { madeScenes } from './made.ts';
import { fixtureScene, type Scene } from './scene.ts';
import { everyField, mutationsOf, tried } from './suite.ts';
import { wrong } from './summary.ts';

/* A few of the mutations that `npm run mutants` makes, and that it makes one of every field. */

async function scenes(): Promise<readonly Scene[]> {
  const folders = ['delivery/delivered', 'ecs-task-definition/in-sync'];
  const recorded = await Promise.all(folders.map((folder) => fixtureScene(join(fixtures, folder))));
  return [...(await madeScenes()), ...recorded.filter((scene) => scene !== undefined)];
}

const all = await scenes();

it('changes every field of the tables, and every member of a rule', () => {
  const told = new Set(
    all
      .flatMap(mutationsOf)
      .flatMap(({ kind, field, expected }) => (expected.kind === 'told' ? [`${kind} ${field}`] : [])),
  );
  expect(everyField().filter((field) => !told.has(field))).toEqual([]);
});

it.each(all)('tells of a few changes to $name, and of nothing that is none', async (scene) => {
  const mutations = mutationsOf(scene).filter((_, index) => index % 60 === 7);
  expect(mutations.length).toBeGreaterThan(0);
  expect(wrong(await tried(scene, mutations))).toEqual([]);
});
