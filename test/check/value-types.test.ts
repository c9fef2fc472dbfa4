// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform code
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { replaySnapshot } from '../../src/aws/snapshot.ts';
import { check } from '../../src/check.ts';
import { dataSources } from '../../src/data/registry.ts';
import { ProblemError } from '../../src/model/problem.ts';
import type { Report } from '../../src/model/report.ts';
import { derivedAttributes } from '../../src/terraform/derived-table.ts';

/*
 * Every argument that anything here reads, given a value of every type: what does not fit is a gap of that resource or is converted as
 * Terraform does, and never the end of the run.
 */

const folder = mkdtempSync(join(tmpdir(), 'driftcheck-types-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const shared = ['region', 'name', 'name_prefix', 'tags', 'id', 'arn'];
const rule =
  'security_group_id,type,description,protocol,ip_protocol,from_port,to_port,cidr_ipv4,cidr_ipv6,cidr_blocks,ipv6_cidr_blocks,prefix_list_id,' +
  'prefix_list_ids,source_security_group_id,referenced_security_group_id,self';
const compared: Readonly<Record<string, string>> = {
  aws_ecs_task_definition:
    'family,container_definitions,cpu,memory,network_mode,requires_compatibilities,execution_role_arn,task_role_arn,ipc_mode,pid_mode,volume,' +
    'ephemeral_storage,placement_constraints,proxy_configuration,runtime_platform,inference_accelerator,skip_destroy,track_latest,' +
    'enable_fault_injection',
  aws_ecs_service:
    'cluster,task_definition,desired_count,launch_type,scheduling_strategy,platform_version,iam_role,network_configuration,load_balancer,' +
    'service_registries,capacity_provider_strategy,deployment_circuit_breaker,deployment_controller,deployment_configuration,' +
    'deployment_maximum_percent,deployment_minimum_healthy_percent,enable_execute_command,enable_ecs_managed_tags,propagate_tags,' +
    'health_check_grace_period_seconds,ordered_placement_strategy,placement_constraints,service_connect_configuration,volume_configuration,' +
    'vpc_lattice_configurations,availability_zone_rebalancing,alarms,wait_for_steady_state,force_new_deployment,triggers',
  aws_security_group: 'vpc_id,description,ingress,egress,revoke_rules_on_delete',
  aws_default_security_group: 'vpc_id,ingress,egress',
  aws_security_group_rule: rule,
  aws_vpc_security_group_ingress_rule: rule,
  aws_vpc_security_group_egress_rule: rule,
};

/** The least that a resource needs to be looked for, so that the argument in question is read. */
const least: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  aws_ecs_task_definition: { family: '"f"', container_definitions: '"[]"' },
  aws_ecs_service: { name: '"s"', cluster: '"c"', task_definition: '"f"' },
  aws_security_group: { name: '"g"', vpc_id: '"vpc-1"' },
  aws_default_security_group: { vpc_id: '"vpc-1"' },
};

/** Arguments of formulas and of data sources, by type. */
const read = new Map<string, Set<string>>();
const add = (key: string, names: readonly string[]): void => {
  read.set(key, new Set([...(read.get(key) ?? []), ...names]));
};
for (const { mode, types, formula } of derivedAttributes) {
  const names = [...formula.matchAll(/\{([a-z_]+)/g)].map(([, name = '']) => name);
  for (const type of types) add(`${mode} ${type}`, names);
}
for (const { type } of dataSources) {
  add(
    `data ${type}`,
    'name,id,ids,arn,filter,tags,vpc_id,default,state,cluster,cluster_arn,service_name,task_definition,with_decryption'.split(
      ',',
    ),
  );
  add(
    `data ${type}`,
    'repository_name,image_tag,image_digest,most_recent,registry_id,cidr_block,availability_zone'.split(','),
  );
}
for (const [type, names] of Object.entries(compared)) add(`managed ${type}`, names.split(','));

const values: Readonly<Record<string, string>> = {
  null: 'null',
  bool: 'true',
  number: '5',
  'large number': '1e400',
  text: '"a"',
  'empty text': '""',
  'list of texts': '["us-east-1"]',
  'empty list': '[]',
  'list of null': '[null]',
  set: 'toset(["a"])',
  map: 'tomap({ a = "b" })',
  'empty object': '{}',
  'deep object': '{ a = { b = [{ c = null }] } }',
  'inherited names': '{ constructor = "a", __proto__ = "b", toString = ["c"] }',
  'data source': 'data.aws_region.r',
  'variable without a value': 'var.unset',
  'sensitive number': 'sensitive(5)',
  'sensitive object': 'sensitive({ a = ["b"] })',
  'part of a text': '"a-${var.unset}"',
};

function configuration(value: string): string {
  const blocks = [...read].flatMap(([key, names]) => {
    const [mode = '', type = ''] = key.split(' ');
    return [...new Set([...shared, ...names])].map((name, index) => {
      const others = Object.entries(least[type] ?? {}).filter(([other]) => other !== name);
      const lines = [...others, [name, value]].map(([argument, text]) => `  ${argument} = ${text}\n`);
      return `${mode === 'data' ? 'data' : 'resource'} "${type}" "a${index}" {\n${lines.join('')}}\n`;
    });
  });
  // What asks for a data source or a derived attribute.
  const uses = [...read.keys()].flatMap((key) => {
    const [mode = '', type = ''] = key.split(' ');
    return [`${mode === 'data' ? 'data.' : ''}${type}.a0.arn`, `${mode === 'data' ? 'data.' : ''}${type}.a1.id`];
  });
  const user = `resource "aws_security_group" "user" {\n  name = "user"\n  description = join(",", [${uses.join(', ')}])\n}\n`;
  return `data "aws_region" "r" {}\nvariable "unset" {}\n${blocks.join('')}${user}`;
}

const live = JSON.stringify({
  ...{ format: 'driftcheck-snapshot', schemaVersion: 1, salt: 'x', account: '123456789012', region: 'us-east-1' },
  reads: [
    {
      action: 'ec2:DescribeSecurityGroups',
      key: { 'group-name': 'g', 'vpc-id': 'vpc-1' },
      result: [{ GroupId: 'sg-1', GroupName: 'g', VpcId: 'vpc-1', Description: 'g' }],
    },
    { action: 'ec2:DescribeSecurityGroupRules', key: { 'group-id': 'sg-1' }, result: [] },
    { action: 'ec2:DescribeSecurityGroups', key: { 'group-name': 'h', 'vpc-id': 'vpc-1' }, absent: true },
  ],
});

async function run(code: string): Promise<Report | ProblemError> {
  writeFileSync(join(folder, 'main.tf'), code);
  try {
    return await check({ directory: folder, environment: {}, aws: replaySnapshot(live, 'live.json') });
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
}

describe('an argument of another type ends no run', () => {
  it.each(Object.entries(values))('%s', async (_, value) => {
    const result = await run(configuration(value));
    if (result instanceof ProblemError) expect(['wrong-place', 'aws']).toContain(result.problem.code);
    else expect(result.summary.exitCode).not.toBe(0);
  });

  it.each(Object.entries(values))('region of the provider: %s', async (_, value) => {
    const group = 'resource "aws_security_group" "g" {\n  name = "g"\n  vpc_id = "vpc-1"\n}\n';
    await run(`data "aws_region" "r" {}\nvariable "unset" {}\nprovider "aws" {\n  region = ${value}\n}\n${group}`);
  });

  it.each(['["us-east-1"]', '{ name = "us-east-1" }', 'data.aws_region.r'])(
    'a region that is %s is a gap of its resource',
    async (value) => {
      const groups = `resource "aws_security_group" "g" {\n  name = "g"\n  vpc_id = "vpc-1"\n}\nresource "aws_security_group" "h" {\n  name = "h"\n  vpc_id = "vpc-1"\n  region = ${value}\n}\n`;
      const result = await run(`data "aws_region" "r" {}\n${groups}`);
      if (result instanceof ProblemError) throw result;
      expect(result.gaps).toMatchObject([
        { address: 'aws_security_group.h', scope: 'resource', reason: { name: 'wrong-type' } },
      ]);
      expect(result.summary.exitCode).toBe(3);
    },
  );
});
