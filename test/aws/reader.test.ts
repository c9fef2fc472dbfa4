import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noRedaction, withRedaction } from '../../src/model/secret/redaction.ts';
import { Secret } from '../../src/model/secret/secret.ts';
import {
  account,
  ecsError,
  ecsService,
  ecsTaskDefinition,
  filterValues,
  groupsXml,
  identityXml,
  isolate,
  quickReader,
  region,
  restore,
  rulesXml,
  serveEcs,
  serveQuery,
  serviceArn,
} from './wire.ts';

beforeEach(() => isolate());
afterEach(restore);

/** An ECS that has every service but those whose name begins with `gone`. */
function fleet() {
  return serveEcs(({ body }) => {
    const names: string[] = body.services.map((asked: string) => asked.slice(asked.lastIndexOf('/') + 1));
    return {
      body: {
        services: names.filter((name) => !name.startsWith('gone')).map((name) => ecsService(body.cluster, name)),
        failures: names
          .filter((name) => name.startsWith('gone'))
          .map((name) => ({ arn: serviceArn(body.cluster, name), reason: 'MISSING' })),
      },
    };
  });
}

describe('services', () => {
  it('asks for those of one cluster at most ten at a time and for each once', async () => {
    const requests = fleet();
    const aws = quickReader();
    const names = Array.from({ length: 23 }, (_, index) => `api-${index}`);
    const reads = await Promise.all(
      [...names, 'api-0'].map((service) => aws.read('ecs:DescribeServices', { cluster: 'one', service })),
    );
    await aws.read('ecs:DescribeServices', { cluster: 'one', service: 'api-22' });
    expect(requests.map(({ body }) => body.services.length).toSorted()).toEqual([7, 8, 8]);
    expect(aws.calls()).toBe(3);
    expect(reads.map((read) => (read.status === 'found' ? read.value.serviceName : read.status))).toEqual([
      ...names,
      'api-0',
    ]);
  });

  it('asks each cluster and region by itself', async () => {
    const here = fleet();
    const there = serveEcs(
      () => ({ body: { services: [], failures: [{ arn: 'a/x', reason: 'MISSING' }] } }),
      'eu-west-1',
    );
    const aws = quickReader();
    const reads = await Promise.all([
      aws.read('ecs:DescribeServices', { cluster: 'one', service: 'x' }),
      aws.read('ecs:DescribeServices', { cluster: 'two', service: 'x' }),
      aws.read('ecs:DescribeServices', { cluster: 'one', service: 'x' }, 'eu-west-1'),
    ]);
    expect(here.map(({ body }) => body.cluster).toSorted()).toEqual(['one', 'two']);
    expect(there).toHaveLength(1);
    expect(reads.map((read) => read.status)).toEqual(['found', 'found', 'absent']);
  });

  it('tells absent ones from found ones, by name and by ARN', async () => {
    fleet();
    const aws = quickReader();
    const status = async (service: string) =>
      (await aws.read('ecs:DescribeServices', { cluster: 'one', service })).status;
    expect(
      await Promise.all(['api', serviceArn('one', 'worker'), 'gone', serviceArn('one', 'gone-too')].map(status)),
    ).toEqual(['found', 'found', 'absent', 'absent']);
    expect(aws.calls()).toBe(1);
  });

  it('finds an INACTIVE service with its status', async () => {
    const old = {
      serviceName: 'old',
      serviceArn: serviceArn('one', 'old'),
      clusterArn: 'cluster/one',
      status: 'INACTIVE',
    };
    serveEcs(() => ({ body: { services: [old], failures: [] } }));
    expect(await quickReader().read('ecs:DescribeServices', { cluster: 'one', service: 'old' })).toEqual({
      status: 'found',
      value: { ...old, tags: [] },
    });
  });

  it('takes the services of a cluster that does not exist as absent', async () => {
    serveEcs(() => ecsError('ClusterNotFoundException', 'Cluster not found.'));
    const aws = quickReader();
    const reads = await Promise.all(
      ['a', 'b'].map((service) => aws.read('ecs:DescribeServices', { cluster: 'none', service })),
    );
    expect(reads).toEqual([{ status: 'absent' }, { status: 'absent' }]);
    expect(aws.calls()).toBe(1);
  });

  it('does not lose the others when one name makes AWS refuse the batch', async () => {
    const requests = serveEcs(({ body }) =>
      body.services.includes('b@d')
        ? ecsError('InvalidParameterException', 'Invalid identifier: Unexpected format')
        : { body: { services: body.services.map((name: string) => ecsService('one', name)), failures: [] } },
    );
    const aws = quickReader();
    const reads = await Promise.all(
      ['a', 'b@d', 'c'].map((service) => aws.read('ecs:DescribeServices', { cluster: 'one', service })),
    );
    expect(reads.map((read) => read.status)).toEqual(['found', 'unreadable', 'found']);
    expect(reads[1]).toMatchObject({ problem: { kind: 'invalid-request', code: 'InvalidParameterException' } });
    expect(requests).toHaveLength(4);
  });

  it('says what ECS gives as the reason of a failure that is not MISSING', async () => {
    serveEcs(() => ({
      body: { services: [], failures: [{ arn: serviceArn('one', 'a'), reason: 'ODD', detail: 'why' }] },
    }));
    expect(await quickReader().read('ecs:DescribeServices', { cluster: 'one', service: 'a' })).toEqual({
      status: 'unreadable',
      problem: { kind: 'unexpected-answer', action: 'ecs:DescribeServices', region, code: 'ODD', message: 'why' },
    });
  });

  it('does not take a service that the answer says nothing of as absent', async () => {
    serveEcs(() => ({ body: {} }));
    expect(await quickReader().read('ecs:DescribeServices', { cluster: 'one', service: 'a' })).toMatchObject({
      status: 'unreadable',
      problem: { kind: 'unexpected-answer' },
    });
  });
});

