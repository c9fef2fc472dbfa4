import type { Deployment, Service } from '@aws-sdk/client-ecs';
import * as z from 'zod/mini';
import { isArn, lastSegment, parseArn } from '../../model/arn.ts';
import { groupBy } from '../../model/group.ts';
import { count, distinct, text } from '../answers/answer-form.ts';
import { apiBuckets } from '../api-buckets.ts';
import { distribute, mapFound } from '../pages.ts';
import { defineRead, type Read } from '../read.ts';
import { anything, runningRevision } from '../scene.ts';
import type { Sealed } from '../seal.ts';
import { date, object, objects, sealable, sealables } from '../snapshot/recorded-form.ts';
import { perRegion, sameName } from '../snapshot/replay.ts';
import {
  ecsArn,
  ecsTags,
  failures,
  iamService,
  isAbsentFromEcs,
  isCluster,
  logConfiguration,
  notFound,
  revision,
} from './ecs-answer.ts';

export type LiveService = Sealed<Service>;
export type LiveDeployment = Sealed<Deployment>;

/**
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html: "You may specify up to 10
 * services".
 */
const perCall = 10;

/**
 * A service, by name or ARN. INACTIVE ones are found, with their status. A cluster that does not exist has no services.
 */
export const describeServices = defineRead({
  action: 'ecs:DescribeServices',
  why: 'what a service runs and how it is configured',
  after: ['ecs:ListServices'],
  bucket: apiBuckets.ecsServices,
  isAbsent: isAbsentFromEcs,
  key: () => z.strictObject({ cluster: z.string(), service: z.string() }),
  answer: () => z.object({ services: distinct(answeredService(), (one) => one.serviceArn), failures }),
  result: recordedService,
  perCall,
  together: ({ cluster }) => cluster,
  many: async (calls, keys) => {
    const [{ cluster } = { cluster: '' }] = keys;
    const answer = await calls.ask((client, { DescribeServicesCommand }, options) => {
      const services = keys.map(({ service }) => service);
      return client.send(new DescribeServicesCommand({ cluster, services, include: ['TAGS'] }), options);
    });
    const services = mapFound(answer, (value) => value.services);
    return distribute(calls, services, keys, {
      fits: (one, key) => isService(one, key.service) && isCluster(one.clusterArn, cluster),
      found: ([one], key): Read<Service> =>
        one === undefined
          ? notFound(answer, key.service, calls)
          : { status: 'found', value: { ...one, tags: one.tags ?? [] } },
    });
  },
  replay: (own) =>
    perRegion(own, (reads) => {
      const byName = groupBy(reads, ({ key }) => lastSegment(key.service));
      return (asked) => {
        const named = byName.get(lastSegment(asked.service)) ?? [];
        const exact = named.find(({ key }) => key.cluster === asked.cluster && key.service === asked.service);
        const same = named.find(
          ({ key }) => sameName(key.cluster, asked.cluster) && sameName(key.service, asked.service),
        );
        return (exact ?? same)?.read;
      };
    }),
  plausible: ({ cluster, service }, scene, region) => {
    const arn = (resource: string) => ecsArn(resource, scene, region);
    const [name, taskDefinition] = [lastSegment(service), `${scene.familyOf(cluster, service)}:${runningRevision}`];
    const revision = arn(`task-definition/${taskDefinition}`);
    return {
      serviceArn: arn(`service/${lastSegment(cluster)}/${name}`),
      serviceName: name,
      clusterArn: arn(`cluster/${lastSegment(cluster)}`),
      status: 'ACTIVE',
      // No code declares so many, so that it is asked who else may have set it.
      desiredCount: 1_000_003,
      runningCount: 1,
      taskDefinition: revision,
      // Its tasks do not come up, and it may wait for somebody.
      deployments: [
        { status: 'PRIMARY', rolloutState: 'IN_PROGRESS' as const, failedTasks: 1, taskDefinition: revision },
      ],
      deploymentConfiguration: { lifecycleHooks: [{ targetType: 'PAUSE' as const }] },
      // Express Mode has added a group to those that it was given.
      resourceManagementType: 'ECS' as const,
      networkConfiguration: { awsvpcConfiguration: { subnets: [], securityGroups: [`sg-${anything}`] } },
      tags: [],
    };
  },
  iamResources: (key) => [iamService(key)],
  docs: {
    calls: `for each cluster \`ceil(services / ${perCall})\``,
    key: '`cluster`, `service` (names or ARNs)',
    result: "one of the API's `services`",
  },
});

