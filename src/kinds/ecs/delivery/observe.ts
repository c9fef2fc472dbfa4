import type { Read } from '../../../aws/read.ts';
import type { AwsReader } from '../../../aws/reader.ts';
import type { LiveImage } from '../../../aws/reads/ecr-describe-images.ts';
import type { LiveServiceDeployment } from '../../../aws/reads/ecs-describe-service-deployments.ts';
import type { LiveService } from '../../../aws/reads/ecs-describe-services.ts';
import type { LiveTaskDefinition } from '../../../aws/reads/ecs-describe-task-definition.ts';
import type { LiveTask } from '../../../aws/reads/ecs-describe-tasks.ts';
import type { AwsProblem } from '../../../model/report/aws-problem.ts';
import { parseRevision } from '../arn.ts';
import { readTasks, type ServiceKey } from '../read-tasks.ts';
import { runningRevision } from '../running-revision.ts';
import { unseen, unseenRevision } from '../unseen-revision.ts';
import { imageName } from './image.ts';
import { type NewerSecret, readNewerSecrets } from './secrets.ts';

/* What AWS says of the way from a family to the containers of a service. Nothing is judged here. */

/** What AWS says of one service that is neither deleted nor being deleted. */
export interface Observation {
  readonly key: ServiceKey;
  readonly live: LiveService;
  /** Of the family that the service runs, or of the one that was asked for. */
  readonly latest: Read<LiveTaskDefinition>;
  /** The revision that the service names; undefined when it names none. */
  readonly revision?: Read<LiveTaskDefinition>;
  readonly running: Read<readonly LiveTask[]>;
  /** The revisions of running tasks that are not the service's, by ARN. */
  readonly others: ReadonlyMap<string, Read<LiveTaskDefinition>>;
  readonly images: readonly ImageObservation[];
  readonly newerSecrets: readonly NewerSecret[];
}

/** The image of a container of the service's revision as its tasks run it, and what its tag stands for now. */
export interface ImageObservation {
  readonly container: string;
  readonly image: string;
  /** Digests that run, in order. */
  readonly running: readonly string[];
  readonly tagged: Read<TaggedImage>;
}
export interface TaggedImage {
  readonly digest: string;
  /** The digest itself and, of an image index, those of the images that it lists. */
  readonly digests: readonly string[];
  readonly pushedAt?: Date;
}

/** What tells a revision that was never deployed from one that was rolled back. */
export interface DeploymentEvidence {
  /** The newest first, each with the task definition that it was of, as far as that could be read. */
  readonly deployments: Read<readonly ObservedDeployment[]>;
  readonly stopped: Read<readonly LiveTask[]>;
}
export interface ObservedDeployment extends LiveServiceDeployment {
  readonly taskDefinition?: string;
  /** Why of it only what the list says is known, or not of which task definition it was. */
  readonly problems: readonly AwsProblem[];
}

/**
 * Reads everything about a service but the history of its deployments.
 *
 * @param family the declared one; without it the family that the service runs
 */
export async function observeService(
  aws: AwsReader,
  key: ServiceKey,
  live: LiveService,
  family: string | undefined,
): Promise<Observation> {
  const read = (taskDefinition: string) => aws.read('ecs:DescribeTaskDefinition', { taskDefinition }, key.region);
  const runs = runningRevision(live);
  const named = family ?? (runs === undefined ? undefined : parseRevision(runs)?.family);
  // The revision that runs is asked for after the latest: mostly it is that one.
  const readRevisions = async () => {
    const latest: Read<LiveTaskDefinition> = named === undefined ? { status: 'absent' } : await read(named);
    const revision = runs === undefined ? undefined : await read(runs);
    return { latest: seen(latest, revision, named), revision };
  };
  const [{ latest, revision }, running] = await Promise.all([readRevisions(), readTasks(aws, key, 'RUNNING')]);
  const tasks = running.status === 'found' ? running.value : [];
  const foreign = [
    ...new Set(tasks.flatMap(({ taskDefinitionArn: arn }) => (arn === undefined || arn === runs ? [] : [arn]))),
  ];
  const [others, images, newerSecrets] = await Promise.all([
    Promise.all(foreign.toSorted().map(async (arn) => [arn, await read(arn)] as const)),
    revision?.status === 'found' ? readImages(aws, revision.value, tasks) : [],
    revision?.status === 'found'
      ? readNewerSecrets(
          aws,
          revision.value,
          tasks.filter((task) => task.taskDefinitionArn === runs),
        )
      : [],
  ]);
  return {
    key,
    live,
    latest,
    ...(revision === undefined ? {} : { revision }),
    running,
    others: new Map(others),
    images,
    newerSecrets,
  };
}

/**
 * The latest revision of a family, unless what the service runs tells that there is one which AWS does not know when
 * the family is asked for.
 */
function seen(
  latest: Read<LiveTaskDefinition>,
  revision: Read<LiveTaskDefinition> | undefined,
  family: string | undefined,
): Read<LiveTaskDefinition> {
  if (latest.status === 'unreadable' || revision?.status !== 'found' || revision.value.status !== 'ACTIVE')
    return latest;
  const runs = parseRevision(revision.value.taskDefinitionArn ?? '');
  if (runs?.revision === undefined || runs.family !== family) return latest;
  const isOlder = latest.status === 'absent' || (latest.value.revision ?? runs.revision) < runs.revision;
  return isOlder ? { status: 'unreadable', problem: unseenRevision } : latest;
}

