import { describe, expect, it } from 'vitest';
import type {
  LiveContainerDefinition,
  LiveTaskDefinition,
} from '../../../../src/aws/reads/ecs-describe-task-definition.ts';
import { ecsTaskDefinition } from '../../../../src/kinds/ecs/task-definition/index.ts';
import { Secret } from '../../../../src/model/secret/secret.ts';
import { string } from '../../../../src/terraform/evaluate/value.ts';
import {
  openList,
  type Plain,
  type ResourceOptions,
  ref,
  reference,
  resource,
  sensitive,
  template,
  unset,
  variable,
} from '../../resources.ts';
import { inShort, json, liveRevision, revisionArn, runKind, runningService, type World } from '../world.ts';

const address = 'aws_ecs_task_definition.api';
const definition = (containers: Plain, more: Record<string, Plain> = {}, options: ResourceOptions = {}) =>
  resource(address, { family: 'api', container_definitions: containers, ...more }, options);

/** Declares one container and compares it with a live one that is in the same state but for `live`. */
async function compareContainer(
  declared: Record<string, Plain>,
  live: LiveContainerDefinition,
  more: Partial<LiveTaskDefinition> = {},
): Promise<string[]> {
  const run = await runKind(ecsTaskDefinition, [definition(json([{ name: 'api', image: 'a:1', ...declared }]))], {
    revisions: [liveRevision('api', 7, [{ name: 'api', image: 'a:1', ...live }], more)],
  });
  return inShort(run);
}

describe('containers: what the provider and ECS hold to be the same', () => {
  const cases: [string, Record<string, Plain>, LiveContainerDefinition, Partial<LiveTaskDefinition>?][] = [
    ['essential is true when left out', {}, { essential: true }],
    ['empty lists are none', { command: [], environment: [], mountPoints: [] }, { portMappings: [], volumesFrom: [] }],
    ['lists that AWS adds are none', {}, { environment: [], systemControls: [], mountPoints: [], ulimits: [] }],
    ['objects without members in a list are left out', { mountPoints: [{}, { containerPath: null }] }, {}],
    ['cpu 0 is none', {}, { cpu: 0 }],
    [
      'the case of keys does not count',
      { ENVIRONMENT: [{ Name: 'A', VALUE: '1' }] },
      { environment: [{ name: 'A', value: '1' }] },
    ],
    [
      'of keys that are one but for the case of letters the last holds',
      { USER: 'root', user: 'app', workingDirectory: '/srv', workingdirectory: '/app' },
      { user: 'app', workingDirectory: '/app' },
    ],
    ['keys that ECS does not know are null', { devices: null, madeUp: null }, {}],
    [
      'the order of environment and secrets does not count',
      {
        environment: [
          { name: 'A', value: '1' },
          { name: 'B', value: '2' },
        ],
      },
      {
        environment: [
          { name: 'B', value: '2' },
          { name: 'A', value: '1' },
        ],
      },
    ],
    [
      'health checks have defaults',
      { healthCheck: { command: ['CMD', 'true'] } },
      { healthCheck: { command: ['CMD', 'true'], interval: 30, retries: 3, timeout: 5, startPeriod: 0 } },
    ],
    [
      'tcp is the default',
      { portMappings: [{ containerPort: 80 }] },
      { portMappings: [{ containerPort: 80, hostPort: 0, protocol: 'tcp' }] },
    ],
    [
      'in awsvpc the host port is the container port',
      { portMappings: [{ containerPort: 80 }] },
      { portMappings: [{ containerPort: 80, hostPort: 80, protocol: 'tcp' }] },
      { networkMode: 'awsvpc' },
    ],
    [
      'in awsvpc the host port may be written',
      { portMappings: [{ containerPort: 80, hostPort: 80 }] },
      { portMappings: [{ containerPort: 80, protocol: 'tcp' }] },
      { networkMode: 'awsvpc' },
    ],
    ['false is the same as nothing', { privileged: false }, { readonlyRootFilesystem: false, interactive: false }],
    ['empty records are none', { linuxParameters: {}, dockerLabels: {} }, {}],
    ['an empty linuxParameters of AWS is none', {}, { linuxParameters: { capabilities: { add: [], drop: [] } } }],
    [
      'numbers may be written as texts',
      { memory: '512', environment: [{ name: 'PORT', value: 80 }] },
      { memory: 512, environment: [{ name: 'PORT', value: '80' }] },
    ],
    [
      'duplicates match whatever their order',
      {
        environment: [
          { name: 'A', value: '1' },
          { name: 'A', value: '2' },
        ],
      },
      {
        environment: [
          { name: 'A', value: '2' },
          { name: 'A', value: '1' },
        ],
      },
    ],
    [
      'a parameter is its name or its ARN',
      {
        secrets: [
          { name: 'K', valueFrom: '/app/k' },
          { name: 'L', valueFrom: 'arn:aws:ssm:us-east-1:123456789012:parameter/app/l' },
        ],
      },
      {
        secrets: [
          { name: 'K', valueFrom: 'arn:aws:ssm:us-east-1:123456789012:parameter/app/k' },
          { name: 'L', valueFrom: '/app/l' },
        ],
      },
    ],
  ];
  it.each(cases)('%s', async (_, declared, live, more) => {
    expect(await compareContainer(declared, live, more)).toEqual([]);
  });
});

