import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type IamPolicy, type IamStatement, statementsOf } from '../../src/aws/iam-policy.ts';
import type { Read } from '../../src/aws/read.ts';
import type { AwsReader } from '../../src/aws/reader.ts';
import { type ReadName, type Reads, reads } from '../../src/aws/reads/index.ts';
import { replaySnapshot } from '../../src/aws/snapshot/snapshot.ts';
import { check } from '../../src/check/check.ts';
import { leastPolicy } from '../../src/check/rehearsal/least-policy.ts';
import { type Rehearsal, rehearse } from '../../src/check/rehearsal/rehearse.ts';
import { runIamPolicy } from '../../src/commands/iam-policy.ts';
import { runPolicy } from '../../src/commands/policy.ts';
import { imageName } from '../../src/kinds/ecs/delivery/image.ts';
import { runningRevision } from '../../src/kinds/ecs/running-revision.ts';
import { isFailing } from '../../src/model/leaf.ts';
import { ProblemError } from '../../src/model/problem.ts';
import type { Report } from '../../src/model/report/report.ts';
import { chosenFixtures, fixtureFolders, fixtures, terraformOf } from '../fixture-folder.ts';

/*
 * The policy of each fixture holds against the actions that a run of it asks: never less, and more only where another
 * run of the same code would ask it. Why this run did not is told by the run itself.
 */

const folders = chosenFixtures(fixtureFolders(), (folder) => folder);

async function optionsOf(folder: string) {
  const given = (['state', 'plan'] as const)
    .map((name) => [name, join(folder, `${name}.json`)] as const)
    .filter(([, file]) => existsSync(file))
    .map(([name, file]) => [name, { text: readFileSync(file, 'utf8'), file: `${name}.json` }]);
  const { policy } = await runPolicy(relative(process.cwd(), folder), {}, {});
  return {
    directory: relative(process.cwd(), terraformOf(folder)),
    environment: {},
    ...Object.fromEntries(given),
    ...(policy === undefined ? {} : { policy }),
  };
}

/** What a run asked and was answered, and what it came to. */
interface Run {
  readonly report: Report | undefined;
  answers<N extends ReadName>(name: N): readonly Read<Reads[N]['result']>[];
  readonly actions: readonly ReadName[];
}

async function run(folder: string): Promise<Run> {
  const live = join(folder, 'live.json');
  const snapshot = replaySnapshot(readFileSync(live, 'utf8'), live);
  const asked: { name: ReadName; read: Read<unknown> }[] = [];
  const aws: AwsReader = {
    ...snapshot,
    async read(name, key, region) {
      const read = await snapshot.read(name, key, region);
      asked.push({ name, read });
      return read;
    },
  };
  const report = await check({ ...(await optionsOf(folder)), aws }).catch((error: unknown) => {
    if (error instanceof ProblemError) return undefined;
    throw error;
  });
  return {
    report,
    answers: <N extends ReadName>(wanted: N) =>
      asked.flatMap(({ name, read }) => (name === wanted ? [read as Read<Reads[N]['result']>] : [])),
    actions: [...new Set(asked.map(({ name }) => name))].sort(),
  };
}

const found = <T>(answers: readonly Read<T>[]): readonly T[] =>
  answers.flatMap((answer) => (answer.status === 'found' ? [answer.value] : []));

const isActive = ({ status }: { status?: unknown }): boolean => (status ?? 'ACTIVE') === 'ACTIVE';

/** The images of ECR that tasks of the services' own revisions run. */
function runningDigests(one: Run): readonly string[] {
  const revisions = found(one.answers('ecs:DescribeServices')).flatMap(runningRevision);
  return found(one.answers('ecs:DescribeTasks'))
    .filter(({ taskDefinitionArn, lastStatus = 'RUNNING' }) => {
      return lastStatus === 'RUNNING' && revisions.includes(taskDefinitionArn);
    })
    .flatMap(({ containers = [] }) => containers)
    .flatMap(({ image, imageDigest }) =>
      typeof image === 'string' && imageName(image) !== undefined ? (imageDigest ?? []) : [],
    );
}

/** Nothing waits or was rolled back, and no revision of what runs is older than it should be. */
const nothingLags = ({ report }: Run): boolean =>
  report === undefined ||
  !report.findings.some(({ rule }) =>
    ['delivery/not-deployed', 'delivery/rolled-back', 'delivery/not-running'].includes(rule),
  );

const isPlaceless = ({ report }: Run): boolean => report === undefined;

