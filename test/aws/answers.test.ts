import { createServer, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Read } from '../../src/aws/read.ts';
import {
  account,
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
  serveJson,
  serveQuery,
  serviceArn,
  taskDefinitionArn,
} from './wire.ts';

beforeEach(() => isolate());

const servers: (() => Promise<void>)[] = [];
afterEach(async () => {
  restore();
  await Promise.all(servers.splice(0).map((close) => close()));
});

const planted = ['correct', 'horse', 'battery'].join('-');

/** What is wrong with an answer: its kind, the member, the code. */
function fault(read: Read<unknown>): string {
  if (read.status !== 'unreadable') return read.status;
  const { kind, member, code } = read.problem;
  return [kind, member, code].filter((part) => part !== undefined).join(' ');
}

describe('a service', () => {
  const ask = async (...services: readonly object[]) => {
    serveEcs(() => ({ body: { services, failures: [] } }));
    const read = await quickReader().read('ecs:DescribeServices', { cluster: 'main', service: 'api' });
    expect(JSON.stringify(read)).not.toContain(planted);
    return fault(read);
  };
  const api = (more: object = {}) => ecsService('main', 'api', more);

  it.each([
    ['a text for a list', api({ deployments: planted }), 'unexpected-answer services[0].deployments'],
    ['a list with nothing in it', api({ deployments: [null] }), 'unexpected-answer services[0].deployments[0]'],
    [
      'a list for an object',
      api({ networkConfiguration: [planted] }),
      'unexpected-answer services[0].networkConfiguration',
    ],
    ['a date beyond all dates', api({ createdAt: 1e308 }), 'unexpected-answer services[0].createdAt'],
    ['a text for a date', api({ createdAt: planted }), 'unexpected-answer services[0].createdAt'],
    ['a text for a number', api({ desiredCount: '1' }), 'unexpected-answer services[0].desiredCount'],
    ['a number for a text', api({ launchType: 1 }), 'unexpected-answer services[0].launchType'],
    ['a text for a truth', api({ enableExecuteCommand: 'true' }), 'unexpected-answer services[0].enableExecuteCommand'],
    [
      'a wrong value under a key of its owner',
      api({
        deployments: [
          {
            status: 'PRIMARY',
            serviceConnectConfiguration: { enabled: true, logConfiguration: { options: { [planted]: 1 } } },
          },
        ],
      }),
      'unexpected-answer services[0].deployments[0].serviceConnectConfiguration.logConfiguration.options.*',
    ],
    ['no status', api({ status: undefined }), 'unexpected-answer services[0].status'],
    ['no count', api({ desiredCount: undefined }), 'unexpected-answer services[0].desiredCount'],
    ['no revision', api({ taskDefinition: undefined }), 'unexpected-answer services[0].taskDefinition'],
    ['a revision without a number', api({ taskDefinition: 'api' }), 'unexpected-answer services[0].taskDefinition'],
    ['no deployments', api({ deployments: undefined }), 'unexpected-answer services[0].deployments'],
    ['no PRIMARY deployment', api({ deployments: [] }), 'unexpected-answer services[0].deployments'],
    [
      "another service's ARN",
      api({ serviceArn: serviceArn('main', 'web') }),
      'unexpected-answer services[0].serviceArn',
    ],
    ["another cluster's service", ecsService('other', 'api'), 'unexpected-answer NotAskedFor'],
    ['another service', ecsService('main', 'web'), 'unexpected-answer NotAskedFor'],
  ])('with %s is not read', async (_, service, expected) => {
    expect(await ask(service)).toBe(expected);
  });

  it('that stands there twice is not read', async () => {
    expect(await ask(api(), api({ desiredCount: 3 }))).toBe('unexpected-answer services[1]');
  });

  it('of which nothing is said is not absent', async () => {
    expect(await ask()).toBe('unexpected-answer NoAnswer');
  });

  it('of another deployment controller may have its revision in task sets alone', async () => {
    const external = { deploymentController: { type: 'EXTERNAL' }, taskDefinition: undefined, deployments: undefined };
    const taskSets = [{ status: 'PRIMARY', taskDefinition: taskDefinitionArn('api', 7) }];
    expect(await ask(api({ ...external, taskSets }))).toBe('found');
  });

  it.each([
    ['nothing at all', { status: 204, body: '' }, 'unexpected-answer services'],
    ['an empty object', { body: {} }, 'unexpected-answer services'],
    ['a list', { body: '[]' }, 'unexpected-answer'],
    ['null', { body: 'null' }, 'unexpected-answer'],
    ['a compressed body', { body: gzipSync('{}').toString('latin1') }, 'unexpected-answer SyntaxError'],
    ['a redirect', { status: 302, body: '', headers: { location: 'http://127.0.0.1:1/' } }, 'unexpected-answer'],
  ])('is not read from %s', async (_, answer, expected) => {
    serveEcs(() => answer);
    const read = await quickReader().read('ecs:DescribeServices', { cluster: 'main', service: 'api' });
    expect(fault(read)).toBe(expected);
  });
});

