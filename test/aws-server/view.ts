import type {
  ClusterState,
  GroupState,
  ImageState,
  InterfaceState,
  Revision,
  RuleState,
  ServiceDeploymentState,
  ServiceRevisionState,
  ServiceState,
  TaskState,
  World,
} from './world.ts';

/** A world with what its handlers look up, so that a large one answers as fast as a small one. */
export interface View {
  readonly world: World;
  /** By name and by ARN. */
  readonly clusters: ReadonlyMap<string, ClusterState>;
  /** By family: its revisions, oldest first. */
  readonly families: ReadonlyMap<string, readonly Revision[]>;
  /** By ARN and by `family:revision`. */
  readonly revisions: ReadonlyMap<string, Revision>;
  /** By ARN. */
  readonly services: ReadonlyMap<string, ServiceState>;
  /** By the cluster's ARN. */
  readonly servicesOf: ReadonlyMap<string, readonly ServiceState[]>;
  /** By ARN. */
  readonly tasks: ReadonlyMap<string, TaskState>;
  /** By the cluster's ARN. */
  readonly tasksOf: ReadonlyMap<string, readonly TaskState[]>;
  /** By the cluster's ARN and the task's group: `arn service:api`. */
  readonly tasksIn: ReadonlyMap<string, readonly TaskState[]>;
  /** By ARN. */
  readonly serviceDeployments: ReadonlyMap<string, ServiceDeploymentState>;
  /** By the service's ARN. */
  readonly serviceDeploymentsOf: ReadonlyMap<string, readonly ServiceDeploymentState[]>;
  /** By ARN. */
  readonly serviceRevisions: ReadonlyMap<string, ServiceRevisionState>;
  /** By id. */
  readonly groups: ReadonlyMap<string, GroupState>;
  /** By the group's id. */
  readonly rulesOf: ReadonlyMap<string, readonly RuleState[]>;
  /** By the ids of the groups that it is in. */
  readonly interfacesIn: ReadonlyMap<string, readonly InterfaceState[]>;
  /** By the repository's name. */
  readonly imagesOf: ReadonlyMap<string, readonly ImageState[]>;
  /** How many things a page has at most, where an answer may come in pages. */
  readonly mostPerPage: number;
}

/** How long ECS tells of a stopped task: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTasks.html */
const stoppedTasksSeconds = 3600;

/** Indexes a world once. */
export function viewOf(
  world: World,
  { mostPerPage = Number.POSITIVE_INFINITY }: { readonly mostPerPage?: number } = {},
): View {
  const { clusters, taskDefinitions, services, serviceDeployments, serviceRevisions } = world;
  const tasks = world.tasks.filter(
    ({ stoppedAt }) => stoppedAt === undefined || stoppedAt >= world.now - stoppedTasksSeconds,
  );
  return {
    world,
    clusters: new Map(clusters.flatMap((one) => [[one.clusterName, one] as const, [one.clusterArn, one] as const])),
    families: grouped(taskDefinitions, (one) => one.family),
    revisions: new Map(
      taskDefinitions.flatMap((one) => [
        [one.taskDefinitionArn, one] as const,
        [`${one.family}:${one.revision}`, one] as const,
      ]),
    ),
    services: new Map(services.map((one) => [one.serviceArn, one])),
    servicesOf: grouped(services, (one) => one.clusterArn),
    tasks: new Map(tasks.map((one) => [one.taskArn, one])),
    tasksOf: grouped(tasks, (one) => one.clusterArn),
    tasksIn: grouped(tasks, (one) => `${one.clusterArn} ${one.group}`),
    serviceDeployments: new Map(serviceDeployments.map((one) => [one.serviceDeploymentArn, one])),
    serviceDeploymentsOf: grouped(serviceDeployments, (one) => one.serviceArn),
    serviceRevisions: new Map(serviceRevisions.map((one) => [one.serviceRevisionArn, one])),
    groups: new Map(world.securityGroups.map((one) => [one.GroupId, one])),
    rulesOf: grouped(world.securityGroupRules, (one) => one.GroupId),
    interfacesIn: groupedByEach(world.networkInterfaces, (one) => one.Groups.map(({ GroupId = '' }) => GroupId)),
    imagesOf: grouped(world.images, (one) => one.repositoryName),
    mostPerPage,
  };
}

function grouped<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  return groupedByEach(items, (item) => [key(item)]);
}

function groupedByEach<T>(
  items: readonly T[],
  keys: (item: T) => readonly string[],
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    for (const key of keys(item)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [item]);
      else group.push(item);
    }
  }
  return groups;
}
