import fc from 'fast-check';
import { expect, it } from 'vitest';
import { replaySnapshot } from '../../../src/aws/snapshot/snapshot.ts';
import { check } from '../../../src/check/check.ts';
import type { Report } from '../../../src/model/report/report.ts';
import { quoted } from '../../../src/terraform/edit/hcl-text.ts';
import { callOf, type RuleRow, rulesAfter } from '../../aws-cli.ts';
import { edited } from '../../edit-code.ts';
import { hostileText } from '../../hostile-text.ts';
import { account, liveGroup, liveRule } from '../../kinds/ec2/security-group/world.ts';
import { wordsInBash } from '../../model/shell.ts';
import { memoryFiles } from '../../terraform/in-memory.ts';
import { tries } from '../../tries.ts';

/*
 * Whatever the code declares and AWS has, each answer makes the next run clean: the changes of code that are offered,
 * done together, and the commands that are offered, run in their order.
 */

const styles = ['block', 'attribute', 'rule', 'vpc'] as const;
type Style = (typeof styles)[number];

interface RuleText {
  readonly direction: 'ingress' | 'egress';
  readonly port: number;
  readonly peers: readonly string[];
  readonly description: string;
}

/** Descriptions as AWS may hold them: a text of UTF-8, and what Terraform can hold too. */
const description = fc.oneof(
  fc.constantFrom('', '', 'Office', 'Office', 'By hand'),
  hostileText.map((text) =>
    text
      .replace(/\p{Cs}/gu, '\ufffd')
      .replaceAll('\u0000', '')
      .normalize('NFC'),
  ),
);
const peer = fc.constantFrom('10.0.0.0/8', '10.1.0.0/16', '192.0.2.7/32', '2001:db8::/32', 'pl-1', 'sg-peer', 'sg-own');
const rule = fc.record({
  direction: fc.constantFrom('ingress' as const, 'ingress' as const, 'egress' as const),
  port: fc.constantFrom(22, 443, 444, 6379, -1),
  peers: fc.uniqueArray(peer, { minLength: 1, maxLength: 3 }),
  description,
});
const rules = fc.array(rule, { maxLength: 4 });

/** The rules with each peer of each traffic once, as EC2 holds them. */
function distinct(all: readonly RuleText[]): readonly RuleText[] {
  const seen = new Set<string>();
  return all.flatMap((one) => {
    const peers = one.peers.filter((each) => {
      const key = `${one.direction} ${one.port} ${each}`;
      return !seen.has(key) && seen.add(key);
    });
    return peers.length === 0 ? [] : [{ ...one, peers }];
  });
}

const text = (value: string): string => quoted(value) ?? '""';
const reference = (each: string): string =>
  each === 'sg-peer' ? 'aws_security_group.peer.id' : each === 'sg-own' ? 'aws_security_group.own.id' : text(each);
const isCidr4 = (each: string): boolean => each.includes('.');
const isCidr6 = (each: string): boolean => each.includes(':');
const isList = (each: string): boolean => each.startsWith('pl-');

function traffic({ port }: RuleText, protocol: string): string {
  if (port !== -1) return `from_port = ${port}\n to_port = ${port}\n ${protocol} = "tcp"\n`;
  return protocol === 'ip_protocol' ? 'ip_protocol = "-1"\n' : 'from_port = 0\n to_port = 0\n protocol = "-1"\n';
}

function listed(one: RuleText, isWhole: boolean): string {
  const list = (name: string, all: readonly string[]): string =>
    all.length === 0 && !isWhole ? '' : `${name} = [${all.map(text).join(', ')}]\n`;
  const groups = one.peers.includes('sg-peer') ? ['aws_security_group.peer.id'] : [];
  return [
    isWhole || one.description !== '' ? `description = ${text(one.description)}\n` : '',
    traffic(one, 'protocol'),
    list('cidr_blocks', one.peers.filter(isCidr4)),
    list('ipv6_cidr_blocks', one.peers.filter(isCidr6)),
    list('prefix_list_ids', one.peers.filter(isList)),
    groups.length === 0 && !isWhole ? '' : `security_groups = [${groups.join(', ')}]\n`,
    isWhole || one.peers.includes('sg-own') ? `self = ${one.peers.includes('sg-own')}\n` : '',
  ].join(' ');
}

