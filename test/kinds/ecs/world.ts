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
import type { SourceRange } from '../../../src/model/source.ts';
import type { KnownAttributes, ResolvedBody, Resource, Stack } from '../../../src/model/stack.ts';
import type { TerraformValue, Unknown } from '../../../src/model/value.ts';
import { jsonencode } from '../../../src/terraform/evaluate/json.ts';
import {
  bool,
  nullOf,
  number,
  object,
  string,
  template,
  tuple,
  unknown,
} from '../../../src/terraform/evaluate/value.ts';

/* Stacks and AWS answers made by hand, so that a test holds both sides of a comparison. */

/** Plain data, or a value that plain data cannot express. */
export type Plain = string | number | boolean | null | Plain[] | { [key: string]: Plain | undefined } | Special;
export class Special {
  readonly terraform: TerraformValue;
  constructor(terraform: TerraformValue) {
    this.terraform = terraform;
  }
}

function toValue(plain: Plain): TerraformValue {
  if (plain instanceof Special) return plain.terraform;
  if (plain === null) return nullOf();
  if (typeof plain === 'string') return string(plain);
  if (typeof plain === 'number') return number(plain);
  if (typeof plain === 'boolean') return bool(plain);
  if (Array.isArray(plain)) return tuple(plain.map(toValue));
  const entries = Object.entries(plain).flatMap(([key, member]) =>
    member === undefined ? [] : [[key, toValue(member)] as const],
  );
  return object(entries);
}

export const variable = (name: string): Unknown => ({ kind: 'variable', module: '', name });
export const attributeOf = (address: string, ...path: string[]): Unknown => ({
  kind: /(^|\.)data\./.test(address) ? 'data' : 'resource',
  address,
  path,
});
const hole = (because: Unknown): Special => new Special(unknown(because));
export const unset = (name: string): Special => hole(variable(name));
export const ref = (address: string, ...path: string[]): Special => hole(attributeOf(address, ...path));
export const text = (...parts: (string | Unknown)[]): Special =>
  new Special(template(parts.map((part) => (typeof part === 'string' ? part : unknown(part)))));
export const json = (plain: Plain): Special => new Special(jsonencode(toValue(plain)));
export const sensitive = (plain: Plain): Special => new Special({ ...toValue(plain), sensitive: true });
export const open = (because: Unknown, ...elements: Plain[]): Special =>
  new Special({ kind: 'tuple', elements: elements.map(toValue), open: because });

function at(line: number): SourceRange {
  const position = (column: number) => ({ line, column, offset: line * 100 + column });
  return { file: 'main.tf', start: position(1), end: position(20) };
}

type Blocks = Record<string, readonly (Record<string, Plain> & { blocks?: never })[]>;
export interface ResourceOptions {
  readonly blocks?: Blocks;
  readonly ignoreChanges?: readonly string[] | 'all';
  readonly expansion?: Unknown;
}

function bodyOf(attributes: Record<string, Plain>, blocks: Blocks = {}): ResolvedBody {
  return {
    attributes: new Map(
      Object.entries(attributes).map(([name, plain]) => [name, { value: toValue(plain), at: at(2) }]),
    ),
    blocks: new Map(
      Object.entries(blocks).map(([type, list]) => [
        type,
        { blocks: list.map((content) => ({ labels: [], body: bodyOf(content), at: at(3) })) },
      ]),
    ),
  };
}

/** `module.a.aws_ecs_service.api["x"]` with its arguments and blocks. */
export function resource(address: string, attributes: Record<string, Plain>, options: ResourceOptions = {}): Resource {
  const path = address.replace(/\[[^\]]*\]/g, '').split('.');
  const mode = path.at(-3) === 'data' ? 'data' : 'managed';
  return {
    address,
    mode,
    type: path.at(-2) ?? '',
    name: path.at(-1) ?? '',
    module: '',
    at: at(1),
    body: bodyOf(attributes, options.blocks),
    ignoreChanges: options.ignoreChanges ?? [],
    ...(options.expansion === undefined ? {} : { expansion: options.expansion }),
  };
}

export function stackOf(resources: readonly Resource[]): Stack {
  return {
    directory: '.',
    workspace: 'default',
    resources,
    providers: [],
    holes: [],
    diagnostics: [],
    unsetVariables: [],
  };
}

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
    ...run.findings.map(({ rule, path }) => `${rule} ${path}`.trim()),
    ...run.gaps.map(({ code, scope, path }) => `${code}/${scope} ${path ?? ''}`.trim()),
  ];
}
