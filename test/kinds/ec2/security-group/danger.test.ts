import { describe, expect, it } from 'vitest';
import { dangersOf, GroupRules } from '../../../../src/kinds/ec2/security-group/danger.ts';
import { canonicalRule } from '../../../../src/kinds/ec2/security-group/model.ts';
import type { Danger } from '../../../../src/model/report/danger.ts';
import type { LiveGroup, LiveRule, RuleAtom, SourceKind } from '../../../../src/model/security-group.ts';
import { resource, sensitive, variable } from '../../resources.ts';
import { check, liveGroup, liveRule } from './world.ts';

/* What a difference opens or closes that weighs, and how severe it is by that. */

const own = '123456789012';
const foreign = '999999999999';
const group: LiveGroup = { id: 'sg-1', name: 'web', description: '', ownerId: own, tags: new Map() };

/** `egress tcp 443 0.0.0.0/0`, `tcp 22-23 10.0.0.0/8`, `-1 999999999999/sg-2`; of ICMP the type and code are `8-0`. */
function rule(text: string): RuleAtom {
  const [direction = '', ...words] = text.startsWith('egress ') ? text.split(' ') : ['ingress', ...text.split(' ')];
  const [protocol = '', ports, source = ports ?? ''] = words;
  const [from, to = from] = words.length > 2 && ports !== undefined ? ports.split('-').map(Number) : [];
  const kinds: readonly (readonly [RegExp, SourceKind])[] = [
    [/sg-/, 'group'],
    [/^pl-/, 'prefix-list'],
    [/:/, 'cidr-ipv6'],
  ];
  return canonicalRule({
    direction: direction === 'egress' ? 'egress' : 'ingress',
    protocol,
    ...(from === undefined ? {} : { fromPort: from }),
    ...(to === undefined ? {} : { toPort: to }),
    sourceKind: kinds.find(([is]) => is.test(source))?.[1] ?? 'cidr-ipv4',
    source,
  });
}

/** `error opens-to-everybody 22 (ssh 22)`: ports that are newly open or shut, and those of them that have a name. */
function inShort({ severity, code, ports, services = [], protocol }: Danger): string {
  const shown = ports?.map(({ from, to }) => (from === to ? from : `${from}-${to}`)).join(',') ?? `all ${protocol}`;
  const named = services.map(({ code: name, port: at }) => `${name} ${at}`).join(', ');
  return `${severity} ${code} ${shown}${named === '' ? '' : ` (${named})`}`;
}

interface Case {
  readonly declared?: string;
  readonly live?: string;
  /** Further rules that both sides have. */
  readonly both?: readonly string[];
  readonly liveToo?: readonly string[];
  readonly declaredToo?: readonly string[];
  readonly accounts?: readonly string[];
}

function dangers({
  declared,
  live,
  both = [],
  liveToo = [],
  declaredToo = [],
  accounts = [],
}: Case): readonly string[] {
  const [left, right] = [declared, live].map((text) => (text === undefined ? undefined : rule(text)));
  const rules = new GroupRules({
    declared: [...(left === undefined ? [] : [left]), ...[...both, ...declaredToo].map(rule)],
    live: [...(right === undefined ? [] : [right]), ...[...both, ...liveToo].map(rule)] satisfies LiveRule[],
    accounts,
  });
  const compared = {
    group,
    ...(left === undefined ? {} : { declared: left }),
    ...(right === undefined ? {} : { live: right }),
  };
  return dangersOf(compared, rules).map(inShort);
}

