import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import { describe, expect, it } from 'vitest';
import { differencesOf } from '../../../../src/compare/comparison.ts';
import { compareTaskDefinition } from '../../../../src/kinds/ecs/task-definition/compare.ts';
import { readContainers } from '../../../../src/kinds/ecs/task-definition/containers.ts';
import { liveTaskDefinition } from '../../../../src/kinds/ecs/task-definition/live.ts';
import { formatPath } from '../../../../src/model/path.ts';
import { string } from '../../../../src/terraform/evaluate/value.ts';
import { sealed } from '../../../aws/sealed.ts';

/*
 * Pairs of container definitions, each compared both ways round: one as the code and the other as what AWS has. The rules:
 *
 * What the provider holds to be the same (https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ecs/container_definitions.go):
 * N1 the order of containers; N2 the order of environment and secrets; N3 elements of nothing; N4 essential is true; N5 defaults of health checks;
 * N6 ports: tcp, host port 0 and, with awsvpc, the container's; N7 empty lists; N8 cpu 0 and empty words.
 * S what the provider tells apart and ECS does not: the order of what has a name, and false, 0, '' or {} against nothing.
 * D what differs.
 */

type Json = { readonly [name: string]: unknown };
interface Pair {
  readonly rule: 'N1' | 'N2' | 'N3' | 'N4' | 'N5' | 'N6' | 'N7' | 'N8' | 'S' | 'D';
  readonly what: string;
  readonly a: readonly Json[];
  readonly b: readonly Json[];
  readonly networkMode?: string;
  /** The paths that differ; none for what is the same. */
  readonly paths?: readonly string[];
}

const one = (more: Json): readonly Json[] => [{ name: 'api', image: 'a:1', ...more }];
const same = (rule: Pair['rule'], what: string, a: Json, b: Json, networkMode?: string): Pair => ({
  rule,
  what,
  a: one(a),
  b: one(b),
  ...(networkMode === undefined ? {} : { networkMode }),
});
const differ = (what: string, a: Json, b: Json, ...paths: readonly string[]): Pair => ({
  rule: 'D',
  what,
  a: one(a),
  b: one(b),
  paths: paths.map((path) => `containers[api].${path}`),
});

const health = { command: ['CMD', 'true'] };
const env = (...names: readonly string[]) => names.map((name) => ({ name, value: name.toLowerCase() }));
const refs = (...names: readonly string[]) => names.map((name) => ({ name, valueFrom: `/api/${name}` }));
const port = (containerPort: number, more: Json = {}) => ({ containerPort, ...more });

