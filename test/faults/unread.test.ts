import { describe, expect, it } from 'vitest';
import { check } from '../../src/check/check.ts';
import type { Report } from '../../src/model/report/report.ts';
import { quickReader } from '../aws/wire.ts';
import type { Fault } from '../aws-server/faults.ts';
import { serve } from '../aws-server/start.ts';
import { drifted, inSync } from './accounts.ts';

/** What is asked beside what is compared: whatever of it is not answered is a gap of the resource that it is about. */

const api = 'aws_ecs_service.service["api"]';
const worker = 'aws_ecs_service.service["worker"]';

async function damaged(...faults: readonly Fault[]): Promise<Report> {
  await serve(drifted(), { faults });
  return check({ directory: 'test/faults/terraform', environment: {}, aws: quickReader(), who: 'asked' });
}

type Reason = Report['gaps'][number]['reason'];
const problemOf = ({ problem, from = [] }: Reason): Reason['problem'] =>
  problem ?? from.map(problemOf).find((one) => one);

const told = ({ findings }: Report) => findings.map(({ rule, address }) => `${rule} ${address}`);
const named = ({ gaps }: Report) =>
  gaps.map(({ address, path, reason }) => {
    const problem = problemOf(reason);
    return `${address} ${path} ${problem?.code ?? problem?.kind}`;
  });

describe('what is asked beside', () => {
  it.each<[string, Fault, string, string]>([
    [
      'a deployment that may not be read',
      { kind: 'denied', action: 'ecs:DescribeServiceDeployments' },
      `${api} deployments AccessDeniedException`,
      `delivery/rolled-back ${api}`,
    ],
    [
      'a deployment that is listed and not yet known',
      { kind: 'unseen', action: 'ecs:DescribeServiceDeployments' },
      `${api} deployments NamedButUnknown`,
      `delivery/rolled-back ${api}`,
    ],
    [
      'of which revision deployments were',
      { kind: 'denied', action: 'ecs:DescribeServiceRevisions' },
      `${api} deployments AccessDeniedException`,
      `delivery/rolled-back ${api}`,
    ],
    [
      'the list of deployments, where an event tells of one',
      { kind: 'denied', action: 'ecs:ListServiceDeployments' },
      `${api} deployments AccessDeniedException`,
      `delivery/rolled-back ${api}`,
    ],
    [
      'why tasks stopped',
      { kind: 'denied', action: 'ecs:ListTasks', resource: 'STOPPED' },
      `${api} deployments AccessDeniedException`,
      `delivery/rolled-back ${api}`,
    ],
    [
      'the newest revision, of a family of which one runs',
      { kind: 'unseen', action: 'ecs:DescribeTaskDefinition', resource: '"worker"' },
      `${worker} taskDefinition NamedButUnknown`,
      `delivery/image-stale ${worker}`,
    ],
    [
      'what a rule that is missing lets in',
      { kind: 'denied', action: 'ec2:DescribeManagedPrefixLists' },
      'aws_vpc_security_group_ingress_rule.cache_from_offices ingress[6379/tcp from data.aws_ec2_managed_prefix_list.offices.id] UnauthorizedOperation',
      'sg/rule-missing aws_vpc_security_group_ingress_rule.cache_from_offices',
    ],
  ])('%s', async (_, fault, gap, finding) => {
    const report = await damaged(fault);
    expect(named(report)).toContain(gap);
    expect(told(report)).toContain(finding);
  });

  it('the images of an index that AWS no longer knows tell nothing of what runs', async () => {
    const report = await damaged({ kind: 'earlier', action: 'ecr:BatchGetImage', world: inSync() });
    expect(told(report)).not.toContain(`delivery/image-stale ${worker}`);
    expect(named(report)).toContain(`${worker} containers[app].image NamedButUnknown`);
  });
});

it('names each resource where AWS tells a thing or two, and not whose account it is', async () => {
  const report = await damaged(
    { kind: 'denied', action: 'sts' },
    { kind: 'denied', action: 'ecs' },
    { kind: 'denied', action: 'ec2:DescribeSecurityGroups' },
  );
  expect(report.summary.exitCode).toBe(3);
  expect(report.findings).toEqual([]);
  const gaps = new Set(report.gaps.map(({ address }) => address));
  expect(report.checked.filter(({ address }) => !gaps.has(address))).toEqual([]);
});