/** What is not known of the code in this run would be known of AWS in another. */
const isUnknown = ({ report }: Run): boolean => report?.gaps.some(({ path = '' }) => /container/i.test(path)) === true;

/** Why a run asks less than another of the same code: what must be so in a run that does not ask. */
const reasons: Readonly<Partial<Record<ReadName, readonly (readonly [why: string, (one: Run) => boolean])[]>>> = {
  'ecs:ListTasks': [
    ['no service is there', (one) => !found(one.answers('ecs:DescribeServices')).some(isActive)],
    ['it stopped in the wrong place', isPlaceless],
  ],
  'ecs:DescribeTasks': [['no task is listed', (one) => found(one.answers('ecs:ListTasks')).flat().length === 0]],
  'ecs:ListServiceDeployments': [['no service lags behind', nothingLags]],
  'ecs:DescribeServiceDeployments': [
    ['no deployment is listed', (one) => found(one.answers('ecs:ListServiceDeployments')).flat().length === 0],
  ],
  'ecs:DescribeServiceRevisions': [
    ['no deployment is listed', (one) => found(one.answers('ecs:ListServiceDeployments')).flat().length === 0],
  ],
  'ecr:DescribeImages': [['no task runs an image of ECR', (one) => runningDigests(one).length === 0]],
  'ecr:BatchGetImage': [
    [
      'no tag stands for another image that may be an index',
      (one) =>
        found(one.answers('ecr:DescribeImages')).every(
          ({ imageDigest = '', imageManifestMediaType: type }) =>
            runningDigests(one).every((digest) => digest === imageDigest) ||
            (typeof type === 'string' && !/index|manifest\.list/.test(type)),
        ),
    ],
  ],
  'application-autoscaling:DescribeScalableTargets': [
    [
      'the number of tasks is as the code has it',
      ({ report }) => report?.findings.some(({ path }) => path === 'desiredCount') === false,
    ],
  ],
  'ssm:DescribeParameters': [['its containers are not known', isUnknown]],
  'secretsmanager:DescribeSecret': [['its containers are not known', isUnknown]],
  'ecs:DescribeServices': [['it lives in another account', (one) => livesElsewhere(one)]],
  'ecs:DescribeTaskDefinition': [['it lives in another account', (one) => livesElsewhere(one)]],
  'ec2:DescribeSecurityGroups': [['it lives in another account', (one) => livesElsewhere(one)]],
  'ec2:DescribeSecurityGroupRules': [['it lives in another account', (one) => livesElsewhere(one)]],
  'ec2:DescribeManagedPrefixLists': [
    ['no rule that differs names a prefix list', (one) => !listDiffers(one)],
    ['it lives in another account', (one) => livesElsewhere(one)],
  ],
  'ec2:GetManagedPrefixListEntries': [
    ['no rule that differs names a prefix list, and no live one', (one) => !listDiffers(one) && !isListLive(one)],
    ['none is missing or extra whose ports another rule is for', isEachAlone],
    ['it lives in another account', (one) => livesElsewhere(one)],
  ],
  'ec2:DescribeNetworkInterfaces': [
    ['no rule of a group differs that is not left to somebody', rulesAgree],
    ['it lives in another account', (one) => livesElsewhere(one)],
  ],
  'ec2:DescribeVpcs': [['it lives in another account', (one) => livesElsewhere(one)]],
};

const differing = ({ report }: Run) =>
  (report?.findings ?? []).filter(({ rule, verdict }) => rule.startsWith('sg/rule') && isFailing(verdict));

const listDiffers = (one: Run): boolean => differing(one).some(({ path }) => / pl-/.test(path ?? ''));

