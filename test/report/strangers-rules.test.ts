import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { replaySnapshot } from '../../src/aws/snapshot/snapshot.ts';
import { check } from '../../src/check/check.ts';
import { type Report, reportSchema } from '../../src/model/report/report.ts';
import { reporters } from '../../src/report/index.ts';
import { tries } from '../tries.ts';
import { nastyText } from './markdown/nasty.ts';
import { markupOf, rendered } from './markdown/rendered.ts';
import { runnerReads } from './runner.ts';
import { readXml } from './xml-tree.ts';

/*
 * Whoever may add a rule to a group also writes its description and its tags, and a check of that group prints them:
 * into a terminal, a log that a runner reads, and pages.
 */

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'driftcheck-strangers-'));
  writeFileSync(
    join(directory, 'main.tf'),
    `resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = "vpc-0a1b2c3d4e5f60718"
  tags   = { Owner = "web team" }
  ingress {
    description = "HTTPS"
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/8"]
  }
}
resource "aws_vpc_security_group_egress_rule" "web" {
  security_group_id = aws_security_group.web.id
  description       = "DNS"
  ip_protocol       = "udp"
  from_port         = 53
  to_port           = 53
  cidr_ipv4         = "10.0.0.2/32"
  tags              = { Name = "dns" }
}
`,
  );
});
afterAll(() => rmSync(directory, { recursive: true }));

/** What is found of the group when somebody has written `text` wherever AWS takes text. */
async function reportWith(text: string): Promise<Report> {
  const rule = (id: number, port: number, peer: string, more: object = {}) => ({
    SecurityGroupRuleId: `sgr-0000000000000000${id}`,
    GroupId: 'sg-00000000000000001',
    GroupOwnerId: '123456789012',
    IsEgress: false,
    IpProtocol: 'tcp',
    FromPort: port,
    ToPort: port,
    CidrIpv4: peer,
    Description: text,
    Tags: [
      { Key: 'Name', Value: text },
      { Key: text, Value: 'x' },
    ],
    ...more,
  });
  const group = {
    GroupId: 'sg-00000000000000001',
    GroupName: 'web',
    Description: text,
    OwnerId: '123456789012',
    VpcId: 'vpc-0a1b2c3d4e5f60718',
    Tags: [
      { Key: 'Owner', Value: text },
      { Key: text, Value: text },
    ],
  };
  const live = {
    format: 'driftcheck-snapshot',
    schemaVersion: 1,
    salt: 'strangers',
    account: '123456789012',
    region: 'us-east-1',
    partition: 'aws',
    reads: [
      {
        action: 'ec2:DescribeSecurityGroups',
        key: { 'group-name': 'web', 'vpc-id': 'vpc-0a1b2c3d4e5f60718' },
        result: [group],
      },
      {
        action: 'ec2:DescribeSecurityGroupRules',
        key: { 'group-id': 'sg-00000000000000001' },
        result: [
          rule(1, 443, '10.0.0.0/8'),
          rule(2, 22, '0.0.0.0/0'),
          rule(3, 53, '10.0.0.2/32', { IsEgress: true, IpProtocol: 'udp' }),
          rule(4, 8443, '192.0.2.0/24', { IsEgress: true }),
        ],
      },
    ],
  };
  const aws = replaySnapshot(JSON.stringify(live), 'live.json');
  return check({ directory, environment: {}, aws, now: new Date('2026-11-29T12:00:00Z') });
}

/** What a terminal obeys; the colours of the program's own are taken out. */
function controlsIn(output: string): readonly string[] {
  const plain = output.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, 'g'), '');
  return plain.match(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu) ?? [];
}

const inShort = ({ findings }: Report) => findings.map(({ rule, address, path }) => `${rule} ${address} ${path}`);

test('a harmless text is found wherever it differs', async () => {
  expect(inShort(await reportWith('by hand'))).toEqual(
    expect.arrayContaining([
      'sg/rule-extra aws_security_group.web ingress[22/tcp from 0.0.0.0/0]',
      'sg/rule-unmanaged aws_security_group.web egress[8443/tcp to 192.0.2.0/24]',
      'sg/group-changed aws_security_group.web description',
      'sg/rule-description-changed aws_security_group.web ingress[443/tcp from 10.0.0.0/8].description',
      'sg/rule-description-changed aws_vpc_security_group_egress_rule.web egress[53/udp to 10.0.0.2/32].description',
    ]),
  );
});

test('no text in descriptions and tags says anything but itself, in any format', async () => {
  const harmless = await reportWith('by hand');
  const context = { width: 80, color: false, fixHints: true };
  const tagsOf = (report: Report) => markupOf(rendered(reporters.markdown(report, context))).tags;
  const known = new Set([...tagsOf(harmless), ...tagsOf(await reportWith('two\nlines'))]);
  await fc.assert(
    fc.asyncProperty(nastyText, async (text) => {
      const report = await reportWith(text);
      // Two texts may be the same one once an empty one counts as none.
      if (text !== '') expect(inShort(report).length).toBe(inShort(harmless).length);
      expect(reportSchema.safeParse(JSON.parse(JSON.stringify(report))).error).toBeUndefined();
      for (const name of ['text', 'json', 'sarif', 'junit', 'markdown'] as const) {
        const output = reporters[name](report, { ...context, color: name === 'text' });
        expect([name, runnerReads(output).commands, controlsIn(output)]).toEqual([name, [], []]);
      }
      expect(JSON.parse(reporters.json(report, context))).toEqual(JSON.parse(JSON.stringify(report)));
      expect(JSON.parse(reporters.sarif(report, context))).toMatchObject({ version: '2.1.0' });
      expect(readXml(reporters.junit(report, context)).name).toBe('testsuites');
      expect(tagsOf(report).filter((tag) => !known.has(tag))).toEqual([]);
      const annotations = runnerReads(reporters.github(report, context));
      expect(annotations.others).toEqual([]);
      expect(annotations.commands.every(({ command }) => ['error', 'warning', 'notice'].includes(command))).toBe(true);
    }),
    { numRuns: tries(10) },
  );
});
