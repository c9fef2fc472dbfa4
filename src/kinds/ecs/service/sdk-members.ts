import type {
  Deployment,
  DeploymentCircuitBreaker,
  DeploymentConfiguration,
  DeploymentLifecycleHook,
  Service,
  ServiceConnectConfiguration,
  VpcLatticeConfiguration,
} from '@aws-sdk/client-ecs';
import { compared, identity, ignored, type MemberTreatments, readOnly } from '../sdk-members.ts';

/*
 * Every member of AWS's services, and what becomes of it.
 */

const notInProvider = 'the Terraform provider has no argument for it';

/** A service. */
export const service: MemberTreatments<Service> = {
  serviceArn: identity('names the service'),
  serviceName: identity('names the service'),
  clusterArn: identity('names the cluster'),
  status: identity('tells a service from one that was deleted'),
  taskDefinition: compared('taskDefinition'),
  deploymentConfiguration: compared(
    'deploymentMaximumPercent',
    'deploymentMinimumHealthyPercent',
    'deploymentCircuitBreaker',
    'alarms',
    'deploymentConfiguration',
  ),
  enableECSManagedTags: compared('enableEcsManagedTags'),
  desiredCount: compared('desiredCount'),
  launchType: compared('launchType'),
  platformVersion: compared('platformVersion'),
  schedulingStrategy: compared('schedulingStrategy'),
  capacityProviderStrategy: compared('capacityProviderStrategy'),
  networkConfiguration: compared('networkConfiguration'),
  loadBalancers: compared('loadBalancers'),
  serviceRegistries: compared('serviceRegistries'),
  deploymentController: compared('deploymentController'),
  placementConstraints: compared('placementConstraints'),
  placementStrategy: compared('placementStrategy'),
  healthCheckGracePeriodSeconds: compared('healthCheckGracePeriodSeconds'),
  enableExecuteCommand: compared('enableExecuteCommand'),
  propagateTags: compared('propagateTags'),
  availabilityZoneRebalancing: compared('availabilityZoneRebalancing'),
  roleArn: compared('roleArn'),
  deployments: compared('serviceConnectConfiguration', 'volumeConfigurations', 'vpcLatticeConfigurations'),
  tags: compared('tags'),
  taskSets: readOnly('made by an external deployment controller'),
  currentServiceDeployment: readOnly('the deployment that runs'),
  currentServiceRevisions: readOnly('the service revisions that run'),
  runningCount: readOnly('how many tasks run now'),
  pendingCount: readOnly('how many tasks start now'),
  platformFamily: readOnly('the operating system, which the task definition declares'),
  events: readOnly('what happened to the service'),
  createdAt: readOnly('when the service was made'),
  createdBy: readOnly('who made the service'),
  resourceManagementType: readOnly('whether ECS Express Mode manages the service'),
};

/** A deployment. Of all of them the PRIMARY one says what was last asked for. */
export const deployment: MemberTreatments<Deployment> = {
  serviceConnectConfiguration: compared('serviceConnectConfiguration'),
  volumeConfigurations: compared('volumeConfigurations'),
  vpcLatticeConfigurations: compared('vpcLatticeConfigurations'),
  id: readOnly('names the deployment'),
  status: readOnly('tells the PRIMARY deployment from earlier ones'),
  taskDefinition: readOnly('the revision that it brings'),
  desiredCount: readOnly('how many tasks it asks for'),
  pendingCount: readOnly('how many tasks start now'),
  runningCount: readOnly('how many tasks run now'),
  failedTasks: readOnly('how many tasks did not start'),
  createdAt: readOnly('when it began'),
  updatedAt: readOnly('when it last changed'),
  capacityProviderStrategy: readOnly('the same as the service has'),
  launchType: readOnly('the same as the service has'),
  platformVersion: readOnly('the same as the service has'),
  platformFamily: readOnly('the same as the service has'),
  networkConfiguration: readOnly('the same as the service has'),
  rolloutState: readOnly('how far it is'),
  rolloutStateReason: readOnly('why it is there'),
  serviceConnectResources: readOnly('what Service Connect made in Cloud Map'),
  fargateEphemeralStorage: readOnly('the key that encrypts storage, which the cluster sets'),
};

/** How a service is deployed. */
export const deploymentConfiguration: MemberTreatments<DeploymentConfiguration> = {
  deploymentCircuitBreaker: compared('deploymentCircuitBreaker'),
  maximumPercent: compared('deploymentMaximumPercent'),
  minimumHealthyPercent: compared('deploymentMinimumHealthyPercent'),
  alarms: compared('alarms'),
  strategy: compared('deploymentConfiguration.strategy'),
  bakeTimeInMinutes: compared('deploymentConfiguration.bakeTimeInMinutes'),
  lifecycleHooks: compared('deploymentConfiguration.lifecycleHooks'),
  linearConfiguration: compared('deploymentConfiguration.linearConfiguration'),
  canaryConfiguration: compared('deploymentConfiguration.canaryConfiguration'),
  earlySuccessCriteria: ignored(notInProvider),
};

/** The circuit breaker. */
export const circuitBreaker: MemberTreatments<DeploymentCircuitBreaker> = {
  enable: compared('deploymentCircuitBreaker.enable'),
  rollback: compared('deploymentCircuitBreaker.rollback'),
  resetOnHealthyTask: ignored(notInProvider),
  thresholdConfiguration: ignored(notInProvider),
};

/** A hook of a deployment. */
export const lifecycleHook: MemberTreatments<DeploymentLifecycleHook> = {
  hookTargetArn: compared('deploymentConfiguration.lifecycleHooks.hookTargetArn'),
  roleArn: compared('deploymentConfiguration.lifecycleHooks.roleArn'),
  lifecycleStages: compared('deploymentConfiguration.lifecycleHooks.lifecycleStages'),
  hookDetails: ignored("a document of the user's own; where it is declared, the report lists it as not compared"),
  targetType: ignored(notInProvider),
  timeoutConfiguration: ignored(notInProvider),
};

/** Service Connect. */
export const serviceConnect: MemberTreatments<ServiceConnectConfiguration> = {
  enabled: compared('serviceConnectConfiguration.enabled'),
  namespace: compared('serviceConnectConfiguration.namespace'),
  services: compared('serviceConnectConfiguration.services'),
  logConfiguration: compared('serviceConnectConfiguration.logConfiguration'),
  accessLogConfiguration: compared('serviceConnectConfiguration.accessLogConfiguration'),
  containerConfigurations: ignored(notInProvider),
};

/** A target group of VPC Lattice. */
export const latticeTarget: MemberTreatments<VpcLatticeConfiguration> = {
  portName: compared('vpcLatticeConfigurations.portName'),
  roleArn: compared('vpcLatticeConfigurations.roleArn'),
  targetGroupArn: compared('vpcLatticeConfigurations.targetGroupArn'),
  advancedConfiguration: ignored(notInProvider),
};