/** Whether no rule that is on one side alone has the port of another one. */
function isEachAlone(run: Run): boolean {
  const apart = differing(run).filter(({ rule }) => rule !== 'sg/rule-changed');
  const live = found(run.answers('ec2:DescribeSecurityGroupRules')).flat();
  return apart.every(({ path = '', rule }) => {
    const port = /\[(\d+)\//.exec(path)?.[1];
    const same = new Set(live.flatMap((one) => (String(one.FromPort) === port ? one.SecurityGroupRuleId : [])));
    const isOnly = apart.filter((other) => other.path?.includes(`[${port}/`)).length === 1;
    return port !== undefined && isOnly && same.size === (rule === 'sg/rule-missing' ? 0 : 1);
  });
}

const isListLive = (one: Run): boolean =>
  found(one.answers('ec2:DescribeSecurityGroupRules'))
    .flat()
    .some(({ PrefixListId }) => PrefixListId !== undefined);

function rulesAgree({ report }: Run): boolean {
  const differing = report?.findings.filter(({ rule, verdict }) => rule.startsWith('sg/rule') && isFailing(verdict));
  return differing === undefined || differing.length === 0;
}

function livesElsewhere({ report }: Run): boolean {
  return report === undefined || /"elsewhere"/.test(JSON.stringify(report.gaps));
}

const rehearsals = new Map<string, Promise<Rehearsal>>();

/** Once for all states of some code. */
async function rehearsalOf(folder: string): Promise<Rehearsal> {
  const options = await optionsOf(folder);
  const id = JSON.stringify(options);
  const before = rehearsals.get(id) ?? rehearse(options);
  rehearsals.set(id, before);
  return before;
}

/** A run about a change asks what its base declares, too; what cannot be read asks nothing. */
async function baseRehearsalOf(folder: string): Promise<readonly Rehearsal[]> {
  const base = join(folder, 'base');
  if (!existsSync(base)) return [];
  try {
    return [await rehearse({ ...(await optionsOf(folder)), directory: relative(process.cwd(), base) })];
  } catch (error) {
    if (error instanceof ProblemError) return [];
    throw error;
  }
}

describe.each(folders.map((folder) => relative(fixtures, folder)))('%s', (name) => {
  it('needs no more than its policy allows, and no less in some run', async () => {
    const folder = join(fixtures, name);
    const [one, rehearsal] = await Promise.all([run(folder), rehearsalOf(folder)]);
    const base = await baseRehearsalOf(folder);
    const { policy } = leastPolicy([rehearsal, ...base]);
    const allowed = policy.Statement.flatMap(({ Action }) => Action);
    expect(one.actions.filter((action) => !allowed.includes(action))).toEqual([]);
    const unasked = allowed.filter((action) => !one.actions.some((asked) => asked === action));
    const unexplained = unasked.filter((action) => !reasons[action as ReadName]?.some(([, mayBe]) => mayBe(one)));
    expect(unexplained).toEqual([]);
    // Each is the name of a read; a wildcard is none.
    expect(allowed.filter((action) => !reads.some((read) => read.action === action))).toEqual([]);
    expect(new Set(allowed).size).toBe(allowed.length);
    expect(policy.Statement.filter(({ Resource }) => Resource === '*').length).toBeLessThan(2);
    const ids = policy.Statement.map(({ Sid }) => Sid);
    expect(ids.filter((id) => !/^[A-Za-z0-9]+$/.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

it('asks for the same, whoever asks', async () => {
  const rehearsal = await rehearsalOf(join(fixtures, 'incident/states/b-with-redis-rule'));
  const [one, other] = [
    rehearsal,
    await rehearse(await optionsOf(join(fixtures, 'incident/states/b-with-redis-rule'))),
  ];
  expect(JSON.stringify(leastPolicy([one]))).toBe(JSON.stringify(leastPolicy([other])));
  expect(JSON.stringify(leastPolicy([one]).policy)).toBe(JSON.stringify(leastPolicy([one, other]).policy));
});

it('covers every action of which this program knows resources', () => {
  const place = { partition: 'aws', accounts: [], unknown: { account: '' }, hides: () => false };
  const whole = reads.filter((read) => read.iamResources === undefined).map(({ action }) => action);
  const statements = statementsOf(
    [
      {
        reads: whole
          .flatMap((action) => reads.filter((read) => read.action === action))
          .map((definition) => ({ definition, key: {}, region: 'us-east-1' })),
        place,
      },
    ],
    'each',
  );
  expect(statements).toHaveLength(1);
  expect(statements[0]?.Action).toEqual(whole.toSorted());
});

describe('driftcheck iam-policy', () => {
  let top = '';
  let printed: Record<'stdout' | 'stderr', string>;
  beforeEach(() => {
    top = mkdtempSync(join(tmpdir(), 'driftcheck-'));
    printed = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      vi.spyOn(process[stream], 'write').mockImplementation((text) => {
        printed[stream] += String(text);
        return true;
      });
    }
  });
  afterEach(() => {
    vi.restoreAllMocks();
    rmSync(top, { recursive: true, force: true });
  });

  const write = (files: Readonly<Record<string, string>>) => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(top, dirname(name)), { recursive: true });
      writeFileSync(join(top, name), text);
    }
  };
  const service = (provider: string) => `
    provider "aws" {
      ${provider}
    }
    variable "environment" {
      default = "staging"
    }
    resource "aws_ecs_service" "api" {
      name    = "api-\${var.environment}"
      cluster = "main"
    }`;
  const statements = (): readonly IamStatement[] => (JSON.parse(printed.stdout) as IamPolicy).Statement;
  const resources = (action: string) => statements().find(({ Action }) => Action.includes(action))?.Resource;
  const flags = { inputs: [], color: false };

  it('is about the code with the flags of the run', async () => {
    write({ 'main.tf': service('region = "eu-west-1"\nallowed_account_ids = ["123456789012"]') });
    expect(await runIamPolicy(top, { ...flags, inputs: [{ kind: 'var', value: 'environment=production' }] })).toBe(0);
    expect(resources('ecs:DescribeServices')).toEqual([
      'arn:aws:ecs:eu-west-1:123456789012:service/main/api-production',
    ]);
    expect(printed.stderr).toBe('');
  });

  it('leaves open what the code does not say, unless a flag does', async () => {
    write({ 'main.tf': service('') });
    await runIamPolicy(top, flags);
    expect(resources('ecs:DescribeServices')).toEqual(['arn:aws:ecs:*:*:service/main/api-staging']);
    printed.stdout = '';
    await runIamPolicy(top, { ...flags, region: 'cn-north-1' });
    expect(resources('ecs:DescribeServices')).toEqual(['arn:aws-cn:ecs:cn-north-1:*:service/main/api-staging']);
  });

  it('is about all targets of driftcheck.yaml, and the roles that they are read with', async () => {
    write({
      'driftcheck.yaml': `targets:
  - {name: production, directory: api, region: us-east-1, vars: {environment: production}, role: "arn:aws:iam::123456789012:role/reader"}
  - {name: staging, directory: api, region: eu-west-1, role: "arn:aws:iam::999999999999:role/reader"}
`,
      'api/main.tf': service(''),
    });
    expect(await runIamPolicy(undefined, { ...flags, config: join(top, 'driftcheck.yaml') })).toBe(0);
    expect(resources('ecs:DescribeServices')).toEqual([
      'arn:aws:ecs:eu-west-1:999999999999:service/main/api-staging',
      'arn:aws:ecs:us-east-1:123456789012:service/main/api-production',
    ]);
    expect(statements().at(-1)).toEqual({
      Sid: 'CallerAssumesRolesOfTargets',
      Effect: 'Allow',
      Action: ['sts:AssumeRole'],
      Resource: ['arn:aws:iam::123456789012:role/reader', 'arn:aws:iam::999999999999:role/reader'],
    });
  });

  it('allows what expectations of driftcheck.yaml ask', async () => {
    write({
      'driftcheck.yaml': `expect:
  - {name: pinned, task-definition: api-*-blue, image-by-digest: true}
  - {name: closed, security-group: web-*-blue, no-public-ingress: [22]}
`,
      'main.tf': service('region = "eu-west-1"'),
    });
    expect(await runIamPolicy(top, { ...flags, config: join(top, 'driftcheck.yaml') })).toBe(0);
    expect(statements()[0]?.Action).toEqual([
      'ec2:DescribeSecurityGroupRules',
      'ec2:DescribeSecurityGroups',
      'ecs:DescribeTaskDefinition',
      'ecs:ListTaskDefinitionFamilies',
      'sts:GetCallerIdentity',
    ]);
  });

  it.each([
    ['what a run asks that is to say who', { who: true }, true],
    ['nothing of that for another one', {}, false],
  ])('allows %s, also where nothing of the made-up AWS differs', async (_, given, isAllowed) => {
    write({ 'main.tf': `resource "aws_security_group" "web" {\n  name = "web"\n  vpc_id = "vpc-1"\n}\n` });
    expect(await runIamPolicy(top, { ...flags, ...given })).toBe(0);
    expect(statements()[0]?.Action.includes('cloudtrail:LookupEvents')).toBe(isAllowed);
  });

  it('says what it cannot know, and ends with 3', async () => {
    write({
      'main.tf': `
        variable "cluster" {}
        resource "aws_ecs_service" "api" {
          name    = "api"
          cluster = var.cluster
        }`,
    });
    expect(await runIamPolicy(top, flags)).toBe(3);
    expect(statements().map(({ Action }) => Action)).toEqual([['sts:GetCallerIdentity']]);
    expect(printed.stderr).toContain('aws_ecs_service.api');
  });
});