/** A root that declares a group with the rules in a style. */
function codeOf(style: Style, all: readonly RuleText[]): string {
  const group = 'name = "own"\n vpc_id = "vpc-1"\n';
  const peerGroup = 'resource "aws_security_group" "peer" {\n name = "peer"\n vpc_id = "vpc-1"\n}\n';
  const inline = (direction: string): string => {
    const own = all.filter((one) => one.direction === direction);
    if (style === 'block') return own.map((one) => `  ${direction} {\n ${listed(one, false)}\n  }\n`).join('');
    return `  ${direction} = [${own.map((one) => `{\n ${listed(one, true)}}`).join(', ')}]\n`;
  };
  if (style === 'block' || style === 'attribute') {
    return `${peerGroup}resource "aws_security_group" "own" {\n ${group}${inline('ingress')}${inline('egress')}}\n`;
  }
  const resources = all.flatMap((one, index) => {
    const common = one.description === '' ? '' : `description = ${text(one.description)}\n`;
    if (style === 'vpc') {
      return one.peers.map((each, at) => {
        const name = isCidr4(each) ? 'cidr_ipv4' : isCidr6(each) ? 'cidr_ipv6' : isList(each) ? 'prefix_list_id' : '';
        const argument = `${name || 'referenced_security_group_id'} = ${reference(each)}\n`;
        const body = `security_group_id = aws_security_group.own.id\n ${common}${traffic(one, 'ip_protocol')}${argument}`;
        return `resource "aws_vpc_security_group_${one.direction}_rule" "r${index}_${at}" {\n ${body}}\n`;
      });
    }
    const of = (name: string, peers: readonly string[], argument: string): readonly string[] => {
      const body = `type = "${one.direction}"\n security_group_id = aws_security_group.own.id\n ${common}${traffic(one, 'protocol')}`;
      return peers.length === 0
        ? []
        : [`resource "aws_security_group_rule" "r${index}_${name}" {\n ${body}${argument}\n}\n`];
    };
    const [four, six] = [one.peers.filter(isCidr4), one.peers.filter(isCidr6)];
    return [
      ...of(
        'cidr',
        [...four, ...six],
        `cidr_blocks = [${four.map(text).join(', ')}]\n ipv6_cidr_blocks = [${six.map(text).join(', ')}]`,
      ),
      ...of('list', one.peers.filter(isList), `prefix_list_ids = [${one.peers.filter(isList).map(text).join(', ')}]`),
      ...of(
        'peer',
        one.peers.filter((each) => each === 'sg-peer'),
        'source_security_group_id = aws_security_group.peer.id',
      ),
      ...of(
        'self',
        one.peers.filter((each) => each === 'sg-own'),
        'self = true',
      ),
    ];
  });
  return `${peerGroup}resource "aws_security_group" "own" {\n ${group}}\n${resources.join('')}`;
}

function rowsOf(all: readonly RuleText[]): readonly RuleRow[] {
  return all
    .flatMap((one) => one.peers.map((each) => ({ one, each })))
    .map(({ one, each }, index) => ({
      ...liveRule('sg-own', one.port === -1 ? `-1 ${each}` : `tcp ${one.port} ${each}`, {
        SecurityGroupRuleId: `sgr-${index}`,
        IsEgress: one.direction === 'egress',
        Tags: [],
        ...(one.description === '' ? {} : { Description: one.description }),
      }),
    }));
}

/** A recording of an account with the two groups. */
function recorded(rows: readonly RuleRow[]): string {
  const named = ['own', 'peer'].map((name) => ({ name, group: liveGroup(`sg-${name}`, name) }));
  const reads = named.flatMap(({ name, group }) => [
    { action: 'ec2:DescribeSecurityGroups', key: { 'group-name': name, 'vpc-id': 'vpc-1' }, result: [group] },
    { action: 'ec2:DescribeSecurityGroups', key: { 'group-id': `sg-${name}` }, result: [group] },
    {
      action: 'ec2:DescribeSecurityGroupRules',
      key: { 'group-id': `sg-${name}` },
      result: rows.filter((row) => row['GroupId'] === `sg-${name}`),
    },
  ]);
  const header = { format: 'driftcheck-snapshot', schemaVersion: 1, salt: 'law', account, region: 'us-east-1' };
  return JSON.stringify({ ...header, partition: 'aws', reads });
}

const run = (code: string, rows: readonly RuleRow[]): Promise<Report> =>
  check({
    directory: '.',
    environment: {},
    files: memoryFiles({ 'main.tf': code }),
    aws: replaySnapshot(recorded(rows), 'live.json'),
  });

const keyOf = ({ rule, address, path }: Report['findings'][number]): string => `${rule} ${address} ${path}`;

it.each(styles)('both answers to rules of the style %s make the next run clean', async (style) => {
  const lines: { readonly text: string; readonly argv: readonly string[] }[] = [];
  let offered = 0;
  const property = fc.asyncProperty(rules, rules, async (written, seen) => {
    const declared = distinct(written);
    const rows = rowsOf(distinct([...seen, ...declared.filter((_, index) => index % 2 === 0)]));
    const code = codeOf(style, declared);
    const before = await run(code, rows);
    const findings = before.findings.filter(({ remedies }) => remedies !== undefined);

    const adopting = findings.filter(({ remedies }) => remedies?.adopt.edits.length && !remedies.adopt.incomplete);
    const edits = [
      ...new Map(adopting.map(({ remedies }) => [JSON.stringify(remedies?.adopt.edits), remedies])).values(),
    ];
    const changed = edited(
      code,
      edits.flatMap((remedies) => remedies?.adopt.edits ?? []),
    );
    offered += adopting.length;
    const adopted = await run(changed, rows);
    const notAdopted = before.findings.filter((finding) => !adopting.includes(finding)).map(keyOf);
    const still = adopted.findings.map(keyOf).filter((key) => !notAdopted.includes(key));
    expect({ still, errors: adopted.diagnostics }, changed).toEqual({ still: [], errors: [] });

    const restoring = findings.filter(({ remedies }) =>
      remedies?.restore.commands.every(({ incomplete }) => !incomplete),
    );
    const commands = restoring.flatMap(({ remedies }) => remedies?.restore.commands ?? []);
    lines.push(...commands);
    const after = commands.reduce((state, { argv }) => rulesAfter(state, callOf(argv)), rows);
    const restored = await run(code, after);
    const notRestored = before.findings.filter((finding) => !restoring.includes(finding)).map(keyOf);
    expect(restored.findings.map(keyOf).filter((key) => !notRestored.includes(key))).toEqual([]);
  });
  await fc.assert(property, { numRuns: tries(15) });
  expect(offered).toBeGreaterThan(10);
  expect(wordsInBash(lines.map(({ text }) => text))).toEqual(lines.map(({ argv }) => argv));
});
