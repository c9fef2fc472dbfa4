import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkTargets } from '../../src/check/check.ts';
import { runCheck, targetOptions } from '../../src/commands/check.ts';
import { runSnapshot } from '../../src/commands/snapshot.ts';
import { type ChosenTarget, chooseTargets, liveReaders, type TargetFlags } from '../../src/commands/targets.ts';
import type { Config } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load/load.ts';
import { ProblemError } from '../../src/model/problem.ts';
import { type Report, reportSchema } from '../../src/model/report/report.ts';
import { groupsXml, isolate, restore, rulesXml } from '../aws/wire.ts';

/** Which targets a run is about, and with whose credentials each is looked at. */

let top: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'driftcheck-targets-'));
  mkdirSync(join(top, '.git'));
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

/** Writes a `driftcheck.yaml` and reads it as a run of the directory does. */
async function configOf(yaml: string): Promise<Config> {
  writeFileSync(join(top, 'driftcheck.yaml'), yaml);
  const config = await loadConfig({ directory: top, cwd: process.cwd() });
  if (config === undefined) throw new Error('no configuration');
  return config;
}

const none: TargetFlags = { inputs: [] };

const three = `targets:
  - directory: infra/api
    var-files: [infra/api/production.tfvars]
    region: eu-west-1
    role: arn:aws:iam::123456789012:role/reader
  - name: staging
    directory: infra/api
    vars: { env: staging, sizes: [1, 2] }
    workspace: blue
    profile: dev
    state: staging.tfstate
  - directory: infra/web/
`;

describe('the targets of a run', () => {
  const names = (targets: readonly ChosenTarget[]) => targets.map(({ name }) => name);

  it('are all of the file, with paths from where it lies', async () => {
    const here = relative(process.cwd(), top);
    const config = await configOf(three);
    expect(chooseTargets(undefined, none, config)).toEqual([
      {
        name: 'infra/api:production',
        directory: `${here}/infra/api`,
        inputs: [
          { kind: 'var-file', value: `${here}/infra/api/production.tfvars`, origin: expect.stringContaining('yaml:2') },
        ],
        region: 'eu-west-1',
        role: 'arn:aws:iam::123456789012:role/reader',
      },
      {
        name: 'staging',
        directory: `${here}/infra/api`,
        inputs: [{ kind: 'json', value: '{"env":"staging","sizes":[1,2]}', origin: expect.stringContaining('yaml:6') }],
        workspace: 'blue',
        profile: 'dev',
        state: `${here}/staging.tfstate`,
      },
      { name: 'infra/web', directory: `${here}/infra/web/`, inputs: [] },
    ]);
  });

  it('are those of the directory that is named, or below it, or that directory by itself', async () => {
    const config = await configOf(three);
    for (const name of ['infra/api', 'infra/web', 'infra/other']) mkdirSync(join(top, name), { recursive: true });
    expect(names(chooseTargets(join(top, 'infra/api'), none, config))).toEqual(['infra/api:production', 'staging']);
    expect(names(chooseTargets(join(top, 'infra'), none, config))).toEqual(
      names(chooseTargets(undefined, none, config)),
    );
    const other = join(top, 'infra/other');
    expect(chooseTargets(other, { ...none, region: 'us-east-1' }, config)).toEqual([
      { directory: other, inputs: [], region: 'us-east-1' },
    ]);
    expect(chooseTargets(undefined, none, undefined)).toEqual([{ directory: '.', inputs: [] }]);
    expect(chooseTargets(undefined, none, await configOf('fail-on: warning\n'))).toEqual([
      { directory: '.', inputs: [] },
    ]);
  });

  it('are those that --only-target names', async () => {
    const config = await configOf(three);
    expect(names(chooseTargets(undefined, { ...none, onlyTarget: ['infra/web', 'staging'] }, config))).toEqual([
      'staging',
      'infra/web',
    ]);
  });

  it('have what the flags say', async () => {
    const config = await configOf(three);
    const flags: TargetFlags = {
      inputs: [{ kind: 'var', value: 'env=x' }],
      region: 'us-west-2',
      profile: 'mine',
      workspace: 'green',
      state: 'my.tfstate',
      onlyTarget: ['staging'],
    };
    expect(chooseTargets(undefined, flags, config)).toMatchObject([
      {
        inputs: [{ kind: 'json' }, { kind: 'var', value: 'env=x' }],
        region: 'us-west-2',
        profile: 'mine',
        workspace: 'green',
        state: 'my.tfstate',
      },
    ]);
    const [first] = chooseTargets(undefined, { ...none, profile: 'mine' }, config);
    expect(first).toMatchObject({ profile: 'mine' });
    expect(first).not.toHaveProperty('role');
  });

  it.each([
    ['an unknown name', undefined, { onlyTarget: ['stagin'] }, /no target stagin \(did you mean staging\?\)/],
    [
      'a name that is like none',
      undefined,
      { onlyTarget: ['q'] },
      /there are: infra\/api:production, staging, infra\/web/,
    ],
    [
      'a target of another directory',
      'infra/web',
      { onlyTarget: ['staging'] },
      /no target staging of .*there are: infra\/web/,
    ],
    ['a state for several', undefined, { state: 'x' }, /--state is of one target, and this run is about 3/],
    ['a plan for several', undefined, { plan: 'x' }, /--plan is of one target/],
  ])('refuse %s', async (_, directory, flags, message) => {
    const config = await configOf(three);
    mkdirSync(join(top, 'infra/web'), { recursive: true });
    const where = directory === undefined ? undefined : join(top, directory);
    expect(() => chooseTargets(where, { ...none, ...flags }, config)).toThrow(ProblemError);
    try {
      chooseTargets(where, { ...none, ...flags }, config);
    } catch (error) {
      expect(error).toMatchObject({ problem: { code: 'usage', message: expect.stringMatching(message) } });
    }
  });

  it('are refused when there are none to choose among', () => {
    expect(() => chooseTargets(undefined, { ...none, onlyTarget: ['x'] }, undefined)).toThrow(ProblemError);
  });

  it('are refused when two have one name, also one that they have by default', async () => {
    const yaml =
      'targets:\n  - directory: infra\n  - name: other\n    directory: x\n  - name: infra\n    directory: y\n';
    const refused = async () => chooseTargets(undefined, none, await configOf(yaml));
    await expect(refused()).rejects.toMatchObject({
      problem: {
        code: 'config-invalid',
        mistakes: [{ code: 'duplicate', at: { start: { line: 5 } }, first: { start: { line: 2 } } }],
      },
    });
  });
});

