import { addressRange } from '../compare/cidr.ts';
import {
  mayLetThrough,
  type ReachEnd,
  type ReachRule,
  reach,
  type WantedTraffic,
} from '../kinds/ec2/security-group/reachability.ts';
import { isRunBy } from '../kinds/ecs/declared-service.ts';
import type { DeclaredService } from '../kinds/ecs/service/declared.ts';
import { type DeclaredTaskDefinition, declaredTaskDefinitions } from '../kinds/ecs/task-definition/declared.ts';
import type { Root } from '../kinds/kind.ts';
import type { Value } from '../model/declared.ts';
import type { Compared } from '../model/leaf.ts';
import { compareInTurn } from '../model/order.ts';
import { formatPath } from '../model/path.ts';
import type { ConnectionRule } from '../model/report/connection.ts';
import type { Hint } from '../model/report/hint.ts';
import { type Endpoint, endpointsIn, hole, isKnownPort } from '../model/secret/endpoint.ts';
import { Secret, type Text } from '../model/secret/secret.ts';
import { connectableOf } from '../policy/expect/connect.ts';
import type { Connectable } from '../policy/expect/connect-ends.ts';
import { addressOfGroup, type ConnectedGroup, liveReach } from '../policy/expect/connect-groups.ts';
import type { ConnectedService } from '../policy/expect/connect-services.ts';
import { type Container, memberOf } from '../policy/expect/containers.ts';
import type { ExpectedAccount } from '../policy/expect/thing.ts';

/*
 * Hints: endpoints in the environment of services that no rule lets them reach, as far as rules are known. A wrong hint
 * is noise, so that whatever is not certain gives none.
 */

/**
 * The endpoints that services of the code are given and that no rule of AWS's lets them reach. Asks AWS for nothing
 * that was not read to be compared.
 *
 * @param compared what differs: what a finding says is no hint
 */
export async function hintsOf(accounts: readonly ExpectedAccount[], compared: Compared): Promise<readonly Hint[]> {
  const roots = accounts.flatMap((account) => account.roots);
  if (!roots.some((root) => declaredTaskDefinitions(root.stack).some((one) => endpointsOf(one).length > 0))) return [];
  const all = await connectableOf(accounts);
  const hints = await Promise.all(all.services.map((service) => hintsOfService(service, all, compared)));
  return hints
    .flat()
    .toSorted((a, b) =>
      compareInTurn([a.target, a.address, a.path, String(a.port)], [b.target, b.address, b.path, String(b.port)]),
    );
}

type LiveReachRule = ReachRule<ConnectionRule>;

async function hintsOfService(
  service: ConnectedService,
  all: Connectable,
  compared: Compared,
): Promise<readonly Hint[]> {
  const { declared, liveGroups, name, account } = service;
  if (declared === undefined || name?.state !== 'known' || isProxied(declared.service)) return [];
  const endpoints = endpointsOfService(declared.root, declared.service);
  const { keys } = liveGroups;
  if (endpoints.length === 0 || keys.length === 0 || liveGroups.doubt !== undefined) return [];
  const known = all.groups.filter((group) => group.account === account && group.live !== undefined);
  const own = keys.flatMap((key) => known.filter((group) => group.key === key));
  // Of a group that no code names the rules were not read.
  if (own.length < keys.length) return [];
  const vpcs = new Set(own.map(({ live }) => live?.vpcId));
  const near = known.filter(({ live }) => vpcs.has(live?.vpcId));
  const rules = new Map(await Promise.all(near.map(async (group) => [group, await liveReach(group)] as const)));
  const source: ReachEnd<ConnectionRule> = {
    groups: new Set(keys),
    rules: own.flatMap((group) => rules.get(group) ?? []),
    isDynamic: true,
  };
  const groups = own.map(nameOfGroup);
  return endpoints.flatMap((endpoint): readonly Hint[] => {
    const { port, scheme, path, definition } = endpoint;
    const traffic = { protocol: 'tcp', fromPort: port, toPort: port };
    const common = {
      code: 'endpoint-not-allowed',
      target: declared.root.target,
      address: declared.service.identity.address,
      definition,
      service: name.value,
      path,
      port,
      ...(scheme === undefined ? {} : { scheme }),
      groups,
    } as const;
    if (!isLetOut(endpoint, traffic, source)) {
      return isSaid(compared, 'egress', keys, port) ? [] : [{ ...common, half: 'egress' }];
    }
    const others = closedTo(endpoint, traffic, source, near, rules);
    if (others.length === 0 || isSaid(compared, 'ingress', keys, port)) return [];
    return [{ ...common, half: 'ingress', others: others.map(nameOfGroup) }];
  });
}

