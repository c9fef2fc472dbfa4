import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { replaySnapshot } from '../../src/aws/snapshot/snapshot.ts';
import { check } from '../../src/check/check.ts';

/* What is no text in the place of a region: nothing is looked for anywhere, and nothing ends but what hangs on it. */

const folder = mkdtempSync(join(tmpdir(), 'driftcheck-regions-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const live = JSON.stringify({
  ...{ format: 'driftcheck-snapshot', schemaVersion: 1, salt: 'x', account: '123456789012', region: 'us-east-1' },
  reads: [
    {
      action: 'ec2:DescribeSecurityGroups',
      key: { 'group-name': 'g', 'vpc-id': 'vpc-1' },
      result: [{ GroupId: 'sg-1', GroupName: 'g', VpcId: 'vpc-1', Description: 'Managed by Terraform' }],
    },
    { action: 'ec2:DescribeSecurityGroupRules', key: { 'group-id': 'sg-1' }, result: [] },
    { action: 'ec2:DescribeSecurityGroups', key: { 'group-name': 'h', 'vpc-id': 'vpc-1' }, absent: true },
  ],
});

const group = (name: string, region = ''): string =>
  `resource "aws_security_group" "${name}" {\n  name = "${name}"\n  vpc_id = "vpc-1"\n${region}}\n`;

it.each(['["us-east-1"]', '{ name = "us-east-1" }', 'data.aws_region.r'])(
  'a region that is %s is a gap of its resource',
  async (value) => {
    const code = `data "aws_region" "r" {}\n${group('g')}${group('h', `  region = ${value}\n`)}`;
    writeFileSync(join(folder, 'main.tf'), code);
    const report = await check({ directory: folder, environment: {}, aws: replaySnapshot(live, 'live.json') });
    expect(report.gaps).toMatchObject([
      { address: 'aws_security_group.h', scope: 'resource', reason: { name: 'wrong-type' } },
    ]);
    expect(report.summary).toMatchObject({ exitCode: 3, resources: { inSync: 1 } });
  },
);
