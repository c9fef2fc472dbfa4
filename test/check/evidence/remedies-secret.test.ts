import { describe, expect, it } from 'vitest';
import { replaySnapshot } from '../../../src/aws/snapshot/snapshot.ts';
import { check } from '../../../src/check/check.ts';
import type { Report } from '../../../src/model/report/report.ts';
import { json } from '../../../src/report/json.ts';
import { text } from '../../../src/report/text.ts';
import { callOf } from '../../aws-cli.ts';
import { account, liveGroup, liveRule } from '../../kinds/ec2/security-group/world.ts';
import { memoryFiles } from '../../terraform/in-memory.ts';

/* Nothing of a remedy tells what may not be shown: a placeholder stands there, or no remedy at all. */

const group = 'resource "aws_security_group" "own" {\n  name   = "own"\n  vpc_id = "vpc-1"\n}\n';

const ruleOf = (lines: string): string => `${group}resource "aws_vpc_security_group_ingress_rule" "db" {
  security_group_id = aws_security_group.own.id
  ip_protocol       = "tcp"
  from_port         = 5432
  to_port           = 5432
${lines}}
`;

function run(code: string, rows: readonly object[] = []): Promise<Report> {
  const own = liveGroup('sg-own', 'own');
  const reads = [
    { action: 'ec2:DescribeSecurityGroups', key: { 'group-name': 'own', 'vpc-id': 'vpc-1' }, result: [own] },
    { action: 'ec2:DescribeSecurityGroups', key: { 'group-id': 'sg-own' }, result: [own] },
    { action: 'ec2:DescribeSecurityGroupRules', key: { 'group-id': 'sg-own' }, result: rows },
  ];
  const recording = { format: 'driftcheck-snapshot', schemaVersion: 1, salt: 's', account, region: 'us-east-1', reads };
  return check({
    directory: '.',
    environment: {},
    files: memoryFiles({ 'main.tf': code }),
    aws: replaySnapshot(JSON.stringify({ ...recording, partition: 'aws' }), 'live.json'),
  });
}

const secret = 'c0rrect-horse-battery-staple';

describe('a placeholder stands for', () => {
  it.each([
    [
      'a peer that is secret',
      `variable "peer" {\n  default   = "192.0.2.77/32"\n  sensitive = true\n}\n${ruleOf('  cidr_ipv4 = var.peer\n')}`,
      { IpRanges: [{ CidrIp: '<ipv4-cidr>' }] },
      '192.0.2.77',
    ],
    [
      'a description that is secret',
      `variable "why" {\n  default   = "${secret}"\n  sensitive = true\n}\n${ruleOf('  cidr_ipv4   = "10.0.0.0/8"\n  description = var.why\n')}`,
      { IpRanges: [{ CidrIp: '10.0.0.0/8', Description: '<description>' }] },
      secret,
    ],
    [
      'a description that is not known',
      `variable "why" {\n  type = string\n}\n${ruleOf('  cidr_ipv4   = "10.0.0.0/8"\n  description = var.why\n')}`,
      { IpRanges: [{ CidrIp: '10.0.0.0/8', Description: '<description>' }] },
      undefined,
    ],
  ])('%s', async (_, code, permission, hidden) => {
    const report = await run(code);
    const [finding] = report.findings;
    expect(finding?.rule).toBe('sg/rule-missing');
    const [command] = finding?.remedies?.restore.commands ?? [];
    expect(command?.incomplete).toBe(true);
    expect(callOf(command?.argv ?? []).input).toMatchObject({ IpPermissions: [permission] });
    if (hidden === undefined) return;
    for (const reporter of [json, text]) {
      expect(reporter(report, { width: 100, color: false, fixHints: true })).not.toContain(hidden);
    }
  });
});

it('adopts a rule whose description is secret with a placeholder', async () => {
  const description = 'password=Vq8-zu7Rk2-Lm4xT9w';
  const row = liveRule('sg-own', 'tcp 22 192.0.2.7/32', { SecurityGroupRuleId: 'sgr-1', Description: description });
  const report = await run(ruleOf('  cidr_ipv4 = "10.0.0.0/8"\n'), [
    liveRule('sg-own', 'tcp 5432 10.0.0.0/8', { SecurityGroupRuleId: 'sgr-2' }),
    row,
  ]);
  const [finding] = report.findings;
  expect(finding?.rule).toBe('sg/rule-unmanaged');
  expect(finding?.remedies?.adopt).toMatchObject({ incomplete: true, import: { id: 'sgr-1' } });
  expect(JSON.stringify(finding)).toContain('<description>');
  expect(JSON.stringify(report)).not.toContain(description);
});
