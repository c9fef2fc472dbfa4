import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordSnapshot, replaySnapshot } from '../../../src/aws/snapshot/snapshot.ts';
import { check } from '../../../src/check/check.ts';
import type { Report } from '../../../src/model/report/report.ts';
import { coveredNotes } from '../../../src/report/message/covered-by.ts';
import { quickReader } from '../../aws/wire.ts';
import type { Fault } from '../../aws-server/faults.ts';
import { authorize, createSecurityGroup, createVpc } from '../../aws-server/groups.ts';
import { serve } from '../../aws-server/start.ts';
import { emptyWorld, type World } from '../../aws-server/world.ts';

/* Rules that make no difference since a prefix list has their addresses, asked of an AWS-shaped server. */

const app = 'sg-0000000000000000a';
const [office, partners, gone] = ['pl-0a', 'pl-0b', 'pl-0c'];
const action = 'ec2:GetManagedPrefixListEntries';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'driftcheck-entries-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

/** `443 10.0.0.0/8`, of tcp. */
interface Sides {
  readonly declared: readonly string[];
  readonly live: readonly string[];
}

const parts = (rule: string): { readonly port: number; readonly peer: string } => {
  const [port, peer = ''] = rule.split(' ');
  return { port: Number(port), peer };
};

function declare(rules: readonly string[]): void {
  const blocks = rules.map((rule) => {
    const { port, peer } = parts(rule);
    const argument = peer.startsWith('pl-')
      ? 'prefix_list_ids'
      : peer.includes(':')
        ? 'ipv6_cidr_blocks'
        : 'cidr_blocks';
    return `ingress {\n protocol = "tcp"\n from_port = ${port}\n to_port = ${port}\n ${argument} = ["${peer}"]\n}\n`;
  });
  const ingress = blocks.length === 0 ? ' ingress = []\n' : blocks.join('');
  writeFileSync(
    join(directory, 'main.tf'),
    `resource "aws_security_group" "app" {\n name = "app"\n vpc_id = "vpc-1"\n egress = []\n${ingress}}\n`,
  );
}

function worldOf(rules: readonly string[], entries: Readonly<Record<string, readonly string[]>>): World {
  const made = createSecurityGroup(createVpc(emptyWorld(), 'vpc-1', '10.0.0.0/16'), {
    id: app,
    name: 'app',
    vpcId: 'vpc-1',
    egress: 'none',
  });
  const world = rules.reduce((before, rule) => {
    const { port, peer } = parts(rule);
    const from = peer.startsWith('pl-') ? { prefixList: peer } : { cidr: peer };
    return authorize(before, { group: app, direction: 'ingress', protocol: 'tcp', from: port, ...from });
  }, made);
  return {
    ...world,
    prefixListEntries: Object.entries(entries).map(([PrefixListId, blocks]) => ({
      PrefixListId,
      Entries: blocks.map((Cidr) => ({ Cidr, Description: 'free text' })),
    })),
  };
}

const lists = {
  [office]: ['10.0.0.0/9', '198.51.100.0/24', '2001:db8::/32'],
  [partners]: ['192.0.2.0/26', '192.0.2.64/26'],
};

async function checked({ declared, live }: Sides, faults: readonly Fault[] = []) {
  declare(declared);
  const server = await serve(worldOf(live, lists), { faults });
  const aws = quickReader();
  const report = await check({ directory, environment: {}, aws });
  return { report, aws, asked: server.calls().filter((call) => call.action === action) };
}

const coveredIn = (report: Report, rule: string): readonly (readonly string[] | undefined)[] =>
  report.findings
    .filter((one) => one.rule === rule)
    .map(({ coveredBy }) => coveredBy?.rules.map((one) => one.rule.replace(/^.* from (.*)]$/, '$1')));

