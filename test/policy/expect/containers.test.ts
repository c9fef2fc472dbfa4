import { describe, expect, it } from 'vitest';
import type { LiveContainerDefinition } from '../../../src/aws/reads/ecs-describe-task-definition.ts';
import { Secret } from '../../../src/model/secret/secret.ts';
import { json, liveRevision, revisionArn, runningService } from '../../kinds/ecs/world.ts';
import {
  openList,
  type Plain,
  resource,
  sensitive,
  stackOf,
  template,
  unset,
  variable,
} from '../../kinds/resources.ts';
import { type ExpectedWorld, held } from './world.ts';

/* What is expected of containers, in the code and in a revision. */

const digest = `@sha256:${'0a'.repeat(32)}`;
const parameter = 'arn:aws:ssm:us-east-1:123456789012:parameter/token';
const secret = { name: 'TOKEN_A', valueFrom: parameter };

/** The container `api` of the code, or none. */
function definition(container: Record<string, Plain> | undefined) {
  const containers = container === undefined ? [] : [{ name: 'api', image: 'api:1', ...container }];
  return resource('aws_ecs_task_definition.api', { family: 'api', container_definitions: json(containers) });
}

function revisions(container: Partial<LiveContainerDefinition> | undefined): ExpectedWorld {
  const containers = container === undefined ? [] : [{ name: 'api', image: 'api:1', ...container }];
  return { revisions: [liveRevision('api', 7, containers)] };
}

async function judged(
  expected: Record<string, unknown>,
  declared: Record<string, Plain> | undefined,
  live: Partial<LiveContainerDefinition> | undefined,
) {
  const roots = [{ target: 'default', stack: stackOf([definition(declared)]) }];
  const { short, held: all } = await held([{ 'task-definition': 'api', ...expected }], roots, revisions(live));
  expect(all).toHaveLength(1);
  return short;
}

const env = (name: string, value: Plain) => ({ environment: [{ name, value }] });
const at = 'aws_ecs_task_definition.api';

describe('secret', () => {
  const expected = { secret: 'TOKEN_A' };
  const path = `${at} containers[api].secrets[TOKEN_A]`;

  it.each([
    ['both have it', { secrets: [secret] }, { secrets: [secret] }, []],
    ['another source', { secrets: [secret] }, { secrets: [{ ...secret, valueFrom: 'token' }] }, []],
    ['neither has it', {}, {}, [`expect/secret-absent ${path} code=unmet latest-revision:7=unmet`]],
    ['AWS lacks it', { secrets: [secret] }, {}, [`expect/secret-absent ${path} code=met latest-revision:7=unmet`]],
    ['the code lacks it', {}, { secrets: [secret] }, [`expect/secret-absent ${path} code=unmet latest-revision:7=met`]],
    [
      'the code has another',
      { secrets: [{ name: 'TOKEN_B', valueFrom: parameter }] },
      { secrets: [secret] },
      [`expect/secret-absent ${path} code=unmet latest-revision:7=met`],
    ],
    ['it is no variable', env('TOKEN_A', 'x'), {}, [`expect/secret-absent ${path} code=unmet latest-revision:7=unmet`]],
    ['the list is not known', { secrets: unset('secrets') }, { secrets: [secret] }, [`value-unknown/leaf ${path}`]],
    [
      'the list may have more',
      { secrets: openList(variable('more'), { name: 'TOKEN_B', valueFrom: parameter }) },
      { secrets: [secret] },
      [`value-unknown/leaf ${path}`],
    ],
    [
      'the list is not known, and AWS lacks it',
      { secrets: unset('secrets') },
      {},
      [`expect/secret-absent ${path} code=undetermined latest-revision:7=unmet`],
    ],
    [
      'a name is not known',
      { secrets: [{ name: unset('name'), valueFrom: parameter }] },
      { secrets: [secret] },
      [`value-unknown/leaf ${path}`],
    ],
    [
      'where it comes from is not known',
      { secrets: [{ name: 'TOKEN_A', valueFrom: unset('arn') }] },
      { secrets: [secret] },
      [],
    ],
  ] as const)('%s', async (_, declared, live, outcome) => {
    expect(
      await judged(expected, declared as unknown as Record<string, Plain>, live as Partial<LiveContainerDefinition>),
    ).toEqual(outcome);
  });

  it('shows what each side has', async () => {
    const roots = [{ target: 'default', stack: stackOf([definition({ secrets: [secret] })]) }];
    const { findings, held: all } = await held([{ 'task-definition': 'api', ...expected }], roots, revisions({}));
    expect(findings[0]).toMatchObject({
      expectation: 'expected',
      declared: { value: parameter },
      live: { absent: true },
      identity: { family: 'api', revision: 7 },
      at: { file: 'main.tf' },
    });
    expect(all).toMatchObject([{ name: 'expected', about: 'task-definition', things: 1, unmet: 1, undetermined: 0 }]);
  });
});