/** AWS with an account for each access key; gives what was asked, by whom. */
function serveAccounts(
  accounts: Readonly<Record<string, string>>,
): { readonly key: string; readonly action: string }[] {
  const received: { readonly key: string; readonly action: string }[] = [];
  for (const service of ['ec2', 'sts']) {
    nock(`https://${service}.us-east-1.amazonaws.com`)
      .persist()
      .post('/')
      .reply(function (_uri, body) {
        const form = new URLSearchParams(
          typeof body === 'string' ? body : new URLSearchParams(body as Record<string, string>),
        );
        const [, key = ''] = /Credential=([^/]+)\//.exec(String(this.req.headers['authorization'])) ?? [];
        const action = form.get('Action') ?? '';
        received.push({ key, action });
        const account = accounts[key] ?? '';
        return [200, answerTo(action, account), { 'content-type': 'text/xml;charset=UTF-8' }];
      });
  }
  return received;
}

function answerTo(action: string, account: string): string {
  const id = `sg-${account.slice(0, 3)}`;
  const name = 'shared';
  switch (action) {
    case 'GetCallerIdentity':
      return `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::${account}:user/x</Arn><UserId>x</UserId><Account>${account}</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></GetCallerIdentityResponse>`;
    case 'AssumeRole':
      return '<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>role-key</AccessKeyId><SecretAccessKey>invented</SecretAccessKey><SessionToken>invented</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials><AssumedRoleUser><Arn>arn:aws:sts::999999999999:assumed-role/reader/driftcheck</Arn><AssumedRoleId>x:driftcheck</AssumedRoleId></AssumedRoleUser></AssumeRoleResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></AssumeRoleResponse>';
    case 'DescribeSecurityGroups':
      return String(groupsXml([{ id, name }]).body);
    case 'DescribeSecurityGroupRules':
      return String(rulesXml([]).body);
    default:
      throw new Error(`no answer to ${action}`);
  }
}