describe('a revision', () => {
  it.each([
    ['another family', ecsTaskDefinition('web'), 'unexpected-answer NotAskedFor'],
    [
      'an ARN of another revision',
      ecsTaskDefinition('api', 7, { revision: 8 }),
      'unexpected-answer taskDefinition.taskDefinitionArn',
    ],
    [
      'no containers',
      ecsTaskDefinition('api', 7, { containerDefinitions: undefined }),
      'unexpected-answer taskDefinition.containerDefinitions',
    ],
    [
      'a container without a name',
      ecsTaskDefinition('api', 7, { containerDefinitions: [{ image: 'a' }] }),
      'unexpected-answer taskDefinition.containerDefinitions[0].name',
    ],
    [
      'two containers of one name',
      ecsTaskDefinition('api', 7, {
        containerDefinitions: [
          { name: 'api', image: 'a' },
          { name: 'api', image: 'b' },
        ],
      }),
      'unexpected-answer taskDefinition.containerDefinitions[1]',
    ],
  ])('with %s is not read', async (_, taskDefinition, expected) => {
    serveEcs(() => ({ body: { taskDefinition } }));
    expect(fault(await quickReader().read('ecs:DescribeTaskDefinition', { taskDefinition: 'api' }))).toBe(expected);
  });

  it('that was not asked for is not taken for the one that was', async () => {
    serveEcs(() => ({ body: { taskDefinition: ecsTaskDefinition('api', 7) } }));
    expect(fault(await quickReader().read('ecs:DescribeTaskDefinition', { taskDefinition: 'api:6' }))).toBe(
      'unexpected-answer NotAskedFor',
    );
  });

  it('has no tags where AWS leaves them out: they were asked for', async () => {
    serveEcs(() => ({ body: { taskDefinition: ecsTaskDefinition('api') } }));
    expect(await quickReader().read('ecs:DescribeTaskDefinition', { taskDefinition: 'api' })).toMatchObject({
      value: { tags: [] },
    });
  });
});

describe('a task', () => {
  const arn = `arn:aws:ecs:${region}:${account}:task/main/1`;
  const clusterArn = `arn:aws:ecs:${region}:${account}:cluster/main`;
  const task = {
    taskArn: arn,
    clusterArn,
    taskDefinitionArn: taskDefinitionArn('api', 7),
    lastStatus: 'RUNNING',
    startedAt: 1,
    containers: [],
  };

  it.each([
    ['nothing is said', {}, 'unexpected-answer tasks'],
    ['it is in neither list', { tasks: [], failures: [] }, 'unexpected-answer NoAnswer'],
    ['it is missing', { tasks: [], failures: [{ arn, reason: 'MISSING' }] }, 'absent'],
    ['it is denied', { tasks: [], failures: [{ arn, reason: 'ACCESS_DENIED' }] }, 'denied ACCESS_DENIED'],
    ['a failure has no reason', { tasks: [], failures: [{ arn }] }, 'unexpected-answer failures[0].reason'],
    ['it runs since never', { tasks: [{ ...task, startedAt: undefined }] }, 'unexpected-answer tasks[0].startedAt'],
    [
      'it is of another cluster',
      { tasks: [{ ...task, clusterArn: `${clusterArn}2` }] },
      'unexpected-answer NotAskedFor',
    ],
    ['it is there', { tasks: [task] }, 'found'],
  ])('where %s', async (_, body, expected) => {
    serveEcs(() => ({ body }));
    expect(fault(await quickReader().read('ecs:DescribeTasks', { cluster: 'main', task: arn }))).toBe(expected);
  });
});