const equalPairs: readonly Pair[] = [
  { rule: 'N1', what: 'order of containers', a: [...one({}), { name: 'web' }], b: [{ name: 'web' }, ...one({})] },
  same('N2', 'order of environment', { environment: env('A', 'B') }, { environment: env('B', 'A') }),
  same('N2', 'order of secrets', { secrets: refs('A', 'B') }, { secrets: refs('B', 'A') }),
  same('N3', 'an environment entry of nothing', { environment: [{}, ...env('A')] }, { environment: env('A') }),
  same('N3', 'a null in environment', { environment: [null, ...env('A')] }, { environment: env('A') }),
  same('N3', 'a mount point of null', { mountPoints: [{ containerPath: null }] }, {}),
  same('N3', 'a port mapping of nothing', { portMappings: [{}] }, {}),
  same('N3', 'a secret of nothing', { secrets: [{}] }, {}),
  same('N3', 'a dependency of nothing', { dependsOn: [{}] }, {}),
  same('N3', 'a ulimit of nothing', { ulimits: [{}] }, {}),
  same('N3', 'a system control of nothing', { systemControls: [{}] }, {}),
  same('N4', 'essential', {}, { essential: true }),
  same('N5', 'interval', { healthCheck: health }, { healthCheck: { ...health, interval: 30 } }),
  same('N5', 'retries', { healthCheck: health }, { healthCheck: { ...health, retries: 3 } }),
  same('N5', 'timeout', { healthCheck: health }, { healthCheck: { ...health, timeout: 5 } }),
  same('N6', 'tcp', { portMappings: [port(80)] }, { portMappings: [port(80, { protocol: 'tcp' })] }),
  same('N6', 'host port 0', { portMappings: [port(80)] }, { portMappings: [port(80, { hostPort: 0 })] }),
  same(
    'N6',
    'host port of awsvpc',
    { portMappings: [port(80)] },
    { portMappings: [port(80, { hostPort: 80 })] },
    'awsvpc',
  ),
  same('S', 'host port of host', { portMappings: [port(80)] }, { portMappings: [port(80, { hostPort: 80 })] }, 'host'),
  ...[
    'command',
    'credentialSpecs',
    'dependsOn',
    'dnsSearchDomains',
    'dnsServers',
    'dockerSecurityOptions',
    'entryPoint',
    'environment',
    'environmentFiles',
    'extraHosts',
    'links',
    'mountPoints',
    'portMappings',
    'resourceRequirements',
    'secrets',
    'systemControls',
    'ulimits',
    'volumesFrom',
  ].map((name) => same('N7', name, {}, { [name]: [] })),
  same('N8', 'cpu 0', {}, { cpu: 0 }),
  same('N8', 'an empty appProtocol', { portMappings: [port(80)] }, { portMappings: [port(80, { appProtocol: '' })] }),
  same('N8', 'an empty versionConsistency', {}, { versionConsistency: 'enabled' }),
  same('S', 'order of port mappings', { portMappings: [port(80), port(81)] }, { portMappings: [port(81), port(80)] }),
  same(
    'S',
    'order of mount points',
    { mountPoints: [{ containerPath: '/a' }, { containerPath: '/b' }] },
    { mountPoints: [{ containerPath: '/b' }, { containerPath: '/a' }] },
  ),
  same(
    'S',
    'order of dependencies',
    {
      dependsOn: [
        { containerName: 'a', condition: 'START' },
        { containerName: 'b', condition: 'START' },
      ],
    },
    {
      dependsOn: [
        { containerName: 'b', condition: 'START' },
        { containerName: 'a', condition: 'START' },
      ],
    },
  ),
  same('S', 'order of links', { links: ['a', 'b'] }, { links: ['b', 'a'] }),
  same('S', 'privileged false', {}, { privileged: false }),
  same('S', 'readonlyRootFilesystem false', {}, { readonlyRootFilesystem: false }),
  same('S', 'interactive false', {}, { interactive: false }),
  same('S', 'disableNetworking false', {}, { disableNetworking: false }),
  same('S', 'no labels', {}, { dockerLabels: {} }),
  same('S', 'no Linux parameters', {}, { linuxParameters: { capabilities: { add: [], drop: [] }, devices: [] } }),
  same('S', 'no user', {}, { user: '' }),
  same('S', 'startPeriod 0', { healthCheck: health }, { healthCheck: { ...health, startPeriod: 0 } }),
  same(
    'S',
    'no log options',
    { logConfiguration: { logDriver: 'awslogs' } },
    { logConfiguration: { logDriver: 'awslogs', options: {}, secretOptions: [] } },
  ),
  same(
    'S',
    'read-only false',
    { mountPoints: [{ containerPath: '/a', sourceVolume: 'v' }] },
    { mountPoints: [{ containerPath: '/a', sourceVolume: 'v', readOnly: false }] },
  ),
  same(
    'S',
    'a parameter by name and by ARN',
    { secrets: [{ name: 'A', valueFrom: '/api/a' }] },
    { secrets: [{ name: 'A', valueFrom: 'arn:aws:ssm:us-east-1:123456789012:parameter/api/a' }] },
  ),
];