describe('a missing rule', () => {
  it.each<[string, Sides, by: readonly string[] | undefined, calls: number]>([
    ['has addresses of a live list', { declared: ['443 10.1.0.0/16'], live: [`443 ${office}`] }, [office], 1],
    ['of IPv6 as well', { declared: ['443 2001:db8:1::/48'], live: [`443 ${office}`] }, [office], 1],
    ['has more than a live list', { declared: ['443 10.0.0.0/8'], live: [`443 ${office}`] }, undefined, 1],
    [
      'has those of a live list and a live block together',
      { declared: ['443 10.0.0.0/8', '443 10.128.0.0/9'], live: [`443 ${office}`, '443 10.128.0.0/9'] },
      ['10.128.0.0/9', office],
      1,
    ],
    ['has two entries together', { declared: ['443 192.0.2.0/25'], live: [`443 ${partners}`] }, [partners], 1],
    [
      'names a list whose addresses are live',
      { declared: [`443 ${partners}`], live: ['443 192.0.2.0/24'] },
      ['192.0.2.0/24'],
      1,
    ],
    [
      'names a list of which some are live',
      { declared: [`443 ${partners}`], live: ['443 192.0.2.0/26'] },
      undefined,
      1,
    ],
    ['has a list on another port beside it', { declared: ['443 10.1.0.0/16'], live: [`444 ${office}`] }, undefined, 0],
    ['has a list that is gone beside it', { declared: ['443 10.1.0.0/16'], live: [`443 ${gone}`] }, undefined, 1],
    [
      'is covered without a list',
      { declared: ['443 10.1.0.0/16', '443 10.0.0.0/8', `443 ${office}`], live: ['443 10.0.0.0/8', `443 ${office}`] },
      ['10.0.0.0/8'],
      0,
    ],
  ])('%s', async (_, sides, by, calls) => {
    const { report, asked } = await checked(sides);
    expect(coveredIn(report, 'sg/rule-missing')).toEqual([by]);
    expect(asked).toHaveLength(calls);
    expect(report.gaps).toEqual([]);
  });

  it('weighs what it weighed, and tells the list', async () => {
    const sides = { declared: ['443 10.1.0.0/16'], live: [`443 ${office}`] };
    const { report } = await checked(sides);
    const { report: without } = await checked(sides, [{ kind: 'denied', action }]);
    expect(report.findings.map(({ rule, severity }) => [rule, severity])).toEqual(
      without.findings.map(({ rule, severity }) => [rule, severity]),
    );
    const missing = report.findings.find(({ rule }) => rule === 'sg/rule-missing');
    expect(missing && coveredNotes(missing)).toEqual([
      expect.stringMatching(/^open in effect, by other live rules: ingress\[443\/tcp from pl-0a\] \(sgr-\w+\)$/),
    ]);
  });
});

describe('a live rule that no code declares', () => {
  it.each<[string, Sides, by: readonly string[] | undefined]>([
    ['has addresses of a declared list', { declared: [`443 ${office}`], live: ['443 10.1.0.0/16'] }, [office]],
    ['has others', { declared: [`443 ${office}`], live: ['443 172.16.0.0/12'] }, undefined],
    [
      'names a list of declared addresses',
      { declared: ['443 192.0.2.0/25'], live: [`443 ${partners}`] },
      ['192.0.2.0/25'],
    ],
  ])('%s', async (_, sides, by) => {
    const { report, asked } = await checked(sides);
    expect(coveredIn(report, 'sg/rule-extra')).toEqual([by]);
    expect(asked).toHaveLength(1);
  });
});

describe('the entries of a prefix list', () => {
  it('are asked for once for all rules, and not where no rule differs', async () => {
    const live = [`443 ${office}`];
    const { asked } = await checked({ declared: ['443 10.1.0.0/16', '443 10.2.0.0/16'], live });
    expect(asked).toHaveLength(1);
    expect((await checked({ declared: live, live })).asked).toEqual([]);
  });

  it('are a gap of a single value once where they may not be read, and no finding less', async () => {
    const { report } = await checked({ declared: ['443 10.1.0.0/16', '443 10.2.0.0/16'], live: [`443 ${office}`] }, [
      { kind: 'denied', action },
    ]);
    expect(report.gaps.map(({ code, scope, reason }) => [code, scope, reason.problem?.kind])).toEqual([
      ['prefix-lists-unreadable', 'leaf', 'denied'],
    ]);
    expect(report.findings).toHaveLength(3);
    expect(report.findings.flatMap(({ coveredBy }) => coveredBy ?? [])).toEqual([]);
    expect(report.summary.attributes.undetermined).toBe(0);
  });

  it('are in a snapshot without what people wrote of them, and one that lacks them is no gap', async () => {
    const { report, aws } = await checked({ declared: ['443 10.1.0.0/16'], live: [`443 ${office}`] });
    const text = await recordSnapshot(aws, { recordedAt: '2026-11-20T15:00:00Z' });
    expect(text).not.toContain('free text');
    const replayed = await check({ directory, environment: {}, aws: replaySnapshot(text, 'live.json') });
    expect(replayed.findings).toEqual(report.findings);
    const snapshot = JSON.parse(text);
    const reads = snapshot.reads.filter((read: { action: string }) => read.action !== action);
    const older = replaySnapshot(JSON.stringify({ ...snapshot, reads }), 'live.json');
    const without = await check({ directory, environment: {}, aws: older });
    expect(coveredIn(without, 'sg/rule-missing')).toEqual([undefined]);
    expect(without.gaps).toEqual([]);
  });
});