describe('containers: what differs, and by which rule', () => {
  const cases: [string, Record<string, Plain>, LiveContainerDefinition, string[]][] = [
    ['an image', {}, { image: 'a:2' }, ['ecs/image-changed containers[api].image']],
    [
      'a variable that is missing',
      { environment: [{ name: 'A', value: '1' }] },
      {},
      ['ecs/env-missing containers[api].environment[A]'],
    ],
    [
      'a variable that changed',
      { environment: [{ name: 'A', value: '1' }] },
      { environment: [{ name: 'A', value: '2' }] },
      ['ecs/env-changed containers[api].environment[A]'],
    ],
    [
      'a variable that nobody declared',
      {},
      { environment: [{ name: 'A', value: '2' }] },
      ['ecs/env-extra containers[api].environment[A]'],
    ],
    [
      'a variable that became a secret',
      { environment: [{ name: 'A', value: '1' }] },
      { secrets: [{ name: 'A', valueFrom: '/a' }] },
      ['ecs/env-missing containers[api].environment[A]', 'ecs/secret-extra containers[api].secrets[A]'],
    ],
    [
      'a secret from another place',
      { secrets: [{ name: 'A', valueFrom: 'arn:aws:ssm:us-east-1:123456789012:parameter/a' }] },
      { secrets: [{ name: 'A', valueFrom: 'arn:aws:ssm:eu-west-1:123456789012:parameter/a' }] },
      ['ecs/secret-changed containers[api].secrets[A]'],
    ],
    [
      'a secret that is missing',
      { secrets: [{ name: 'A', valueFrom: '/a' }] },
      {},
      ['ecs/secret-missing containers[api].secrets[A]'],
    ],
    ['essential', { essential: false }, {}, ['ecs/container-changed containers[api].essential']],
    [
      'a port',
      { portMappings: [{ containerPort: 80 }] },
      { portMappings: [{ containerPort: 81 }] },
      ['ecs/container-changed containers[api].portMappings[80/tcp].containerPort'],
    ],
    [
      'a protocol of the application',
      { portMappings: [{ containerPort: 80, appProtocol: 'grpc' }] },
      { portMappings: [{ containerPort: 80, appProtocol: 'http2' }] },
      ['ecs/container-changed containers[api].portMappings[80/tcp].appProtocol'],
    ],
    [
      'a port too many',
      {},
      { portMappings: [{ containerPort: 81, protocol: 'udp' }] },
      ['ecs/container-changed containers[api].portMappings[81/udp]'],
    ],
    [
      'a command',
      { command: ['run', 'a'] },
      { command: ['run', 'b'] },
      ['ecs/container-changed containers[api].command'],
    ],
    [
      'the order of a command',
      { command: ['a', 'b'] },
      { command: ['b', 'a'] },
      ['ecs/container-changed containers[api].command'],
    ],
    ['a command that nobody declared', {}, { command: ['x'] }, ['ecs/container-changed containers[api].command']],
    [
      'a health check that is missing',
      { healthCheck: { command: ['CMD', 'a'], interval: 10 } },
      {},
      ['ecs/container-changed containers[api].healthCheck'],
    ],
    [
      'a health check that nobody declared',
      {},
      { healthCheck: { command: ['CMD', 'a'] } },
      ['ecs/container-changed containers[api].healthCheck'],
    ],
    [
      'an interval',
      { healthCheck: { command: ['CMD', 'a'], interval: 10 } },
      { healthCheck: { command: ['CMD', 'a'], interval: 30 } },
      ['ecs/container-changed containers[api].healthCheck.interval'],
    ],
    [
      'a GPU',
      { resourceRequirements: [{ type: 'GPU', value: '1' }] },
      { resourceRequirements: [{ type: 'GPU', value: '2' }] },
      ['ecs/container-changed containers[api].resourceRequirements[GPU].value'],
    ],
    [
      'a memory reservation',
      { memoryReservation: 512 },
      { memoryReservation: 256 },
      ['ecs/container-changed containers[api].memoryReservation'],
    ],
    [
      'a log option',
      { logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': '/a' } } },
      { logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': '/b', mode: 'non-blocking' } } },
      [
        'ecs/container-changed containers[api].logConfiguration.options[awslogs-group]',
        'ecs/container-changed containers[api].logConfiguration.options[mode]',
      ],
    ],
    ['a label', { dockerLabels: { a: 'b' } }, {}, ['ecs/container-changed containers[api].dockerLabels[a]']],
    [
      'a dependency',
      { dependsOn: [{ containerName: 'db', condition: 'HEALTHY' }] },
      { dependsOn: [{ containerName: 'db', condition: 'START' }] },
      ['ecs/container-changed containers[api].dependsOn[db].condition'],
    ],
    [
      'a mount',
      { mountPoints: [{ sourceVolume: 'v', containerPath: '/v', readOnly: true }] },
      { mountPoints: [{ sourceVolume: 'v', containerPath: '/v' }] },
      ['ecs/container-changed containers[api].mountPoints[/v].readOnly'],
    ],
  ];
  it.each(cases)('%s', async (_, declared, live, expected) => {
    expect(await compareContainer(declared, live)).toEqual(expected);
  });

  it('a container too many and one too few', async () => {
    const run = await runKind(ecsTaskDefinition, [definition(json([{ name: 'api', image: 'a' }]))], {
      revisions: [liveRevision('api', 7, [{ name: 'proxy', image: 'p' }])],
    });
    expect(inShort(run)).toEqual(['ecs/container-missing containers[api]', 'ecs/container-extra containers[proxy]']);
    expect(run.findings.map(({ type, declared, live }) => [type, declared, live])).toEqual([
      ['element-missing', { value: 'a' }, { absent: true }],
      ['element-extra', { absent: true }, { value: 'p' }],
    ]);
  });
});

describe('what is not known', () => {
  it('is undetermined where it agrees as far as it is known, and drift where it does not', async () => {
    const env = (value: Plain) => ({ environment: [{ name: 'URL', value }] });
    const live = { environment: [{ name: 'URL', value: 'http://db.example.com:80' }] };
    expect(await compareContainer(env(unset('url')), live)).toEqual([
      'value-unknown/leaf containers[api].environment[URL]',
    ]);
    expect(await compareContainer(env(template('http://', variable('h'), ':80')), live)).toEqual([
      'value-unknown/leaf containers[api].environment[URL]',
    ]);
    expect(await compareContainer(env(template('http://', variable('h'), ':81')), live)).toEqual([
      'ecs/env-changed containers[api].environment[URL]',
    ]);
  });

  it('does not hold what only AWS has against a list that may have more', async () => {
    const live = {
      environment: [
        { name: 'A', value: '1' },
        { name: 'X', value: '2' },
      ],
    };
    expect(
      await compareContainer({ environment: openList(variable('more'), { name: 'A', value: '1' }) }, live),
    ).toEqual(['elements-unknown/leaf containers[api].environment']);
    expect(
      await compareContainer({ environment: openList(variable('more'), { name: 'B', value: '1' }) }, live),
    ).toEqual(['ecs/env-missing containers[api].environment[B]', 'elements-unknown/leaf containers[api].environment']);
  });

  it('keeps an element whose name is unknown apart', async () => {
    const live = {
      environment: [
        { name: 'APP_A', value: '1' },
        { name: 'X', value: '2' },
      ],
    };
    const declared = { environment: [{ name: template('APP_', variable('n')), value: '1' }] };
    expect(await compareContainer(declared, live)).toEqual([
      'ecs/env-extra containers[api].environment[X]',
      'value-unknown/leaf containers[api].environment',
    ]);
  });

  it('makes the resource incomplete when no container is known', async () => {
    const run = await runKind(ecsTaskDefinition, [definition(unset('containers'))], {
      revisions: [liveRevision('api', 7, [{ name: 'api' }])],
    });
    expect(inShort(run)).toEqual(['elements-unknown/resource containers']);
  });

  it('reads text that is JSON by hand, with holes', async () => {
    const containers = template('[{"name":"api","image":"repo:', variable('tag'), '","cpu":10}]');
    const run = await runKind(ecsTaskDefinition, [definition(containers)], {
      revisions: [liveRevision('api', 7, [{ name: 'api', image: 'repo:9', cpu: 20 }])],
    });
    expect(inShort(run)).toEqual([
      'ecs/container-changed containers[api].cpu',
      'value-unknown/leaf containers[api].image',
    ]);
  });

  it('says so when the text is no JSON', async () => {
    const run = await runKind(ecsTaskDefinition, [definition('[{')], {
      revisions: [liveRevision('api', 7, [{ name: 'api' }])],
    });
    expect(run.gaps.map(({ reason }) => [reason.kind, reason.name])).toEqual([['invalid', 'not-json']]);
  });
});

describe('secrets', () => {
  it('are compared and never shown', async () => {
    const token = ['h', 'f_', 'abcdefghijklmnopqrstuvwx'].join('');
    const run = await runKind(
      ecsTaskDefinition,
      [
        definition(
          json([
            {
              name: 'api',
              image: 'a',
              environment: [
                { name: 'PLAIN', value: token },
                { name: 'MARKED', value: sensitive('visible') },
                { name: 'API_KEY', value: 'same-same-same' },
              ],
              command: ['run', '--password', 'hunter-two'],
            },
          ]),
        ),
      ],
      {
        revisions: [
          liveRevision('api', 7, [
            {
              name: 'api',
              image: 'a',
              environment: [
                { name: 'PLAIN', value: Secret.of('other') },
                { name: 'MARKED', value: 'other' },
                { name: 'API_KEY', value: Secret.of('same-same-same') },
              ],
              command: ['run', '--password', Secret.of('another')],
            },
          ]),
        ],
      },
    );
    expect(inShort(run)).toEqual([
      'ecs/env-changed containers[api].environment[PLAIN]',
      'ecs/env-changed containers[api].environment[MARKED]',
      'ecs/container-changed containers[api].command',
    ]);
    for (const finding of run.findings) {
      expect([finding.declared, finding.live]).toEqual([{ secret: true }, { secret: true }]);
    }
    expect(JSON.stringify(run)).not.toMatch(/hunter-two|visible|abcdefghijkl/);
  });

  it('may be pointed at: a reference with holes is shown', async () => {
    const arn = reference('aws_secretsmanager_secret.db', 'arn');
    const declared = [{ name: 'P', valueFrom: template(arn, ':password::') }];
    const live = { name: 'P', valueFrom: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf:user::' };
    const run = await runKind(ecsTaskDefinition, [definition(json([{ name: 'api', secrets: declared }]))], {
      revisions: [liveRevision('api', 7, [{ name: 'api', secrets: [live] }])],
    });
    expect(run.findings.map(({ rule, declared: shown }) => [rule, shown])).toEqual([
      [
        'ecs/secret-changed',
        {
          template: [{ kind: 'resource', address: 'aws_secretsmanager_secret.db', path: ['arn'] }, ':password::'],
        },
      ],
    ]);
  });

  it('are all that a sensitive text holds', async () => {
    const run = await runKind(
      ecsTaskDefinition,
      [definition(sensitive('[{"name":"api","image":"repo:1","environment":[{"name":"A","value":"x"}]}]'))],
      {
        revisions: [
          liveRevision('api', 7, [{ name: 'api', image: 'repo:2', environment: [{ name: 'A', value: 'y' }] }]),
        ],
      },
    );
    expect(run.findings.map(({ path, declared, live }) => [path, declared, live])).toEqual([
      ['containers[api].image', { secret: true }, { secret: true }],
      ['containers[api].environment[A]', { secret: true }, { secret: true }],
    ]);
  });
});

describe('the task', () => {
  const compare = async (
    declared: Record<string, Plain>,
    live: Partial<LiveTaskDefinition>,
    options: ResourceOptions = {},
  ) =>
    inShort(
      await runKind(ecsTaskDefinition, [definition(json([]), declared, options)], {
        revisions: [liveRevision('api', 7, [], live)],
      }),
    );

  it('takes units, roles and defaults for what they mean', async () => {
    expect(await compare({ cpu: '.5 vCPU', memory: '1GB' }, { cpu: '512', memory: '1024' })).toEqual([]);
    expect(await compare({ cpu: 512, memory: 1024 }, { cpu: '512', memory: '1024' })).toEqual([]);
    expect(await compare({ task_role_arn: 'app' }, { taskRoleArn: 'arn:aws:iam::123456789012:role/x/app' })).toEqual(
      [],
    );
    expect(await compare({}, { networkMode: 'bridge', runtimePlatform: { cpuArchitecture: 'X86_64' } })).toEqual([]);
    expect(await compare({}, { volumes: [{ name: 'v', host: {} }] }, { blocks: { volume: [{ name: 'v' }] } })).toEqual(
      [],
    );
  });

  it('finds what differs', async () => {
    expect(await compare({ cpu: '512', memory: '1024' }, { cpu: '256', memory: '1024' })).toEqual([
      'ecs/task-definition-changed cpu',
    ]);
    expect(await compare({}, { taskRoleArn: 'arn:aws:iam::123456789012:role/app' })).toEqual([
      'ecs/task-definition-changed taskRoleArn',
    ]);
    expect(
      await compare(
        { execution_role_arn: template('arn:aws:iam::', variable('account'), ':role/app') },
        { executionRoleArn: 'arn:aws:iam::123456789012:role/other' },
      ),
    ).toEqual(['ecs/task-definition-changed executionRoleArn']);
    expect(await compare({ network_mode: 'awsvpc' }, { networkMode: 'bridge' })).toEqual([
      'ecs/task-definition-changed networkMode',
    ]);
    expect(await compare({ requires_compatibilities: ['FARGATE'] }, {})).toEqual([
      'ecs/task-definition-changed requiresCompatibilities[FARGATE]',
    ]);
    expect(await compare({}, {}, { blocks: { volume: [{ name: 'v' }] } })).toEqual([
      'ecs/task-definition-changed volumes[v]',
    ]);
    expect(
      await compare(
        {},
        { volumes: [{ name: 'v', host: { sourcePath: '/b' } }] },
        { blocks: { volume: [{ name: 'v', host_path: '/a' }] } },
      ),
    ).toEqual(['ecs/task-definition-changed volumes[v].hostPath']);
    expect(await compare({}, {}, { blocks: { runtime_platform: [{ cpu_architecture: 'ARM64' }] } })).toEqual([
      'ecs/task-definition-changed runtimePlatform',
    ]);
  });

  it('compares inference accelerators by their device', async () => {
    expect(await compare({}, {}, { blocks: { inference_accelerator: [{ device_name: 'd' }] } })).toEqual([
      'ecs/task-definition-changed inferenceAccelerators[d]',
    ]);
  });
});

describe('which revision is compared', () => {
  const live = (revision: number, image: string, more: Partial<LiveTaskDefinition> = {}) =>
    liveRevision('api', revision, [{ name: 'api', image }], more);
  const revisions = [live(6, 'a:6'), live(7, 'a:7'), live(8, 'a:8')];
  const running = (revision: number): World => ({
    revisions,
    services: [runningService('api', revisionArn('api', revision))],
  });
  const code = json([{ name: 'api', image: 'a:7' }]);
  const service = (task_definition: Plain, more: Record<string, Plain> = {}) =>
    resource('aws_ecs_service.api', { name: 'api', cluster: 'main', task_definition, ...more });
  const data = resource('data.aws_ecs_task_definition.api', { task_definition: 'api' });
  const dataOfResource = resource('data.aws_ecs_task_definition.api', { task_definition: ref(address, 'family') });

  const pointers: [string, Plain, ReturnType<typeof resource>[]][] = [
    ['.arn', ref(address, 'arn'), []],
    ['.id', ref(address, 'id'), []],
    ['.family', 'api', []],
    ['.arn_without_revision', ref(address, 'arn_without_revision'), []],
    ['arn_without_revision when it is known', 'arn:aws:ecs:us-east-1:123456789012:task-definition/api', []],
    ['family:revision of the resource', template('api:', reference(address, 'revision')), []],
    [
      'the greater of two revisions',
      template('api:', {
        kind: 'operation',
        name: 'max',
        from: [reference(address, 'revision'), reference('data.aws_ecs_task_definition.api', 'revision')],
      }),
      [data],
    ],
    ['a data source of the family', ref('data.aws_ecs_task_definition.api', 'arn'), [data]],
    ['a data source of the resource', ref('data.aws_ecs_task_definition.api', 'arn'), [dataOfResource]],
    ['a family and revision', 'api:7', []],
    ['an ARN', revisionArn('api', 7), []],
    ['an ARN with holes', template('arn:aws:ecs:us-east-1:', variable('account'), ':task-definition/api:7'), []],
    ['something unknown, when the service runs the family', unset('task_definition'), []],
  ];
  it.each(pointers)('the one that the service runs: %s', async (_, pointer, more) => {
    const run = await runKind(ecsTaskDefinition, [definition(code), service(pointer), ...more], running(7));
    expect(inShort(run)).toEqual([]);
    expect(run.checked.map(({ identity }) => identity)).toEqual([
      {
        account: '123456789012',
        region: 'us-east-1',
        arn: revisionArn('api', 7),
        family: 'api',
        revision: 7,
        latestRevision: 8,
        service: 'api',
        cluster: 'main',
      },
    ]);
  });

  it('the instance that the service refers to', async () => {
    const [one, two] = ['one', 'two'].map((key) =>
      resource(`${address}["${key}"]`, {
        family: `api-${key}`,
        container_definitions: json([{ name: 'api', image: key }]),
      }),
    );
    const run = await runKind(
      ecsTaskDefinition,
      [...[one, two].filter((found) => found !== undefined), service(ref(`${address}["two"]`, 'arn'))],
      {
        revisions: [
          liveRevision('api-one', 1, [{ name: 'api', image: 'one' }]),
          liveRevision('api-two', 1, [{ name: 'api', image: 'two' }]),
        ],
        services: [runningService('api', revisionArn('api-two', 1))],
      },
    );
    expect(inShort(run)).toEqual([]);
    expect(run.checked.map(({ identity }) => [identity.family, identity.service])).toEqual([
      ['api-one', undefined],
      ['api-two', 'api'],
    ]);
  });

  it('each of those that several services run', async () => {
    const second = resource('aws_ecs_service.worker', {
      name: 'worker',
      cluster: 'main',
      task_definition: ref(address, 'arn'),
    });
    const run = await runKind(ecsTaskDefinition, [definition(code), service(ref(address, 'arn')), second], {
      revisions,
      services: [runningService('api', revisionArn('api', 7)), runningService('worker', revisionArn('api', 6))],
    });
    expect(inShort(run)).toEqual(['ecs/image-changed containers[api].image']);
    expect(run.findings.map(({ identity }) => [identity.service, identity.revision])).toEqual([['worker', 6]]);
    expect(run.checked.map(({ status }) => status)).toEqual(['in-sync', 'drifted']);
  });

  it('the latest ACTIVE one without a service', async () => {
    const inactive = live(9, 'a:9', { status: 'INACTIVE' });
    const run = await runKind(ecsTaskDefinition, [definition(code)], { revisions: [...revisions, inactive] });
    expect(run.findings.map(({ live: shown }) => shown)).toEqual([{ value: 'a:8' }]);
  });

  it('the one that the service runs even if it is INACTIVE', async () => {
    const run = await runKind(ecsTaskDefinition, [definition(code), service(ref(address, 'arn'))], {
      revisions: [live(6, 'a:7', { status: 'INACTIVE' }), live(7, 'a:8')],
      services: [runningService('api', revisionArn('api', 6))],
    });
    expect(inShort(run)).toEqual([]);
  });

  it('the latest one when the service was deleted or runs another family', async () => {
    for (const found of [
      runningService('api', revisionArn('api', 7), { status: 'INACTIVE' }),
      runningService('api', revisionArn('other', 7)),
    ]) {
      const run = await runKind(ecsTaskDefinition, [definition(code), service(ref(address, 'arn'))], {
        revisions,
        services: [found],
      });
      expect(run.checked.map(({ identity }) => identity.revision)).toEqual([8]);
    }
  });

  it('the one in use, whatever the latest revision holds', async () => {
    const newest = json([{ name: 'api', image: 'a:8' }]);
    for (const [declared, runs] of [
      [newest, 7],
      [code, 6],
    ] as const) {
      const run = await runKind(ecsTaskDefinition, [definition(declared), service(ref(address, 'arn'))], running(runs));
      expect(inShort(run)).toEqual(['ecs/image-changed containers[api].image']);
    }
  });

  it('none when the service cannot be read', async () => {
    const run = await runKind(ecsTaskDefinition, [definition(code), service(ref(address, 'arn'))], {
      revisions,
      problems: { 'ecs:DescribeServices': { kind: 'denied', action: 'ecs:DescribeServices' } },
    });
    expect(inShort(run)).toEqual(['unreadable/resource']);
    expect(run.checked.map(({ status }) => status)).toEqual(['unreadable']);
  });

  it('the one of the service that refers to it, when the family is not known', async () => {
    const nameless = resource(address, { family: unset('family'), container_definitions: code });
    const run = await runKind(ecsTaskDefinition, [nameless, service(ref(address, 'arn'))], running(7));
    expect(run.checked.map(({ status, identity }) => [status, identity.family])).toEqual([['in-sync', 'api']]);
  });
});

describe('when it is not found', () => {
  const missing: World = { revisions: [] };

  it('is missing', async () => {
    const run = await runKind(ecsTaskDefinition, [definition(json([]))], missing);
    expect(run.findings.map(({ rule, type, identity }) => [rule, type, identity])).toEqual([
      ['ecs/task-definition-missing', 'resource-missing', { family: 'api' }],
    ]);
    expect(run.checked.map(({ status }) => status)).toEqual(['missing']);
  });

  it('is not missing when it is not known to be declared', async () => {
    const maybe = definition(json([]), {}, { expansion: variable('enabled') });
    expect(inShort(await runKind(ecsTaskDefinition, [maybe], missing))).toEqual(['expansion-unknown/resource']);
    const found = await runKind(ecsTaskDefinition, [maybe], { revisions: [liveRevision('api', 1, [{ name: 'x' }])] });
    expect(inShort(found)).toEqual(['ecs/container-extra containers[x]']);
  });

  it('is unidentified without a family', async () => {
    const nameless = resource(address, { family: template('api-', variable('env')), container_definitions: json([]) });
    const run = await runKind(ecsTaskDefinition, [nameless], missing);
    expect(inShort(run)).toEqual(['unidentified/resource family']);
    expect(run.gaps.map(({ reason }) => [reason.kind, reason.name])).toEqual([['variable', 'env']]);
  });

  it('is unreadable when AWS refuses', async () => {
    const run = await runKind(ecsTaskDefinition, [definition(json([]))], {
      problems: { 'ecs:DescribeTaskDefinition': { kind: 'throttled', action: 'ecs:DescribeTaskDefinition' } },
    });
    expect(run.gaps.map(({ reason }) => reason.problem?.kind)).toEqual(['throttled']);
  });
});

it('learns the family and the ARN without a revision, not the revision', async () => {
  const run = await runKind(ecsTaskDefinition, [definition(json([]))], { revisions: [liveRevision('api', 7, [])] });
  expect([...(run.learnt.get(address) ?? [])]).toEqual([
    ['family', string('api')],
    ['id', string('api')],
    ['arn_without_revision', string('arn:aws:ecs:us-east-1:123456789012:task-definition/api')],
  ]);
});

it('is quick with large definitions', async () => {
  const environment = Array.from({ length: 5000 }, (_, index) => ({ name: `V${index}`, value: `${index}` }));
  const run = await runKind(ecsTaskDefinition, [definition(json([{ name: 'api', image: 'a', environment }]))], {
    revisions: [liveRevision('api', 7, [{ name: 'api', image: 'a', environment: environment.toReversed() }])],
  });
  expect(run.checked[0]?.attributes.equal).toBeGreaterThan(5000);
});
