import { describe, expect, it } from 'vitest';
import { iamName } from '../../src/aws/iam-pattern.ts';
import { type AllowedRead, lengthOf, type PolicyPlace, statementsOf } from '../../src/aws/iam-policy.ts';
import { type ReadName, type Reads, reads } from '../../src/aws/reads/index.ts';
import { anything, type Scene } from '../../src/aws/scene.ts';

const scene: Scene = {
  account: '123456789012',
  partition: 'aws',
  familyOf: () => 'api',
  containersOf: () => [{ name: 'api', image: 'example.com/api:1', secrets: ['/api/token'] }],
  expectedNames: () => ['api-1'],
  groupTags: () => [new Map([['Name', 'api']]), new Map()],
};

const inService = (type: string) => `arn:aws:ecs:us-east-1:123456789012:${type}/main/api/${anything}`;

/** Keys of reads, in each of their forms. */
const keys: { readonly [N in ReadName]?: readonly Reads[N]['key'][] } = {
  'sts:GetCallerIdentity': [{}],
  'ecs:DescribeServices': [{ cluster: 'main', service: 'api' }],
  'ecs:DescribeTaskDefinition': [{ taskDefinition: 'api' }, { taskDefinition: 'api:1' }],
  'ecs:ListTaskDefinitions': [{ family: 'api', status: 'ACTIVE', 'at-most': 5 }],
  'ecs:ListTaskDefinitionFamilies': [{ 'family-prefix': 'api' }],
  'ecs:ListServices': [{ cluster: 'main' }],
  'ecs:ListTasks': [{ cluster: 'main', service: 'api', 'desired-status': 'RUNNING' }],
  'ecs:DescribeTasks': [{ cluster: 'main', task: 'arn:aws:ecs:us-east-1:123456789012:task/main/api' }],
  'ecs:ListServiceDeployments': [{ cluster: 'main', service: 'api' }],
  'ecs:DescribeServiceDeployments': [{ 'service-deployment': inService('service-deployment') }],
  'ecs:DescribeServiceRevisions': [{ 'service-revision': inService('service-revision') }],
  'ec2:DescribeSecurityGroups': [
    { 'group-id': 'sg-1' },
    { 'group-name': 'api', 'vpc-id': 'vpc-1' },
    { 'group-name-prefix': 'api-' },
    { filters: { 'group-name': ['api'], 'vpc-id': ['vpc-1'] } },
    { filters: { 'tag:Name': ['*'] } },
  ],
  'ec2:DescribeSecurityGroupRules': [{ 'group-id': 'sg-1' }],
  'ec2:DescribeNetworkInterfaces': [{ 'group-id': 'sg-1' }],
  'ec2:DescribeSecurityGroupVpcAssociations': [{ 'group-id': 'sg-1' }],
  'ec2:DescribeManagedPrefixLists': [{ 'prefix-list-id': 'pl-1' }, { filters: { 'prefix-list-name': ['office'] } }],
  'ec2:GetManagedPrefixListEntries': [{ 'prefix-list-id': 'pl-1' }],
  'ec2:DescribeVpcs': [{ filters: { 'is-default': ['true'] } }, { filters: { 'vpc-id': ['vpc-1'] } }],
  'ec2:DescribeSubnets': [{ filters: { 'vpc-id': ['vpc-1'] } }],
  'application-autoscaling:DescribeScalableTargets': [{ 'resource-id': 'service/main/api' }],
  'ssm:DescribeParameters': [{ name: '/api/token' }],
  'secretsmanager:DescribeSecret': [
    { 'secret-id': 'api/token' },
    { 'secret-id': 'arn:aws:secretsmanager:eu-west-1:999999999999:secret:api/token' },
  ],
  'ecr:DescribeRepositories': [{ repository: 'api' }, { repository: 'api', registry: '999999999999' }],
  'ecr:DescribeImages': [{ repository: 'api', 'image-tag': '1' }],
  'ecr:BatchGetImage': [{ repository: 'api', 'image-digest': 'sha256:1' }],
  'iam:GetRole': [{ 'role-name': 'deployer' }],
  'cloudtrail:LookupEvents': [
    { attribute: 'ResourceName', value: 'sg-1' },
    { attribute: 'EventName', value: 'UpdateService' },
  ],
};

const place: PolicyPlace = { partition: 'aws', accounts: [], unknown: { account: '000000000000' }, hides: () => false };
const region = 'us-east-1';

/** What a read of a key must be allowed for. */
function resourcesOf(name: ReadName, key: object, at: Partial<PolicyPlace> = {}): readonly string[] | '*' | undefined {
  const definition = reads.find(({ action }) => action === name);
  if (definition === undefined) throw new Error(`no read ${name}`);
  const read: AllowedRead = { definition: definition as AllowedRead['definition'], key, region };
  return statementsOf([{ reads: [read], place: { ...place, ...at } }], 'each')[0]?.Resource;
}