describe('task definitions', () => {
  const arn = `arn:aws:ecs:${region}:${account}:task-definition/api:7`;

  it('reads one with its tags and its dates', async () => {
    serveEcs(() => ({
      body: {
        taskDefinition: ecsTaskDefinition('api', 7, { status: 'INACTIVE', registeredAt: 1760000000.5 }),
        tags: [{ key: 'team', value: 'ml' }],
      },
    }));
    expect(await quickReader().read('ecs:DescribeTaskDefinition', { taskDefinition: 'api:7' })).toEqual({
      status: 'found',
      value: {
        ...ecsTaskDefinition('api', 7, { status: 'INACTIVE', registeredAt: new Date(1760000000500) }),
        tags: [{ key: 'team', value: 'ml' }],
      },
    });
  });

  it('does not ask for a revision that it has read as the latest of its family', async () => {
    const requests = serveEcs(({ body }) => ({
      body: { taskDefinition: ecsTaskDefinition('api', body.taskDefinition === 'api:6' ? 6 : 7) },
    }));
    const aws = quickReader();
    await aws.read('ecs:DescribeTaskDefinition', { taskDefinition: 'api' });
    expect((await aws.read('ecs:DescribeTaskDefinition', { taskDefinition: arn })).status).toBe('found');
    expect((await aws.read('ecs:DescribeTaskDefinition', { taskDefinition: 'api:7' })).status).toBe('found');
    expect(requests).toHaveLength(1);
    await aws.read('ecs:DescribeTaskDefinition', { taskDefinition: 'api:6' });
    expect(requests).toHaveLength(2);
  });

  it('takes "unable to describe" as absent, any other ClientException not', async () => {
    serveEcs(({ body }) =>
      ecsError(
        'ClientException',
        body.taskDefinition === 'none' ? 'Unable to describe task definition.' : 'Something else.',
      ),
    );
    const aws = quickReader();
    expect(await aws.read('ecs:DescribeTaskDefinition', { taskDefinition: 'none' })).toEqual({ status: 'absent' });
    expect(await aws.read('ecs:DescribeTaskDefinition', { taskDefinition: 'odd' })).toMatchObject({
      status: 'unreadable',
      problem: { kind: 'invalid-request', code: 'ClientException', message: 'Something else.' },
    });
  });

  it('seals what is secret and nothing else', async () => {
    const planted = ['correct-horse', `hf_${'abcdefghij'.repeat(3)}`, 'tr0ub4dor', 's3same', 'mellon', 'not-an-arn!'];
    serveEcs(() => ({
      body: {
        taskDefinition: {
          ...ecsTaskDefinition('api'),
          containerDefinitions: [
            {
              name: 'api',
              image: `example/api@sha256:${'0a1b2c3d'.repeat(8)}`,
              cpu: 256,
              environment: [
                { name: 'DB_PASSWORD', value: planted[0] },
                { name: 'MODEL', value: planted[1] },
                { name: 'LOG_LEVEL', value: 'info' },
                { name: 'MAX_TOKENS', value: '4096' },
              ],
              command: ['serve', '--password', planted[2], '--port', '8001'],
              entryPoint: ['sh', '-c', `TOKEN=${planted[3]} run`],
              healthCheck: { command: ['CMD-SHELL', `redis-cli --pass ${planted[4]} ping`], interval: 30 },
              logConfiguration: {
                logDriver: 'splunk',
                options: { 'splunk-token': planted[3], 'splunk-format': 'json' },
                secretOptions: [{ name: 'splunk-url', valueFrom: '/splunk/url' }],
              },
              dockerLabels: { 'com.example.api_key': planted[4], team: 'ml' },
              firelensConfiguration: {
                type: 'fluentbit',
                options: { 'enable-ecs-log-metadata': 'true', http_passwd: planted[2] },
              },
              secrets: [
                { name: 'A', valueFrom: `arn:aws:secretsmanager:${region}:${account}:secret:api/db-AbCdEf:password::` },
                { name: 'B', valueFrom: planted[5] },
              ],
            },
          ],
          volumes: [
            {
              name: 'share',
              dockerVolumeConfiguration: {
                driver: 'local',
                driverOpts: { o: `username=me,password=${planted[0]}`, type: 'cifs' },
              },
            },
          ],
        },
        tags: [{ key: 'deploy-token', value: planted[2] }],
      },
    }));
    const aws = quickReader();
    const read = await aws.read('ecs:DescribeTaskDefinition', { taskDefinition: 'api' });
    const secret = expect.any(Secret);
    expect(read).toEqual({
      status: 'found',
      value: {
        ...ecsTaskDefinition('api'),
        containerDefinitions: [
          {
            name: 'api',
            image: `example/api@sha256:${'0a1b2c3d'.repeat(8)}`,
            cpu: 256,
            environment: [
              { name: 'DB_PASSWORD', value: secret },
              { name: 'MODEL', value: secret },
              { name: 'LOG_LEVEL', value: 'info' },
              { name: 'MAX_TOKENS', value: '4096' },
            ],
            command: ['serve', '--password', secret, '--port', '8001'],
            entryPoint: ['sh', '-c', secret],
            healthCheck: { command: ['CMD-SHELL', secret], interval: 30 },
            logConfiguration: {
              logDriver: 'splunk',
              options: { 'splunk-token': secret, 'splunk-format': 'json' },
              secretOptions: [{ name: 'splunk-url', valueFrom: '/splunk/url' }],
            },
            dockerLabels: { 'com.example.api_key': secret, team: 'ml' },
            firelensConfiguration: {
              type: 'fluentbit',
              options: { 'enable-ecs-log-metadata': 'true', http_passwd: secret },
            },
            secrets: [
              { name: 'A', valueFrom: `arn:aws:secretsmanager:${region}:${account}:secret:api/db-AbCdEf:password::` },
              { name: 'B', valueFrom: secret },
            ],
          },
        ],
        volumes: [
          { name: 'share', dockerVolumeConfiguration: { driver: 'local', driverOpts: { o: secret, type: 'cifs' } } },
        ],
        tags: [{ key: 'deploy-token', value: secret }],
      },
    });
    const written = JSON.stringify([read, aws.recorded()]);
    for (const value of planted) expect(written).not.toContain(value);
  });

  it('declassifies the names that the configuration allows', async () => {
    serveEcs(() => ({
      body: {
        taskDefinition: ecsTaskDefinition('api', 7, {
          containerDefinitions: [{ name: 'api', image: 'a', environment: [{ name: 'AUTH_TOKEN', value: 'public' }] }],
        }),
      },
    }));
    const reader = quickReader();
    const value = async () => {
      const read = await reader.read('ecs:DescribeTaskDefinition', { taskDefinition: 'api' });
      return read.status === 'found' ? read.value.containerDefinitions?.[0]?.environment?.[0]?.value : undefined;
    };
    const redaction = { ...noRedaction, allow: new Set(['AUTH_TOKEN']) };
    // Two runs over one session, at once: each as its own configuration has it, with one call.
    const both = await Promise.all([value(), withRedaction(redaction, value)]);
    expect(both).toEqual([expect.any(Secret), 'public']);
    expect(reader.calls()).toBe(1);
  });
});

