import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClients } from '../../src/aws/clients.ts';
import {
  ecsService,
  ecsTaskDefinition,
  groupsXml,
  identityXml,
  isolate,
  quickReader,
  region,
  restore,
  serveEcs,
  serveQuery,
} from './wire.ts';

const loaded: string[] = [];
vi.mock('@aws-sdk/client-ec2', async (importOriginal) => {
  loaded.push('ec2');
  return importOriginal();
});
vi.mock('@aws-sdk/client-ecs', async (importOriginal) => {
  loaded.push('ecs');
  return importOriginal();
});
vi.mock('@aws-sdk/client-sts', async (importOriginal) => {
  loaded.push('sts');
  return importOriginal();
});

let folder: string;
beforeEach(() => {
  isolate();
  folder = mkdtempSync(join(tmpdir(), 'driftcheck-'));
});
afterEach(() => {
  restore();
  rmSync(folder, { recursive: true });
});

describe('clients', () => {
  it('are loaded when they are first needed', async () => {
    serveEcs(() => ({ body: { services: [], failures: [] } }));
    serveQuery('sts', () => identityXml());
    serveQuery('ec2', () => ({ body: '' }));
    const aws = quickReader();
    expect(loaded).toEqual([]);
    await aws.read('sts:GetCallerIdentity', {});
    expect(loaded).toEqual(['sts']);
    await aws.read('ecs:DescribeServices', { cluster: 'one', service: 'a' });
    expect(loaded).toEqual(['sts', 'ecs']);
    await aws.read('ec2:DescribeSecurityGroups', { 'group-id': 'sg-1' });
    expect(loaded).toEqual(['sts', 'ecs', 'ec2']);
  });

  it('are built once for each region', async () => {
    const clients = createClients();
    expect(await clients.open('ecs', region)).toBe(await clients.open('ecs', region));
    expect(await clients.open('ecs', region)).not.toBe(await clients.open('ecs', 'eu-west-1'));
  });

  it('warn of no Node version', async () => {
    const warn = vi.spyOn(process, 'emitWarning');
    vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', undefined);
    const clients = createClients();
    await Promise.all([clients.open('ecs', region), clients.open('ec2', region), clients.open('sts', region)]);
    expect(process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED']).toBe('true');
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  it('try as often as AWS_MAX_ATTEMPTS says, else six times', async () => {
    expect(await (await createClients().open('ecs', region)).client.config.maxAttempts()).toBe(6);
    vi.stubEnv('AWS_MAX_ATTEMPTS', '2');
    expect(await (await createClients().open('ecs', region)).client.config.maxAttempts()).toBe(2);
  });

  it('have no more requests under way than allowed', async () => {
    let underWay = 0;
    let most = 0;
    serveEcs(async ({ body }) => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setTimeout(resolve, 5));
      underWay -= 1;
      return { body: { taskDefinition: ecsTaskDefinition(body.taskDefinition) } };
    });
    const aws = quickReader({ concurrency: 3 });
    await Promise.all(
      Array.from({ length: 12 }, (_, index) => aws.read('ecs:DescribeTaskDefinition', { taskDefinition: `f${index}` })),
    );
    expect(most).toBe(3);
  });
});

describe('where they go', () => {
  it('an endpoint from the environment', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:4566');
    nock('http://127.0.0.1:4566').post('/').reply(200, identityXml().body, { 'content-type': 'text/xml' });
    expect((await quickReader().read('sts:GetCallerIdentity', {})).status).toBe('found');
  });

  it('the credentials and the region of a profile, asked for by option or by environment, without a warning', async () => {
    writeFileSync(join(folder, 'config'), '[profile team]\nregion = eu-north-1\n');
    writeFileSync(
      join(folder, 'credentials'),
      '[team]\naws_access_key_id = of-the-team\naws_secret_access_key = invented\n',
    );
    const files = { AWS_CONFIG_FILE: join(folder, 'config'), AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials') };
    const warn = vi.spyOn(console, 'warn');
    const seen: string[] = [];
    nock('https://sts.eu-north-1.amazonaws.com')
      .persist()
      .post('/')
      .reply(function () {
        seen.push(String(this.req.headers['authorization']));
        return [200, identityXml().body, { 'content-type': 'text/xml' }];
      });

    isolate({ ...files, AWS_REGION: undefined });
    const byOption = quickReader({ profile: 'team' });
    expect(await byOption.defaultRegion()).toBe('eu-north-1');
    expect((await byOption.read('sts:GetCallerIdentity', {})).status).toBe('found');

    isolate({ ...files, AWS_REGION: undefined, AWS_PROFILE: 'team', AWS_ACCESS_KEY_ID: undefined });
    expect((await quickReader().read('sts:GetCallerIdentity', {})).status).toBe('found');

    expect(seen).toHaveLength(2);
    for (const authorization of seen) expect(authorization).toContain('Credential=of-the-team/');
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  it('the credentials of a process, asked once for all services and regions', async () => {
    const log = join(folder, 'log');
    const script = join(folder, 'credentials.mjs');
    writeFileSync(
      script,
      `import { appendFileSync } from 'node:fs';
      appendFileSync(${JSON.stringify(log)}, 'asked;');
      console.log(JSON.stringify({ Version: 1, AccessKeyId: 'of-a-process', SecretAccessKey: 'invented' }));`,
    );
    writeFileSync(join(folder, 'config'), `[profile ci]\ncredential_process = ${process.execPath} ${script}\n`);
    isolate({ AWS_CONFIG_FILE: join(folder, 'config'), AWS_ACCESS_KEY_ID: undefined, AWS_PROFILE: 'ci' });
    serveQuery('sts', () => identityXml());
    serveEcs(() => ({ body: { services: [ecsService('one', 'a')], failures: [] } }));
    serveEcs(() => ({ body: { services: [ecsService('one', 'a')], failures: [] } }), 'eu-west-1');
    serveQuery('ec2', () => groupsXml([]));
    const aws = quickReader();
    const reads = await Promise.all([
      aws.read('sts:GetCallerIdentity', {}),
      aws.read('ecs:DescribeServices', { cluster: 'one', service: 'a' }),
      aws.read('ecs:DescribeServices', { cluster: 'one', service: 'a' }, 'eu-west-1'),
      aws.read('ec2:DescribeSecurityGroups', { 'group-id': 'sg-1' }),
    ]);
    expect(reads.map(({ status }) => status)).toEqual(['found', 'found', 'found', 'absent']);
    expect(readFileSync(log, 'utf8')).toBe('asked;');
  });

  it('a search for credentials that failed is not made again', async () => {
    const log = join(folder, 'log');
    const script = join(folder, 'credentials.mjs');
    writeFileSync(
      script,
      `import { appendFileSync } from 'node:fs'; appendFileSync(${JSON.stringify(log)}, 'asked;'); process.exit(1);`,
    );
    writeFileSync(join(folder, 'config'), `[profile ci]\ncredential_process = ${process.execPath} ${script}\n`);
    isolate({ AWS_CONFIG_FILE: join(folder, 'config'), AWS_ACCESS_KEY_ID: undefined, AWS_PROFILE: 'ci' });
    const aws = quickReader();
    // How often the SDK asks in one search is its own affair.
    const asked: string[] = [];
    for (const service of ['a', 'b', 'c']) {
      const read = await aws.read('ecs:DescribeServices', { cluster: 'one', service });
      expect(read).toMatchObject({ status: 'unreadable', problem: { kind: 'no-credentials' } });
      asked.push(readFileSync(log, 'utf8'));
    }
    expect(asked[2]).toBe(asked[0]);
  });

  it.each([
    ['the option', { AWS_REGION: 'eu-west-1' }, 'eu-west-2', 'eu-west-2'],
    ['AWS_REGION', { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-3' }, undefined, 'eu-west-1'],
    ['AWS_DEFAULT_REGION', { AWS_REGION: undefined, AWS_DEFAULT_REGION: 'eu-west-3' }, undefined, 'eu-west-3'],
    ['nothing', { AWS_REGION: undefined }, undefined, undefined],
  ])('the default region is that of %s', async (_, environment, option, expected) => {
    isolate(environment);
    expect(await quickReader(option === undefined ? {} : { region: option }).defaultRegion()).toBe(expected);
  });
});