describe.each(reads.map(({ action }) => action).filter((action) => action in keys))(
  'a plausible answer to %s',
  (name) => {
    it('is of the form that a recorded one has', () => {
      const definition = reads.find(({ action }) => action === name);
      const plausible = definition?.plausible as ((key: object, scene: Scene, region: string) => unknown) | undefined;
      for (const key of keys[name] ?? []) {
        expect(definition?.key().safeParse(key).error).toBeUndefined();
        expect(definition?.result().safeParse(asRecorded(plausible?.(key, scene, region))).error).toBeUndefined();
      }
    });
  },
);

/** Dates are texts in a snapshot. */
const asRecorded = (answer: unknown): unknown => JSON.parse(JSON.stringify(answer));

const dollar = '$';

describe('what IAM must allow', () => {
  it.each<[name: ReadName, key: object, resources: readonly string[] | '*']>([
    ['sts:GetCallerIdentity', {}, '*'],
    ['ec2:DescribeSecurityGroups', { 'group-id': 'sg-1' }, '*'],
    ['ec2:GetManagedPrefixListEntries', { 'prefix-list-id': 'pl-1' }, ['arn:aws:ec2:us-east-1:*:prefix-list/*']],
    ['ecs:DescribeServices', { cluster: 'main', service: 'api' }, ['arn:aws:ecs:us-east-1:*:service/main/api']],
    [
      'ecs:DescribeServices',
      { cluster: 'arn:aws:ecs:us-east-1:123456789012:cluster/main', service: 'api' },
      ['arn:aws:ecs:us-east-1:*:service/main/api'],
    ],
    [
      'ecs:DescribeTasks',
      { cluster: 'main', task: 'arn:aws:ecs:us-east-1:1:task/main/abc' },
      ['arn:aws:ecs:us-east-1:*:task/main/*'],
    ],
    [
      'ecs:DescribeServiceRevisions',
      { 'service-revision': inService('service-revision') },
      ['arn:aws:ecs:us-east-1:*:service-revision/main/api/*', 'arn:aws:ecs:us-east-1:*:service/main/api'],
    ],
    ['secretsmanager:DescribeSecret', { 'secret-id': 'a/b' }, ['arn:aws:secretsmanager:us-east-1:*:secret:a/b-??????']],
    [
      'secretsmanager:DescribeSecret',
      { 'secret-id': 'arn:aws:secretsmanager:eu-west-1:999999999999:secret:a/b' },
      [
        'arn:aws:secretsmanager:eu-west-1:999999999999:secret:a/b',
        'arn:aws:secretsmanager:eu-west-1:999999999999:secret:a/b-??????',
      ],
    ],
    [
      'ecr:DescribeImages',
      { repository: 'shop/api', registry: '999999999999', 'image-tag': '1' },
      ['arn:aws:ecr:us-east-1:999999999999:repository/shop/api'],
    ],
    ['iam:GetRole', { 'role-name': 'x' }, ['arn:aws:iam::*:role/*/x', 'arn:aws:iam::*:role/x']],
  ])('for %s %j', (name, key, resources) => {
    expect(resourcesOf(name, key)).toEqual(resources);
  });

  it('names the account and the region where they are known, and no name that is secret', () => {
    const key = { cluster: 'main', service: 'api' };
    expect(resourcesOf('ecs:DescribeServices', key, { accounts: ['1', '2'] })).toEqual([
      'arn:aws:ecs:us-east-1:1:service/main/api',
      'arn:aws:ecs:us-east-1:2:service/main/api',
    ]);
    const unknown = { account: '000000000000', region };
    expect(resourcesOf('ecs:DescribeServices', key, { unknown })).toEqual(['arn:aws:ecs:*:*:service/main/api']);
    expect(resourcesOf('ecs:DescribeServices', key, { hides: (text) => text.includes('api') })).toEqual([
      'arn:aws:ecs:us-east-1:*:service/*',
    ]);
  });

  it('takes what the code writes for a name, whatever it holds', () => {
    expect(iamName(`a*b?c${dollar}{aws:username}`)).toBe(`a${dollar}{*}b${dollar}{?}c${dollar}{$}{aws:username}`);
    expect(iamName(`task/${anything}`)).toBe('task/*');
    expect(resourcesOf('ecs:DescribeServices', { cluster: 'main', service: '*' })).toEqual([
      `arn:aws:ecs:us-east-1:*:service/main/${dollar}{*}`,
    ]);
  });

  it('is said by cluster, or by type, where all names would be too long', () => {
    const definition = reads.find(({ action }) => action === 'ecs:DescribeServices') as AllowedRead['definition'];
    const many = Array.from({ length: 200 }, (_, index) => ({
      definition,
      key: { cluster: `cluster-${index % 2}`, service: `service-${index}` },
      region,
    }));
    const [each, group, type] = (['each', 'group', 'type'] as const).map((exactness) =>
      statementsOf([{ reads: many, place }], exactness),
    );
    expect(lengthOf({ Version: '2012-10-17', Statement: each ?? [] })).toBeGreaterThan(6144);
    expect(group?.[0]?.Resource).toEqual([
      'arn:aws:ecs:us-east-1:*:service/cluster-0/*',
      'arn:aws:ecs:us-east-1:*:service/cluster-1/*',
    ]);
    expect(type?.[0]?.Resource).toEqual(['arn:aws:ecs:us-east-1:*:service/*']);
  });
});
