import { expect, it } from 'vitest';
import { viewsOf } from '../../../../src/check/views.ts';
import { securityGroup } from '../../../../src/kinds/ec2/security-group/index.ts';
import { stackOf } from '../../../terraform/in-memory.ts';
import { aws, liveGroup, liveRule } from './world.ts';

/* What `ignore_changes` leaves to others of rules and groups: what differs is theirs, and all else is not. */

const groups = [liveGroup('sg-1', 'web')];
const group = (more = '') => `
  variable "u" {}
  resource "aws_security_group" "web" {
    name   = "web"
    vpc_id = "vpc-1"
    ${more}
  }
`;
const ignoring = (what: string) => `lifecycle { ignore_changes = ${what === 'all' ? what : `[${what}]`} }`;
const rule = (arguments_: string, name = 'r', type = 'aws_vpc_security_group_ingress_rule') => `
  resource "${type}" "${name}" {
    security_group_id = "sg-1"
    ${arguments_}
  }
`;
const tcp = 'ip_protocol = "tcp"\nfrom_port = 443\nto_port = 443\n';
const classic = (arguments_: string) =>
  rule(
    `type = "ingress"\nprotocol = "tcp"\nfrom_port = 443\nto_port = 443\n${arguments_}`,
    'r',
    'aws_security_group_rule',
  );
const block = (cidr: string) => `
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["${cidr}"]
    description = "Office"
  }
`;
const described = { Description: 'Office' };

/** Differences and gaps in short: `verdict by change path`. */
async function check(code: string, ...rules: readonly ReturnType<typeof liveRule>[]): Promise<readonly string[]> {
  const root = { target: 'default', stack: await stackOf(code) };
  const read = await securityGroup.declare([root]).read(aws({ groups, rules }));
  const { findings, gaps } = viewsOf(read.compare());
  const by = (one: (typeof findings)[number] | (typeof gaps)[number]) =>
    one.policy?.by?.kind === 'ignore-changes' ? ` ${one.policy.by.argument}` : '';
  return [
    ...findings.map((one) => `${one.verdict ?? 'drift'}${by(one)}: ${one.rule.slice(3)} ${one.path}`),
    ...gaps.map((one) => `gap${by(one)}: ${one.code} ${one.path}`),
  ].toSorted();
}

const web443 = (peer: string, more = {}) => liveRule('sg-1', `tcp 443 ${peer}`, more);

it.each([
  ['cidr_ipv4', 'cidr_ipv4', `${tcp}cidr_ipv4 = "10.1.0.0/16"`, web443('10.9.0.0/16')],
  ['cidr_ipv6', 'cidr_ipv6', `${tcp}cidr_ipv6 = "2001:db8::/32"`, web443('2001:db9::/32')],
  ['prefix_list_id', 'prefix_list_id', `${tcp}prefix_list_id = "pl-1"`, web443('pl-2')],
  ['a group', 'referenced_security_group_id', `${tcp}referenced_security_group_id = "sg-7"`, web443('sg-8')],
  [
    'both ports',
    'from_port, to_port',
    `${tcp}cidr_ipv4 = "10.1.0.0/16"`,
    liveRule('sg-1', 'tcp 444 10.1.0.0/16'),
    'from_port',
  ],
  ['to_port', 'to_port', `${tcp}cidr_ipv4 = "10.1.0.0/16"`, liveRule('sg-1', 'tcp 443-500 10.1.0.0/16')],
  ['ip_protocol', 'ip_protocol', `${tcp}cidr_ipv4 = "10.1.0.0/16"`, liveRule('sg-1', 'udp 443 10.1.0.0/16')],
  ['all', 'all', `${tcp}cidr_ipv4 = "10.1.0.0/16"`, liveRule('sg-1', 'udp 53 pl-2')],
])('of a rule: %s', async (_, what, arguments_, live, named = what) => {
  const code = group() + rule(`${arguments_}\n${ignoring(what)}`);
  const found = await check(code, live);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(new RegExp(`^owned ${named}: rule-changed ingress`));
  // Without it that is drift, and with another argument too.
  for (const other of ['', ignoring('description')]) {
    const drift = await check(group() + rule(`${arguments_}\n${other}`), live);
    expect(drift.every((one) => one.startsWith('drift'))).toBe(true);
    expect(drift).not.toEqual([]);
  }
  // What is nowhere is missing all the same.
  expect((await check(code))[0]).toMatch(/^drift: rule-missing/);
});

