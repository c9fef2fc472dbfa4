import { startTasks } from './tasks.ts';
import { type EntriesState, emptyWorld, type World } from './world.ts';

/** A read of a snapshot. */
interface RecordedRead {
  readonly action: string;
  readonly key?: Readonly<Record<string, unknown>>;
  readonly result?: unknown;
}

/**
 * The account that a snapshot (`live.json` of a fixture) was recorded in, as far as its reads tell: what they found, and
 * nothing else. So it can be asked in any way, also in one that was not recorded.
 */
export function recordedWorld(snapshot: {
  readonly account: string;
  readonly region: string;
  readonly reads: readonly RecordedRead[];
}): World {
  const found = <T>(...actions: readonly string[]): readonly T[] => {
    const results = snapshot.reads
      .filter(({ action, result }) => actions.includes(action) && result !== undefined)
      .flatMap(({ result }) => (Array.isArray(result) ? result : [result]));
    // The same thing can be recorded under several keys.
    const distinct = new Map(results.map((one) => [JSON.stringify(one), one]));
    return JSON.parse(JSON.stringify([...distinct.values()]), inSeconds) as readonly T[];
  };
  const services = found<World['services'][number]>('ecs:DescribeServices').map((one) => ({
    ...one,
    deployments: (one.deployments ?? []).length > 0 ? one.deployments : [primary(one)],
    events: one.events ?? [],
  }));
  const tasks = found<World['tasks'][number]>('ecs:DescribeTasks');
  const clusters = new Set([...services, ...tasks].map(({ clusterArn }) => clusterArn));
  const world: World = {
    ...emptyWorld({ account: snapshot.account, region: snapshot.region }),
    clusters: [...clusters].map((clusterArn) => ({
      clusterArn,
      clusterName: clusterArn.slice(clusterArn.lastIndexOf('/') + 1),
      status: 'ACTIVE',
    })),
    taskDefinitions: found<World['taskDefinitions'][number]>('ecs:DescribeTaskDefinition').toSorted(
      (a, b) => (a.revision ?? 0) - (b.revision ?? 0),
    ),
    services,
    tasks,
    serviceDeployments: found('ecs:DescribeServiceDeployments'),
    serviceRevisions: found('ecs:DescribeServiceRevisions'),
    scalableTargets: found('application-autoscaling:DescribeScalableTargets'),
    securityGroups: found('ec2:DescribeSecurityGroups'),
    securityGroupRules: found('ec2:DescribeSecurityGroupRules'),
    vpcAssociations: found('ec2:DescribeSecurityGroupVpcAssociations'),
    prefixLists: found('ec2:DescribeManagedPrefixLists'),
    prefixListEntries: snapshot.reads.flatMap(({ action, key, result }) =>
      action === 'ec2:GetManagedPrefixListEntries' && result !== undefined
        ? [{ PrefixListId: String(key?.['prefix-list-id']), Entries: result as EntriesState['Entries'] }]
        : [],
    ),
    vpcs: found('ec2:DescribeVpcs'),
    subnets: found('ec2:DescribeSubnets'),
    parameters: found('ssm:DescribeParameters'),
    secrets: found('secretsmanager:DescribeSecret'),
  };
  return services.reduce(withTasks, world);
}

/** A service has as many tasks as it says, which fixtures leave out where they tell nothing. */
function withTasks(world: World, service: World['services'][number]): World {
  const group = `service:${service.serviceName}`;
  const { clusterArn, taskDefinition, runningCount: count = 0 } = service;
  if (taskDefinition === undefined || world.tasks.some((one) => one.group === group && one.clusterArn === clusterArn)) {
    return world;
  }
  return startTasks(world, { clusterArn, taskDefinition, count, group, startedBy: service.deployments[0]?.id });
}

/** A service has a PRIMARY deployment, which fixtures leave out where it tells nothing. */
function primary({ taskDefinition, desiredCount }: World['services'][number]) {
  const counts = { desiredCount, runningCount: desiredCount, pendingCount: 0, failedTasks: 0 };
  return { id: 'ecs-svc/1000000000000000001', status: 'PRIMARY', taskDefinition, ...counts };
}

/** Dates travel as seconds. */
function inSeconds(name: string, value: unknown): unknown {
  return /(?:At|Date)$/.test(name) && typeof value === 'string' ? Date.parse(value) / 1000 : value;
}