describe('environment', () => {
  const path = `${at} containers[api].environment[MODE]`;

  it.each([
    ['both have it', {}, 'a', 'b', []],
    ['an empty one is not stored', {}, '', undefined, [`expect/env-absent ${path} code=unmet latest-revision:7=unmet`]],
    ['AWS lacks it', {}, 'a', undefined, [`expect/env-absent ${path} code=met latest-revision:7=unmet`]],
    ['it may be empty', {}, unset('mode'), 'a', [`value-unknown/leaf ${path}`]],
    ['it is not empty', {}, template('a-', variable('mode')), 'a', []],
    ['both are as expected', { value: 'a' }, 'a', 'a', []],
    ['a number is a text', { value: 6379 }, '6379', '6379', []],
    [
      'both have another value',
      { value: 'a' },
      'b',
      'b',
      [`expect/env-value ${path} code=unmet latest-revision:7=unmet`],
    ],
    ['AWS has another value', { value: 'a' }, 'a', 'b', [`expect/env-value ${path} code=met latest-revision:7=unmet`]],
    [
      'AWS lacks the value',
      { value: 'a' },
      'a',
      undefined,
      [`expect/env-value ${path} code=met latest-revision:7=unmet`],
    ],
    ['it may be the value', { value: 'a-1' }, template('a-', variable('mode')), 'a-1', [`value-unknown/leaf ${path}`]],
    [
      'it cannot be the value',
      { value: 'b-1' },
      template('a-', variable('mode')),
      'b-1',
      [`expect/env-value ${path} code=unmet latest-revision:7=met`],
    ],
    ['a secret is compared unseen', { value: 'a' }, sensitive('a'), 'a', []],
    [
      'a secret is another one',
      { value: 'a' },
      sensitive('b'),
      'a',
      [`expect/env-value ${path} code=unmet latest-revision:7=met`],
    ],
  ] as const)('%s', async (_, more, declared, live, outcome) => {
    const own = live === undefined ? {} : { environment: [{ name: 'MODE', value: live }] };
    expect(await judged({ environment: 'MODE', ...more }, env('MODE', declared as Plain), own)).toEqual(outcome);
  });

  it('does not tell what only a fingerprint is known of', async () => {
    const value = Secret.underUnknownKey('k', 'd');
    expect(
      await judged({ environment: 'MODE', value: 'a' }, env('MODE', 'a'), { environment: [{ name: 'MODE', value }] }),
    ).toEqual([`value-unknown/leaf ${path}`]);
  });
});