it.each([
  ['the description', `${tcp}cidr_ipv4 = "10.1.0.0/16"\ndescription = "Office"\n${ignoring('description')}`],
  ['a description that is left out', `${tcp}cidr_ipv4 = "10.1.0.0/16"\n${ignoring('description')}`],
])('of a rule: %s', async (_, arguments_) => {
  expect(await check(group() + rule(arguments_), web443('10.1.0.0/16', { Description: 'Lab' }))).toEqual([
    'owned description: rule-description-changed ingress[443/tcp from 10.1.0.0/16].description',
  ]);
});

it('says nothing where nothing differs', async () => {
  const code = group() + rule(`${tcp}cidr_ipv4 = "10.1.0.0/16"\n${ignoring('all')}`);
  expect(await check(code, web443('10.1.0.0/16'))).toEqual([]);
});

it('takes the rule as it is declared before any other', async () => {
  const code = group() + rule(`${tcp}cidr_ipv4 = "10.1.0.0/16"\n${ignoring('cidr_ipv4')}`);
  expect(await check(code, web443('10.1.0.0/16'), web443('10.9.0.0/16'))).toEqual([
    'drift: rule-unmanaged ingress[443/tcp from 10.9.0.0/16]',
  ]);
});

it('takes no rule that another declares, and none for two', async () => {
  const code =
    group() +
    rule(`${tcp}cidr_ipv4 = "10.1.0.0/16"\n${ignoring('cidr_ipv4')}`) +
    rule(`${tcp}cidr_ipv4 = "10.2.0.0/16"\n${ignoring('cidr_ipv4')}`, 's') +
    rule(`${tcp}cidr_ipv4 = "10.3.0.0/16"`, 't');
  expect(await check(code, web443('10.3.0.0/16'), web443('10.9.0.0/16'))).toEqual([
    'drift: rule-missing ingress[443/tcp from 10.2.0.0/16]',
    'owned cidr_ipv4: rule-changed ingress[443/tcp from 10.1.0.0/16]',
  ]);
});

it('keeps to what is not named', async () => {
  const code = group() + rule(`${tcp}cidr_ipv4 = "10.1.0.0/16"\ndescription = "Office"\n${ignoring('cidr_ipv4')}`);
  expect(await check(code, web443('10.9.0.0/16', { Description: 'Lab' }))).toEqual([
    'drift: rule-description-changed ingress[443/tcp from 10.1.0.0/16].description',
    'owned cidr_ipv4: rule-changed ingress[443/tcp from 10.1.0.0/16]',
  ]);
  // The port is another one.
  expect(await check(code, liveRule('sg-1', 'tcp 444 10.9.0.0/16', described))).toEqual([
    'drift: rule-missing ingress[443/tcp from 10.1.0.0/16]',
    'drift: rule-unmanaged ingress[444/tcp from 10.9.0.0/16]',
  ]);
});

it.each([
  ['cidr_blocks', 'cidr_blocks = ["10.1.0.0/16", "10.2.0.0/16"]'],
  ['all', 'cidr_blocks = ["10.1.0.0/16", "10.2.0.0/16"]'],
])('of a list of peers: %s', async (what, peers) => {
  const code = group() + classic(`${peers}\n${ignoring(what)}`);
  expect(await check(code, web443('10.1.0.0/16'))).toEqual([
    `owned ${what}: rule-missing ingress[443/tcp from 10.2.0.0/16]`,
  ]);
  expect(await check(code, web443('10.1.0.0/16'), web443('10.2.0.0/16'), web443('10.3.0.0/16'))).toEqual([
    `owned ${what}: rule-unmanaged ingress[443/tcp from 10.3.0.0/16]`,
  ]);
  expect(await check(code, web443('10.1.0.0/16'), web443('10.9.0.0/16'))).toEqual([
    `owned ${what}: rule-changed ingress[443/tcp from 10.2.0.0/16]`,
  ]);
  expect((await check(code)).every((one) => one.startsWith('drift: rule-missing'))).toBe(true);
});

