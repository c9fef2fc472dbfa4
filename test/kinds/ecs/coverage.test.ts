import { expect, it } from 'vitest';
import { members } from '../../../src/compare/record.ts';
import type { Shape } from '../../../src/compare/shape.ts';
import { uncoveredArgumentsOfService } from '../../../src/kinds/ecs/service/arguments.ts';
import * as connect from '../../../src/kinds/ecs/service/connect.ts';
import * as deployments from '../../../src/kinds/ecs/service/deployment.ts';
import * as services from '../../../src/kinds/ecs/service/model.ts';
import { uncoveredOfServiceRevision } from '../../../src/kinds/ecs/service/revision.ts';
import * as serviceVolumes from '../../../src/kinds/ecs/service/volume.ts';
import { uncoveredArgumentsOfTaskDefinition } from '../../../src/kinds/ecs/task-definition/arguments.ts';
import { uncoveredOfContainer } from '../../../src/kinds/ecs/task-definition/container.ts';
import * as definitions from '../../../src/kinds/ecs/task-definition/model.ts';
import type { Treatment, Uncovered } from '../../../src/kinds/sdk-members.ts';
import { expectGenerated } from '../../generated.ts';

/*
 * docs/fields.md is made from the tables. (A member that a new SDK adds does not compile until it has its row or its reason.)
 */

const task = shapeOf(members<definitions.TaskDefinitionModel>(definitions.taskDefinitionTable(undefined)));
const service = shapeOf(members<services.ServiceModel>(services.serviceTable()));

function shapeOf({ shape }: { readonly shape?: Shape }): Shape {
  if (shape === undefined) throw new Error('records have shapes');
  return shape;
}

function fieldsOf(shape: Shape | undefined) {
  if (shape?.kind === 'record') return shape.fields;
  return shape?.kind === 'keyed' && shape.element.kind === 'record' ? shape.element.fields : undefined;
}

it('does not compile with a member of AWS that has no place, or a row of one that AWS does not have', () => {
  interface Aws {
    readonly a?: string;
    readonly b: number;
  }
  const rest: Uncovered<Aws, 'a'> = { b: { treatment: 'ignored', because: 'a test' } };
  // @ts-expect-error `b` has no place.
  const lacking: Uncovered<Aws, 'a'> = {};
  // @ts-expect-error AWS has no `c`.
  const surplus: Uncovered<Aws, 'a' | 'c'> = rest;
  // @ts-expect-error `a` has a row.
  const twice: Uncovered<Aws, 'a'> = { ...rest, a: { treatment: 'apart' } };
  expect([lacking, surplus, twice]).toHaveLength(3);
});

it('links the page of every default that is more than nothing', () => {
  const unsourced = [...rows(task), ...rows(service)].filter(
    ({ shape }) =>
      shape.kind === 'scalar' &&
      shape.absentAs !== undefined &&
      !([false, 0, ''] as unknown[]).includes(shape.absentAs) &&
      shape.source === undefined,
  );
  expect(unsourced.map(({ path }) => path)).toEqual([]);
});

interface Row {
  readonly path: string;
  readonly omitted: 'absent' | 'unmanaged';
  readonly shape: Shape;
}

/** The fields that have a value of their own, with their paths. */
function rows(shape: Shape, path = '', omitted: Row['omitted'] = 'absent'): Row[] {
  const fields = fieldsOf(shape);
  if (fields === undefined) return [{ path, omitted, shape }];
  const inside = shape.kind === 'keyed' ? `${path}[]` : path;
  return [...fields].flatMap(([name, field]) =>
    rows(
      field.shape,
      inside === '' ? name : `${inside}.${name}`,
      omitted === 'unmanaged' ? 'unmanaged' : field.omitted,
    ),
  );
}