describe('the credentials of targets', () => {
  beforeEach(() => {
    writeFileSync(
      join(top, 'credentials'),
      ['one', 'two']
        .map((name) => `[${name}]\naws_access_key_id = ${name}-key\naws_secret_access_key = invented\n`)
        .join('\n'),
    );
    isolate({ AWS_SHARED_CREDENTIALS_FILE: join(top, 'credentials'), AWS_ACCESS_KEY_ID: 'own-key' });
  });
  afterEach(restore);

  async function run(count: number, credentialsOf: (index: number) => Partial<ChosenTarget>): Promise<Report> {
    const readerOf = liveReaders(
      {},
      { signal: new AbortController().signal, attend: (one) => one },
      { isRecorded: false },
    );
    const targets = Array.from({ length: count }, (_, index): ChosenTarget => {
      const directory = join(top, `root-${index}`);
      mkdirSync(directory);
      writeFileSync(
        join(directory, 'main.tf'),
        'resource "aws_security_group" "shared" {\n  name = "shared"\n  vpc_id = "vpc-1"\n  description = "d"\n  tags = { team = "ml" }\n}\n',
      );
      return { name: `root-${index}`, directory, inputs: [], ...credentialsOf(index) };
    });
    return checkTargets(
      targets.map((target) => targetOptions(target, none, readerOf(target))),
      {},
    );
  }

  it('are asked for once where they are the same, and so is all that targets have in common', async () => {
    const received = serveAccounts({ 'own-key': '123456789012' });
    const report = await run(12, () => ({}));
    expect(report.summary).toMatchObject({ outcome: 'in-sync', resources: { inSync: 12 } });
    expect(received.map(({ action }) => action)).toEqual([
      'GetCallerIdentity',
      'DescribeSecurityGroups',
      'DescribeSecurityGroupRules',
    ]);
  });

  it('lead each to its own account', async () => {
    const received = serveAccounts({ 'one-key': '123456789012', 'two-key': '999999999999' });
    const report = await run(2, (index) => ({ profile: ['one', 'two'][index] ?? '' }));
    expect(report.targets.map(({ account }) => account)).toEqual(['123456789012', '999999999999']);
    expect(report.checked.map(({ identity }) => identity.id)).toEqual(['sg-123', 'sg-999']);
    expect(
      received
        .filter(({ action }) => action === 'DescribeSecurityGroups')
        .map(({ key }) => key)
        .toSorted(),
    ).toEqual(['one-key', 'two-key']);
  });

  it('of a role are obtained once, with those that there are', async () => {
    const received = serveAccounts({ 'own-key': '123456789012', 'role-key': '999999999999' });
    const report = await run(2, () => ({ role: 'arn:aws:iam::999999999999:role/reader' }));
    expect(report.targets.map(({ account }) => account)).toEqual(['999999999999', '999999999999']);
    expect(received.filter(({ action }) => action === 'AssumeRole')).toEqual([
      { key: 'own-key', action: 'AssumeRole' },
    ]);
    expect(new Set(received.filter(({ action }) => action !== 'AssumeRole').map(({ key }) => key))).toEqual(
      new Set(['role-key']),
    );
  });

  it('of a role that may not be assumed are none, and AWS says why', async () => {
    nock('https://sts.us-east-1.amazonaws.com')
      .persist()
      .post('/')
      .reply(
        403,
        '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not authorized to perform sts:AssumeRole</Message></Error><RequestId>r</RequestId></ErrorResponse>',
        { 'content-type': 'text/xml' },
      );
    await expect(run(1, () => ({ role: 'arn:aws:iam::999999999999:role/reader' }))).rejects.toMatchObject({
      problem: {
        code: 'aws',
        problem: {
          kind: 'no-credentials',
          message: expect.stringContaining('not authorized to perform sts:AssumeRole'),
        },
      },
    });
  });

  it('lead a snapshot to one account, which serves all targets of it', async () => {
    serveAccounts({ 'one-key': '123456789012', 'two-key': '999999999999', 'role-key': '999999999999' });
    mkdirSync(join(top, 'a'));
    writeFileSync(
      join(top, 'a/main.tf'),
      'variable "rule" { default = false }\nresource "aws_security_group" "shared" {\n  name = "shared"\n  vpc_id = "vpc-1"\n  description = var.rule ? "x" : "d"\n  tags = { team = "ml" }\n}\n',
    );
    writeFileSync(
      join(top, 'driftcheck.yaml'),
      `targets:
  - { name: one, directory: a, profile: one }
  - { name: one-again, directory: a, profile: one, vars: { rule: true } }
  - { name: two, directory: a, profile: two }
  - { name: gone, directory: nowhere, profile: one }
`,
    );
    const output = join(top, 'live.json');
    const flags = { inputs: [], config: join(top, 'driftcheck.yaml'), quiet: true, output };
    await expect(runSnapshot(undefined, flags)).rejects.toMatchObject({
      problem: { code: 'usage', message: expect.stringContaining('123456789012, 999999999999') },
    });
    expect(await runSnapshot(undefined, { ...flags, onlyTarget: ['one', 'one-again'] })).toBe(0);
    // One that cannot be run is not in it, and the others are.
    expect(await runSnapshot(undefined, { ...flags, onlyTarget: ['one', 'gone'] })).toBe(3);
    expect(await runSnapshot(undefined, { ...flags, onlyTarget: ['one', 'one-again'] })).toBe(0);
    nock.cleanAll();
    const json = join(top, 'report.json');
    const code = await runCheck(undefined, {
      ...flags,
      onlyTarget: ['one', 'one-again'],
      live: output,
      format: [`json=${json}`],
      failOn: 'warning',
      color: false,
    });
    const report = reportSchema.parse(JSON.parse(readFileSync(json, 'utf8')));
    expect(code).toBe(2);
    expect(report.findings.map(({ target, rule }) => [target, rule])).toEqual([['one-again', 'sg/group-changed']]);
    expect(report.checked.map(({ target }) => target)).toEqual(['one', 'one-again']);
  });
});
