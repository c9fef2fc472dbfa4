import { describe, expect, it } from 'vitest';
import { type Damage, type Fault, type FaultTarget, faultCounter } from './faults.ts';
import { createFleet, fleetNames } from './fleet.ts';
import { latencies } from './latency.ts';
import { startAwsServer } from './server.ts';
import { quickReader, serve } from './start.ts';

/*
 * When answers come, how many things they hold, how much of them comes, and which calls faults hit.
 */

const world = createFleet({ seed: 3, services: 12, groups: 3 });
const cluster = fleetNames.cluster(0);
const target = { 'x-amz-target': 'AmazonEC2ContainerServiceV20141113.ListServices' };
const asked = JSON.stringify({ cluster, maxResults: 100 });
const ask = (endpoint: string, signal?: AbortSignal) =>
  fetch(endpoint, { method: 'POST', headers: target, body: asked, ...(signal === undefined ? {} : { signal }) });

describe('latency', () => {
  const calls = Array.from(
    { length: 50 },
    (_, number): FaultTarget => ({
      service: 'ecs',
      action: 'ListTasks',
      region: 'us-east-1',
      body: String(number % 25),
    }),
  );
  const of = (latencySeed: number) => calls.map(latencies({ latencyMs: 40, latencySpreadMs: 20, latencySeed }));

  it('is the same for the same seed, and within its bounds', () => {
    expect(of(1)).toEqual(of(1));
    expect(of(1)).not.toEqual(of(2));
    expect(new Set(of(1)).size).toBe(50);
    expect(Math.min(...of(1))).toBeGreaterThanOrEqual(40);
    expect(Math.max(...of(1))).toBeLessThan(60);
    expect(calls.map(latencies({ latencyMs: 40 }))).toEqual(calls.map(() => 40));
  });

  it('lets answers overtake one another', async () => {
    const server = await serve(world, { latencySpreadMs: 300 });
    const asked = Array.from({ length: 20 }, (_, number) => fleetNames.service(number));
    await Promise.all(
      asked.map((service) =>
        fetch(server.endpoint, { method: 'POST', headers: target, body: JSON.stringify({ cluster, service }) }),
      ),
    );
    const answered = server.calls().map(({ body }) => JSON.parse(body).service);
    expect(answered.toSorted()).toEqual(asked);
    expect(answered).not.toEqual(asked);
  });
});

describe('pages', () => {
  it('hold no more than the server gives, and together all', async () => {
    await serve(world, { mostPerPage: 5 });
    const services = await quickReader().read('ecs:ListServices', { cluster });
    expect(services.status === 'found' && services.value).toHaveLength(12);
    const server = await startAwsServer(world, { mostPerPage: 5 });
    expect(await (await ask(server.endpoint)).json()).toMatchObject({ nextToken: expect.any(String) });
    await server.close();
  });
});

describe('how much of an answer comes', () => {
  const whole = async () => {
    const server = await serve(world);
    return (await ask(server.endpoint)).text();
  };

  it('half of it, as if that were all', async () => {
    const text = await whole();
    const server = await serve(world, { faults: [{ kind: 'truncated' }] });
    const answer = await ask(server.endpoint);
    expect(await answer.text()).toBe(text.slice(0, Math.floor(text.length / 2)));
  });

  it.each<Damage>([
    { kind: 'truncated', announced: 'whole' },
    { kind: 'truncated', announced: 'nothing' },
  ])('half of it, and a connection that ends: %o', async (damage) => {
    const server = await serve(world, { faults: [damage] });
    const answer = await ask(server.endpoint);
    expect(answer.headers.has('content-length')).toBe(damage.kind === 'truncated' && damage.announced === 'whole');
    await expect(answer.text()).rejects.toThrow();
  });

  it('none of it', async () => {
    const server = await serve(world, { faults: [{ kind: 'empty' }] });
    const answer = await ask(server.endpoint);
    expect([answer.status, await answer.text()]).toEqual([200, '']);
  });

  it('half of it, and then nothing more', async () => {
    const server = await serve(world, { faults: [{ kind: 'stalled' }] });
    const controller = new AbortController();
    const answer = await ask(server.endpoint, controller.signal);
    const reader = answer.body?.getReader();
    const length = Number(answer.headers.get('content-length'));
    expect((await reader?.read())?.value).toHaveLength(Math.floor(length / 2));
    const next = reader?.read().then(
      () => 'more',
      () => 'aborted',
    );
    const waited = new Promise((resolve) => setTimeout(() => resolve('nothing'), 100));
    expect(await Promise.race([next, waited])).toBe('nothing');
    controller.abort();
    expect(await next).toBe('aborted');
  });

  it('all of it, slowly', async () => {
    const text = await whole();
    const server = await serve(world, { faults: [{ kind: 'trickle', bytesPerSecond: text.length * 5 }] });
    const start = performance.now();
    expect(await (await ask(server.endpoint)).text()).toBe(text);
    expect(performance.now() - start).toBeGreaterThan(100);
  });
});