const differentPairs: readonly Pair[] = [
  { rule: 'D', what: 'a container', a: [...one({}), { name: 'web' }], b: one({}), paths: ['containers[web]'] },
  differ('image', {}, { image: 'a:2' }, 'image'),
  differ('essential', {}, { essential: false }, 'essential'),
  differ('cpu', { cpu: 128 }, { cpu: 256 }, 'cpu'),
  differ('memory against none', { memory: 128 }, {}, 'memory'),
  differ('a variable', { environment: env('A') }, {}, 'environment[A]'),
  differ(
    'a value',
    { environment: [{ name: 'A', value: '1' }] },
    { environment: [{ name: 'A', value: '2' }] },
    'environment[A]',
  ),
  differ(
    'case of a value',
    { environment: [{ name: 'A', value: 'x' }] },
    { environment: [{ name: 'A', value: 'X' }] },
    'environment[A]',
  ),
  differ(
    'a blank in a value',
    { environment: [{ name: 'A', value: 'x' }] },
    { environment: [{ name: 'A', value: 'x ' }] },
    'environment[A]',
  ),
  differ(
    'case of a name',
    { environment: [{ name: 'A', value: 'x' }] },
    { environment: [{ name: 'a', value: 'x' }] },
    'environment[A]',
    'environment[a]',
  ),
  differ(
    'a variable against a secret',
    { environment: env('A') },
    { secrets: refs('A') },
    'environment[A]',
    'secrets[A]',
  ),
  differ('a secret', { secrets: refs('A') }, {}, 'secrets[A]'),
  differ(
    'region of a parameter',
    { secrets: [{ name: 'A', valueFrom: '/a' }] },
    { secrets: [{ name: 'A', valueFrom: 'arn:aws:ssm:eu-west-1:123456789012:parameter/a' }] },
    'secrets[A]',
  ),
  differ('order of a command', { command: ['a', 'b'] }, { command: ['b', 'a'] }, 'command'),
  differ('an empty word of a command', { command: [''] }, {}, 'command'),
  differ('entry point', { entryPoint: ['a'] }, { entryPoint: ['a', 'b'] }, 'entryPoint'),
  differ('order of DNS servers', { dnsServers: ['1', '2'] }, { dnsServers: ['2', '1'] }, 'dnsServers'),
  differ(
    'udp',
    { portMappings: [port(80)] },
    { portMappings: [port(80, { protocol: 'udp' })] },
    'portMappings[80/tcp].protocol',
  ),
  differ(
    'host port of bridge',
    { portMappings: [port(80)] },
    { portMappings: [port(80, { hostPort: 8080 })] },
    'portMappings[80/tcp].hostPort',
  ),
  differ(
    'appProtocol',
    { portMappings: [port(80, { appProtocol: 'http2' })] },
    { portMappings: [port(80, { appProtocol: 'grpc' })] },
    'portMappings[80/tcp].appProtocol',
  ),
  differ('a health check', { healthCheck: health }, {}, 'healthCheck'),
  differ('interval', { healthCheck: health }, { healthCheck: { ...health, interval: 10 } }, 'healthCheck.interval'),
  differ(
    'startPeriod',
    { healthCheck: health },
    { healthCheck: { ...health, startPeriod: 10 } },
    'healthCheck.startPeriod',
  ),
  differ('privileged', {}, { privileged: true }, 'privileged'),
  differ('user', {}, { user: 'root' }, 'user'),
  differ('a label', { dockerLabels: { a: '1' } }, { dockerLabels: {} }, 'dockerLabels[a]'),
  differ('a capability', { linuxParameters: { capabilities: { add: ['NET_ADMIN'] } } }, {}, 'linuxParameters'),
  differ(
    'no swap',
    { linuxParameters: { maxSwap: 0, initProcessEnabled: true } },
    { linuxParameters: { initProcessEnabled: true } },
    'linuxParameters.maxSwap',
  ),
  differ(
    'log driver',
    { logConfiguration: { logDriver: 'awslogs' } },
    { logConfiguration: { logDriver: 'splunk' } },
    'logConfiguration.logDriver',
  ),
  differ(
    'GPU',
    { resourceRequirements: [{ type: 'GPU', value: '1' }] },
    { resourceRequirements: [{ type: 'GPU', value: '2' }] },
    'resourceRequirements[GPU].value',
  ),
  differ('version consistency', {}, { versionConsistency: 'disabled' }, 'versionConsistency'),
  differ('stop timeout', { stopTimeout: 30 }, { stopTimeout: 31 }, 'stopTimeout'),
];

