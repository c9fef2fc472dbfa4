import type { ServiceRevision } from '@aws-sdk/client-ecs';
import { ignored, readOnly, type Treatment } from '../../sdk-members.ts';

const ofService = readOnly('as the service was when the revision was made; what it is now, the service says');
const notInProvider = ignored('the Terraform provider has no argument for it, and the service does not answer with it');

/** What of a service revision is not compared: it tells how a deployment went. */
export const uncoveredOfServiceRevision: { readonly [K in keyof ServiceRevision]-?: Treatment } = {
  serviceRevisionArn: readOnly('names the service revision'),
  serviceArn: readOnly('names the service'),
  clusterArn: readOnly('names the cluster'),
  taskDefinition: readOnly('the revision that a deployment brought, for the steps of a delivery'),
  containerImages: readOnly('the images that a deployment brought'),
  createdAt: readOnly('when the service revision was made'),
  capacityProviderStrategy: ofService,
  launchType: ofService,
  platformVersion: ofService,
  platformFamily: ofService,
  loadBalancers: ofService,
  serviceRegistries: ofService,
  networkConfiguration: ofService,
  serviceConnectConfiguration: ofService,
  volumeConfigurations: ofService,
  vpcLatticeConfigurations: ofService,
  fargateEphemeralStorage: readOnly('the key that encrypts storage, which the cluster sets'),
  guardDutyEnabled: readOnly('whether the account watches the tasks'),
  resolvedConfiguration: readOnly('the load balancers, as AWS resolved them'),
  ecsManagedResources: readOnly('what ECS Express Mode made'),
  overrides: notInProvider,
  gatewayConnectors: notInProvider,
  monitoring: notInProvider,
};
