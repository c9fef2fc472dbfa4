import { expect, it } from 'vitest';
import type { Reaches } from '../../../src/model/report/reaches.ts';
import { reachNotes } from '../../../src/report/message/reaches.ts';

/* How many things stand in a line, however many there are: the JSON report has all. */

const known = (more: Partial<Extract<Reaches, { status: 'known' }>>): Reaches => ({
  status: 'known',
  group: 'sg-0a1b2c3d4e5f60718',
  interfaces: [],
  users: [],
  publicAddresses: [],
  ...more,
});
const path = 'ingress[6379/tcp from 10.0.0.0/8]';
const live = { value: '6379/tcp' };

it('is one line that is not long, with the beginning of what is many', () => {
  const many = Array.from({ length: 5000 }, (_, index) => index);
  const [line = '', ...others] = reachNotes({
    path,
    live,
    reaches: known({
      interfaces: many.map((index) => `eni-${index}`),
      users: many.map((index) => ({ type: 'ecs-service', name: `${'n'.repeat(200)}${index}`, interfaces: 1 })),
      publicAddresses: many.map((index) => `203.0.113.${index}`),
    }),
  });
  expect(others).toEqual([]);
  expect(line.length).toBeLessThan(600);
  expect(line).toContain('5000');
  expect(line).toContain('4996');
  expect(line).toContain('203.0.113.0');
  expect(line).not.toContain('203.0.113.3');
});

it('tells a rule that is there from one that is missing, and in from out', () => {
  const reaches = known({ interfaces: ['eni-1'], users: [{ type: 'rds', interfaces: 1 }] });
  const lines = [
    { path, live },
    { path, live: { absent: true } as const },
    { path: 'egress[all to 0.0.0.0/0]', live },
    { path: 'egress[all to 0.0.0.0/0]', live: { absent: true } as const },
  ].map((one) => reachNotes({ ...one, reaches })[0]);
  expect(new Set(lines).size).toBe(4);
});

it('tells what is in use from what is not', () => {
  const unattached = { type: 'none', interfaces: 1 } as const;
  const configured = { type: 'ecs-service', name: 'api', cluster: 'main', interfaces: 0, isConfigured: true } as const;
  const lines = [
    known({}),
    known({ users: [configured] }),
    known({ interfaces: ['eni-1'], users: [unattached] }),
    known({ interfaces: ['eni-1', 'eni-2'], users: [unattached, { type: 'unknown', interfaces: 1 }] }),
  ].map((reaches) => reachNotes({ path, live, reaches }));
  expect(new Set(lines.flat()).size).toBe(4);
});

it('is not said of what could not be read, which is said once', () => {
  const problem = { kind: 'denied', action: 'ec2:DescribeNetworkInterfaces' } as const;
  expect(reachNotes({ path, live, reaches: { status: 'unread', group: 'sg-1', problem } })).toEqual([]);
  expect(reachNotes({ path, live })).toEqual([]);
});
