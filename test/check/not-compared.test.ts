import { describe, expect, it, test } from 'vitest';
import { comparedTypes } from '../../src/check/check.ts';
import { notCompared } from '../../src/check/not-compared.ts';
import { readPlan } from '../../src/terraform/plan-and-state/plan.ts';
import { planEvaluator } from '../../src/terraform/plan-and-state/plan-stack.ts';
import { type Files, stackOf } from '../terraform/in-memory.ts';

const types = [...comparedTypes()];

/** `aws_iam_role 2`; with a plus where there may be more. */
const counted = async (files: Files | string): Promise<string[]> =>
  notCompared(await stackOf(files), types).map(({ type, count, atLeast }) => `${type} ${count}${atLeast ? '+' : ''}`);

describe('resources of types that are not compared', () => {
  test.each([
    ['one', 'resource "aws_ecs_cluster" "a" {}', ['aws_ecs_cluster 1']],
    ['each instance', 'resource "aws_iam_role" "a" {\n  for_each = toset(["x", "y"])\n}', ['aws_iam_role 2']],
    [
      'one for an unknown number',
      'variable "n" {}\nresource "aws_iam_role" "a" {\n  count = var.n\n}\nresource "aws_iam_role" "b" {}',
      ['aws_iam_role 2+'],
    ],
    [
      'of other providers',
      'resource "cloudflare_record" "a" {}\nresource "helm_release" "b" {}',
      ['cloudflare_record 1', 'helm_release 1'],
    ],
    [
      'first of the services that are compared, then by their number',
      'resource "aws_lb" "a" {}\nresource "aws_iam_role" "a" {\n  count = 3\n}\nresource "aws_ecs_express_gateway_service" "a" {}\nresource "aws_acm_certificate" "a" {}',
      ['aws_ecs_express_gateway_service 1', 'aws_iam_role 3', 'aws_acm_certificate 1', 'aws_lb 1'],
    ],
  ])('are counted: %s', async (_, code, expected) => {
    expect(await counted(code)).toEqual(expected);
  });

  test.each([
    ['what is compared', 'resource "aws_ecs_service" "a" {}\nresource "aws_security_group_rule" "b" {}'],
    ['data sources', 'data "aws_vpc" "a" {}'],
    ['none', 'resource "aws_iam_role" "a" {\n  count = 0\n}'],
    [
      'what exists only in a state',
      ['terraform_data', 'null_resource', 'random_id', 'time_sleep', 'tls_private_key', 'local_file']
        .map((type) => `resource "${type}" "a" {}\n`)
        .join(''),
    ],
  ])('are not: %s', async (_, code) => {
    expect(await counted(code)).toEqual([]);
  });

  it('of modules too', async () => {
    const files = {
      'main.tf': 'module "a" {\n  source = "./m"\n  count = 2\n}\nresource "aws_sqs_queue" "q" {}',
      'm/main.tf': 'resource "aws_sqs_queue" "q" {}',
    };
    expect(await counted(files)).toEqual(['aws_sqs_queue 3']);
  });

  it('of a plan too, known or not', () => {
    const resource = (type: string, name: string) => ({
      address: `${type}.${name}`,
      mode: 'managed',
      type,
      name,
      provider_name: 'registry.terraform.io/hashicorp/aws',
      values: { name },
    });
    const resources = [
      resource('aws_sqs_queue', 'known'),
      resource('aws_sqs_queue', 'open'),
      resource('aws_ecs_cluster', 'main'),
      resource('null_resource', 'x'),
      resource('aws_ecs_service', 'api'),
    ];
    const plan = {
      format_version: '1.2',
      planned_values: { root_module: { resources } },
      resource_changes: resources.map(({ values, ...one }) => ({
        ...one,
        change: {
          actions: ['create'],
          before: null,
          after: values,
          after_unknown: one.name === 'open' ? { arn: true } : {},
        },
      })),
      configuration: { root_module: { resources: [] } },
    };
    const stack = planEvaluator(readPlan(JSON.stringify(plan), 'plan.json', new Set(types)), {
      directory: '.',
      workspace: 'default',
    })(new Map());
    expect(notCompared(stack, types)).toEqual([
      { type: 'aws_ecs_cluster', count: 1 },
      { type: 'aws_sqs_queue', count: 2 },
    ]);
  });
});