describe('no-plain-secrets', () => {
  const plain = Secret.of('correct-horse-battery');
  const path = (name: string) => `${at} containers[api].environment[${name}]`;
  const both = (name: string) => `expect/plain-secret ${path(name)} code=unmet latest-revision:7=unmet`;

  it.each([
    ['a password', 'DB_PASSWORD', 'correct-horse-battery', plain, [both('DB_PASSWORD')]],
    ['a number under the name of a password', 'DB_PASSWORD', '12345', Secret.of('12345'), [both('DB_PASSWORD')]],
    ['a switch', 'AUTH_TOKEN', 'true', 'true', []],
    ['a measure', 'MAX_TOKENS', '4096', '4096', []],
    [
      'an ARN',
      'API_SECRET',
      'arn:aws:secretsmanager:us-east-1:123456789012:secret:api-AbCdEf',
      'arn:aws:secretsmanager:us-east-1:123456789012:secret:api-AbCdEf',
      [],
    ],
    ['the path of a file', 'API_SECRET', '/run/secrets/api', '/run/secrets/api', []],
    ['nothing', 'API_SECRET', '', undefined, []],
    ['a name that says nothing', 'LOG_LEVEL', 'debug', 'debug', []],
    ['a name about a secret', 'SECRET_NAME', 'db', 'db', []],
    [
      'what Terraform calls sensitive',
      'API_SECRET',
      sensitive('abc'),
      undefined,
      [`expect/plain-secret ${path('API_SECRET')} code=unmet latest-revision:7=met`],
    ],
    [
      'what only AWS has',
      'API_SECRET',
      '',
      plain,
      [`expect/plain-secret ${path('API_SECRET')} code=met latest-revision:7=unmet`],
    ],
    ['what is not known', 'API_SECRET', unset('token'), 'true', [`value-unknown/leaf ${path('API_SECRET')}`]],
    [
      'what is an ARN whatever it is',
      'API_SECRET',
      template('arn:aws:secretsmanager:us-east-1:123456789012:secret:', variable('name')),
      'true',
      [],
    ],
    [
      'what is an ARN in whichever account',
      'API_SECRET',
      template('arn:', variable('p'), ':secretsmanager:', variable('r'), ':', variable('a'), ':secret:api-AbCdEf'),
      'true',
      [],
    ],
    [
      'what begins as no ARN and no path does',
      'API_SECRET',
      template('key-', variable('token')),
      'true',
      [`expect/plain-secret ${path('API_SECRET')} code=unmet latest-revision:7=met`],
    ],
    [
      'what may be anything',
      'API_SECRET',
      template(variable('a'), variable('b')),
      'true',
      [`value-unknown/leaf ${path('API_SECRET')}`],
    ],
  ] as const)('%s', async (_, name, declared, live, outcome) => {
    const own = live === undefined ? {} : { environment: [{ name, value: live }] };
    expect(await judged({ 'no-plain-secrets': true }, env(name, declared as Plain), own)).toEqual(outcome);
  });

  it.each([
    ['the whole list', unset('environment'), [`value-unknown/leaf ${at} containers[api].environment`]],
    [
      'further variables',
      openList(variable('more'), { name: 'A', value: 'b' }),
      [`value-unknown/leaf ${at} containers[api].environment`],
    ],
    ['a name', [{ name: unset('name'), value: 'b' }], [`value-unknown/leaf ${at} containers[api].environment`]],
  ])('does not pass over %s that is not known', async (_, environment, outcome) => {
    expect(await judged({ 'no-plain-secrets': true }, { environment }, {})).toEqual(outcome);
  });

  it('never shows the value', async () => {
    const roots = [{ target: 'default', stack: stackOf([definition(env('DB_PASSWORD', 'correct-horse-battery'))]) }];
    const run = await held(
      [{ 'task-definition': 'api', 'no-plain-secrets': true }],
      roots,
      revisions({ environment: [{ name: 'DB_PASSWORD', value: plain }] }),
    );
    expect(run.findings).toMatchObject([{ declared: { secret: true }, live: { secret: true } }]);
    expect(JSON.stringify(run.findings)).not.toContain('correct');
  });
});

