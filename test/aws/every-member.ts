import { ScalableTarget$ } from '@aws-sdk/client-application-auto-scaling';
import {
  ManagedPrefixList$,
  PrefixListEntry$,
  SecurityGroup$,
  SecurityGroupRule$,
  SecurityGroupVpcAssociation$,
  Subnet$,
  Vpc$,
} from '@aws-sdk/client-ec2';
import { ImageDetail$, Repository$ } from '@aws-sdk/client-ecr';
import { Service$, ServiceDeployment$, ServiceRevision$, Task$, TaskDefinition$ } from '@aws-sdk/client-ecs';
import { Role$ } from '@aws-sdk/client-iam';
import { DescribeSecretResponse$ } from '@aws-sdk/client-secrets-manager';
import { ParameterMetadata$ } from '@aws-sdk/client-ssm';
import { NormalizedSchema } from '@smithy/core/schema';
import type { ReadName, Reads } from '../../src/aws/reads/index.ts';

/*
 * Examples of answers with every member that AWS's own models have, also of those that nothing is made of.
 */

/** Where a text stands in an answer. */
export type TextPath = readonly (string | number)[];

/** A read, and an example of its answer; the text at `planted` is `text`. */
export interface Example {
  readonly action: ReadName;
  readonly key: Reads[ReadName]['key'];
  /** The paths of all texts in it. */
  readonly paths: readonly TextPath[];
  /** Those of all maps of texts: members whose entries users name. */
  readonly maps: readonly TextPath[];
  readonly answer: (planted?: TextPath, text?: string) => unknown;
}

type Schema = Parameters<typeof NormalizedSchema.of>[0];

const ofSchema = (
  action: ReadName,
  key: Reads[ReadName]['key'],
  schema: Schema,
  { isList = false, tags = false } = {},
): Example => {
  const whole = (found: Found) => {
    const one = example(NormalizedSchema.of(schema), isList ? [0] : [], found, []);
    if (tags) {
      const tag = { key: found.text(['tags', 0, 'key']), value: found.text(['tags', 0, 'value']) };
      Object.assign(one as object, { tags: [tag] });
    }
    return isList ? [one] : one;
  };
  return fromFound(action, key, whole);
};

const fromFound = (action: ReadName, key: Reads[ReadName]['key'], whole: (found: Found) => unknown): Example => {
  const paths: TextPath[] = [];
  const maps: TextPath[] = [];
  whole({
    text: (path) => {
      paths.push(path);
      return '';
    },
    map: (path) => maps.push(path),
  });
  return {
    action,
    key,
    paths,
    maps,
    answer: (planted, text = '') =>
      whole({ text: (path) => (planted !== undefined && samePath(path, planted) ? text : `text-${path.length}`) }),
  };
};

/** Told of every text of an example. */
interface Found {
  readonly text: (path: TextPath) => string;
  readonly map?: (path: TextPath) => unknown;
}

function example(
  schema: NormalizedSchema,
  path: TextPath,
  found: Found,
  within: readonly (string | undefined)[],
): unknown {
  if (schema.isStringSchema()) return found.text(path);
  if (schema.isTimestampSchema()) return new Date(1_760_000_000_000);
  if (schema.isBooleanSchema()) return true;
  if (schema.isNumericSchema()) return 1;
  if (schema.isListSchema()) return [example(schema.getValueSchema(), [...path, 0], found, within)];
  if (schema.isMapSchema()) {
    if (!schema.getValueSchema().isNumericSchema()) found.map?.(path);
    return { entry: example(schema.getValueSchema(), [...path, 'entry'], found, within) };
  }
  if (schema.isStructSchema()) {
    const name = schema.getName();
    if (within.includes(name)) return {};
    return Object.fromEntries(
      [...schema.structIterator()].map(([member, inside]) => [
        member,
        example(inside, [...path, member], found, [...within, name]),
      ]),
    );
  }
  return undefined;
}

