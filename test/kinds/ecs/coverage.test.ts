import type { ContainerDefinition, Service, TaskDefinition } from '@aws-sdk/client-ecs';
import { expect, it } from 'vitest';
import type { ServiceModel } from '../../../src/kinds/ecs-service/model.ts';
import type { ContainerModel, TaskDefinitionModel } from '../../../src/kinds/ecs-task-definition/model.ts';

/*
 * Every member that the SDK knows, and what becomes of it. A member that a new SDK adds does not compile until it has its place here.
 */

type Treatment =
  | 'compared'
  /** Finds the live thing, or says which one it is. */
  | 'identity'
  /** Told by AWS, never declared. */
  | 'read-only'
  /** Declared and named as a gap. */
  | 'not-compared'
  /** What it means is told by another kind or a later step. */
  | 'elsewhere';
type Treatments<T> = { readonly [K in keyof Required<T>]: Treatment };

const container = {
  name: 'identity',
  image: 'compared',
  repositoryCredentials: 'compared',
  cpu: 'compared',
  memory: 'compared',
  memoryReservation: 'compared',
  links: 'compared',
  portMappings: 'compared',
  essential: 'compared',
  restartPolicy: 'compared',
  entryPoint: 'compared',
  command: 'compared',
  environment: 'compared',
  environmentFiles: 'compared',
  mountPoints: 'compared',
  volumesFrom: 'compared',
  linuxParameters: 'compared',
  secrets: 'compared',
  dependsOn: 'compared',
  startTimeout: 'compared',
  stopTimeout: 'compared',
  versionConsistency: 'compared',
  hostname: 'compared',
  user: 'compared',
  workingDirectory: 'compared',
  disableNetworking: 'compared',
  privileged: 'compared',
  readonlyRootFilesystem: 'compared',
  dnsServers: 'compared',
  dnsSearchDomains: 'compared',
  extraHosts: 'compared',
  dockerSecurityOptions: 'compared',
  interactive: 'compared',
  pseudoTerminal: 'compared',
  dockerLabels: 'compared',
  ulimits: 'compared',
  logConfiguration: 'compared',
  healthCheck: 'compared',
  systemControls: 'compared',
  resourceRequirements: 'compared',
  firelensConfiguration: 'compared',
  credentialSpecs: 'compared',
} as const satisfies Treatments<ContainerDefinition>;

const taskDefinition = {
  taskDefinitionArn: 'identity',
  family: 'identity',
  revision: 'identity',
  status: 'identity',
  containerDefinitions: 'elsewhere',
  taskRoleArn: 'compared',
  executionRoleArn: 'compared',
  networkMode: 'compared',
  volumes: 'compared',
  placementConstraints: 'compared',
  runtimePlatform: 'compared',
  requiresCompatibilities: 'compared',
  cpu: 'compared',
  memory: 'compared',
  pidMode: 'compared',
  ipcMode: 'compared',
  proxyConfiguration: 'compared',
  ephemeralStorage: 'compared',
  enableFaultInjection: 'compared',
  inferenceAccelerators: 'compared',
  compatibilities: 'read-only',
  requiresAttributes: 'read-only',
  registeredAt: 'read-only',
  registeredBy: 'read-only',
  deregisteredAt: 'read-only',
  deleteRequestedAt: 'read-only',
} as const satisfies Treatments<TaskDefinition>;

const service = {
  serviceArn: 'identity',
  serviceName: 'identity',
  clusterArn: 'identity',
  status: 'identity',
  taskDefinition: 'elsewhere',
  deploymentConfiguration: 'elsewhere',
  enableECSManagedTags: 'elsewhere',
  desiredCount: 'compared',
  launchType: 'compared',
  platformVersion: 'compared',
  schedulingStrategy: 'compared',
  capacityProviderStrategy: 'compared',
  networkConfiguration: 'compared',
  loadBalancers: 'compared',
  serviceRegistries: 'compared',
  deploymentController: 'compared',
  placementConstraints: 'compared',
  placementStrategy: 'compared',
  healthCheckGracePeriodSeconds: 'compared',
  enableExecuteCommand: 'compared',
  propagateTags: 'compared',
  availabilityZoneRebalancing: 'compared',
  roleArn: 'compared',
  deployments: 'elsewhere',
  taskSets: 'elsewhere',
  currentServiceDeployment: 'elsewhere',
  currentServiceRevisions: 'elsewhere',
  runningCount: 'read-only',
  pendingCount: 'read-only',
  platformFamily: 'read-only',
  events: 'read-only',
  createdAt: 'read-only',
  createdBy: 'read-only',
  resourceManagementType: 'read-only',
  // Tags decide nothing about what runs.
  tags: 'elsewhere',
} as const satisfies Treatments<Service>;

type Compared<T> = { [K in keyof T]: T[K] extends 'compared' ? K : never }[keyof T];
/** What is called compared is a member of the model; a name that is not does not compile. */
const comparedMembers: {
  readonly container: readonly (Compared<typeof container> & keyof ContainerModel)[];
  readonly task: readonly (Compared<typeof taskDefinition> & keyof TaskDefinitionModel)[];
  readonly service: readonly (Compared<typeof service> & keyof ServiceModel)[];
} = {
  container: keysOf(container),
  task: keysOf(taskDefinition),
  service: keysOf(service),
};

function keysOf<T extends Readonly<Record<string, Treatment>>>(treatments: T): Compared<T>[] {
  const isCompared = (key: string): key is Extract<Compared<T>, string> => treatments[key] === 'compared';
  return Object.keys(treatments).filter(isCompared);
}

it('has a place for every member of the SDK', () => {
  expect(comparedMembers.container).toHaveLength(Object.keys(container).length - 1);
  expect(comparedMembers.task).toHaveLength(15);
  expect(comparedMembers.service).toHaveLength(16);
});