describe('a group and its rules', () => {
  const rules = (body: string) => {
    serveQuery('ec2', () => ({ body }));
    return quickReader().read('ec2:DescribeSecurityGroupRules', { 'group-id': 'sg-1' });
  };
  const xml = String(rulesXml([{ id: 'sgr-1', group: 'sg-1' }]).body);

  it.each([
    ['the set', /<securityGroupRuleSet>.*<\/securityGroupRuleSet>/, '', 'unexpected-answer SecurityGroupRules'],
    [
      'a text for the set',
      /<securityGroupRuleSet>.*<\/securityGroupRuleSet>/,
      '<securityGroupRuleSet>x</securityGroupRuleSet>',
      'unexpected-answer SecurityGroupRules',
    ],
    ['other items', /item>/g, 'entry>', 'unexpected-answer SecurityGroupRules'],
    ['the group', /<groupId>sg-1<\/groupId>/, '', 'unexpected-answer SecurityGroupRules[0].GroupId'],
    ['another group', '<groupId>sg-1<', '<groupId>sg-2<', 'unexpected-answer NotAskedFor'],
    ['two groups', '<groupId>', '<groupId>sg-2</groupId><groupId>', 'unexpected-answer SecurityGroupRules[0].GroupId'],
    ['the direction', '<isEgress>false', '<isEgress>maybe', 'unexpected-answer SecurityGroupRules[0].IsEgress'],
    ['the direction is left out', '<isEgress>false</isEgress>', '', 'unexpected-answer SecurityGroupRules[0].IsEgress'],
    ['a port', '<fromPort>443', '<fromPort>x', 'unexpected-answer SecurityGroupRules[0].FromPort'],
    ['a port is left out', '<fromPort>443</fromPort>', '', 'unexpected-answer SecurityGroupRules[0].FromPort'],
    [
      'two peers',
      '<cidrIpv4>',
      '<cidrIpv6>::/0</cidrIpv6><cidrIpv4>',
      'unexpected-answer SecurityGroupRules[0].CidrIpv6',
    ],
    ['all of it', /<securityGroupRuleSet>.*<\/securityGroupRuleSet>/, '<securityGroupRuleSet/>', 'found'],
  ])('are not read where the answer has a fault in %s', async (_, what, instead, expected) => {
    const body = xml.replace(what, instead);
    expect(body).not.toBe(xml);
    expect(fault(await rules(body))).toBe(expected);
  });

  it('are not read when one that stands there was not asked for', async () => {
    serveQuery('ec2', ({ body }) =>
      groupsXml([...filterValues(body, 'group-id').slice(1), 'sg-9'].map((id) => ({ id, name: id }))),
    );
    const aws = quickReader();
    const reads = ['sg-1', 'sg-2'].map((id) => aws.read('ec2:DescribeSecurityGroups', { 'group-id': id }));
    expect((await Promise.all(reads)).map(fault)).toEqual([
      'unexpected-answer NotAskedFor',
      'unexpected-answer NotAskedFor',
    ]);
  });
});

describe('whose account it is', () => {
  const other = '210987654321';
  it.each([
    ['no account', /<Account>.*<\/Account>/, '', 'unexpected-answer Account'],
    ['an account of other digits', `<Account>${account}`, '<Account>12345', 'unexpected-answer Account'],
    ["another account's ARN", `::${account}:`, `::${other}:`, 'unexpected-answer Arn'],
    ['no result', /<GetCallerIdentityResult>.*<\/GetCallerIdentityResult>/, '', 'unexpected-answer Account'],
  ])('is not told by an answer with %s', async (_, what, instead, expected) => {
    const body = String(identityXml().body);
    const damaged = body.replace(what, instead);
    expect(damaged).not.toBe(body);
    serveQuery('sts', () => ({ body: damaged }));
    expect(fault(await quickReader().read('sts:GetCallerIdentity', {}))).toBe(expected);
  });
});

describe('images', () => {
  const key = { repository: 'api', 'image-digest': 'sha256:v1' };
  const image = { imageId: { imageDigest: 'sha256:v1' }, imageManifest: '{"manifests":[{"digest":"sha256:a"}]}' };
  it.each([
    ['the index', { images: [image] }, 'found'],
    ['an image that is no index', { images: [{ ...image, imageManifest: '{"layers":[]}' }] }, 'found'],
    ['no image', { images: [], failures: [] }, 'unexpected-answer NoAnswer'],
    ['no list', {}, 'unexpected-answer images'],
    ['a failure', { images: [], failures: [{ failureCode: 'KmsError' }] }, 'unexpected-answer KmsError'],
    ['none of that digest', { images: [], failures: [{ failureCode: 'ImageNotFound' }] }, 'absent'],
    [
      'another image',
      { images: [{ ...image, imageId: { imageDigest: 'sha256:v2' } }] },
      'unexpected-answer NotAskedFor',
    ],
    ['no manifest', { images: [{ ...image, imageManifest: 'x' }] }, 'unexpected-answer NotAskedFor'],
    [
      'a manifest of nothing',
      { images: [{ ...image, imageManifest: '{"manifests":[1]}' }] },
      'unexpected-answer images[0].imageManifest',
    ],
  ])('of an index: %s', async (_, body, expected) => {
    serveJson(`api.ecr.${region}`, () => ({ body }));
    expect(fault(await quickReader().read('ecr:BatchGetImage', key))).toBe(expected);
  });

  it('of another tag is not the one that was asked for', async () => {
    serveJson(`api.ecr.${region}`, () => ({
      body: { imageDetails: [{ imageDigest: 'sha256:v2', imageTags: ['v2'] }] },
    }));
    expect(fault(await quickReader().read('ecr:DescribeImages', { repository: 'api', 'image-tag': 'v1' }))).toBe(
      'unexpected-answer NoAnswer',
    );
  });
});