it('of what is not known nobody has to know it', async () => {
  const code = group() + rule(`${tcp}cidr_ipv4 = var.u\n${ignoring('cidr_ipv4')}`);
  expect(await check(code, web443('10.9.0.0/16'))).toEqual([
    'gap cidr_ipv4: value-unknown ingress[443/tcp from var.u]',
  ]);
  expect((await check(code))[0]).toMatch(/^drift: rule-missing/);
});

it('of the group of a rule: it may be in another', async () => {
  const code = group() + rule(`${tcp}cidr_ipv4 = "10.1.0.0/16"\n${ignoring('security_group_id')}`);
  expect(await check(code, web443('10.1.0.0/16'))).toEqual([]);
  expect(await check(code)).toEqual(['gap security_group_id: value-unknown ingress[443/tcp from 10.1.0.0/16]']);
});

it.each(['ingress', 'all'])('of a group that lists its rules: %s', async (what) => {
  const code = group(`${block('10.1.0.0/16')}${ignoring(what)}`);
  expect(await check(code, web443('10.1.0.0/16', described))).toEqual([]);
  expect(await check(code)).toEqual([`owned ${what}: rule-missing ingress[443/tcp from 10.1.0.0/16]`]);
  expect(await check(code, web443('10.1.0.0/16', described), liveRule('sg-1', 'tcp 22 ::/0'))).toEqual([
    `owned ${what}: rule-extra ingress[22/tcp from ::/0]`,
  ]);
  expect(await check(code, web443('10.1.0.0/16', { Description: 'Lab' }))).toEqual([
    `owned ${what}: rule-description-changed ingress[443/tcp from 10.1.0.0/16].description`,
  ]);
  expect(await check(code, web443('10.2.0.0/16', described))).toEqual([
    `owned ${what}: rule-changed ingress[443/tcp from 10.1.0.0/16]`,
  ]);
});

it('of one direction of a group, and not of the other', async () => {
  const code = group(`egress = []\n${block('10.1.0.0/16')}${ignoring('ingress')}`);
  expect(await check(code, web443('10.1.0.0/16', described), liveRule('sg-1', '-1 ::/0', { IsEgress: true }))).toEqual([
    'drift: rule-extra egress[all to ::/0]',
  ]);
});

it('of a group whose rules other resources declare: those are held to', async () => {
  const code = group(ignoring('ingress')) + rule(`${tcp}cidr_ipv4 = "10.1.0.0/16"`);
  expect(await check(code, liveRule('sg-1', 'udp 53 pl-2'))).toEqual([
    'drift: rule-missing ingress[443/tcp from 10.1.0.0/16]',
    'owned ingress: rule-unmanaged ingress[53/udp from pl-2]',
  ]);
});

it('of the description of a group', async () => {
  const code = group(`description = "Web"\n${ignoring('description')}`);
  expect(await check(code)).toEqual(['owned description: group-changed description']);
});

it('of a list of all rules', async () => {
  const exclusive = (what: string) =>
    rule(`ingress_rule_ids = []\negress_rule_ids = []\n${what}`, 'x', 'aws_vpc_security_group_rules_exclusive');
  const live = [liveRule('sg-1', 'tcp 22 ::/0', { SecurityGroupRuleId: 'sgr-1' })];
  expect(await check(group() + exclusive(ignoring('ingress_rule_ids')), ...live)).toEqual([
    'owned ingress_rule_ids: rule-extra ingress[22/tcp from ::/0]',
  ]);
  expect(await check(group() + exclusive(''), ...live)).toEqual(['drift: rule-extra ingress[22/tcp from ::/0]']);
});
