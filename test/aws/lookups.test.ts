import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Read } from '../../src/aws/read.ts';
import type { AwsReader } from '../../src/aws/reader.ts';
import type { ReadName, Reads } from '../../src/aws/reads/index.ts';
import { recordSnapshot, replaySnapshot } from '../../src/aws/snapshot/snapshot.ts';
import { ProblemError } from '../../src/model/problem.ts';
import {
  type Answer,
  account,
  ec2Error,
  ecsError,
  filterValues,
  groupsXml,
  isolate,
  quickReader,
  region,
  restore,
  serveJson,
  serveQuery,
  ssmParameter,
} from './wire.ts';

beforeEach(() => isolate());
afterEach(restore);

type AskedByDataSources = Exclude<
  ReadName,
  | `ecs:${string}`
  | `application-autoscaling:${string}`
  | 'ec2:DescribeNetworkInterfaces'
  | 'ec2:GetManagedPrefixListEntries'
  | `ec2:DescribeSecurityGroup${string}`
  | `sts:${string}`
  | `cloudtrail:${string}`
  | 'ecr:BatchGetImage'
>;

/** Everything that only data sources ask, in every outcome. */
const questions: { [N in AskedByDataSources]: Reads[N]['key'][] } = {
  'ec2:DescribeVpcs': [{ filters: { 'tag:Name': ['main'] } }, { filters: { 'vpc-id': ['vpc-none'] } }],
  'ec2:DescribeManagedPrefixLists': [
    { filters: { 'prefix-list-name': ['office'] } },
    { filters: { 'prefix-list-name': ['none'] } },
    { 'prefix-list-id': 'pl-1' },
    { 'prefix-list-id': 'pl-none' },
  ],
  'ec2:DescribeSubnets': [{ filters: { 'vpc-id': ['vpc-a'] } }, { filters: { 'vpc-id': ['vpc-denied'] } }],
  'ssm:DescribeParameters': [{ name: '/app/key' }, { name: '/app/none' }],
  'secretsmanager:DescribeSecret': [
    { 'secret-id': 'db' },
    { 'secret-id': 'none' },
    { 'secret-id': 'deleted' },
    { 'secret-id': 'denied' },
  ],
  'ecr:DescribeRepositories': [{ repository: 'api' }, { repository: 'none' }],
  'ecr:DescribeImages': [
    { repository: 'api', 'image-tag': 'v7' },
    { repository: 'api', 'image-tag': 'none' },
    { repository: 'api', 'image-digest': `sha256:${'a'.repeat(64)}`, registry: '210987654321' },
  ],
  'iam:GetRole': [{ 'role-name': 'task' }, { 'role-name': 'none' }],
};

const secretArn = (name: string) => `arn:aws:secretsmanager:${region}:${account}:secret:${name}-AbCdEf`;

function vpcsXml(ids: readonly string[]): Answer {
  const items = ids.map(
    (id) =>
      `<item><vpcId>${id}</vpcId><ownerId>${account}</ownerId><cidrBlock>10.0.0.0/16</cidrBlock><isDefault>false</isDefault><tagSet><item><key>note</key><value>free text</value></item></tagSet></item>`,
  );
  return {
    body: `<DescribeVpcsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId><vpcSet>${items.join('')}</vpcSet></DescribeVpcsResponse>`,
  };
}

function subnetsXml(ids: readonly string[], token?: string): Answer {
  const items = ids.map(
    (id) =>
      `<item><subnetId>${id}</subnetId><subnetArn>arn:aws:ec2:${region}:${account}:subnet/${id}</subnetArn><vpcId>vpc-a</vpcId><cidrBlock>10.0.1.0/24</cidrBlock><availabilityZone>us-east-1a</availabilityZone></item>`,
  );
  return {
    body: `<DescribeSubnetsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId><subnetSet>${items.join('')}</subnetSet>${token === undefined ? '' : `<nextToken>${token}</nextToken>`}</DescribeSubnetsResponse>`,
  };
}

/** A list that has the name `office` and the id `pl-1`. */
function prefixListsXml(asked: readonly string[]): Answer {
  const item = `<item><prefixListId>pl-1</prefixListId><prefixListName>office</prefixListName><ownerId>${account}</ownerId></item>`;
  const found = asked.includes('office') || asked.includes('pl-1') ? item : '';
  return {
    body: `<DescribeManagedPrefixListsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId><prefixListSet>${found}</prefixListSet></DescribeManagedPrefixListsResponse>`,
  };
}

const parameter = (name: string) => ({
  ...ssmParameter(name),
  Description: 'free text',
  LastModifiedUser: 'somebody',
});