it('is written down in docs/fields.md', () => {
  const text = [
    '# What is compared',
    '',
    '<!-- Made from the tables of fields; UPDATE=1 npx vitest run test/kinds/ecs rewrites it. -->',
    '',
    'Every field of ECS that driftcheck compares, and what becomes of all others. Names are those of the ECS API, as findings use them;',
    '`[]` stands for the elements of a collection, which are matched by name.',
    '',
    '- *Set*: neither order nor repetition counts. *List*: order counts, and it is compared as a whole. *Map*: compared key by key.',
    '- **Left out of the code** says what leaving a field out means: that AWS has none (or nothing but empty), that AWS has the default, or that it is',
    '  left to AWS and not compared. Where AWS does not document what it answers for something left out, its absence and its default are equal.',
    '- An empty list, set or map is the same as none.',
    '',
    '## Task definitions',
    '',
    ...table(rows(task)),
    '',
    'Besides: `tags` (with the provider’s `default_tags`, without `aws:` tags and those of its `ignore_tags`), as notes.',
    '',
    '- In the network modes `awsvpc` and `host` the host port is the container port, written or not.',
    '- `cpu` and `memory` of a task: `1 vCPU` is `1024`, `2 GB` is `2048`.',
    '- A role by name, by path and name, or by ARN is the same role; a parameter by name or by ARN of the same region and account is the same one.',
    '- The order of `environmentFiles` counts: of a variable that is in several of them, the first value is used.',
    '- ECS has a container with `firelensConfiguration` run as user `0` when none is asked for, and that is as declared.',
    '- A key of a container that ECS does not have is dropped by Terraform: a warning that names it. The case of letters does not count, and null says',
    '  nothing. Of keys that are one but for the case the last holds.',
    '- Where `ignore_changes` names `family`, a family that is not there is not decided, and the one that the service runs is compared.',
    '- A variable in `environment` that a container lacks is missing, whatever its `environmentFiles` hold.',
    '- An element of which the name is not known, or not wholly, may be any live one that it does not contradict. As many as certainly have none are missing, and',
    '  what none of them can be is not declared. Ids and ARNs of two resources are never the same; two variables may be, and Terraform merges equal blocks of a set.',
    '- What cannot be nothing (an id, an ARN, an attribute that the provider always sets) is missing where AWS has nothing. What may be (a variable) is not decided.',
    '- The parameters and secrets behind `secrets` and `secretOptions` are looked up, never their values: one that does not exist, lacks the version or',
    '  stage, or is in another region is a finding. Whether a secret holds a JSON key is not decided. What a snapshot did not record of them is passed over.',
    '',
    '## Services',
    '',
    ...table(rows(service)),
    '',
    'Besides: `taskDefinition` (the family, and the revision where the code names one) and `tags`.',
    '',
    '- A `task_definition` that is the newest revision of its family (by a data source, by the greater one of its revision and the resource’s, or by',
    '  a resource with `track_latest`) is the newest ACTIVE one: a service that runs another is behind.',
    '- Service Connect, volumes and target groups of VPC Lattice are those of the PRIMARY deployment.',
    '- What `aws_appautoscaling_target` of the same code scales, and what the deployment controller `CODE_DEPLOY` (the revision and the target',
    '  group) or `EXTERNAL` (what task sets have) sets, is owned: it is listed, and is no drift. A target group that is none of the pair of the',
    '  `aws_codedeploy_deployment_group` of the code is drift.',
    '- With the scheduling strategy `DAEMON`, AWS counts the tasks and chooses the percentages where the code does not.',
    '- A cluster by name or by ARN is the same cluster.',
    '- Where `ignore_changes` names `name` or `cluster`, a service that is not there is not decided instead of missing.',
    '',
    '## What is not compared',
    '',
    ...treatmentRows('`TaskDefinition`', definitions.uncoveredOfRevision),
    ...treatmentRows('`RegisterTaskDefinitionRequest`', definitions.uncoveredOfRegistered),
    ...treatmentRows('`Volume`', definitions.uncoveredOfVolume),
    ...treatmentRows('`ContainerDefinition`', uncoveredOfContainer),
    ...treatmentRows('`aws_ecs_task_definition`', uncoveredArgumentsOfTaskDefinition),
    ...treatmentRows('`aws_ecs_service`', uncoveredArgumentsOfService),
    ...treatmentRows('`Service`', services.uncoveredOfService),
    ...treatmentRows('`Deployment` (of the PRIMARY one)', services.uncoveredOfDeployment),
    ...treatmentRows('`ServiceRevision`', uncoveredOfServiceRevision),
    ...treatmentRows('`DeploymentConfiguration`', services.uncoveredOfDeploymentConfiguration),
    ...treatmentRows('`DeploymentCircuitBreaker`', deployments.uncoveredOfCircuitBreaker),
    ...treatmentRows('`DeploymentLifecycleHook`', deployments.uncoveredOfHook),
    ...treatmentRows('`ServiceConnectConfiguration`', connect.uncoveredOfConnect),
    ...treatmentRows('`VpcLatticeConfiguration`', serviceVolumes.uncoveredOfLattice),
    'An argument or nested block of the code that is none of these, since the provider is newer than this version, is listed in the report',
    '(`not-compared`).',
    '',
    'A member that AWS answers with and that this version does not know is listed in the report (`unknown-member`).',
    '',
  ].join('\n');
  expectGenerated(new URL('../../../docs/fields.md', import.meta.url), text);
});

function table(all: readonly Row[]): string[] {
  return [
    '| Field | Kind | Left out of the code |',
    '|---|---|---|',
    ...all.map(({ path, omitted, shape }) => `| \`${path}\` | ${kindText(shape)} | ${omittedText(omitted, shape)} |`),
  ];
}

function kindText(shape: Shape): string {
  if (shape.kind === 'keyed') return shape.inOrder ? 'by name, in order' : 'by name';
  return shape.kind === 'scalar' ? 'value' : shape.kind;
}

function omittedText(omitted: Row['omitted'], shape: Shape): string {
  if (omitted === 'unmanaged') return 'left to AWS';
  if (shape.kind !== 'scalar' || shape.absentAs === undefined) return 'none';
  const value = shape.absentAs === '' ? 'empty' : `\`${shape.absentAs}\``;
  return shape.source === undefined ? `none or ${value}` : `[${value}](${shape.source})`;
}

function treatmentRows(title: string, treatments: Readonly<Record<string, Treatment>>): string[] {
  const left = Object.entries(treatments).flatMap(([name, member]) =>
    member.treatment === 'apart' ? [] : [`| \`${name}\` | ${member.treatment} | ${member.because} |`],
  );
  return left.length === 0 ? [] : [`Of ${title}:`, '', '| Member | Is | Because |', '|---|---|---|', ...left, ''];
}