function nameOfGroup({ live, key }: ConnectedGroup): string {
  return live?.name || live?.id || key;
}

/** Where a proxy stands between a container and the network, its environment does not tell where the traffic goes. */
function isProxied({ model }: DeclaredService): boolean {
  const mesh = memberOf(model, 'serviceConnectConfiguration');
  if (mesh === undefined) return false;
  if (mesh.state === 'unknown') return true;
  const enabled = memberOf(mesh, 'enabled');
  return enabled?.state !== 'known' || enabled.value;
}

/** Whether a rule of the source may be for an endpoint; of a host that is a name, for its port. */
function isLetOut({ range }: NamedEndpoint, traffic: WantedTraffic, source: ReachEnd<ConnectionRule>): boolean {
  if (range !== undefined) return reach(traffic, source, { addresses: range }).egress?.state !== 'lacking';
  return 'rules' in source && mayLetThrough(source.rules, 'egress', traffic);
}

/**
 * The groups that the endpoint most likely is in, where none lets the source in: they have rules for just that port,
 * and a name in common with the variable.
 */
function closedTo(
  { words, range }: NamedEndpoint,
  traffic: WantedTraffic,
  source: ReachEnd<ConnectionRule>,
  groups: readonly ConnectedGroup[],
  rulesOf: ReadonlyMap<ConnectedGroup, readonly LiveReachRule[]>,
): readonly ConnectedGroup[] {
  if (range !== undefined || !('groups' in source)) return [];
  const able = groups.filter((group) => {
    const rules = rulesOf.get(group) ?? [];
    return !source.groups.has(group.key) || rules.some((rule) => isForPort(rule, traffic));
  });
  const isOpen = able.some((group) => {
    const end = { groups: new Set([group.key]), rules: rulesOf.get(group) ?? [] };
    return reach(traffic, source, end).ingress?.state !== 'lacking';
  });
  if (isOpen) return [];
  return able.filter(
    (group) =>
      (rulesOf.get(group) ?? []).some((rule) => isForPort(rule, traffic)) &&
      wordsOf(`${nameOfGroup(group)} ${addressOfGroup(group) ?? ''}`).some((word) => words.includes(word)),
  );
}

/** A rule for more ports than this is for none of them. */
const fewPorts = 16;

function isForPort(
  { direction, protocol, fromPort, toPort }: LiveReachRule,
  { fromPort: port = 0 }: WantedTraffic,
): boolean {
  if (direction !== 'ingress' || protocol !== 'tcp' || fromPort === undefined || toPort === undefined) return false;
  return fromPort <= port && port <= toPort && toPort - fromPort < fewPorts;
}

/** Whether something that differs says it already: a rule that AWS lacks, or a connection that is expected. */
function isSaid({ leaves }: Compared, direction: Hint['half'], keys: readonly string[], port: number): boolean {
  const isAt = (from = 0, to = 65535) => from <= port && port <= to;
  return leaves.some((leaf) => {
    if (leaf.outcome !== 'differs') return false;
    const { groupRule, connection } = leaf;
    const rule = groupRule?.declared;
    if (rule !== undefined && rule.direction === direction && isAt(rule.fromPort, rule.toPort)) {
      return direction === 'egress' ? keys.includes(groupRule?.group.id ?? '') : keys.includes(rule.source);
    }
    if (connection === undefined || connection.live.state !== 'lacking') return false;
    const isSource = connection.source.groups.some(({ id }) => id !== undefined && keys.includes(id));
    return isSource && isAt(connection.fromPort, connection.toPort);
  });
}

/** An endpoint in the environment of a task definition. */
interface NamedEndpoint {
  readonly definition: string;
  readonly path: string;
  readonly port: number;
  readonly scheme?: string;
  /** The address, where the host is one. */
  readonly range?: NonNullable<ReturnType<typeof addressRange>>;
  /** What the variable and the scheme call it. */
  readonly words: readonly string[];
}

function endpointsOfService({ stack }: Root, { identity }: DeclaredService): readonly NamedEndpoint[] {
  return declaredTaskDefinitions(stack)
    .filter((definition) => isRunBy(identity, definition, undefined))
    .flatMap(endpointsOf);
}