function serve() {
  return {
    ec2: serveQuery('ec2', ({ action, body }) => {
      if (action === 'DescribeManagedPrefixLists') {
        const names = filterValues(body, 'prefix-list-name');
        return prefixListsXml([...names, ...filterValues(body, 'prefix-list-id')]);
      }
      const [vpc] = filterValues(body, 'vpc-id');
      if (vpc === 'vpc-denied') return ec2Error('UnauthorizedOperation', 'You are not authorized.', 403);
      if (action === 'DescribeVpcs') return vpcsXml(vpc === 'vpc-none' ? [] : ['vpc-a']);
      return body['NextToken'] === undefined ? subnetsXml(['subnet-2'], 'more') : subnetsXml(['subnet-1']);
    }),
    ssm: serveJson(`ssm.${region}`, ({ body }) => ({
      body: {
        Parameters: body.ParameterFilters[0].Values.filter((name: string) => !name.includes('none')).map(parameter),
      },
    })),
    secrets: serveJson(`secretsmanager.${region}`, ({ body: { SecretId: id } }) => {
      if (id === 'none') return ecsError('ResourceNotFoundException', 'no such secret');
      if (id === 'denied') return ecsError('AccessDeniedException', 'you may not');
      return {
        body: {
          ARN: secretArn(id),
          Name: id,
          Description: 'free text',
          ...(id === 'deleted' ? { DeletedDate: 1750000000 } : {}),
        },
      };
    }),
    ecr: serveJson(`api.ecr.${region}`, ({ action, body }) => {
      const { repositoryName = body.repositoryNames?.[0], registryId = account } = body;
      if (repositoryName === 'none') return ecsError('RepositoryNotFoundException', 'no such repository');
      if (action === 'DescribeRepositories') {
        return {
          body: {
            repositories: [
              { repositoryName, registryId, repositoryUri: `${registryId}.dkr.ecr.${region}.amazonaws.com/api` },
            ],
          },
        };
      }
      const [{ imageTag = 'v1', imageDigest = `sha256:${'b'.repeat(64)}` }] = body.imageIds;
      const missing = body.imageIds.some((image: { imageTag?: string }) => image.imageTag === 'none');
      if (missing) return ecsError('ImageNotFoundException', 'no such image');
      return {
        body: {
          imageDetails: [{ repositoryName, registryId, imageDigest, imageTags: [imageTag], imagePushedAt: 1750000000 }],
        },
      };
    }),
    iam: serveQuery('iam', ({ body }) =>
      body.RoleName === 'none'
        ? {
            status: 404,
            body: '<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>no such role</Message></Error><RequestId>r</RequestId></ErrorResponse>',
          }
        : {
            body: `<GetRoleResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetRoleResult><Role><Path>/app/</Path><RoleName>task</RoleName><RoleId>AROAX</RoleId><Arn>arn:aws:iam::${account}:role/app/task</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate><Description>free text</Description></Role></GetRoleResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></GetRoleResponse>`,
          },
    ),
  };
}

async function ask(aws: AwsReader): Promise<unknown[]> {
  const one = async <N extends AskedByDataSources>(name: N) =>
    Promise.all(questions[name].map((key): Promise<Read<Reads[N]['result']>> => aws.read(name, key)));
  return [
    await one('ec2:DescribeVpcs'),
    await one('ec2:DescribeSubnets'),
    await one('ec2:DescribeManagedPrefixLists'),
    await one('ssm:DescribeParameters'),
    await one('secretsmanager:DescribeSecret'),
    await one('ecr:DescribeRepositories'),
    await one('ecr:DescribeImages'),
    await one('iam:GetRole'),
  ];
}

describe('what data sources ask', () => {
  it('tells found, absent and unreadable apart', async () => {
    serve();
    const answers = (await ask(quickReader())) as Read<unknown>[][];
    expect(answers.map((reads) => reads.map(({ status }) => status))).toEqual([
      ['found', 'absent'],
      ['found', 'unreadable'],
      ['found', 'absent', 'found', 'absent'],
      ['found', 'absent'],
      ['found', 'absent', 'absent', 'unreadable'],
      ['found', 'absent'],
      ['found', 'absent', 'found'],
      ['found', 'absent'],
    ]);
  });

  it('keeps no free text of an answer', async () => {
    serve();
    const aws = quickReader();
    expect(JSON.stringify(await ask(aws))).not.toContain('free text');
    expect(await recordSnapshot(aws)).not.toMatch(/free text|somebody/);
  });

  it('is answered by a snapshot as by AWS', async () => {
    serve();
    const live = quickReader();
    const expected = await ask(live);
    const text = await recordSnapshot(live);
    restore();
    expect(await ask(replaySnapshot(text, 'live.json'))).toEqual(expected);
  });

  it('is not recorded where the snapshot has nothing of it', async () => {
    const empty = JSON.stringify({ format: 'driftcheck-snapshot', schemaVersion: 1, salt: 's', region, reads: [] });
    const answers = (await ask(replaySnapshot(empty, 'live.json'))) as Read<unknown>[][];
    for (const read of answers.flat()) expect(read).toMatchObject({ problem: { kind: 'not-recorded' } });
  });

  it('is refused in a snapshot when it has another form', () => {
    const text = JSON.stringify({
      format: 'driftcheck-snapshot',
      schemaVersion: 1,
      salt: 's',
      reads: [{ action: 'ssm:DescribeParameters', key: { name: 'a' }, result: { Version: 'three' } }],
    });
    expect(() => replaySnapshot(text, 'live.json')).toThrow(ProblemError);
  });
});

