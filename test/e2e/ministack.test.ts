import { join } from 'node:path';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  ECSClient,
  type KeyValuePair,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { DeleteParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { beforeEach, expect, inject, it } from 'vitest';
import type { Trace } from '../../src/model/trace.ts';
import { awsEnvironment, runCli, runJson } from './cli.ts';

/* A service and its tasks on a server that has them: what runs, not only what is registered. */

const endpoint = inject('ministack');
const environment = awsEnvironment(endpoint);
const directory = join(import.meta.dirname, 'terraform-delivery');
const options = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
const ecs = new ECSClient(options);
const ssm = new SSMClient(options);
const parameter = '/jobs/database-url';

const declared: KeyValuePair[] = [
  { name: 'LOG_LEVEL', value: 'info' },
  { name: 'REGION', value: 'eu' },
];
const older = declared.slice(1);

async function register(variables: KeyValuePair[]): Promise<string> {
  const { taskDefinition } = await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'worker',
      requiresCompatibilities: ['EC2'],
      networkMode: 'bridge',
      containerDefinitions: [
        {
          name: 'worker',
          image: 'example.com/worker:v7',
          memory: 256,
          essential: true,
          environment: variables,
          secrets: [
            { name: 'DATABASE_URL', valueFrom: 'arn:aws:ssm:us-east-1:123456789012:parameter/jobs/database-url' },
          ],
        },
      ],
    }),
  );
  if (taskDefinition?.taskDefinitionArn === undefined) throw new Error('no revision was registered');
  return taskDefinition.taskDefinitionArn;
}

const create = (taskDefinition: string) =>
  ecs.send(
    new CreateServiceCommand({
      cluster: 'jobs',
      serviceName: 'worker',
      taskDefinition,
      desiredCount: 2,
      launchType: 'EC2',
    }),
  );

/** A task that counts as the service's. */
const startBeside = (taskDefinition: string, variables: KeyValuePair[] = []) =>
  ecs.send(
    new RunTaskCommand({
      cluster: 'jobs',
      taskDefinition,
      group: 'service:worker',
      launchType: 'EC2',
      ...(variables.length === 0
        ? {}
        : { overrides: { containerOverrides: [{ name: 'worker', environment: variables }] } }),
    }),
  );

beforeEach(async () => {
  const reset = await fetch(`${endpoint}/_ministack/reset`, { method: 'POST' });
  if (!reset.ok) throw new Error(`the server was not reset: ${reset.status}`);
  await ecs.send(new CreateClusterCommand({ clusterName: 'jobs' }));
  await ssm.send(new PutParameterCommand({ Name: parameter, Type: 'SecureString', Value: 'invented' }));
});

async function examine() {
  const { code, report } = await runJson([directory], environment);
  return { code, rules: report.findings.map(({ rule }) => rule), report };
}

async function trace(...flags: string[]): Promise<{ code: number; trace: Trace }> {
  const { code, stdout, stderr } = await runCli(['trace', 'worker', directory, '--json', ...flags], environment);
  if (stdout === '') throw new Error(stderr);
  return { code, trace: JSON.parse(stdout) as Trace };
}

it('says that all is well when the declared revision runs', async () => {
  await create(await register(declared));
  expect(await examine()).toMatchObject({ code: 0, rules: [] });
  const traced = await trace('--env', 'LOG_LEVEL');
  expect(traced).toMatchObject({ code: 0, trace: { verdict: 'delivered' } });
  expect(traced.trace.hops.find(({ hop }) => hop === 'task')).toMatchObject({ revision: 1, tasks: 2 });
});

it('finds a revision that is registered and does not run, and claims nothing about roll-backs', async () => {
  await create(await register(older));
  await register(declared);
  const { code, rules, report } = await examine();
  expect({ code, rules }).toEqual({ code: 2, rules: ['delivery/not-running'] });
  expect(report.findings[0]).toMatchObject({
    brokenAt: 'service',
    differences: [{ path: 'containers[worker].environment[LOG_LEVEL]', rule: 'ecs/env-missing' }],
    tasks: { running: 2, affected: 2 },
  });
  expect(report.findings[0]).not.toHaveProperty('evidence');
  expect(await trace('--env', 'LOG_LEVEL')).toMatchObject({
    code: 2,
    trace: { verdict: 'not-running', brokenAt: 'service' },
  });
  expect(await trace('--env', 'REGION')).toMatchObject({ code: 0, trace: { verdict: 'delivered' } });
  expect(await trace('--no-terraform', '--cluster', 'jobs')).toMatchObject({
    code: 2,
    trace: { verdict: 'not-running' },
  });
});

it('finds nothing any more once the service is updated', async () => {
  await create(await register(older));
  const taskDefinition = await register(declared);
  await ecs.send(new UpdateServiceCommand({ cluster: 'jobs', service: 'worker', taskDefinition }));
  expect(await examine()).toMatchObject({ code: 0, rules: [] });
  const { trace: traced } = await trace('--env', 'LOG_LEVEL');
  expect(traced.hops.find(({ hop }) => hop === 'service')).toMatchObject({ state: 'as-declared', revision: 2 });
});

it('finds one task of an older revision among three', async () => {
  const old = await register(older);
  await create(await register(declared));
  await startBeside(old);
  const { code, rules, report } = await examine();
  expect({ code, rules }).toEqual({ code: 2, rules: ['delivery/tasks-outdated'] });
  expect(report.findings[0]).toMatchObject({ brokenAt: 'task', tasks: { running: 3, affected: 1 } });
  const traced = await trace('--env', 'LOG_LEVEL');
  expect(traced).toMatchObject({ code: 2, trace: { verdict: 'tasks-outdated', brokenAt: 'task' } });
});

it('finds a task that was started with other settings', async () => {
  const revision = await register(declared);
  await create(revision);
  await startBeside(revision, [
    { name: 'LOG_LEVEL', value: 'trace' },
    { name: 'API_TOKEN', value: 'an-invented-token-of-a-test' },
  ]);
  const { code, rules, report } = await examine();
  expect({ code, rules }).toEqual({ code: 0, rules: ['delivery/overrides', 'delivery/overrides'] });
  expect(report.findings.map(({ path }) => path)).toEqual([
    'containers[worker].environment[API_TOKEN]',
    'containers[worker].environment[LOG_LEVEL]',
  ]);
  const { stdout } = await runCli(['trace', 'worker', directory], environment);
  expect(stdout).toContain('LOG_LEVEL');
  expect(stdout + JSON.stringify(report)).not.toContain('an-invented-token');
});

it('finds a service that was scaled by hand', async () => {
  await create(await register(declared));
  await ecs.send(new UpdateServiceCommand({ cluster: 'jobs', service: 'worker', desiredCount: 3 }));
  expect(await examine()).toMatchObject({ code: 2, rules: ['ecs/service-desired-count'] });
  expect(await trace()).toMatchObject({ trace: { verdict: 'delivered' } });
});

it('finds a parameter that a secret names and that was deleted', async () => {
  await create(await register(declared));
  await ssm.send(new DeleteParameterCommand({ Name: parameter }));
  expect(await examine()).toMatchObject({ code: 2, rules: ['ecs/secret-source-missing'] });
});