const table: readonly [name: string, difference: Case, ...expected: string[]][] = [
  ['SSH to everybody', { live: 'tcp 22 0.0.0.0/0' }, 'error opens-to-everybody 22 (ssh 22)'],
  ['SSH to everybody over IPv6', { live: 'tcp 22 ::/0' }, 'error opens-to-everybody 22 (ssh 22)'],
  ['RDP to half of everybody', { live: 'tcp 3389 0.0.0.0/1' }, 'error opens-to-most 3389 (rdp 3389)'],
  ['RDP to the other half', { live: 'udp 3389 128.0.0.0/1' }, 'error opens-to-most 3389 (rdp 3389)'],
  ['all routed IPv6 addresses', { live: 'tcp 22 2000::/3' }, 'error opens-to-everybody 22 (ssh 22)'],
  ['a registry of addresses', { live: 'tcp 22 2a00::/12' }, 'error opens-to-most 22 (ssh 22)'],
  ['SSH to an address', { live: 'tcp 22 203.0.113.7/32' }],
  ['SSH to a network', { live: 'tcp 22 17.0.0.0/8' }],
  ['SSH to a private network', { live: 'tcp 22 10.0.0.0/8' }],
  ['SSH to unique local addresses', { live: 'tcp 22 fc00::/7' }],
  ['PostgreSQL to everybody', { live: 'tcp 5432 0.0.0.0/0' }, 'error opens-to-everybody 5432 (postgresql 5432)'],
  ['MySQL to everybody', { live: 'tcp 3306 0.0.0.0/0' }, 'error opens-to-everybody 3306 (mysql 3306)'],
  ['Redis to everybody', { live: 'tcp 6379 ::/0' }, 'error opens-to-everybody 6379 (redis 6379)'],
  ['Milvus to everybody', { live: 'tcp 19530 0.0.0.0/0' }, 'error opens-to-everybody 19530 (milvus 19530)'],
  ['memcached over UDP', { live: 'udp 11211 0.0.0.0/0' }, 'error opens-to-everybody 11211 (memcached 11211)'],
  [
    'a range with databases in it',
    { live: 'tcp 7000-9050 0.0.0.0/0' },
    'error opens-to-everybody 7000-9050 (cassandra 9042, bolt 7687, bolt 7474, bolt 7473, neptune 8182, dax 8111, influxdb 8086, clickhouse 8123)',
  ],
  ['all TCP ports', { live: 'tcp 0-65535 0.0.0.0/0' }, 'error opens-to-everybody all tcp'],
  ['all UDP ports', { live: 'udp 1-65535 ::/0' }, 'error opens-to-everybody all udp'],
  ['all protocols', { live: '-1 0.0.0.0/0' }, 'error opens-to-everybody all -1'],
  ['all protocols to a private network', { live: '-1 10.0.0.0/8' }],
  ['HTTPS, as a load balancer has it', { live: 'tcp 443 0.0.0.0/0' }, 'warning opens-to-everybody 443 (https 443)'],
  ['HTTP, as a load balancer has it', { live: 'tcp 80 ::/0' }, 'warning opens-to-everybody 80 (http 80)'],
  ['HTTP/3', { live: 'udp 443 0.0.0.0/0' }, 'warning opens-to-everybody 443 (https 443)'],
  [
    'more than the ports of the web',
    { live: 'tcp 80-443 0.0.0.0/0' },
    'error opens-to-everybody 80-443 (http 80, https 443)',
  ],
  ['a port of no name', { live: 'tcp 8080 0.0.0.0/0' }, 'error opens-to-everybody 8080'],
  ['a port of another protocol', { live: 'udp 22 0.0.0.0/0' }, 'error opens-to-everybody 22'],
  ['ICMP', { live: 'icmp 8-0 0.0.0.0/0' }],
  ['all of ICMPv6', { live: 'icmpv6 ::/0' }],
  ['a protocol without ports', { live: '50 0.0.0.0/0' }, 'warning opens-to-everybody all 50'],
  ['egress to everybody', { live: 'egress -1 0.0.0.0/0' }],
  ['egress over SSH', { live: 'egress tcp 22 0.0.0.0/0' }],

  ['a group of a new account', { live: `tcp 8000 ${foreign}/sg-9` }, 'error opens-to-account 8000'],
  ['all traffic of a new account', { live: `-1 ${foreign}/sg-9` }, 'error opens-to-account all -1'],
  ['egress to a new account', { live: `egress tcp 443 ${foreign}/sg-9` }, 'warning opens-to-account 443 (https 443)'],
  ['ICMP from a new account', { live: `icmp ${foreign}/sg-9` }, 'warning opens-to-account all icmp'],
  ['a group of the own account', { live: `tcp 8000 ${own}/sg-9` }],
  ['a group of no told account', { live: 'tcp 8000 sg-9' }],
  ['an account that a declared rule names', { live: `tcp 8000 ${foreign}/sg-9`, both: [`tcp 9000 ${foreign}/sg-8`] }],
  ['an account that a rule names of which not all is known', { live: `tcp 8000 ${foreign}/sg-9`, accounts: [foreign] }],
  [
    'the account of a declared group, which AWS tells',
    { live: `tcp 8000 ${foreign}/sg-9`, declaredToo: ['tcp 9000 sg-8'], liveToo: [`tcp 9000 ${foreign}/sg-8`] },
  ],
  [
    'the declared group of another account',
    { declared: `tcp 8000 ${own}/sg-9`, live: `tcp 8000 ${foreign}/sg-9` },
    'error opens-to-account 8000',
  ],
  ['a prefix list', { live: 'tcp 22 pl-1' }, 'warning opens-to-prefix-list 22 (ssh 22)'],
  ['egress to a prefix list', { live: 'egress tcp 443 pl-1' }],

  ['a description', { declared: 'tcp 22 0.0.0.0/0', live: 'tcp 22 0.0.0.0/0' }],
  ['what a declared range covers', { live: 'tcp 22 0.0.0.0/0', both: ['tcp 0-65535 0.0.0.0/0'] }],
  ['what a declared rule for all traffic covers', { live: 'tcp 22 203.0.113.0/24', both: ['-1 0.0.0.0/0'] }],
  ['what is declared for both halves', { live: 'tcp 22 0.0.0.0/0', both: ['tcp 22 0.0.0.0/1', 'tcp 22 128.0.0.0/1'] }],
  ['what is declared and was not there', { live: 'tcp 22 0.0.0.0/0', declaredToo: ['-1 0.0.0.0/0'] }],
  [
    'a range that grew',
    { declared: 'tcp 443 0.0.0.0/0', live: 'tcp 443-5432 0.0.0.0/0', declaredToo: ['tcp 3000-5000 0.0.0.0/0'] },
    'error opens-to-everybody 444-2999,5001-5432 (docker 2375, docker 2376, postgresql 5432, sql-server 1433, oracle 1521, oracle 2484, zookeeper 2181, etcd 2379, nfs 2049, smb 445)',
  ],
  [
    'a range that grew to the web',
    { declared: 'tcp 80 0.0.0.0/0', live: 'tcp 80-81 0.0.0.0/0' },
    'error opens-to-everybody 81',
  ],
  [
    'a private network that became everybody',
    { declared: 'tcp 22 10.0.0.0/8', live: 'tcp 22 0.0.0.0/0' },
    'error opens-to-everybody 22 (ssh 22)',
  ],
  ['everybody that became a network', { declared: 'tcp 22 0.0.0.0/0', live: 'tcp 22 203.0.113.0/24' }],
  [
    'IPv4 declared, IPv6 live',
    { declared: 'tcp 22 0.0.0.0/0', live: 'tcp 22 ::/0' },
    'error opens-to-everybody 22 (ssh 22)',
  ],

  ['PostgreSQL that nobody reaches', { declared: 'tcp 5432 sg-2' }, 'error closes-data 5432 (postgresql 5432)'],
  [
    'Redis at another port',
    { declared: 'tcp 6379 sg-2', live: 'tcp 6389 sg-2' },
    'error closes-data 6379 (redis 6379)',
  ],
  ['Redis that another rule lets in', { declared: 'tcp 6379 sg-2', liveToo: ['-1 sg-2'] }],
  ['an application that nobody reaches', { declared: 'tcp 8000 sg-2' }],
  ['all traffic of a group that is shut', { declared: '-1 sg-2' }],
  ['ICMP that is shut', { declared: 'icmp 8-0 10.0.0.0/8' }],
  [
    'the last egress rule',
    { declared: 'egress -1 0.0.0.0/0', both: ['tcp 443 0.0.0.0/0'] },
    'error closes-all-egress all -1',
  ],
  [
    'egress for all traffic, where some is left',
    { declared: 'egress -1 0.0.0.0/0', both: ['egress tcp 5432 sg-2'] },
    'error closes-egress all -1',
  ],
  [
    'HTTPS out',
    { declared: 'egress tcp 443 0.0.0.0/0', both: ['egress tcp 5432 sg-2'] },
    'error closes-egress 443 (https 443)',
  ],
  [
    'DNS out',
    { declared: 'egress udp 53 10.0.0.2/32', both: ['egress tcp 443 0.0.0.0/0'] },
    'error closes-egress 53 (dns 53)',
  ],
  [
    'the way to a database',
    { declared: 'egress tcp 5432 sg-2', both: ['egress tcp 443 0.0.0.0/0'] },
    'error closes-egress 5432 (postgresql 5432)',
  ],
  ['the way to an application', { declared: 'egress tcp 8000 sg-2', both: ['egress tcp 443 0.0.0.0/0'] }],
  ['HTTPS out that a wider rule lets out', { declared: 'egress tcp 443 0.0.0.0/0', liveToo: ['egress -1 0.0.0.0/0'] }],
  [
    'a rule that opens and closes',
    { declared: 'tcp 5432 sg-2', live: 'tcp 5432 0.0.0.0/0' },
    'error opens-to-everybody 5432 (postgresql 5432)',
    'error closes-data 5432 (postgresql 5432)',
  ],
];