describe('image-by-digest', () => {
  const path = `${at} containers[api].image`;
  const unmet = (code: string, live: string) => [
    `expect/image-not-pinned ${path} code=${code} latest-revision:7=${live}`,
  ];

  it.each([
    ['both are', `api${digest}`, `api${digest}`, []],
    ['a tag besides', `api:1${digest}`, `api:1${digest}`, []],
    ['neither is', 'api:1', 'api:1', unmet('unmet', 'unmet')],
    ['the pipeline does not', `api${digest}`, 'api:1', unmet('met', 'unmet')],
    ['the code does not', 'api:1', `api${digest}`, unmet('unmet', 'met')],
    ['a short one', 'api@sha256:0a', 'api@sha256:0a', unmet('unmet', 'unmet')],
    ['a digest that is not known', template('api@sha256:', variable('digest')), `api${digest}`, []],
    ['a repository that is not known', template(variable('repository'), digest), `api${digest}`, []],
    [
      'a tag behind what is not known',
      template(variable('repository'), ':latest'),
      `api${digest}`,
      unmet('unmet', 'met'),
    ],
    ['what may be a digest', template('api', variable('suffix')), `api${digest}`, [`value-unknown/leaf ${path}`]],
    [
      'what may be the end of one',
      template('api', variable('prefix'), '0a'),
      `api${digest}`,
      [`value-unknown/leaf ${path}`],
    ],
    ['what is not known', unset('image'), `api${digest}`, [`value-unknown/leaf ${path}`]],
  ] as const)('%s', async (_, declared, image, outcome) => {
    expect(await judged({ 'image-by-digest': true }, { image: declared as Plain }, { image })).toEqual(outcome);
  });
});

describe('log-driver', () => {
  const path = `${at} containers[api].logConfiguration.logDriver`;
  const logs = (logDriver: Plain) => ({ logConfiguration: { logDriver } });

  it.each([
    ['both do', logs('awslogs'), 'awslogs', []],
    ['another one', logs('splunk'), 'splunk', [`expect/log-driver ${path} code=unmet latest-revision:7=unmet`]],
    ['none', {}, undefined, [`expect/log-driver ${path} code=unmet latest-revision:7=unmet`]],
    ['not known', { logConfiguration: unset('logs') }, 'awslogs', [`value-unknown/leaf ${path}`]],
    ['a driver that is not known', logs(unset('driver')), 'awslogs', [`value-unknown/leaf ${path}`]],
  ] as const)('%s', async (_, declared, live, outcome) => {
    const own: Partial<LiveContainerDefinition> = live === undefined ? {} : { logConfiguration: { logDriver: live } };
    expect(await judged({ 'log-driver': 'awslogs' }, declared as unknown as Record<string, Plain>, own)).toEqual(
      outcome,
    );
  });
});

describe('the containers that it is about', () => {
  const pair = (more: Record<string, Plain> = {}) => [
    { name: 'api', image: `api${digest}`, ...more },
    { name: 'datadog-agent', image: 'agent:7' },
  ];
  const run = async (
    expected: Record<string, unknown>,
    containers: Plain,
    live: readonly LiveContainerDefinition[],
  ) => {
    const declared = resource('aws_ecs_task_definition.api', { family: 'api', container_definitions: containers });
    const roots = [{ target: 'default', stack: stackOf([declared]) }];
    const result = await held([{ 'task-definition': 'api', ...expected }], roots, {
      revisions: [liveRevision('api', 7, [...live])],
    });
    return result.short;
  };

  it('are all', async () => {
    expect(await run({ 'image-by-digest': true }, json(pair()), pair() as LiveContainerDefinition[])).toEqual([
      `expect/image-not-pinned ${at} containers[datadog-agent].image code=unmet latest-revision:7=unmet`,
    ]);
  });

  it.each([[{ container: 'api' }], [{ 'except-containers': ['datadog-*'] }], [{ container: 'a*' }]])(
    'are those of %j',
    async (which) => {
      expect(
        await run({ 'image-by-digest': true, ...which }, json(pair()), pair() as LiveContainerDefinition[]),
      ).toEqual([]);
    },
  );

  it('are any for what one of them must have', async () => {
    const secrets = [secret];
    expect(
      await run({ secret: 'TOKEN_A' }, json(pair({ secrets })), pair({ secrets }) as LiveContainerDefinition[]),
    ).toEqual([]);
    expect(
      await run(
        { secret: 'TOKEN_A', container: '*' },
        json(pair({ secrets })),
        pair({ secrets }) as LiveContainerDefinition[],
      ),
    ).toEqual([
      `expect/secret-absent ${at} containers[datadog-agent].secrets[TOKEN_A] code=unmet latest-revision:7=unmet`,
    ]);
    expect(await run({ secret: 'TOKEN_A' }, json(pair()), pair() as LiveContainerDefinition[])).toEqual([
      `expect/secret-absent ${at} containers.secrets[TOKEN_A] code=unmet latest-revision:7=unmet`,
    ]);
  });

  it('lack what they must have where they are not there', async () => {
    const live = [{ name: 'other', image: 'other:1' }];
    expect(await run({ secret: 'TOKEN_A', container: 'api' }, json(pair({ secrets: [secret] })), live)).toEqual([
      `expect/secret-absent ${at} containers[api].secrets[TOKEN_A] code=met latest-revision:7=unmet`,
    ]);
    expect(await run({ 'image-by-digest': true, container: 'api' }, json(pair()), live)).toEqual([]);
  });

  it('are not known where the code does not tell', async () => {
    expect(
      await run({ 'image-by-digest': true }, unset('containers'), [{ name: 'api', image: `api${digest}` }]),
    ).toEqual([`value-unknown/leaf ${at} containers`]);
    expect(await run({ secret: 'TOKEN_A' }, unset('containers'), [{ name: 'api', image: 'api:1' }])).toEqual([
      `expect/secret-absent ${at} containers[api].secrets[TOKEN_A] code=undetermined latest-revision:7=unmet`,
    ]);
  });

  it('are nobody, which is a gap and never met', async () => {
    expect(
      await run({ 'image-by-digest': true, container: 'nobody' }, json(pair()), pair() as LiveContainerDefinition[]),
    ).toEqual(['expectation-unmatched/resource (nowhere)']);
  });
});