/** How many of a service's deployments are looked at, the newest ones. */
export const mostDeployments = 20;

/**
 * Reads what became of the deployments of a service.
 *
 * @param lags whether the service runs another revision than the latest: without it only the stopped tasks are read
 */
export async function observeDeployments(aws: AwsReader, key: ServiceKey, lags: boolean): Promise<DeploymentEvidence> {
  const [deployments, stopped] = await Promise.all([
    lags ? readDeployments(aws, key) : ({ status: 'absent' } as const),
    readTasks(aws, key, 'STOPPED'),
  ]);
  return { deployments, stopped };
}

async function readDeployments(
  aws: AwsReader,
  { cluster, service, region }: ServiceKey,
): Promise<DeploymentEvidence['deployments']> {
  const listed = await aws.read('ecs:ListServiceDeployments', { cluster, service }, region);
  if (listed.status !== 'found') return listed;
  const value = await Promise.all(
    listed.value.slice(0, mostDeployments).map(async (brief): Promise<ObservedDeployment> => {
      const { serviceDeploymentArn: arn, targetServiceRevision: target } = brief;
      const [deployment, revision] = await Promise.all([
        arn === undefined
          ? undefined
          : aws.read('ecs:DescribeServiceDeployments', { 'service-deployment': arn }, region),
        target?.arn === undefined
          ? undefined
          : aws.read('ecs:DescribeServiceRevisions', { 'service-revision': target.arn }, region),
      ]);
      const taskDefinition = revision?.status === 'found' ? revision.value.taskDefinition : undefined;
      return {
        ...brief,
        ...(deployment?.status === 'found' ? deployment.value : {}),
        ...(taskDefinition === undefined ? {} : { taskDefinition }),
        problems: [
          ...whyNotRead(deployment, 'ecs:DescribeServiceDeployments', region),
          ...whyNotRead(revision, 'ecs:DescribeServiceRevisions', region),
        ],
      };
    }),
  );
  return { status: 'found', value };
}

/** Why what AWS names was not read: none where it was, or where nothing is named. */
function whyNotRead(
  read: Read<unknown> | undefined,
  action: string,
  region: string | undefined,
): readonly AwsProblem[] {
  if (read === undefined || read.status === 'found') return [];
  return [read.status === 'unreadable' ? read.problem : unseen(action, region)];
}

/**
 * Containers that the revision does not name were put beside it by AWS (the GuardDuty agent, the Service Connect
 * proxy).
 */
async function readImages(
  aws: AwsReader,
  revision: LiveTaskDefinition,
  tasks: readonly LiveTask[],
): Promise<readonly ImageObservation[]> {
  const own = tasks.filter((task) => task.taskDefinitionArn === revision.taskDefinitionArn);
  const observed = await Promise.all(
    (revision.containerDefinitions ?? []).map(async ({ name, image }): Promise<readonly ImageObservation[]> => {
      // No registry is asked for an image that nobody may see.
      if (name === undefined || typeof image !== 'string') return [];
      const containers = own.map((task) => task.containers?.find((container) => container.name === name));
      const digests = containers.flatMap((container) => container?.imageDigest || []);
      const running = [...new Set(digests)].toSorted();
      if (digests.length < own.length && imageName(image) !== undefined) {
        return [{ container: name, image, running, tagged: unknownDigest }];
      }
      if (running.length === 0) return [];
      const tagged = await readTag(aws, image, running);
      return tagged === undefined ? [] : [{ container: name, image, running, tagged }];
    }),
  );
  return observed.flat();
}

/** Which image a task runs is not known without its digest: the tag may have meant another one when it started. */
const unknownDigest: Read<never> = {
  status: 'unreadable',
  problem: { kind: 'unexpected-answer', action: 'ecs:DescribeTasks', member: 'tasks[].containers[].imageDigest' },
};

/** What the tag of an ECR image stands for; undefined for other registries and for images named by digest. */
async function readTag(
  aws: AwsReader,
  image: string,
  running: readonly string[],
): Promise<Read<TaggedImage> | undefined> {
  const name = imageName(image);
  if (name === undefined) return undefined;
  const { registry, region, repository, tag } = name;
  const read: Read<LiveImage> = await aws.read(
    'ecr:DescribeImages',
    { repository, 'image-tag': tag, registry },
    region,
  );
  if (read.status !== 'found') return read;
  const { imageDigest: digest, imagePushedAt: pushedAt, imageManifestMediaType: type } = read.value;
  if (digest === undefined) {
    return { status: 'unreadable', problem: { kind: 'unexpected-answer', action: 'ecr:DescribeImages', region } };
  }
  const at = pushedAt === undefined ? {} : { pushedAt };
  const mayBeIndex = typeof type !== 'string' || /index|manifest\.list/.test(type);
  if (running.every((one) => one === digest) || !mayBeIndex) {
    return { status: 'found', value: { digest, digests: [digest], ...at } };
  }
  const index = await aws.read('ecr:BatchGetImage', { repository, 'image-digest': digest, registry }, region);
  if (index.status === 'unreadable') return index;
  // What the index lists is not known, so nothing tells that what runs is not of it.
  if (index.status === 'absent') return { status: 'unreadable', problem: unseen('ecr:BatchGetImage', region) };
  return { status: 'found', value: { digest, digests: [digest, ...index.value.images], ...at } };
}