describe('a difference', () => {
  it.each(table)('%s', (_name, difference, ...expected) => {
    expect(dangers(difference)).toEqual(expected);
  });

  it('does not say that nothing gets out where a rule is not understood', () => {
    const declared = rule('egress -1 0.0.0.0/0');
    const rules = new GroupRules({ declared: [declared], live: [], isOpen: true });
    expect(dangersOf({ group, declared }, rules).map(({ code }) => code)).toEqual(['closes-egress']);
  });
});

describe('a finding', () => {
  const standalone = resource('aws_vpc_security_group_ingress_rule.app', {
    security_group_id: 'sg-1',
    ip_protocol: 'tcp',
    from_port: 8000,
    to_port: 8000,
    cidr_ipv4: '10.0.0.0/8',
  });
  const named = (more = {}) => resource('aws_security_group.web', { name: 'web', ...more });
  const findingsOf = async (resources: Parameters<typeof check>[0], ...rules: readonly string[]) => {
    const live = rules.map((text) =>
      liveRule('sg-1', text.replace(/^egress /, ''), { IsEgress: text.startsWith('egress ') }),
    );
    const { findings } = await check(resources, { groups: [liveGroup('sg-1', 'web')], rules: live });
    return findings.map(({ rule: id, severity, path, danger = [] }) =>
      [id, severity ?? 'as ever', path, ...danger.map(inShort)].join(' | '),
    );
  };

  it.each<[string, Parameters<typeof check>[0], readonly string[], readonly string[]]>([
    [
      'of what is unmanaged is an error by its danger, and else none',
      [named(), standalone],
      ['tcp 8000 10.0.0.0/8', 'tcp 22 0.0.0.0/0', 'tcp 443 0.0.0.0/0', 'tcp 22 10.1.0.0/16'],
      [
        'sg/rule-unmanaged | error | ingress[22/tcp from 0.0.0.0/0] | error opens-to-everybody 22 (ssh 22)',
        'sg/rule-unmanaged | as ever | ingress[22/tcp from 10.1.0.0/16]',
        'sg/rule-unmanaged | as ever | ingress[443/tcp from 0.0.0.0/0] | warning opens-to-everybody 443 (https 443)',
      ],
    ],
    [
      'of what is an error stays one, with its reason',
      [named({ ingress: [], egress: [] })],
      ['tcp 443 0.0.0.0/0', 'egress -1 0.0.0.0/0'],
      [
        'sg/rule-extra | as ever | egress[all to 0.0.0.0/0]',
        'sg/rule-extra | as ever | ingress[443/tcp from 0.0.0.0/0] | warning opens-to-everybody 443 (https 443)',
      ],
    ],
    [
      'is not lessened by a rule of which there may be none',
      [
        named(),
        resource(
          'aws_vpc_security_group_ingress_rule.all',
          { security_group_id: 'sg-1', ip_protocol: 'tcp', from_port: 0, to_port: 65535, cidr_ipv4: '0.0.0.0/0' },
          { expansion: variable('n') },
        ),
      ],
      ['tcp 22 0.0.0.0/0'],
      ['sg/rule-unmanaged | error | ingress[22/tcp from 0.0.0.0/0] | error opens-to-everybody 22 (ssh 22)'],
    ],
    [
      'of a description has none',
      [
        named({
          ingress: [{ protocol: 'tcp', from_port: 22, to_port: 22, cidr_blocks: ['0.0.0.0/0'], description: 'a' }],
        }),
      ],
      ['tcp 22 0.0.0.0/0'],
      ['sg/rule-description-changed | as ever | ingress[22/tcp from 0.0.0.0/0].description'],
    ],
    [
      'of a group that is only referred to is a note of what is dangerous, and nothing else',
      [standalone],
      ['tcp 8000 10.0.0.0/8', 'tcp 22 0.0.0.0/0', 'tcp 443 0.0.0.0/0', 'tcp 22 10.1.0.0/16', 'egress -1 0.0.0.0/0'],
      ['sg/rule-unmanaged | note | ingress[22/tcp from 0.0.0.0/0] | error opens-to-everybody 22 (ssh 22)'],
    ],
    [
      'of a rule that may not be shown tells no more than that it weighs',
      [
        named({
          ingress: [{ protocol: 'tcp', from_port: 22, to_port: 22, cidr_blocks: [sensitive('198.51.100.0/24')] }],
        }),
      ],
      ['tcp 22 0.0.0.0/0'],
      ['sg/rule-changed | as ever | ingress[22/tcp from (sensitive)] | error opens-to-everybody all undefined'],
    ],
  ])('%s', async (_name, resources, rules, expected) => {
    expect(await findingsOf(resources, ...rules)).toEqual(expected);
  });

  it('of a group that is only referred to leaves what refers to it in sync', async () => {
    const rules = [liveRule('sg-1', 'tcp 8000 10.0.0.0/8'), liveRule('sg-1', '-1 ::/0')];
    const { checked, findings } = await check([standalone], { groups: [liveGroup('sg-1', 'web')], rules });
    expect(findings).toHaveLength(1);
    expect(checked.map(({ status, attributes }) => [status, attributes.drifted])).toEqual([['in-sync', 0]]);
  });
});
