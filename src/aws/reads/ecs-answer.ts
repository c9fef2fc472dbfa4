import type { Failure } from '@aws-sdk/client-ecs';
import * as z from 'zod/mini';
import { formatArn, isArn, lastSegment } from '../../model/arn.ts';
import type { AwsProblem } from '../../model/report/aws-problem.ts';
import { text } from '../answers/answer-form.ts';
import { iamName, iamOfArn } from '../iam-pattern.ts';
import { unexpected } from '../pages.ts';
import type { CallPlace, IamResource, IsAbsent, Read } from '../read.ts';
import type { Scene } from '../scene.ts';
import { sealable, sealableRecord } from '../snapshot/recorded-form.ts';

/*
 * What several answers of ECS have in common.
 */

/**
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTaskDefinitions.html and its like: up to 100 in a
 * page.
 */
export const resultsPerList = 100;

/**
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServiceDeployments.html: "up to 20 ARNs"; the
 * same for service revisions.
 */
export const deploymentsPerCall = 20;

/** A revision, by its ARN or as `family:revision`. */
export const revision = z.string().check(z.regex(/^(?:arn:[^/]+:task-definition\/)?[\w-]+:\d+$/));

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html */
export const failures = z.optional(z.array(z.object({ arn: z.optional(z.string()), reason: text })));

/**
 * What is in a cluster or a service that does not exist does not exist either.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTasks.html
 */
export const isAbsentFromEcs: IsAbsent = (code) =>
  code === 'ClusterNotFoundException' || code === 'ServiceNotFoundException' || code === 'ServiceNotActiveException';

/**
 * What ECS says of something that is not in its answer. That it says nothing at all does not mean that it does not
 * exist.
 */
export function notFound(
  answer: Read<{ readonly failures?: readonly Failure[] | undefined }>,
  asked: string,
  place: CallPlace,
): Read<never> {
  const failures = answer.status === 'found' ? (answer.value.failures ?? []) : [];
  const failure = failures.find((one) => one.arn !== undefined && lastSegment(one.arn) === lastSegment(asked));
  if (failure === undefined) return unexpected(place, { code: 'NoAnswer' });
  const { reason = '', detail } = failure;
  if (reason === 'MISSING') return { status: 'absent' };
  const problem: AwsProblem = {
    kind: /denied|not authorized/i.test(reason) ? 'denied' : 'unexpected-answer',
    action: place.action,
    region: place.region,
    ...(reason === '' ? {} : { code: reason }),
    ...(detail === undefined ? {} : { message: detail }),
  };
  return { status: 'unreadable', problem };
}

/** Whether a cluster is the one of that name or ARN. */
export function isCluster(clusterArn: string, asked: string): boolean {
  return isArn(asked) ? clusterArn === asked : lastSegment(clusterArn) === asked;
}

/** The tags of ECS in a snapshot. */
export function ecsTags() {
  return z.array(z.looseObject({ key: z.optional(z.string()), value: z.optional(sealable) }));
}

/** Environment variables in a snapshot. */
export function environment() {
  return z.array(z.looseObject({ name: z.optional(z.string()), value: z.optional(sealable) }));
}

/** Names, and where their values come from, in a snapshot. */
export function secretReferences() {
  return z.array(z.looseObject({ name: z.optional(z.string()), valueFrom: z.optional(sealable) }));
}

/** Where logs go, in a snapshot. */
export function logConfiguration() {
  return z.looseObject({
    logDriver: z.optional(sealable),
    options: z.optional(sealableRecord),
    secretOptions: z.optional(secretReferences()),
  });
}

/** The ARN of something of ECS in a rehearsal. */
export function ecsArn(resource: string, { account, partition }: Scene, region: string): string {
  return formatArn({ partition, service: 'ecs', region, account, resource });
}

/** A service as IAM knows it, by the names or ARNs of its cluster and of itself. */
export function iamService({ cluster, service }: { cluster: string; service: string }): IamResource {
  return { resource: `service/${iamName(lastSegment(cluster))}/${iamName(lastSegment(service))}` };
}

/** A deployment or a revision of a service, of which IAM asks for the service too. */
export function iamPartOfService(arn: string): readonly IamResource[] {
  const part = iamOfArn(arn);
  return [{ ...part, resource: part.resource.replace(/^[^/]*\/(.*)\/[^/]*$/, 'service/$1') }, part];
}