describe('security groups', () => {
  it('asks for ids by filter, up to 200 in a call, and takes those not in the answer as absent', async () => {
    const requests = serveQuery('ec2', ({ body }) =>
      groupsXml(
        filterValues(body, 'group-id')
          .filter((id) => !id.endsWith('13'))
          .map((id) => ({ id, name: `name-${id}`, vpc: 'vpc-1' })),
      ),
    );
    const aws = quickReader();
    const ids = Array.from({ length: 201 }, (_, index) => `sg-${index}`);
    const reads = await Promise.all(ids.map((id) => aws.read('ec2:DescribeSecurityGroups', { 'group-id': id })));
    expect(requests.map(({ body }) => filterValues(body, 'group-id').length).toSorted()).toEqual([100, 101]);
    expect(requests.map(({ body }) => body.MaxResults)).toEqual(['1000', '1000']);
    expect(ids.filter((_, index) => reads[index]?.status === 'absent')).toEqual(['sg-13', 'sg-113']);
    expect(reads[0]).toEqual({
      status: 'found',
      value: [
        {
          GroupId: 'sg-0',
          GroupName: 'name-sg-0',
          OwnerId: account,
          Description: 'd',
          VpcId: 'vpc-1',
          Tags: [{ Key: 'team', Value: 'ml' }],
        },
      ],
    });
  });

  it('gives all groups of a name, ordered by id, and asks each VPC by itself', async () => {
    const requests = serveQuery('ec2', ({ body }) => {
      const vpcs = filterValues(body, 'vpc-id');
      const names = filterValues(body, 'group-name');
      const all = [
        { id: 'sg-3', name: 'redis', vpc: 'vpc-b' },
        { id: 'sg-1', name: 'redis', vpc: 'vpc-a' },
        { id: 'sg-2', name: 'rediss', vpc: 'vpc-a' },
      ];
      return groupsXml(
        all.filter(({ name, vpc }) => names.includes(name) && (vpcs.length === 0 || vpcs.includes(vpc))),
      );
    });
    const aws = quickReader();
    const ids = async (name: string, vpc?: string) => {
      const key = vpc === undefined ? { 'group-name': name } : { 'group-name': name, 'vpc-id': vpc };
      const read = await aws.read('ec2:DescribeSecurityGroups', key);
      return read.status === 'found' ? read.value.map((group) => group.GroupId) : read.status;
    };
    expect(await Promise.all([ids('redis'), ids('rediss'), ids('redis', 'vpc-a'), ids('none', 'vpc-a')])).toEqual([
      ['sg-1', 'sg-3'],
      ['sg-2'],
      ['sg-1'],
      'absent',
    ]);
    expect(requests).toHaveLength(2);
  });

  it('takes the wildcards of a name literally', async () => {
    const requests = serveQuery('ec2', () => groupsXml([{ id: 'sg-1', name: 'a*' }]));
    const read = await quickReader().read('ec2:DescribeSecurityGroups', { 'group-name': 'a*' });
    expect(filterValues(requests[0]?.body, 'group-name')).toEqual(['a\\*']);
    expect(read).toMatchObject({ status: 'found', value: [{ GroupId: 'sg-1' }] });
  });

  it('asks for what names begin with, several beginnings at once', async () => {
    const requests = serveQuery('ec2', () =>
      groupsXml([
        { id: 'sg-1', name: 'web-1' },
        { id: 'sg-2', name: 'web-2' },
        { id: 'sg-3', name: 'we*b' },
      ]),
    );
    const aws = quickReader();
    const read = (prefix: string) => aws.read('ec2:DescribeSecurityGroups', { 'group-name-prefix': prefix });
    const [web, star, none] = await Promise.all([read('web-'), read('we*'), read('api-')]);
    expect(filterValues(requests[0]?.body, 'group-name')).toEqual(['web-*', 'we\\**', 'api-*']);
    expect(requests).toHaveLength(1);
    expect(web).toMatchObject({ status: 'found', value: [{ GroupId: 'sg-1' }, { GroupId: 'sg-2' }] });
    expect(star).toMatchObject({ status: 'found', value: [{ GroupId: 'sg-3' }] });
    expect(none).toEqual({ status: 'absent' });
  });

  it('follows pages of groups and of rules', async () => {
    const requests = serveQuery('ec2', ({ action, body }) => {
      const page = body.NextToken === undefined ? 1 : Number(body.NextToken);
      const next = page < 3 ? String(page + 1) : undefined;
      return action === 'DescribeSecurityGroups'
        ? groupsXml([{ id: `sg-${page}`, name: 'redis' }], next)
        : rulesXml([{ id: `sgr-${4 - page}`, group: 'sg-1' }], next);
    });
    const aws = quickReader();
    const groups = await aws.read('ec2:DescribeSecurityGroups', { 'group-name': 'redis' });
    expect(groups).toMatchObject({ value: [{ GroupId: 'sg-1' }, { GroupId: 'sg-2' }, { GroupId: 'sg-3' }] });
    const rules = await aws.read('ec2:DescribeSecurityGroupRules', { 'group-id': 'sg-1' });
    expect(rules).toMatchObject({
      value: [{ SecurityGroupRuleId: 'sgr-1' }, { SecurityGroupRuleId: 'sgr-2' }, { SecurityGroupRuleId: 'sgr-3' }],
    });
    expect(requests).toHaveLength(6);
    expect(aws.calls()).toBe(6);
  });

  it('ends when a page names itself as the next', async () => {
    const requests = serveQuery('ec2', () => groupsXml([{ id: 'sg-1', name: 'redis' }], 'again'));
    const read = await quickReader().read('ec2:DescribeSecurityGroups', { 'group-id': 'sg-1' });
    expect(read).toMatchObject({ status: 'unreadable', problem: { kind: 'unexpected-answer' } });
    expect(requests).toHaveLength(2);
  });

  it('reads the rules of many groups together; a group without rules has an empty list', async () => {
    const requests = serveQuery('ec2', () =>
      rulesXml([
        { id: 'sgr-2', group: 'sg-1', egress: true },
        { id: 'sgr-1', group: 'sg-1', cidr: '10.1.0.0/16', from: 6379, to: 6380 },
        { id: 'sgr-3', group: 'sg-2' },
      ]),
    );
    const aws = quickReader();
    const [one, , three] = await Promise.all(
      ['sg-1', 'sg-2', 'sg-3'].map((id) => aws.read('ec2:DescribeSecurityGroupRules', { 'group-id': id })),
    );
    expect(requests).toHaveLength(1);
    expect(one).toMatchObject({
      value: [
        {
          SecurityGroupRuleId: 'sgr-1',
          GroupId: 'sg-1',
          GroupOwnerId: account,
          IsEgress: false,
          IpProtocol: 'tcp',
          FromPort: 6379,
          ToPort: 6380,
          CidrIpv4: '10.1.0.0/16',
          Description: 'https',
        },
        { SecurityGroupRuleId: 'sgr-2', IsEgress: true },
      ],
    });
    expect(three).toEqual({ status: 'found', value: [] });
  });
});

describe('what AWS says of what does not exist', () => {
  it('is said in each action its own way', async () => {
    serveEcs(() => ecsError('NoSuchEntityException', 'The role cannot be found.'));
    expect(await quickReader().read('ecs:DescribeServices', { cluster: 'one', service: 'api' })).toMatchObject({
      status: 'unreadable',
      problem: { code: 'NoSuchEntityException' },
    });
  });
});

describe('the caller', () => {
  it('is read once for a region', async () => {
    const requests = serveQuery('sts', () => identityXml());
    const aws = quickReader();
    const [one, two] = await Promise.all([
      aws.read('sts:GetCallerIdentity', {}),
      aws.read('sts:GetCallerIdentity', {}, region),
    ]);
    expect(one).toEqual({
      status: 'found',
      value: { account, arn: `arn:aws:sts::${account}:assumed-role/reader/session` },
    });
    expect(two).toEqual(one);
    expect(requests).toHaveLength(1);
  });
});
