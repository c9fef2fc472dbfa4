import { describe, expect, it } from 'vitest';
import { namedPorts, serviceNames } from '../../../src/model/named-ports.ts';
import type { Danger } from '../../../src/model/report/danger.ts';
import { dangerTexts, serviceText } from '../../../src/report/message/danger.ts';

const everybody = '0.0.0.0/0';
const ports = (...all: readonly (number | readonly [number, number])[]) =>
  all.map((one) => (typeof one === 'number' ? { from: one, to: one } : { from: one[0], to: one[1] }));
const opens: Danger = {
  code: 'opens-to-everybody',
  severity: 'error',
  direction: 'ingress',
  protocol: 'tcp',
  peer: everybody,
};
const warns = { ...opens, severity: 'warning' } as const;
const egress: Danger = {
  code: 'closes-egress',
  severity: 'error',
  direction: 'egress',
  protocol: 'tcp',
  peer: everybody,
};

describe('a danger', () => {
  it.each<[Danger, string]>([
    [
      { ...opens, ports: ports(22), services: [{ code: 'ssh', port: 22 }] },
      'danger: opens SSH (22) to everybody (0.0.0.0/0)',
    ],
    [{ ...opens, protocol: '-1', peer: '::/0' }, 'danger: opens all traffic to everybody (::/0)'],
    [{ ...opens, protocol: 'udp' }, 'danger: opens all UDP ports to everybody (0.0.0.0/0)'],
    [{ ...opens, ports: ports(8080) }, 'danger: opens 8080/tcp to everybody (0.0.0.0/0)'],
    [
      {
        ...opens,
        code: 'opens-to-most',
        peer: '0.0.0.0/1',
        protocol: 'udp',
        ports: ports(11211),
        services: [{ code: 'memcached', port: 11211 }],
      },
      'danger: opens Memcached (11211/udp) to more than any one network (0.0.0.0/1)',
    ],
    [
      {
        ...opens,
        ports: ports([7000, 9050], 9200),
        services: [
          { code: 'cassandra', port: 9042 },
          { code: 'bolt', port: 7687 },
          { code: 'dax', port: 8111 },
          { code: 'elasticsearch', port: 9200 },
        ],
      },
      'danger: opens 7000-9050, 9200/tcp, with Cassandra (9042), Neo4j (7687), DAX (8111) and 1 more, to everybody (0.0.0.0/0)',
    ],
    [
      {
        ...warns,
        ports: ports(80, 443),
        services: [
          { code: 'http', port: 80 },
          { code: 'https', port: 443 },
        ],
      },
      'opens HTTP (80) and HTTPS (443) to everybody (0.0.0.0/0), as is usual for a load balancer',
    ],
    [{ ...warns, protocol: '50' }, 'opens IP protocol 50 to everybody (0.0.0.0/0)'],
    [
      { ...opens, code: 'opens-to-account', peer: 'sg-9', account: '999999999999', ports: ports(8000) },
      'danger: lets 8000/tcp in from sg-9 of account 999999999999, which no declared rule names',
    ],
    [
      {
        ...warns,
        code: 'opens-to-account',
        direction: 'egress',
        protocol: '-1',
        peer: 'sg-9',
        account: '999999999999',
      },
      'lets all traffic out to sg-9 of account 999999999999, which no declared rule names',
    ],
    [
      { ...warns, code: 'opens-to-prefix-list', peer: 'pl-1', ports: ports(22), services: [{ code: 'ssh', port: 22 }] },
      'opens SSH (22) to the prefix list pl-1: what it holds is not known',
    ],
    [
      { ...opens, code: 'closes-data', peer: 'sg-2', ports: ports(6379), services: [{ code: 'redis', port: 6379 }] },
      'danger: shuts Redis (6379) to sg-2',
    ],
    [
      { ...egress, ports: ports(443), services: [{ code: 'https', port: 443 }] },
      'danger: HTTPS (443) to 0.0.0.0/0 does not get out',
    ],
    [
      { ...egress, code: 'closes-all-egress', protocol: '-1', peer: undefined },
      'danger: nothing gets out: no egress rule is left',
    ],
    [{ code: 'opens-to-everybody', severity: 'error', direction: 'ingress' }, 'danger: opens something to everybody'],
    [
      { code: 'opens-to-account', severity: 'error', direction: 'ingress' },
      'danger: lets an account in that no declared rule names',
    ],
    [{ code: 'closes-data', severity: 'error', direction: 'ingress' }, 'danger: shuts something to somebody'],
  ])('%o', (danger, text) => {
    expect(dangerTexts({ type: 'attribute-changed', danger: [danger] })).toEqual([text]);
  });

  it('is not said again where the title says it: the one port of a rule that is missing', () => {
    const shut: Danger = { ...opens, code: 'closes-data', services: [{ code: 'redis', port: 6379 }] };
    const said = (all: Danger['ports']) =>
      dangerTexts({ type: 'element-missing', danger: [{ ...shut, ...(all && { ports: all }) }] }).length;
    expect([said(ports(6379)), said(ports([6000, 7000])), said(undefined)]).toEqual([0, 1, 1]);
  });
});

it('has a name for each service, and each port once', () => {
  expect(new Set(serviceNames.map(serviceText)).size).toBe(serviceNames.length);
  const all = namedPorts.map(({ protocol, port }) => `${port}/${protocol}`);
  expect(new Set(all).size).toBe(all.length);
});
