import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as z from 'zod';
import type { LiveService } from '../../../src/aws/reads/ecs-describe-services.ts';
import type { LiveTaskDefinition } from '../../../src/aws/reads/ecs-describe-task-definition.ts';
import { ecsService } from '../../../src/kinds/ecs/service/index.ts';
import { ecsTaskDefinition } from '../../../src/kinds/ecs/task-definition/index.ts';
import { stackOf } from '../../terraform/in-memory.ts';
import { inShort, revisionArn, runKind } from './world.ts';

/*
 * What one declares, and how AWS describes it back by its own documentation (`page`): nothing is found.
 */

const pairs = z
  .array(
    z.strictObject({
      page: z.url(),
      what: z.string(),
      of: z.enum(['task definition', 'service']),
      code: z.record(z.string(), z.unknown()),
      described: z.record(z.string(), z.unknown()),
    }),
  )
  .parse(JSON.parse(readFileSync(new URL('documented.json', import.meta.url), 'utf8')));

it('has at least thirty pairs', () => {
  expect(pairs.length).toBeGreaterThanOrEqual(30);
});

it.each(pairs)('$of: $what', async ({ of, code, described }) => {
  if (of === 'service') {
    const stack = await stackOf({ 'main.tf.json': JSON.stringify({ resource: { aws_ecs_service: { app: code } } }) });
    // The documentation's answers have the shape of the API.
    const run = await runKind(ecsService, stack.resources, { services: [described as LiveService] });
    expect(run.checked.map(({ status }) => status)).toEqual(['in-sync']);
    expect(inShort(run)).toEqual([]);
    return;
  }
  const { container_definitions: containers, ...rest } = code;
  const resource = { family: 'app', container_definitions: JSON.stringify(containers), ...rest };
  const stack = await stackOf({
    'main.tf.json': JSON.stringify({ resource: { aws_ecs_task_definition: { app: resource } } }),
  });
  const revision = { taskDefinitionArn: revisionArn('app', 1), ...described } as LiveTaskDefinition;
  const run = await runKind(ecsTaskDefinition, stack.resources, { revisions: [revision] });
  expect(run.checked.map(({ status }) => status)).toEqual(['in-sync']);
  expect(inShort(run)).toEqual([]);
});
