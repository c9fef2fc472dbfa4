import { describe, expect, it } from 'vitest';
import type { Place } from '../../../src/model/place.ts';
import { readPlan } from '../../../src/terraform/plan-and-state/plan.ts';
import { planEvaluator } from '../../../src/terraform/plan-and-state/plan-stack.ts';
import { placeOf } from '../../../src/terraform/stack/place.ts';

const own = '123456789012';
const other = '999999999999';
const run = { account: own, region: 'us-east-1', partition: 'aws' };

const refers = (...references: string[]): object => ({ references });
const constant = (value: unknown): object => ({ constant_value: value });
const assumes = (arn: object): object => ({ assume_role: [{ role_arn: arn }] });

/** Where a group lives whose provider has these arguments, with these values of variables; `values` are the group's. */
function placeWith(
  expressions: object,
  { variables = {}, values = {}, alias }: { variables?: object; values?: object; alias?: string } = {},
): Place {
  const address = 'aws_security_group.this';
  const key = alias === undefined ? 'aws' : `aws.${alias}`;
  const group = { address, mode: 'managed', type: 'aws_security_group', name: 'this' };
  const text = JSON.stringify({
    format_version: '1.2',
    variables: Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, { value }])),
    planned_values: { root_module: { resources: [{ ...group, values: { name: 'this', ...values } }] } },
    resource_changes: [],
    configuration: {
      provider_config: {
        aws: { name: 'aws', ...(alias === undefined ? { expressions } : {}) },
        ...(alias === undefined ? {} : { [key]: { name: 'aws', alias, expressions } }),
      },
      root_module: { resources: [{ ...group, provider_config_key: key, expressions: {} }] },
    },
  });
  const plan = readPlan(text, 'plan.json', new Set(['aws_security_group']));
  const stack = { ...planEvaluator(plan, { directory: '.', workspace: 'default' })(new Map()), run };
  const resource = stack.resources.find((one) => one.address === address);
  if (resource === undefined) throw new Error(`no ${address}`);
  return placeOf(resource, stack);
}

const role = (account: string): string => `arn:aws:iam::${account}:role/deploy`;
const elsewhere = { account: other, doubt: { kind: 'elsewhere', name: 'account', value: other, run: own } };

describe('a role of a plan', () => {
  it.each([
    ['a constant', assumes(constant(role(other))), {}],
    ['a web identity', { assume_role_with_web_identity: [{ role_arn: constant(role(other)) }] }, {}],
    ['a variable', assumes(refers('var.role')), { role: role(other) }],
    ['an account in the ARN', assumes(refers('var.account')), { account: other }],
    ['an account and a name', assumes(refers('var.account', 'var.name')), { account: other, name: 'deploy' }],
  ])('tells the account: %s', (_, expressions, variables) => {
    expect(placeWith(expressions, { variables })).toMatchObject(elsewhere);
  });

  it.each([
    ['none', {}, {}],
    ['of the account of the run', assumes(constant(role(own))), {}],
    ['null', assumes(refers('var.role')), { role: null }],
    ['empty', assumes(refers('var.role')), { role: '' }],
  ])('may be %s', (_, expressions, variables) => {
    expect(placeWith(expressions, { variables })).toEqual(run);
  });

  it.each([
    ['a local value', assumes(refers('local.role')), {}],
    ['a name alone', assumes(refers('var.name')), { name: 'deploy' }],
    ['one of two accounts', assumes(refers('var.a', 'var.b')), { a: own, b: other }],
  ])('is doubted: %s', (_, expressions, variables) => {
    const place = placeWith(expressions, { variables });
    expect(place.doubt).toEqual({ kind: 'plan', address: 'provider.aws', path: ['role_arn'] });
    expect(place.account).toBeUndefined();
  });
});

describe('what the provider of a plan has made', () => {
  const arn = (account: string, region = 'us-east-1') => ({
    arn: `arn:aws:ec2:${region}:${account}:security-group/sg-0a1b`,
  });

  it('tells the account where its role does not', () => {
    const expressions = assumes(refers('local.role'));
    expect(placeWith(expressions, { values: arn(own) })).toEqual(run);
    expect(placeWith(expressions, { values: arn(other) })).toMatchObject(elsewhere);
    const profile = { profile: refers('var.profile') };
    expect(placeWith(profile, { alias: 'other', values: arn(own) })).toEqual(run);
    expect(placeWith(profile, { alias: 'other' }).doubt).toMatchObject({ kind: 'plan', path: ['profile'] });
  });

  it('tells the region where its expression does not', () => {
    const expressions = { region: refers('local.region') };
    expect(placeWith(expressions, { values: arn(own, 'eu-west-1') })).toEqual({ ...run, region: 'eu-west-1' });
    expect(placeWith(expressions).doubt).toMatchObject({ kind: 'plan', path: ['region'] });
    expect(placeWith({ region: constant('us-west-2') }, { values: arn(own, 'eu-west-1') }).region).toBe('us-west-2');
  });
});
