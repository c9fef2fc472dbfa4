import type { ContainerDefinition, RegisterTaskDefinitionRequest, TaskDefinition } from '@aws-sdk/client-ecs';
import { compared, identity, type MemberTreatments, readOnly } from '../sdk-members.ts';

/*
 * Every member of AWS's task definitions and containers, and what becomes of it.
 */

const same = {
  family: identity('names the task definition'),
  containerDefinitions: compared('containers'),
  taskRoleArn: compared('taskRoleArn'),
  executionRoleArn: compared('executionRoleArn'),
  networkMode: compared('networkMode'),
  volumes: compared('volumes'),
  placementConstraints: compared('placementConstraints'),
  requiresCompatibilities: compared('requiresCompatibilities'),
  cpu: compared('cpu'),
  memory: compared('memory'),
  pidMode: compared('pidMode'),
  ipcMode: compared('ipcMode'),
  proxyConfiguration: compared('proxyConfiguration'),
  inferenceAccelerators: compared('inferenceAccelerators'),
  ephemeralStorage: compared('ephemeralStorage'),
  runtimePlatform: compared('runtimePlatform'),
  enableFaultInjection: compared('enableFaultInjection'),
} as const;

/** What is sent to register a revision. */
export const registered: MemberTreatments<RegisterTaskDefinitionRequest> = { ...same, tags: compared('tags') };

/** What AWS describes of a revision. */
export const described: MemberTreatments<TaskDefinition> = {
  ...same,
  taskDefinitionArn: identity('names the revision'),
  revision: identity('numbers the revision'),
  status: identity('tells an active revision from a deregistered one'),
  compatibilities: readOnly('AWS finds out what the revision could run on'),
  requiresAttributes: readOnly('AWS derives it from the other members'),
  registeredAt: readOnly('when the revision was made'),
  registeredBy: readOnly('who made the revision'),
  deregisteredAt: readOnly('when the revision was deregistered'),
  deleteRequestedAt: readOnly('when the deletion of the revision was asked for'),
};

/** A container. */
export const container: MemberTreatments<ContainerDefinition> = {
  name: compared('name'),
  image: compared('image'),
  repositoryCredentials: compared('repositoryCredentials'),
  cpu: compared('cpu'),
  memory: compared('memory'),
  memoryReservation: compared('memoryReservation'),
  links: compared('links'),
  portMappings: compared('portMappings'),
  essential: compared('essential'),
  restartPolicy: compared('restartPolicy'),
  entryPoint: compared('entryPoint'),
  command: compared('command'),
  environment: compared('environment'),
  environmentFiles: compared('environmentFiles'),
  mountPoints: compared('mountPoints'),
  volumesFrom: compared('volumesFrom'),
  linuxParameters: compared('linuxParameters'),
  secrets: compared('secrets'),
  dependsOn: compared('dependsOn'),
  startTimeout: compared('startTimeout'),
  stopTimeout: compared('stopTimeout'),
  versionConsistency: compared('versionConsistency'),
  hostname: compared('hostname'),
  user: compared('user'),
  workingDirectory: compared('workingDirectory'),
  disableNetworking: compared('disableNetworking'),
  privileged: compared('privileged'),
  readonlyRootFilesystem: compared('readonlyRootFilesystem'),
  dnsServers: compared('dnsServers'),
  dnsSearchDomains: compared('dnsSearchDomains'),
  extraHosts: compared('extraHosts'),
  dockerSecurityOptions: compared('dockerSecurityOptions'),
  interactive: compared('interactive'),
  pseudoTerminal: compared('pseudoTerminal'),
  dockerLabels: compared('dockerLabels'),
  ulimits: compared('ulimits'),
  logConfiguration: compared('logConfiguration'),
  healthCheck: compared('healthCheck'),
  systemControls: compared('systemControls'),
  resourceRequirements: compared('resourceRequirements'),
  firelensConfiguration: compared('firelensConfiguration'),
  credentialSpecs: compared('credentialSpecs'),
};
