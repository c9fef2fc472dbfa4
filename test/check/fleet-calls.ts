import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import { onTestFinished } from 'vitest';
import { createReader } from '../../src/aws/reader.ts';
import { createSession, type SessionOptions } from '../../src/aws/session.ts';
import { checkTargets } from '../../src/check/check.ts';
import type { Report } from '../../src/model/report/report.ts';
import { instantClock } from '../aws/instant-clock.ts';
import { revoke } from '../aws-server/groups.ts';
import { type Call, countCalls, type ServerOptions } from '../aws-server/server.ts';
import { createServiceStack, type ServiceStack, stackNames } from '../aws-server/service-stack.ts';
import { serve } from '../aws-server/start.ts';
import { registerTaskDefinition } from '../aws-server/task-definitions.ts';
import type { World } from '../aws-server/world.ts';

/*
 * How many calls a fleet costs, beside what docs/calls.md says that it costs.
 */

const [tasksEach, groupsEach, rulesEach] = [4, 3, 10];

/** What a fleet has, in one region. */
export interface FleetShape {
  readonly services: number;
  readonly region?: string;
  /** See `sources` of a stack. */
  readonly sources?: boolean;
  /** So many services run a revision that lacks what the latest one holds. */
  readonly behind?: number;
  /** Of so many groups a rule is missing. */
  readonly withoutRule?: number;
  /** The code is in so many root modules, each a target. Default 1. */
  readonly targets?: number;
}

const page = readFileSync(join(import.meta.dirname, '../../docs/calls.md'), 'utf8');

/** How many things go into a call, as the page has it: 50 of `ceil(parameters / 50)`. */
function perCall(action: string, things: string): number {
  const row = page.split('\n').find((line) => line.startsWith(`| \`${action}\` |`));
  const told = row?.match(new RegExp(`ceil\\(${things} / (\\d+)\\)`))?.[1];
  if (told === undefined) throw new RangeError(`docs/calls.md has no formula with ${things} for ${action}`);
  return Number(told);
}

/** What the page says of fleets in several regions of one account; calls that are not made are left out. */
export function expectedCalls(shapes: readonly FleetShape[]): Readonly<Record<string, number>> {
  const expected = new Map([['sts:GetCallerIdentity', 1]]);
  const add = (action: string, calls: number) => {
    if (calls > 0) expected.set(action, (expected.get(action) ?? 0) + calls);
  };
  for (const { services, sources = false, behind = 0, withoutRule = 0 } of shapes) {
    const batched = (action: string, things: string, count: number) =>
      add(action, Math.ceil(count / perCall(action, things)));
    const groups = services * groupsEach;
    batched('ecs:DescribeServices', 'services', services);
    add('ecs:DescribeTaskDefinition', services + behind);
    add('ecs:ListTasks', services + behind);
    batched('ecs:DescribeTasks', 'tasks', services * tasksEach);
    add('ecs:ListServiceDeployments', behind);
    batched('ecs:DescribeServiceDeployments', 'deployments', behind);
    batched('ecs:DescribeServiceRevisions', 'deployments', behind);
    batched('ec2:DescribeSecurityGroups', 'groups', groups);
    // Groups are dealt out evenly; each call has a page for each 1000 rules of its own.
    const calls = Math.ceil(groups / perCall('ec2:DescribeSecurityGroupRules', 'groups'));
    for (let call = 0; call < calls; call += 1) {
      const own = Math.ceil((groups - call) / calls);
      add('ec2:DescribeSecurityGroupRules', Math.ceil((own * rulesEach) / 1000));
    }
    batched('ec2:DescribeNetworkInterfaces', 'groups', withoutRule);
    if (!sources) continue;
    batched('ssm:DescribeParameters', 'parameters', services);
    add('secretsmanager:DescribeSecret', services);
    // Each has a repository of its own.
    add('ecr:DescribeImages', services);
  }
  return Object.fromEntries([...expected].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** A stack of which some services and some groups are otherwise than the code has them. */
function changed(stack: ServiceStack, { behind = 0, withoutRule = 0 }: FleetShape): World {
  const names = new Set(Array.from({ length: behind }, (_, number) => stackNames.service(number)));
  const declared = stack.world.taskDefinitions.filter(({ family }) => names.has(family));
  const older: World = {
    ...stack.world,
    taskDefinitions: stack.world.taskDefinitions.map((one) =>
      names.has(one.family) ? { ...one, containerDefinitions: one.containerDefinitions.map(withoutVariables) } : one,
    ),
  };
  const registered = declared.reduce((world, { containerDefinitions, ...one }) => {
    const { family, networkMode, cpu, memory } = one;
    const containers = containerDefinitions.map((container) => ({ ...container }));
    return registerTaskDefinition(world, {
      family,
      networkMode,
      cpu,
      memory,
      requiresCompatibilities: ['FARGATE'],
      containerDefinitions: containers,
    });
  }, older);
  const rules = Array.from({ length: withoutRule }, (_, group) => {
    const id = stackNames.groupId(Math.floor(group / groupsEach), group % groupsEach);
    return registered.securityGroupRules.find(({ GroupId }) => GroupId === id)?.SecurityGroupRuleId ?? '';
  });
  return rules.reduce(revoke, registered);
}

function withoutVariables<C extends object>(container: C): C {
  return { ...container, environment: [] };
}

function write(files: ReadonlyMap<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'fleet-calls-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** The code in several root modules, which have the services in turn. */
function dealtOut(files: ReadonlyMap<string, string>, targets: number): readonly ReadonlyMap<string, string>[] {
  return Array.from({ length: targets }, (_, target) => {
    let number = 0;
    const isOwn = (line: string) => !line.includes(' = { number = ') || number++ % targets === target;
    const services = files.get('services.tf') ?? '';
    return new Map([...files, ['services.tf', services.split('\n').filter(isOwn).join('\n')]]);
  });
}

/** What a run over fleets came to. */
export interface FleetRun {
  readonly report: Report;
  /** How often each action was called, as the server has it: every attempt counts. */
  readonly calls: Readonly<Record<string, number>>;
  readonly log: readonly Call[];
  /** How many calls the run counted. */
  readonly counted: number;
}

/** Checks fleets in one run, with one session for all of them. */
export async function checkFleet(
  shapes: readonly FleetShape[],
  server: ServerOptions = {},
  options: SessionOptions = {},
): Promise<FleetRun> {
  const stacks = shapes.map((shape) => {
    const stack = createServiceStack({ ...shape, tasks: tasksEach, groups: groupsEach, rules: rulesEach });
    return { shape, files: stack.files, world: changed(stack, shape) };
  });
  const running = await serve(
    stacks.map(({ world }) => world),
    server,
  );
  const session = createSession({
    retryStrategy: new ConfiguredRetryStrategy(6, 0),
    clock: instantClock(),
    ...options,
  });
  const targets = stacks.flatMap(({ shape, files, world }) =>
    dealtOut(files, shape.targets ?? 1).map((own, target) => ({
      name: `${world.region}-${target}`,
      directory: write(own),
      environment: {},
      aws: createReader(session, { region: world.region }),
    })),
  );
  const report = await checkTargets(targets, {});
  const log = running.calls();
  return { report, log, calls: countCalls(log), counted: session.calls() };
}
