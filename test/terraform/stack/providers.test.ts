import { describe, expect, it } from 'vitest';
import type { ProviderConfiguration, Stack } from '../../../src/model/stack.ts';
import { resource, stackOf } from '../in-memory.ts';
import { passedProviders } from './passed-providers.ts';

function providerOf(stack: Stack, address: string): ProviderConfiguration | undefined {
  const { provider } = resource(stack, address);
  return provider === undefined ? undefined : stack.providers[provider];
}

/** The region that a resource's provider has in the code. */
function regionOf(stack: Stack, address: string): unknown {
  const value = providerOf(stack, address)?.body.attributes.get('region')?.value;
  return value?.kind === 'string' ? value.value : value?.kind;
}

describe('the provider of a resource', () => {
  const files = {
    'main.tf': `
      variable "region" { default = "us-east-1" }
      provider "aws" {
        region = var.region
        default_tags {
          tags = { Team = "core" }
        }
      }
      provider "aws" {
        alias  = "west"
        region = "us-west-2"
      }
      resource "aws_x" "default" {}
      resource "aws_x" "west" { provider = aws.west }
      resource "aws_x" "quoted" { provider = "aws.west" }
      resource "other_x" "none" {}
      module "inherits" {
        source = "./m"
      }
      module "passed" {
        source = "./m"
        providers = {
          aws      = aws.west
          aws.peer = aws
        }
      }
      module "own" {
        source = "./own"
      }
    `,
    ...passedProviders,
    'own/main.tf': 'provider "aws" {\n  region = "eu-west-1"\n}\nresource "aws_x" "a" {}\n',
  };

  it('is the one without an alias, the one it names, or the one its module was given', async () => {
    const stack = await stackOf(files);
    const regions = Object.fromEntries(stack.resources.map(({ address }) => [address, regionOf(stack, address)]));
    expect(regions).toEqual({
      'aws_x.default': 'us-east-1',
      'aws_x.west': 'us-west-2',
      'aws_x.quoted': 'us-west-2',
      'other_x.none': undefined,
      'module.inherits.aws_x.a': 'us-east-1',
      'module.inherits.aws_x.peer': undefined,
      'module.inherits.module.deeper.aws_x.a': 'us-east-1',
      'module.passed.aws_x.a': 'us-west-2',
      'module.passed.aws_x.peer': 'us-east-1',
      'module.passed.module.deeper.aws_x.a': 'us-west-2',
      'module.own.aws_x.a': 'eu-west-1',
    });
  });

  it('is evaluated with its blocks, without its alias', async () => {
    const stack = await stackOf(files);
    expect(stack.providers.map(({ name, alias, module }) => [module, name, alias])).toEqual([
      ['', 'aws', undefined],
      ['', 'aws', 'west'],
      ['module.own', 'aws', undefined],
    ]);
    expect(stack.providers[0]?.body.blocks.get('default_tags')?.blocks).toHaveLength(1);
    expect([...(stack.providers[1]?.body.attributes.keys() ?? [])]).toEqual(['region']);
  });

  it('may be one of many that OpenTofu makes with for_each', async () => {
    const stack = await stackOf(`
      provider "aws" {
        alias    = "by_region"
        for_each = toset(["a", "b"])
        region   = each.value
        profile  = "p"
      }
      resource "aws_x" "a" {
        for_each = toset(["a", "b"])
        provider = aws.by_region[each.key]
      }
    `);
    expect(regionOf(stack, 'aws_x.a["a"]')).toBe('a');
    expect(regionOf(stack, 'aws_x.a["b"]')).toBe('b');
    expect(stack.providers.map(({ alias, key }) => [alias, key])).toEqual([
      ['by_region', 'a'],
      ['by_region', 'b'],
    ]);
    expect(providerOf(stack, 'aws_x.a["a"]')?.body.attributes.get('profile')?.value).toMatchObject({ value: 'p' });
    expect(stack.diagnostics).toEqual([]);
  });
});