function samePath(a: TextPath, b: TextPath): boolean {
  return a.length === b.length && a.every((step, index) => step === b[index]);
}

const filters = { 'vpc-id': ['vpc-1'] };

/** One example for each read. */
export const examples: readonly Example[] = [
  fromFound('sts:GetCallerIdentity', {}, ({ text }) => ({ account: text(['account']), arn: text(['arn']) })),
  ofSchema('ecs:DescribeTaskDefinition', { taskDefinition: 'api' }, TaskDefinition$, { tags: true }),
  ofSchema('ecs:DescribeServices', { cluster: 'main', service: 'api' }, Service$),
  fromFound('ecs:ListTaskDefinitions', { family: 'api', status: 'ACTIVE', 'at-most': 1 }, ({ text }) => ({
    arns: [text(['arns', 0])],
    more: false,
  })),
  fromFound('ecs:ListTaskDefinitionFamilies', { 'family-prefix': 'api' }, ({ text }) => [text([0])]),
  fromFound('ecs:ListServices', { cluster: 'main' }, ({ text }) => [text([0])]),
  fromFound('ecs:ListTasks', { cluster: 'main', service: 'api', 'desired-status': 'RUNNING' }, ({ text }) => [
    text([0]),
  ]),
  ofSchema('ecs:DescribeTasks', { cluster: 'main', task: 'one' }, Task$),
  ofSchema('ecs:ListServiceDeployments', { cluster: 'main', service: 'api' }, ServiceDeployment$, { isList: true }),
  ofSchema('ecs:DescribeServiceDeployments', { 'service-deployment': 'one' }, ServiceDeployment$),
  ofSchema('ecs:DescribeServiceRevisions', { 'service-revision': 'one' }, ServiceRevision$),
  ofSchema('ec2:DescribeSecurityGroups', { 'group-id': 'sg-1' }, SecurityGroup$, { isList: true }),
  ofSchema('ec2:DescribeSecurityGroupRules', { 'group-id': 'sg-1' }, SecurityGroupRule$, { isList: true }),
  fromFound('ec2:DescribeNetworkInterfaces', { 'group-id': 'sg-1' }, ({ text }) => [
    {
      id: text([0, 'id']),
      publicAddresses: [text([0, 'publicAddresses', 0])],
      user: { type: 'ecs-service', name: text([0, 'user', 'name']), cluster: text([0, 'user', 'cluster']) },
    },
  ]),
  ofSchema('ec2:DescribeSecurityGroupVpcAssociations', { 'group-id': 'sg-1' }, SecurityGroupVpcAssociation$, {
    isList: true,
  }),
  ofSchema('ec2:DescribeManagedPrefixLists', { 'prefix-list-id': 'pl-1' }, ManagedPrefixList$, { isList: true }),
  ofSchema('ec2:GetManagedPrefixListEntries', { 'prefix-list-id': 'pl-1' }, PrefixListEntry$, { isList: true }),
  ofSchema('ec2:DescribeVpcs', { filters }, Vpc$, { isList: true }),
  ofSchema('ec2:DescribeSubnets', { filters }, Subnet$, { isList: true }),
  ofSchema('ssm:DescribeParameters', { name: '/api' }, ParameterMetadata$),
  ofSchema('secretsmanager:DescribeSecret', { 'secret-id': 'api' }, DescribeSecretResponse$),
  ofSchema('ecr:DescribeRepositories', { repository: 'api' }, Repository$),
  ofSchema('ecr:DescribeImages', { repository: 'api', 'image-tag': '1' }, ImageDetail$),
  fromFound('ecr:BatchGetImage', { repository: 'api', 'image-digest': 'sha256:1' }, ({ text }) => ({
    images: [text(['images', 0])],
  })),
  ofSchema('application-autoscaling:DescribeScalableTargets', { 'resource-id': 'service/main/api' }, ScalableTarget$),
  ofSchema('iam:GetRole', { 'role-name': 'api' }, Role$),
];
