import type { Read } from '../../../src/aws/read.ts';
import type { AwsReader } from '../../../src/aws/reader.ts';
import type { LiveService } from '../../../src/aws/reads/ecs-describe-services.ts';
import type {
  LiveContainerDefinition,
  LiveTaskDefinition,
} from '../../../src/aws/reads/ecs-describe-task-definition.ts';
import type { ReadName } from '../../../src/aws/reads/index.ts';
import type { LiveSecret } from '../../../src/aws/reads/secretsmanager-describe-secret.ts';
import type { LiveParameter } from '../../../src/aws/reads/ssm-describe-parameters.ts';
import { type Views, viewsOf } from '../../../src/check/views.ts';
import type { Kind } from '../../../src/kinds/kind.ts';
import type { AwsProblem } from '../../../src/model/report/aws-problem.ts';
import type { KnownAttributes, Resource } from '../../../src/model/stack.ts';
import { jsonencode } from '../../../src/terraform/evaluate/json.ts';
import { type Plain, Special, stackOf, toValue } from '../resources.ts';

/* AWS answers made by hand, so that a test holds both sides of a comparison. */

/** Plain data as `jsonencode` gives it. */
export const json = (plain: Plain): Special => new Special(jsonencode(toValue(plain)));

const prefix = 'arn:aws:ecs:us-east-1:123456789012';
export const revisionArn = (family: string, revision: number): string =>
  `${prefix}:task-definition/${family}:${revision}`;

export function liveRevision(
  family: string,
  revision: number,
  containers: LiveContainerDefinition[],
  more: Partial<LiveTaskDefinition> = {},
): LiveTaskDefinition {
  return {
    taskDefinitionArn: revisionArn(family, revision),
    family,
    revision,
    status: 'ACTIVE',
    containerDefinitions: containers,
    volumes: [],
    placementConstraints: [],
    ...more,
  };
}

export function runningService(name: string, runs: string, more: Partial<LiveService> = {}): LiveService {
  return {
    serviceArn: `${prefix}:service/main/${name}`,
    serviceName: name,
    clusterArn: `${prefix}:cluster/main`,
    status: 'ACTIVE',
    desiredCount: 1,
    launchType: 'FARGATE',
    taskDefinition: runs,
    ...more,
  };
}

/** AWS as it stands; `problem` answers for every call. */
export interface World {
  readonly services?: readonly LiveService[];
  /** The last one of a family that is ACTIVE is its latest. */
  readonly revisions?: readonly LiveTaskDefinition[];
  /** Parameters by name and secrets by ARN; a world without them has not recorded any. */
  readonly parameters?: readonly LiveParameter[];
  readonly secrets?: readonly LiveSecret[];
  readonly problems?: Partial<Record<ReadName, AwsProblem>>;
}

export function aws(world: World): AwsReader {
  const find = (name: ReadName, key: Record<string, string>): unknown => {
    if (name === 'ecs:DescribeServices') {
      return world.services?.find(
        (service) =>
          service.serviceName === key['service'] && service.clusterArn?.endsWith(`cluster/${key['cluster']}`),
      );
    }
    if (name === 'ssm:DescribeParameters') return world.parameters?.find((one) => one.Name === key['name']);
    if (name === 'secretsmanager:DescribeSecret') return world.secrets?.find((one) => one.ARN === key['secret-id']);
    const asked = key['taskDefinition'] ?? '';
    return asked.startsWith('arn:')
      ? world.revisions?.find((revision) => revision.taskDefinitionArn === asked)
      : world.revisions?.findLast((revision) => revision.family === asked && revision.status === 'ACTIVE');
  };
  const reader = {
    source: 'snapshot' as const,
    defaultRegion: async () => 'us-east-1',
    read: async (name: ReadName, key: Record<string, string>): Promise<Read<unknown>> => {
      const problem = world.problems?.[name];
      if (problem !== undefined) return { status: 'unreadable', problem };
      const unrecorded =
        (name === 'ssm:DescribeParameters' && world.parameters === undefined) ||
        (name === 'secretsmanager:DescribeSecret' && world.secrets === undefined);
      if (unrecorded) return { status: 'unreadable', problem: { kind: 'not-recorded', action: name } };
      const found = find(name, key);
      return found === undefined ? { status: 'absent' } : { status: 'found', value: found };
    },
  };
  // The reader's type ties each action's key to its result, which a table of answers cannot show.
  return reader as unknown as AwsReader;
}

/** What a report says of what a kind compares, and what the kind has learnt. */
export interface KindResults extends Views {
  readonly learnt: KnownAttributes;
}

/** What comes of a kind in `world`. */
export async function runKind(kind: Kind, resources: readonly Resource[], world: World): Promise<KindResults> {
  const root = { target: 'default', stack: stackOf(resources) };
  const read = await kind.declare([root]).read(aws(world));
  return { ...viewsOf(read.compare()), learnt: read.learn(root) };
}

/** A run in short: `rule path` for findings, `code/scope path` for gaps. */
export function inShort(run: Views): string[] {
  return [
    ...run.findings.map(({ rule, path, verdict }) =>
      `${rule} ${path}${verdict === undefined ? '' : ` ${verdict}`}`.trim(),
    ),
    ...run.gaps.map(({ code, scope, path, policy }) =>
      `${code}/${scope} ${path ?? ''}${policy === undefined ? '' : ' owned'}`.trim(),
    ),
  ];
}
