import { expect, it } from 'vitest';
import { ecsTaskDefinition } from '../../../../src/kinds/ecs/task-definition/index.ts';
import { readPersistence } from '../../../../src/kinds/ecs/task-definition/persistence.ts';
import type { DifferingLeaf } from '../../../../src/model/leaf.ts';
import type { Persisted } from '../../../../src/model/persistence.ts';
import { resource, stackOf } from '../../resources.ts';
import { aws, json, liveRevision } from '../world.ts';

/* A difference of a revision, of which it is told whether it stood since another one. */

const declared = (level: string) =>
  json([{ name: 'api', image: 'api:1', environment: [{ name: 'LEVEL', value: level }] }]);
const root = {
  target: 'default',
  stack: stackOf([resource('aws_ecs_task_definition.api', { family: 'api', container_definitions: declared('info') })]),
};

/** Revisions from 1 on, each with a value of the variable; undefined for one that is not there. */
async function persistedSince(seen: string, levels: readonly (string | undefined)[]): Promise<Persisted | undefined> {
  const revisions = levels.flatMap((level, index) =>
    level === undefined
      ? []
      : [
          liveRevision('api', index + 1, [
            { name: 'api', image: 'api:1', environment: level === 'none' ? [] : [{ name: 'LEVEL', value: level }] },
          ]),
        ],
  );
  const reader = aws({ revisions });
  const { leaves } = (await ecsTaskDefinition.declare([root]).read(reader)).compare();
  const leaf = leaves.find((one): one is DifferingLeaf => one.outcome === 'differs');
  if (leaf === undefined) throw new Error('the last revision has to differ');
  const question = { leaf, seen };
  return (await readPersistence([question], [root], reader))(question);
}

it.each<[string, string, readonly (string | undefined)[], Persisted]>([
  ['the next revision', 'api:1', ['debug', 'debug'], 'stood'],
  ['all between', 'api:1', ['debug', 'debug', 'debug', 'debug'], 'stood'],
  ['one between as declared', 'api:1', ['debug', 'debug', 'info', 'debug'], 'gone'],
  ['one between with another value', 'api:1', ['debug', 'trace', 'debug'], 'gone'],
  ['one between without it', 'api:1', ['debug', 'none', 'debug'], 'gone'],
  ['one between that was deleted', 'api:1', ['debug', undefined, 'debug'], 'unread'],
  ['one that was deleted and one as declared', 'api:1', ['debug', undefined, 'info', 'debug'], 'gone'],
  ['what came before, as declared', 'api:3', ['info', 'info', 'debug', 'debug'], 'stood'],
  ['another family', 'web:1', ['debug', 'debug'], 'gone'],
  ['no revision', 'sgr-1', ['debug', 'debug'], 'gone'],
  ['a hundred between', 'api:1', Array.from({ length: 102 }, () => 'debug'), 'stood'],
  ['more between', 'api:1', Array.from({ length: 103 }, () => 'debug'), 'unread'],
])('%s', async (_, seen, levels, expected) => {
  expect(await persistedSince(seen, levels)).toBe(expected);
});

it('follows a roll-back to an older revision too', async () => {
  expect(await persistedSince('api:4', ['debug', 'debug'])).toBe('unread');
});