const place = { partition: 'aws', region: 'us-east-1', account: '123456789012' };

/** Declares `code` and compares it with what AWS describes. */
function pathsOf(code: readonly Json[], live: readonly Json[], networkMode = 'bridge'): string[] {
  const containers = readContainers(string(JSON.stringify(code)));
  const mode = { state: 'known' as const, value: networkMode };
  const declared = { state: 'record' as const, members: { containers, networkMode: mode } };
  // What AWS describes holds no nulls and no unknown types; the pairs are written for both sides.
  const described = live.map(withoutNulls) as ContainerDefinition[];
  const model = liveTaskDefinition(sealed({ containerDefinitions: described, networkMode: networkMode as 'bridge' }));
  return differencesOf(compareTaskDefinition(declared, model, place))
    .map(({ path }) => formatPath(path))
    .toSorted();
}

/** Elements of nothing are never described. */
function withoutNulls(container: Json): Json {
  return Object.fromEntries(
    Object.entries(container).map(([name, value]) => [
      name,
      Array.isArray(value)
        ? value.filter(
            (element) =>
              typeof element !== 'object' ||
              (element !== null && Object.values(element).some((member) => member !== null)),
          )
        : value,
    ]),
  );
}

it('has at least sixty pairs, and cites every rule', () => {
  const all = [...equalPairs, ...differentPairs];
  expect(all.length).toBeGreaterThanOrEqual(60);
  expect([...new Set(all.map(({ rule }) => rule))].toSorted()).toEqual([
    'D',
    'N1',
    'N2',
    'N3',
    'N4',
    'N5',
    'N6',
    'N7',
    'N8',
    'S',
  ]);
});

describe('the same', () => {
  it.each(equalPairs)('$rule $what', ({ a, b, networkMode }) => {
    expect(pathsOf(a, b, networkMode)).toEqual([]);
    expect(pathsOf(b, a, networkMode)).toEqual([]);
  });
});

describe('different', () => {
  it.each(differentPairs)('$what', ({ what, a, b, paths = [] }) => {
    expect(pathsOf(a, b)).toEqual([...paths].toSorted());
    // A port mapping is named after the code's protocol.
    const back = what === 'udp' ? paths.map((path) => path.replace('80/tcp', '80/udp')) : paths;
    expect(pathsOf(b, a)).toEqual([...back].toSorted());
  });
});

it('ignores keys that ECS does not know, and the case of keys', () => {
  expect(pathsOf([{ Name: 'api', IMAGE: 'a:1', devices: [{}] }], one({}))).toEqual([]);
});

it('does not miss an environment variable without a value, which ECS leaves out', () => {
  const declared = one({
    environment: [
      { name: 'EMPTY', value: '' },
      { name: 'NULL', value: null },
      { name: 'DB_PASSWORD', value: '' },
      ...env('A'),
    ],
  });
  expect(pathsOf(declared, one({ environment: env('A') }))).toEqual([]);
  expect(pathsOf(declared, one({}))).toEqual(['containers[api].environment[A]']);
  expect(pathsOf(declared, one({ environment: [{ name: 'EMPTY', value: 'x' }, ...env('A')] }))).toEqual([
    'containers[api].environment[EMPTY]',
  ]);
  expect(
    pathsOf(one({ environment: env('A') }), one({ environment: [{ name: 'EMPTY', value: '' }, ...env('A')] })),
  ).toEqual(['containers[api].environment[EMPTY]']);
});
