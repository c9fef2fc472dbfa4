import { integer, object, text, texts } from '../wire/json-input.ts';
import { AwsError } from '../wire/shape.ts';
import type { ServiceDeploymentState } from '../world.ts';
import { clusterAsked, ecsPage, invalid, serviceIn } from './ecs-limits.ts';
import type { JsonHandler } from './handler.ts';

/*
 * ECS: what is listed, page by page.
 */

const listTaskDefinitions: JsonHandler = (view, input) => {
  const family = text(input, 'familyPrefix');
  const status = text(input, 'status') ?? 'ACTIVE';
  const sort = text(input, 'sort') ?? 'ASC';
  if (sort !== 'ASC' && sort !== 'DESC') invalid(`Invalid sort: ${sort}`);
  // Despite its name the prefix is a whole family: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTaskDefinitions.html
  const wanted = family === undefined ? [...view.families.keys()].sort(byText) : [family];
  const ascending = wanted
    .flatMap((name) => (view.families.get(name) ?? []).filter((one) => one.status === status))
    .map((one) => one.taskDefinitionArn);
  const { items, next } = ecsPage(
    view,
    'ListTaskDefinitions',
    sort === 'ASC' ? ascending : ascending.reverse(),
    input,
    100,
  );
  return { taskDefinitionArns: items, nextToken: next };
};

const listTaskDefinitionFamilies: JsonHandler = (view, input) => {
  const prefix = text(input, 'familyPrefix') ?? '';
  const status = text(input, 'status') ?? 'ACTIVE';
  if (!['ACTIVE', 'INACTIVE', 'ALL'].includes(status)) invalid(`Invalid status: ${status}`);
  const all = [...view.families]
    .filter(([, revisions]) => status === 'ALL' || isActiveFamily(revisions) === (status === 'ACTIVE'))
    .flatMap(([family]) => (family.startsWith(prefix) ? [family] : []))
    .sort(byText);
  const { items, next } = ecsPage(view, 'ListTaskDefinitionFamilies', all, input, 100);
  return { families: items, nextToken: next };
};

/** A family with an ACTIVE revision is ACTIVE. */
function isActiveFamily(revisions: readonly { readonly status: string }[]): boolean {
  return revisions.some(({ status }) => status === 'ACTIVE');
}

const listServices: JsonHandler = (view, input) => {
  const { clusterArn } = clusterAsked(view, input);
  const launchType = text(input, 'launchType');
  const strategy = text(input, 'schedulingStrategy');
  const all = (view.servicesOf.get(clusterArn) ?? []).filter(
    (one) =>
      one.status !== 'INACTIVE' &&
      (launchType === undefined || one.launchType === launchType) &&
      (strategy === undefined || one.schedulingStrategy === strategy),
  );
  const { items, next } = ecsPage(view, 'ListServices', all, input, 10);
  return { serviceArns: items.map((one) => one.serviceArn), nextToken: next };
};

const listTasks: JsonHandler = (view, input) => {
  const cluster = clusterAsked(view, input);
  const [serviceName, family, startedBy] = [
    text(input, 'serviceName'),
    text(input, 'family'),
    text(input, 'startedBy'),
  ];
  const [status, launchType] = [text(input, 'desiredStatus') ?? 'RUNNING', text(input, 'launchType')];
  if (!['RUNNING', 'PENDING', 'STOPPED'].includes(status)) invalid(`Invalid desiredStatus: ${status}`);
  if (startedBy !== undefined && (serviceName ?? family ?? text(input, 'desiredStatus')) !== undefined) {
    invalid('When startedBy is specified as a filter, it must be the only filter that you use.');
  }
  const service = serviceName === undefined ? undefined : serviceIn(view, cluster, serviceName);
  if (serviceName !== undefined && service === undefined) {
    throw new AwsError('ServiceNotFoundException', 'Service not found.');
  }
  const listed =
    service === undefined
      ? view.tasksOf.get(cluster.clusterArn)
      : view.tasksIn.get(`${cluster.clusterArn} service:${service.serviceName}`);
  const all = (listed ?? []).filter(
    (task) =>
      task.desiredStatus === status &&
      (family === undefined || task.taskDefinitionArn.includes(`:task-definition/${family}:`)) &&
      (startedBy === undefined || task.startedBy === startedBy) &&
      (launchType === undefined || task.launchType === launchType),
  );
  const { items, next } = ecsPage(view, 'ListTasks', all, input, 100);
  return { taskArns: items.map((one) => one.taskArn), nextToken: next };
};

const listServiceDeployments: JsonHandler = (view, input) => {
  const cluster = clusterAsked(view, input);
  const service = serviceIn(view, cluster, text(input, 'service') ?? invalid('service cannot be empty.'));
  if (service === undefined) throw new AwsError('ServiceNotFoundException', 'Service not found.');
  if (service.deploymentController?.type !== 'ECS') {
    throw new AwsError('UnsupportedFeatureException', 'The deployment controller of the service is not supported.');
  }
  const statuses = texts(input, 'status');
  const created = object(input, 'createdAt');
  const [after = 0, before = Number.POSITIVE_INFINITY] = [integer(created, 'after'), integer(created, 'before')];
  const all = (view.serviceDeploymentsOf.get(service.serviceArn) ?? [])
    .filter((one) => statuses.length === 0 || statuses.includes(one.status))
    .filter((one) => one.createdAt >= after && one.createdAt <= before)
    .toReversed();
  const { items, next } = ecsPage(view, 'ListServiceDeployments', all, input, 20);
  return { serviceDeployments: items.map(brief), nextToken: next };
};

function brief(deployment: ServiceDeploymentState) {
  const { serviceDeploymentArn, serviceArn, clusterArn, startedAt, createdAt, finishedAt } = deployment;
  const { targetServiceRevision, status, statusReason } = deployment;
  return {
    serviceDeploymentArn,
    serviceArn,
    clusterArn,
    startedAt,
    createdAt,
    finishedAt,
    targetServiceRevisionArn: targetServiceRevision?.arn,
    status,
    statusReason,
  };
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export const listing: Readonly<Record<string, JsonHandler>> = {
  ListTaskDefinitions: listTaskDefinitions,
  ListTaskDefinitionFamilies: listTaskDefinitionFamilies,
  ListServices: listServices,
  ListTasks: listTasks,
  ListServiceDeployments: listServiceDeployments,
};