describe('the revisions that it is held against', () => {
  const service = resource('aws_ecs_service.api', { name: 'api', cluster: 'main', task_definition: 'api' });
  const roots = [{ target: 'default', stack: stackOf([definition({ secrets: [secret] }), service]) }];
  const lacking = liveRevision('api', 6, [{ name: 'api', image: 'api:1' }]);
  const having = liveRevision('api', 7, [{ name: 'api', image: 'api:1', secrets: [secret] }]);
  const task = (revision: number) => ({
    taskArn: `arn:aws:ecs:us-east-1:123456789012:task/main/${revision}`,
    taskDefinitionArn: revisionArn('api', revision),
    lastStatus: 'RUNNING',
    group: 'service:api',
  });
  const world = (runs: number, tasks: readonly number[], revisions = [lacking, having]): ExpectedWorld => ({
    services: [runningService('api', revisionArn('api', runs))],
    revisions,
    tasks: tasks.map(task),
  });
  const path = `${at} containers[api].secrets[TOKEN_A]`;

  it.each([
    ['all are as expected', world(7, [7]), []],
    [
      'the service runs an older one',
      world(6, [6]),
      [`expect/secret-absent ${path} code=met service:6=unmet latest-revision:7=met`],
    ],
    [
      'some tasks run an older one',
      world(7, [7, 6]),
      [`expect/secret-absent ${path} code=met service:7=met task:6=unmet`],
    ],
    [
      'nothing newer is registered',
      world(6, [6], [lacking]),
      [`expect/secret-absent ${path} code=met service:6=unmet`],
    ],
    [
      'the newest one is not as expected',
      world(
        6,
        [6],
        [
          { ...having, revision: 6, taskDefinitionArn: revisionArn('api', 6) },
          { ...lacking, revision: 7, taskDefinitionArn: revisionArn('api', 7) },
        ],
      ),
      [`expect/secret-absent ${path} code=met service:6=met latest-revision:7=unmet`],
    ],
  ])('%s', async (_, live, outcome) => {
    expect((await held([{ 'task-definition': 'api', secret: 'TOKEN_A' }], roots, live)).short).toEqual(outcome);
  });

  it('says that tasks could not be read', async () => {
    const live = {
      ...world(7, []),
      problems: { 'ecs:ListTasks': { kind: 'denied', action: 'ecs:ListTasks' } },
    } as const;
    expect((await held([{ 'task-definition': 'api', secret: 'TOKEN_A' }], roots, live)).short).toEqual([
      `unreadable/leaf ${at} tasks`,
    ]);
  });
});