describe('lists', () => {
  const list = { cluster: 'main', service: 'api', 'desired-status': 'RUNNING' } as const;

  it.each([
    ['that are not there', {}, 'unexpected-answer taskArns'],
    ['with the same thing twice', { taskArns: ['a', 'a'] }, 'unexpected-answer taskArns[1]'],
  ])('%s are not read', async (_, body, expected) => {
    serveEcs(() => ({ body }));
    expect(fault(await quickReader().read('ecs:ListTasks', list))).toBe(expected);
  });

  it('of ever new pages with nothing on them end', async () => {
    let page = 0;
    const requests = serveEcs(() => {
      page += 1;
      return { body: { taskArns: [], nextToken: `page-${page}` } };
    });
    expect(fault(await quickReader().read('ecs:ListTasks', list))).toBe('unexpected-answer TooManyPages');
    expect(requests).toHaveLength(100);
  });
});

describe('a body', () => {
  /** ECS on the loopback interface, byte for byte as `respond` writes it. */
  async function serveBytes(respond: (response: ServerResponse) => void): Promise<() => number> {
    let requests = 0;
    const server = createServer((_, response) => {
      requests += 1;
      respond(response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    servers.push(
      () =>
        new Promise((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    );
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    restore();
    isolate();
    vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${address.port}`);
    const { default: nock } = await import('nock');
    nock.enableNetConnect('127.0.0.1');
    return () => requests;
  }
  const ask = (answerLimits: Parameters<typeof quickReader>[0] = {}) =>
    quickReader(answerLimits).read('ecs:DescribeServices', { cluster: 'main', service: 'api' });
  const repeat = (response: ServerResponse, text: string, ms: number) => {
    const timer = setInterval(() => (response.destroyed ? clearInterval(timer) : response.write(text)), ms);
  };

  it('that drips is given up, once', async () => {
    const requests = await serveBytes((response) => repeat(response, ' ', 50));
    expect(fault(await ask({ answerLimits: { patience: 300 } }))).toBe('timeout AnswerTooSlow');
    expect(requests()).toBe(1);
  });

  it('that takes too long is given up', async () => {
    await serveBytes((response) => repeat(response, ' '.repeat(10_000), 20));
    expect(fault(await ask({ answerLimits: { time: 400 } }))).toBe('timeout AnswerTooSlow');
  });

  it('without an end is given up, once', async () => {
    const requests = await serveBytes((response) => repeat(response, ' '.repeat(60_000), 1));
    expect(fault(await ask({ answerLimits: { bytes: 500_000 } }))).toBe('unexpected-answer AnswerTooLarge');
    expect(requests()).toBe(1);
  });

  it('counts among all of a run', async () => {
    await serveBytes((response) =>
      response.end(JSON.stringify({ services: [], failures: [], padding: 'x'.repeat(900) })),
    );
    const aws = quickReader({ answerLimits: { bytesInAll: 2500 } });
    const faults: string[] = [];
    for (const service of ['a', 'b', 'c'])
      faults.push(fault(await aws.read('ecs:DescribeServices', { cluster: 'main', service })));
    expect(faults).toEqual([
      'unexpected-answer NoAnswer',
      'unexpected-answer NoAnswer',
      'unexpected-answer AnswerTooLarge',
    ]);
  });

  it('of nothing but brackets is not read', async () => {
    await serveBytes((response) => response.end(`{"services":${'['.repeat(60_000)}${']'.repeat(60_000)}}`));
    expect(fault(await ask())).toBe('unexpected-answer services[0]');
  });

  it('under a flood of headers is not read', async () => {
    await serveBytes((response) => {
      for (let index = 0; index < 500; index++) response.setHeader(`x-${index}`, 'x'.repeat(100));
      response.end('{}');
    });
    expect((await ask()).status).toBe('unreadable');
  });
});

it('XML of nothing but elements is not read', async () => {
  serveQuery('ec2', () => ({ body: `${'<a>'.repeat(60_000)}${'</a>'.repeat(60_000)}` }));
  expect((await quickReader().read('ec2:DescribeSecurityGroups', { 'group-id': 'sg-1' })).status).toBe('unreadable');
});