/**
 * What a service runs stands in the service itself or, with another deployment controller than ECS, in its task sets;
 * only ECS keeps deployments, of which one is the PRIMARY one.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html
 */
function answeredService() {
  return z
    .looseObject({
      serviceArn: text,
      serviceName: text,
      clusterArn: text,
      status: text,
      desiredCount: z.optional(count),
      taskDefinition: z.optional(z.union([revision, z.literal('')])),
      deploymentController: z.optional(z.object({ type: z.optional(z.string()) })),
      deployments: z.optional(z.array(z.object({ status: text, taskDefinition: z.optional(z.string()) }))),
      taskSets: z.optional(z.array(z.object({ status: text, taskDefinition: revision }))),
    })
    .check(
      z.superRefine((one, context) => {
        const wrong = (member: string) => context.addIssue({ code: 'custom', path: [member] });
        if (!one.serviceArn.endsWith(`/${one.serviceName}`)) wrong('serviceArn');
        if (one.status !== 'ACTIVE') return;
        if (one.desiredCount === undefined) wrong('desiredCount');
        if ((one.deploymentController?.type ?? 'ECS') !== 'ECS') return;
        if (!one.taskDefinition) wrong('taskDefinition');
        if (one.deployments?.filter(({ status }) => status === 'PRIMARY').length !== 1) wrong('deployments');
      }),
    );
}

/** Whether a service is the one of that name or ARN. ARNs are written with the cluster or, the older ones, without. */
function isService({ serviceArn, serviceName }: { serviceArn: string; serviceName: string }, asked: string): boolean {
  return serviceName === lastSegment(asked) && (!isArn(asked) || isSamePlace(serviceArn, asked));
}

/** Whether two ARNs are of one partition, region and account. */
function isSamePlace(a: string, b: string): boolean {
  const [one, other] = [parseArn(a), parseArn(b)];
  return one?.partition === other?.partition && one?.region === other?.region && one?.account === other?.account;
}

function recordedService() {
  const plain = z.optional(z.string());
  const number = z.optional(z.number());
  return z.looseObject({
    serviceArn: plain,
    serviceName: plain,
    clusterArn: plain,
    status: z.optional(sealable),
    taskDefinition: plain,
    desiredCount: number,
    runningCount: number,
    pendingCount: number,
    launchType: z.optional(sealable),
    createdAt: z.optional(date),
    deployments: z.optional(z.array(recordedDeployment())),
    networkConfiguration: z.optional(
      z.looseObject({
        awsvpcConfiguration: z.optional(
          z.looseObject({ subnets: z.optional(sealables), securityGroups: z.optional(sealables) }),
        ),
      }),
    ),
    deploymentConfiguration: z.optional(
      z.looseObject({
        deploymentCircuitBreaker: z.optional(object),
        alarms: z.optional(z.looseObject({ alarmNames: z.optional(sealables) })),
        lifecycleHooks: z.optional(z.array(z.looseObject({ lifecycleStages: z.optional(sealables) }))),
        linearConfiguration: z.optional(object),
        canaryConfiguration: z.optional(object),
      }),
    ),
    deploymentController: z.optional(object),
    taskSets: z.optional(objects),
    loadBalancers: z.optional(z.array(z.looseObject({ advancedConfiguration: z.optional(object) }))),
    serviceRegistries: z.optional(objects),
    capacityProviderStrategy: z.optional(objects),
    placementConstraints: z.optional(objects),
    placementStrategy: z.optional(objects),
    events: z.optional(z.array(z.looseObject({ message: plain, createdAt: z.optional(date) }))),
    tags: z.optional(ecsTags()),
  });
}

function recordedDeployment() {
  return z.looseObject({
    id: z.optional(sealable),
    status: z.optional(sealable),
    taskDefinition: z.optional(z.string()),
    createdAt: z.optional(date),
    updatedAt: z.optional(date),
    rolloutStateReason: z.optional(z.string()),
    serviceConnectConfiguration: z.optional(
      z.looseObject({
        services: z.optional(z.array(z.looseObject({ clientAliases: z.optional(objects), tls: z.optional(object) }))),
        logConfiguration: z.optional(logConfiguration()),
        accessLogConfiguration: z.optional(object),
      }),
    ),
    volumeConfigurations: z.optional(
      z.array(
        z.looseObject({
          managedEBSVolume: z.optional(
            z.looseObject({ tagSpecifications: z.optional(z.array(z.looseObject({ tags: z.optional(ecsTags()) }))) }),
          ),
        }),
      ),
    ),
    vpcLatticeConfigurations: z.optional(objects),
  });
}