describe('of things that were made a moment ago', () => {
  const revision = `${fleetNames.service(0)}:3`;
  const arn = `arn:aws:ecs:us-east-1:123456789012:task-definition/${revision}`;
  const read = (fault: Fault) =>
    serve(world, { faults: [fault] }).then(async () => {
      const one = await quickReader().read('ecs:DescribeTaskDefinition', { taskDefinition: arn });
      const next = await quickReader().read('ecs:DescribeTaskDefinition', { taskDefinition: arn });
      return [one.status, next.status];
    });

  it('one is not yet seen', async () => {
    expect(await read({ kind: 'unseen', things: [arn], times: 1 })).toEqual(['absent', 'found']);
    expect(await read({ kind: 'unseen', things: [`${arn}1`], times: 1 })).toEqual(['found', 'found']);
  });

  it('some are not yet seen, the same for the same seed', async () => {
    const tasks = world.tasks.filter(({ clusterArn }) => clusterArn.endsWith(cluster)).map(({ taskArn }) => taskArn);
    const seen = async (seed: number) => {
      await serve(world, { faults: [{ kind: 'unseen', probability: 0.5, seed, action: 'ecs:DescribeTasks' }] });
      const aws = quickReader();
      return Promise.all(tasks.map(async (task) => (await aws.read('ecs:DescribeTasks', { cluster, task })).status));
    };
    const first = await seen(1);
    expect(new Set(first)).toEqual(new Set(['found', 'absent']));
    expect(await seen(1)).toEqual(first);
    expect(await seen(2)).not.toEqual(first);
  });

  it('what was there before is still seen', async () => {
    const before = { ...world, securityGroupRules: [] };
    await serve(world, { faults: [{ kind: 'earlier', world: before, times: 1 }] });
    const rules = async () => {
      const answer = await quickReader().read('ec2:DescribeSecurityGroupRules', { 'group-id': fleetNames.groupId(0) });
      return answer.status === 'found' ? answer.value.length : answer.status;
    };
    expect(await rules()).toBe(0);
    expect(await rules()).toBeGreaterThan(0);
  });
});

describe('a part of the calls', () => {
  const call: FaultTarget = { service: 'ecs', action: 'ListTasks', region: 'us-east-1', body: '{}' };
  const hits = (fault: Fault, of = 1000) => {
    const faultsOf = faultCounter([fault]);
    return Array.from({ length: of }, () => faultsOf(call).faults.length);
  };

  it.each([0.01, 0.1, 0.5])('is hit: %f', (probability) => {
    const hit = hits({ kind: 'reset', probability, seed: 5 }).filter((one) => one === 1).length;
    expect(hit).toBeGreaterThan(0);
    expect(Math.abs(hit / 1000 - probability)).toBeLessThan(0.05);
  });

  it('the same for the same seed, and another for another', () => {
    const fault: Fault = { kind: 'reset', probability: 0.3 };
    expect(hits(fault)).toEqual(hits({ ...fault, seed: 1 }));
    expect(hits(fault)).not.toEqual(hits({ ...fault, seed: 2 }));
    expect(hits(fault)).not.toEqual(hits({ kind: 'empty', probability: 0.3 }));
  });

  it('whatever else was called in between', () => {
    const faultsOf = faultCounter([{ kind: 'reset', probability: 0.3 }]);
    const between = Array.from({ length: 1000 }, (_, number) => {
      faultsOf({ ...call, body: String(number) });
      return faultsOf(call).faults.length;
    });
    expect(between).toEqual(hits({ kind: 'reset', probability: 0.3 }));
  });
});

it('an answer of another form is none', async () => {
  await serve(world, { faults: [{ kind: 'misshapen' }] });
  const aws = quickReader();
  const reads = [
    await aws.read('ecs:DescribeServices', { cluster, service: fleetNames.service(0) }),
    await aws.read('ecs:DescribeTaskDefinition', { taskDefinition: fleetNames.service(0) }),
    await aws.read('ssm:DescribeParameters', { name: '/fleet/service-0000/api-key' }),
    await aws.read('ec2:DescribeSecurityGroups', { 'group-id': fleetNames.groupId(0) }),
    await aws.read('ec2:DescribeSecurityGroupRules', { 'group-id': fleetNames.groupId(0) }),
  ];
  expect(reads.map(({ status }) => status)).toEqual(reads.map(() => 'unreadable'));
});
