import type { View } from '../view.ts';
import { text, texts } from '../wire/json-input.ts';
import { AwsError } from '../wire/shape.ts';
import type { Revision } from '../world.ts';
import { batch, clusterAsked, includes, invalid, qualified, serviceIn } from './ecs-limits.ts';
import type { JsonHandler } from './handler.ts';

/*
 * ECS: what is described by name or ARN. What does not exist is a failure with reason MISSING, or an error of its own.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html
 */

interface Failure {
  readonly arn: string;
  readonly reason: 'MISSING';
}

const missing = (arn: string): Failure => ({ arn, reason: 'MISSING' });

const describeTaskDefinition: JsonHandler = (view, input) => {
  const asked = text(input, 'taskDefinition');
  if (asked === undefined || asked === '') throw new AwsError('ClientException', 'Task definition can not be blank.');
  const revision = view.revisions.get(asked) ?? latestActive(view, asked);
  if (revision === undefined) throw new AwsError('ClientException', 'Unable to describe task definition.');
  const { tags, ...taskDefinition } = revision;
  return { taskDefinition, ...(includes(input, 'TAGS') ? { tags: tags ?? [] } : {}) };
};

function latestActive({ families }: View, family: string): Revision | undefined {
  return families.get(family)?.findLast((one) => one.status === 'ACTIVE');
}

const describeServices: JsonHandler = (view, input) => {
  const cluster = clusterAsked(view, input);
  const asked = batch(input, 'services', 10);
  const tags = includes(input, 'TAGS');
  const found = asked.map(
    (name) => serviceIn(view, cluster, name) ?? missing(qualified(view, cluster, name, 'service')),
  );
  return {
    services: found.flatMap((one) => ('reason' in one ? [] : [shown(one, tags)])),
    failures: found.filter((one) => 'reason' in one),
  };
};

const describeTasks: JsonHandler = (view, input) => {
  const cluster = clusterAsked(view, input);
  const asked = batch(input, 'tasks', 100).map((task) => qualified(view, cluster, task, 'task'));
  const tags = includes(input, 'TAGS');
  return {
    tasks: asked.flatMap((arn) => {
      const task = view.tasks.get(arn);
      return task === undefined ? [] : [shown(task, tags)];
    }),
    failures: asked.filter((arn) => !view.tasks.has(arn)).map(missing),
  };
};

const describeClusters: JsonHandler = (view, input) => {
  const asked = texts(input, 'clusters');
  if (asked.length > 100) invalid('clusters can have at most 100 items.');
  const wanted = asked.length === 0 ? ['default'] : asked;
  const { region, account } = view.world;
  const arnOf = (name: string) => (name.startsWith('arn:') ? name : `arn:aws:ecs:${region}:${account}:cluster/${name}`);
  return {
    clusters: wanted.flatMap((name) => {
      const cluster = view.clusters.get(name);
      if (cluster === undefined) return [];
      const settings = includes(input, 'SETTINGS') ? cluster.settings : [];
      return [{ ...cluster, settings, tags: includes(input, 'TAGS') ? (cluster.tags ?? []) : [] }];
    }),
    failures: wanted.filter((name) => !view.clusters.has(name)).map((name) => missing(arnOf(name))),
  };
};

const describeServiceDeployments: JsonHandler = (view, input) => {
  const asked = batch(input, 'serviceDeploymentArns', 20);
  return {
    serviceDeployments: present(asked, view.serviceDeployments),
    failures: asked.filter((arn) => !view.serviceDeployments.has(arn)).map(missing),
  };
};

const describeServiceRevisions: JsonHandler = (view, input) => {
  const asked = batch(input, 'serviceRevisionArns', 20);
  return {
    serviceRevisions: present(asked, view.serviceRevisions),
    failures: asked.filter((arn) => !view.serviceRevisions.has(arn)).map(missing),
  };
};

function present<T>(asked: readonly string[], things: ReadonlyMap<string, T>): T[] {
  return asked.flatMap((arn) => things.get(arn) ?? []);
}

/** Tags are answered when they are asked for. */
function shown<T extends { readonly tags?: readonly unknown[] | undefined }>(thing: T, tags: boolean): Omit<T, 'tags'> {
  const { tags: own, ...rest } = thing;
  return tags ? { ...rest, tags: own ?? [] } : rest;
}

export const describing: Readonly<Record<string, JsonHandler>> = {
  DescribeTaskDefinition: describeTaskDefinition,
  DescribeServices: describeServices,
  DescribeTasks: describeTasks,
  DescribeClusters: describeClusters,
  DescribeServiceDeployments: describeServiceDeployments,
  DescribeServiceRevisions: describeServiceRevisions,
};