function endpointsOf({ address, model, expansion }: DeclaredTaskDefinition): readonly NamedEndpoint[] {
  const containers = memberOf(model, 'containers');
  if (containers?.state !== 'collection' || expansion !== undefined) return [];
  // App Mesh: the proxy decides where traffic goes.
  if (memberOf(model, 'proxyConfiguration') !== undefined) return [];
  const all = containers.elements.flatMap((one) => (one.state === 'record' ? [one] : []));
  const own = new Set(all.flatMap(portsOf));
  const names = new Set(all.flatMap((one) => knownText(memberOf(one, 'name'))));
  return all.flatMap((container) => {
    const [name] = knownText(memberOf(container, 'name'));
    if (name === undefined) return [];
    const variables = variablesOf(container);
    return [...variables].flatMap(([variable, value]) =>
      endpointsOfVariable(variable, value, variables).flatMap(({ host, port, scheme }): readonly NamedEndpoint[] => {
        // What listens in the task itself takes no rule.
        if (own.has(port) || names.has(host) || isLocal(host)) return [];
        const range = /^[\d.]+$|:/.test(host) ? addressRange(host) : undefined;
        return [
          {
            definition: address,
            path: formatPath([
              { field: 'containers', key: name },
              { field: 'environment', key: variable },
            ]),
            port,
            ...(scheme === undefined ? {} : { scheme }),
            ...(range === undefined ? {} : { range }),
            words: wordsOf(`${variable} ${scheme ?? ''}`),
          },
        ];
      }),
    );
  });
}

function knownText(value: Value<string> | { readonly state: 'unknown' } | undefined): readonly string[] {
  return value?.state === 'known' ? [value.value] : [];
}

function portsOf(container: Container): readonly number[] {
  const mappings = memberOf(container, 'portMappings');
  if (mappings?.state !== 'collection') return [];
  return mappings.elements.flatMap((one) => {
    const port = one.state === 'record' ? memberOf(one, 'containerPort') : undefined;
    return port?.state === 'known' ? [port.value] : [];
  });
}

function variablesOf(container: Container): ReadonlyMap<string, Value<Text>> {
  const environment = memberOf(container, 'environment');
  if (environment?.state !== 'collection') return new Map();
  return new Map(
    environment.elements.flatMap((one) => {
      if (one.state !== 'record') return [];
      const [name] = knownText(memberOf(one, 'name'));
      const { value } = one.members;
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    }),
  );
}

/** The endpoints of one variable; of `REDIS_HOST` that with the port of `REDIS_PORT`. Of a secret the port alone. */
function endpointsOfVariable(
  name: string,
  value: Value<Text>,
  variables: ReadonlyMap<string, Value<Text>>,
): readonly Endpoint[] {
  if (value.state === 'known' && value.value instanceof Secret) {
    const { port } = value.value;
    return port === undefined ? [] : [{ host: '', port }];
  }
  const text = textOf(value);
  if (text === undefined) return [];
  const named = endpointsIn(text);
  if (named.length > 0) return named;
  const [, prefix] = /^(.+)_HOST(?:NAME)?$/i.exec(name) ?? [];
  const beside =
    prefix === undefined ? undefined : (variables.get(`${prefix}_PORT`) ?? variables.get(`${prefix}_port`));
  const port = beside?.state === 'known' && typeof beside.value === 'string' ? Number(beside.value) : Number.NaN;
  if (!isKnownPort(port) || text === '' || /[\s/@:]/.test(text)) return [];
  return [{ host: text.includes(hole) ? '' : text, port }];
}

/** What is known of a value, with a hole for each other part. */
function textOf(value: Value<Text>): string | undefined {
  if (value.state === 'partial') {
    if (value.secret) return undefined;
    return value.parts.map((part) => (typeof part === 'string' ? part.replaceAll(hole, '') : hole)).join('');
  }
  if (value.state === 'unknown') return undefined;
  return typeof value.value === 'string' && value.sensitive !== true ? value.value.replaceAll(hole, '') : undefined;
}

/**
 * Whether a host is the task itself, or what ECS has on a link-local address:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4-fargate.html
 */
function isLocal(host: string): boolean {
  return /^(?:localhost|.*\.localhost|127\.[\d.]+|0\.0\.0\.0|169\.254\.[\d.]+|::1?|host\.docker\.internal)$/i.test(
    host,
  );
}

/** Words that say nothing of what something is. */
const common: ReadonlySet<string> = new Set(
  'url uri dsn host hostname port addr address endpoint server service connection string the and for dev development prod production staging stage test aws security group this main http https tcp'.split(
    ' ',
  ),
);

function wordsOf(text: string): readonly string[] {
  const words = text
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return words.filter((word) => word.length > 2 && !common.has(word));
}
