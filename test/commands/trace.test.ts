import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { replaySnapshot } from '../../src/aws/snapshot/snapshot.ts';
import { followService } from '../../src/commands/trace.ts';
import { type Problem, ProblemError } from '../../src/model/problem.ts';

async function problemOf(service: string, fixture: string): Promise<Problem | undefined> {
  const directory = join(import.meta.dirname, '../../fixtures', fixture);
  const aws = replaySnapshot(readFileSync(join(directory, 'live.json'), 'utf8'), 'live.json');
  try {
    await followService(service, directory, { inputs: [], color: false, terraform: true }, aws);
    return undefined;
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
}

it('does not follow a service of another account in the one that is looked at', async () => {
  expect(await problemOf('resolver', 'place/role-in-other-account')).toMatchObject({
    code: 'not-looked-for',
    address: 'aws_ecs_service.resolver',
    reason: { kind: 'elsewhere', name: 'account', value: '999999999999', run: '123456789012' },
  });
});

it('follows a service in the region of its provider', async () => {
  expect(await problemOf('aws_ecs_service.europe', 'place/families-of-two-regions')).toBeUndefined();
});