describe('networks', () => {
  it('sends the filters as they are, and reads all pages in order', async () => {
    const { ec2 } = serve();
    const filters = { 'vpc-id': ['vpc-a'], 'tag:Name': ['private-*', 'db'] };
    const read = await quickReader().read('ec2:DescribeSubnets', { filters });
    expect(read.status === 'found' && read.value.map(({ SubnetId }) => SubnetId)).toEqual(['subnet-1', 'subnet-2']);
    expect(ec2).toHaveLength(2);
    expect(filterValues(ec2[0]?.body, 'tag:Name')).toEqual(['private-*', 'db']);
  });

  it('asks once for the same filters, in whatever order they stand', async () => {
    const { ec2 } = serve();
    const aws = quickReader();
    await aws.read('ec2:DescribeVpcs', { filters: { 'tag:a': ['1', '2'], cidr: ['10.0.0.0/16'] } });
    await aws.read('ec2:DescribeVpcs', { filters: { cidr: ['10.0.0.0/16'], 'tag:a': ['2', '1'] } });
    expect(ec2).toHaveLength(1);
  });

  it('finds groups by any filter', async () => {
    serveQuery('ec2', () =>
      groupsXml([
        { id: 'sg-2', name: 'b' },
        { id: 'sg-1', name: 'a' },
      ]),
    );
    const aws = quickReader();
    const read = await aws.read('ec2:DescribeSecurityGroups', { filters: { 'tag:team': ['ml'] } });
    expect(read.status === 'found' && read.value.map(({ GroupId }) => GroupId)).toEqual(['sg-1', 'sg-2']);
    const replay = replaySnapshot(await recordSnapshot(aws), 'live.json');
    const again = await replay.read('ec2:DescribeSecurityGroups', { filters: { 'tag:team': ['ml'] } });
    expect(again.status === 'found' && again.value.map(({ GroupId }) => GroupId)).toEqual(['sg-1', 'sg-2']);
  });
});

describe('parameters', () => {
  it('are asked for fifty at a time, and never for their values', async () => {
    const { ssm } = serve();
    const aws = quickReader();
    const names = Array.from({ length: 120 }, (_, index) => `/app/${index}`);
    const reads = await Promise.all(names.map((name) => aws.read('ssm:DescribeParameters', { name })));
    expect(reads.every(({ status }) => status === 'found')).toBe(true);
    expect(ssm.map(({ action }) => action)).toEqual(['DescribeParameters', 'DescribeParameters', 'DescribeParameters']);
    expect(reads[7]).toEqual({
      status: 'found',
      value: {
        Name: '/app/7',
        ARN: `arn:aws:ssm:${region}:${account}:parameter/app/7`,
        Type: 'SecureString',
        Version: 3,
        LastModifiedDate: new Date(1750000000_000),
      },
    });
  });

  it('does not lose the others when one name makes AWS refuse the batch', async () => {
    serveJson(`ssm.${region}`, ({ body }) => {
      const names: string[] = body.ParameterFilters[0].Values;
      return names.includes('b@d')
        ? ecsError('ValidationException', 'invalid name')
        : { body: { Parameters: names.map(parameter) } };
    });
    const aws = quickReader();
    const reads = await Promise.all(['/a', 'b@d', '/c'].map((name) => aws.read('ssm:DescribeParameters', { name })));
    expect(reads.map(({ status }) => status)).toEqual(['found', 'unreadable', 'found']);
  });
});

describe('images and roles', () => {
  it("asks another account's registry for an image by digest", async () => {
    const { ecr } = serve();
    await quickReader().read('ecr:DescribeImages', {
      repository: 'api',
      'image-digest': 'sha256:c',
      registry: '210987654321',
    });
    expect(ecr[0]?.body).toEqual({
      repositoryName: 'api',
      imageIds: [{ imageDigest: 'sha256:c' }],
      registryId: '210987654321',
    });
  });

  it('tells the path of a role', async () => {
    serve();
    expect(await quickReader().read('iam:GetRole', { 'role-name': 'task' })).toMatchObject({
      status: 'found',
      value: { Arn: `arn:aws:iam::${account}:role/app/task`, Path: '/app/' },
    });
  });
});
