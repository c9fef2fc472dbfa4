import type { JsonObject } from './scene.ts';
import { memberOf } from './table-changes.ts';

/*
 * Models as AWS answers with them: the other way round of `live.ts` of task definitions and services. What those take as it is, stays
 * as it is here; a member that is neither gets nowhere, and its changes are missed.
 */

/** A revision with the content of a model. `revision`: what AWS says of it besides. */
export function awsTaskDefinition(revision: JsonObject, model: unknown): JsonObject {
  const { containers, volumes, proxyConfiguration, ...rest } = membersOf(model);
  return plain({
    ...revision,
    ...rest,
    containerDefinitions: eachOf(containers, awsContainer),
    volumes: eachOf(volumes, awsVolume),
    proxyConfiguration: within(proxyConfiguration, ({ properties, ...proxy }) => ({
      ...proxy,
      properties: properties instanceof Map ? [...properties].map(([name, value]) => ({ name, value })) : undefined,
    })),
    compatibilities: revision['compatibilities'],
  });
}

function awsContainer(container: Members): Members {
  const { dockerLabels, logConfiguration, firelensConfiguration, ...rest } = container;
  return {
    ...rest,
    dockerLabels: recordOf(dockerLabels),
    logConfiguration: within(logConfiguration, awsLogConfiguration),
    firelensConfiguration: within(firelensConfiguration, ({ options, ...fire }) => ({
      ...fire,
      options: recordOf(options),
    })),
  };
}

function awsLogConfiguration({ options, ...log }: Members): Members {
  return { ...log, options: recordOf(options) };
}

function awsVolume({ hostPath, efs, docker, fsx, s3Files, ...volume }: Members): Members {
  return {
    ...volume,
    host: hostPath === undefined ? undefined : { sourcePath: hostPath },
    efsVolumeConfiguration: within(efs, ({ accessPointId, iam, ...rest }) => ({
      ...rest,
      authorizationConfig: { accessPointId, iam },
    })),
    dockerVolumeConfiguration: within(docker, ({ driverOpts, labels, ...rest }) => ({
      ...rest,
      driverOpts: recordOf(driverOpts),
      labels: recordOf(labels),
    })),
    fsxWindowsFileServerVolumeConfiguration: within(fsx, ({ credentialsParameter, domain, ...rest }) => ({
      ...rest,
      authorizationConfig: { credentialsParameter, domain },
    })),
    s3filesVolumeConfiguration: s3Files,
  };
}

/** A service with the content of a model. `service`: what AWS says of it besides. */
export function awsService(service: JsonObject, model: unknown): JsonObject {
  const {
    networkConfiguration,
    loadBalancers,
    deploymentMaximumPercent,
    deploymentMinimumHealthyPercent,
    deploymentCircuitBreaker,
    placementStrategy,
    enableEcsManagedTags,
    alarms,
    deploymentConfiguration,
    serviceConnectConfiguration,
    volumeConfigurations,
    vpcLatticeConfigurations,
    ...rest
  } = membersOf(model);
  const ofDeployment = {
    serviceConnectConfiguration: within(serviceConnectConfiguration, awsServiceConnect),
    volumeConfigurations: eachOf(volumeConfigurations, awsServiceVolume),
    vpcLatticeConfigurations,
  };
  return plain({
    ...rest,
    networkConfiguration: within(networkConfiguration, ({ assignPublicIp, ...vpc }) => ({
      awsvpcConfiguration: {
        ...vpc,
        assignPublicIp: assignPublicIp === undefined ? undefined : assignPublicIp === true ? 'ENABLED' : 'DISABLED',
      },
    })),
    loadBalancers: eachOf(
      loadBalancers,
      ({ alternateTargetGroupArn, productionListenerRule, testListenerRule, roleArn, ...balancer }) => ({
        ...balancer,
        advancedConfiguration: { alternateTargetGroupArn, productionListenerRule, testListenerRule, roleArn },
      }),
    ),
    placementStrategy: Array.isArray(placementStrategy)
      ? placementStrategy.map((strategy) => {
          const [type, field] = String(strategy).split(' ');
          return { type, field };
        })
      : undefined,
    enableECSManagedTags: enableEcsManagedTags,
    deploymentConfiguration: {
      ...membersOf(deploymentConfiguration),
      maximumPercent: deploymentMaximumPercent,
      minimumHealthyPercent: deploymentMinimumHealthyPercent,
      deploymentCircuitBreaker,
      alarms,
    },
    deployments: eachOf(service['deployments'], (deployment) =>
      deployment['status'] === 'PRIMARY' ? { ...deployment, ...ofDeployment } : deployment,
    ),
  });
}

function awsServiceConnect({ services, logConfiguration, ...connect }: Members): Members {
  return {
    ...connect,
    logConfiguration: within(logConfiguration, awsLogConfiguration),
    services: eachOf(services, ({ clientAliases, tls, ...service }) => ({
      ...service,
      tls: within(tls, ({ awsPcaAuthorityArn, ...rest }) => ({
        ...rest,
        issuerCertificateAuthority: { awsPcaAuthorityArn },
      })),
      clientAliases: eachOf(clientAliases, ({ testTrafficHeader, testTrafficValue, ...alias }) => ({
        ...alias,
        testTrafficRules: { header: { name: testTrafficHeader, value: { exact: testTrafficValue } } },
      })),
    })),
  };
}

function awsServiceVolume({ managedEbsVolume, ...volume }: Members): Members {
  return {
    ...volume,
    managedEBSVolume: within(managedEbsVolume, ({ tagSpecifications, ...ebs }) => ({
      ...ebs,
      tagSpecifications: eachOf(tagSpecifications, ({ tags, ...rest }) => ({
        ...rest,
        tags: tags instanceof Map ? [...tags].map(([key, value]) => ({ key, value })) : undefined,
      })),
    })),
  };
}

type Members = Readonly<Record<string, unknown>>;

function membersOf(value: unknown): Members {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function within(value: unknown, write: (members: Members) => Members): Members | undefined {
  return value === undefined ? undefined : write(membersOf(value));
}

function eachOf(list: unknown, write: (element: Members) => unknown): unknown {
  if (!Array.isArray(list)) return undefined;
  return list.map((element) => write(membersOf(element)));
}

function recordOf(map: unknown): Members | undefined {
  return map instanceof Map ? Object.fromEntries(map) : undefined;
}

/** As a snapshot's file holds it: without what is undefined. */
function plain(value: unknown): JsonObject {
  const written: JsonObject = JSON.parse(JSON.stringify(value));
  return written;
}

/** Whether both have the same content: a record of nothing is none. */
export function isSameModel(a: unknown, b: unknown): boolean {
  return text(a) === text(b);
}

function text(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => {
    if (member instanceof Map) return { map: [...member] };
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
    if (Object.values(member).every((one) => one === undefined)) return undefined;
    return Object.fromEntries(
      Object.keys(member)
        .toSorted()
        .map((name) => [name, memberOf(member, name)]),
    );
  });
}
