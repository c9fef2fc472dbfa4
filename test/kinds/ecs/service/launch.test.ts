import { describe, expect, it } from 'vitest';
import { ecsService } from '../../../../src/kinds/ecs/service/index.ts';
import { type ResourceOptions, resource, unset } from '../../resources.ts';
import { revisionArn, runKind, runningService } from '../world.ts';

const spot = { capacityProvider: 'FARGATE_SPOT', weight: 1, base: 0 };
const strategy = (...names: readonly string[]): ResourceOptions => ({
  blocks: { capacity_provider_strategy: names.map((name) => ({ capacity_provider: name, weight: 1 })) },
});

async function findings(
  launchType: string | ReturnType<typeof unset> | undefined,
  options: ResourceOptions,
  live: Parameters<typeof runningService>[2],
) {
  const declared = resource(
    'aws_ecs_service.api',
    {
      name: 'api',
      cluster: 'main',
      desired_count: 1,
      ...(launchType === undefined ? {} : { launch_type: launchType }),
    },
    options,
  );
  const run = await runKind(ecsService, [declared], { services: [runningService('api', revisionArn('api', 7), live)] });
  return run.findings.map(({ path, declared: code, live: runs, verdict }) => [path, code, runs, verdict]);
}

describe('a service', () => {
  it('of a launch type says which capacity providers run it instead', async () => {
    const instead = { value: { capacityProviderStrategy: [spot] } };
    const live = { launchType: undefined, capacityProviderStrategy: [spot] };
    expect(await findings('FARGATE', {}, live)).toEqual([['launchType', { value: 'FARGATE' }, instead, undefined]]);
    expect(await findings('EC2', { ignoreChanges: ['launch_type'] }, live)).toEqual([
      ['launchType', { value: 'EC2' }, instead, 'owned'],
    ]);
  });

  it('of capacity providers says which launch type runs it instead, in one finding', async () => {
    const all = await findings(undefined, strategy('FARGATE', 'FARGATE_SPOT'), { launchType: 'FARGATE' });
    expect(all.map(([path, , live]) => [path, live])).toEqual([
      ['capacityProviderStrategy', { value: { launchType: 'FARGATE' } }],
    ]);
  });

  it('is as declared, is left to AWS, or differs within its own kind as before', async () => {
    const byProviders = { launchType: undefined, capacityProviderStrategy: [spot] };
    const paths = async (...args: Parameters<typeof findings>) => (await findings(...args)).map(([path]) => path);
    expect(await paths('FARGATE', {}, { launchType: 'FARGATE' })).toEqual([]);
    expect(await paths(undefined, strategy('FARGATE_SPOT'), byProviders)).toEqual([]);
    expect(await paths(undefined, {}, byProviders)).toEqual([]);
    expect(await paths(unset('launch_type'), {}, byProviders)).toEqual([]);
    expect(await paths('EC2', {}, { launchType: 'FARGATE' })).toEqual(['launchType']);
    expect(await paths('FARGATE', {}, { launchType: undefined })).toEqual(['launchType']);
    expect((await paths(undefined, strategy('FARGATE'), byProviders)).toSorted()).toEqual([
      'capacityProviderStrategy[FARGATE]',
      'capacityProviderStrategy[FARGATE_SPOT]',
    ]);
  });
});
