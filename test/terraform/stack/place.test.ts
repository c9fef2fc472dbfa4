import { describe, expect, it } from 'vitest';
import type { Place, RunPlace } from '../../../src/model/place.ts';
import type { Stack } from '../../../src/model/stack.ts';
import { placeOf, placeUnknowns, placeValues, secretRegions } from '../../../src/terraform/stack/place.ts';
import { type Files, resource, stackOf } from '../in-memory.ts';
import { passedProviders } from './passed-providers.ts';

const own = '123456789012';
const other = '999999999999';
const run: RunPlace = { account: own, region: 'us-east-1', partition: 'aws' };

async function placesIn(files: Files | string, where: RunPlace = run): Promise<(address: string) => Place> {
  const stack: Stack = { ...(await stackOf(files)), run: where };
  return (address) => placeOf(resource(stack, address), stack);
}

/** Where `aws_x.this` lives, with these provider blocks; `null` of an alias means the default configuration. */
async function placeWith(providers: string, alias: string | null = 'other', where: RunPlace = run): Promise<Place> {
  const provider = alias === null ? '' : `provider = aws.${alias}`;
  const placeIn = await placesIn(`${providers}\nresource "aws_x" "this" {\n${provider}\n}\n`, where);
  return placeIn('aws_x.this');
}

/** A hole of a template of Terraform's. */
const hole = (expression: string) => `\${${expression}}`;

const doubtWith = async (...args: Parameters<typeof placeWith>) => (await placeWith(...args)).doubt;
const alias = (body: string) => `provider "aws" {}\nprovider "aws" {\nalias = "other"\n${body}\n}\n`;
const elsewhere = { kind: 'elsewhere', name: 'account', value: other, run: own };
const role = (account: string) => `assume_role {\nrole_arn = "arn:aws:iam::${account}:role/deploy"\n}`;

describe('a place', () => {
  it('is that of the run where nothing else is said', async () => {
    expect(await placeWith('', null)).toEqual(run);
    expect(await placeWith('provider "aws" {}', null)).toEqual(run);
    expect(await placeWith('', null, {})).toEqual({});
  });

  it("has the resource's own region before its provider's", async () => {
    const placeIn = await placesIn(`
      provider "aws" { region = "eu-west-1" }
      resource "aws_x" "provider" {}
      resource "aws_x" "own" { region = "eu-west-2" }
      resource "aws_x" "null" { region = null }
      resource "aws_x" "empty" { region = "" }
    `);
    expect(placeIn('aws_x.provider').region).toBe('eu-west-1');
    expect(placeIn('aws_x.own').region).toBe('eu-west-2');
    expect(placeIn('aws_x.null').region).toBe('eu-west-1');
    expect(placeIn('aws_x.empty').region).toBe('eu-west-1');
  });

  it.each([
    ['default configuration', 'variable "r" {}\nprovider "aws" { region = var.r }', null],
    ['alias', `variable "r" {}\n${alias('region = var.r')}`, 'other'],
    ['part of it', `variable "r" {}\n${alias('region = "eu-$' + '{var.r}-1"')}`, 'other'],
  ])('is doubted while its region is not known: %s', async (_, providers, name) => {
    expect(await placeWith(providers, name)).toMatchObject({ account: own, doubt: { kind: 'variable', name: 'r' } });
    expect(await placeWith(providers, name)).not.toHaveProperty('region');
  });

  it('is doubted when its region is no text', async () => {
    expect(await doubtWith('provider "aws" { region = [] }', null)).toMatchObject({ code: 'wrong-type' });
  });
});

describe('the account', () => {
  it.each([
    ['a block', role(other)],
    ['the last of a chain', `${role(own)}\n${role(other)}`],
    [
      'a role after a web identity',
      `${role(other)}\n${role(own).replace('assume_role', 'assume_role_with_web_identity')}`,
    ],
    ['a web identity', role(other).replace('assume_role', 'assume_role_with_web_identity')],
    ['an attribute', `assume_role = { role_arn = "arn:aws:iam::${other}:role/deploy" }`],
    ['a list of objects', `assume_role = [{ role_arn = "arn:aws:iam::${other}:role/deploy" }]`],
    [
      'a dynamic block',
      `dynamic "assume_role" {\nfor_each = [1]\ncontent {\nrole_arn = "arn:aws:iam::${other}:role/x"\n}\n}`,
    ],
    ['a partition of its own', `assume_role {\nrole_arn = "arn:aws-us-gov:iam::${other}:role/x"\n}`],
  ])('is that of the role: %s', async (_, body) => {
    expect(await placeWith(alias(body))).toMatchObject({ account: other, doubt: elsewhere });
  });

  it.each([
    ['the account of the run', role(own)],
    ['null', 'assume_role {\nrole_arn = null\n}'],
    ['empty', 'assume_role {\nrole_arn = ""\n}'],
    ['not written', 'assume_role {\nsession_name = "x"\n}'],
    ['no block', 'dynamic "assume_role" {\nfor_each = []\ncontent {\nrole_arn = "x"\n}\n}'],
    ['a null attribute', 'assume_role = null'],
  ])('is that of the run with a role that is %s', async (_, body) => {
    expect(await placeWith(alias(body))).toEqual(run);
  });

  it('is known though the name of the role is not', async () => {
    const named = `variable "n" {}\n${alias(`assume_role {\nrole_arn = "arn:aws:iam::${other}:role/${hole('var.n')}"\n}`)}`;
    expect(await placeWith(named)).toMatchObject({ account: other, doubt: elsewhere });
    const partition = `variable "p" {}\n${alias(`assume_role {\nrole_arn = "arn:${hole('var.p')}:iam::${own}:role/x"\n}`)}`;
    expect(await placeWith(partition)).toEqual(run);
  });

  it.each([
    ['the role', 'role_arn = var.a'],
    ['its account', `role_arn = "arn:aws:iam::${hole('var.a')}:role/x"`],
  ])('is doubted while %s is not known', async (_, argument) => {
    for (const [providers, name] of [
      [`variable "a" {}\n${alias(`assume_role {\n${argument}\n}`)}`, 'other'],
      [`variable "a" {}\nprovider "aws" {\nassume_role {\n${argument}\n}\n}`, null],
    ] as const) {
      const place = await placeWith(providers, name);
      expect(place).toMatchObject({ region: 'us-east-1', doubt: { kind: 'variable', name: 'a' } });
      expect(place).not.toHaveProperty('account');
    }
  });

  it('is doubted while it is not known whether there is a role', async () => {
    const maybe = (account: string) =>
      `variable "on" {}\n${alias(
        `dynamic "assume_role" {\nfor_each = var.on\ncontent {\nrole_arn = "arn:aws:iam::${account}:role/x"\n}\n}`,
      )}`;
    expect(await doubtWith(maybe(other))).toMatchObject({ kind: 'variable', name: 'on' });
    expect(await doubtWith(maybe(own))).toBeUndefined();
    expect(await doubtWith(`variable "on" {}\n${alias('assume_role = var.on')}`)).toMatchObject({ name: 'on' });
  });

  it('is doubted when the ARN is none', async () => {
    expect(await doubtWith(alias('assume_role {\nrole_arn = "deploy"\n}'))).toMatchObject({ code: 'no-role-arn' });
  });

  it('is doubted while that of the run is not known', async () => {
    const { account: _, ...nobody } = run;
    const { run: __, ...unknown } = elsewhere;
    const place = await placeWith(alias(role(other)), 'other', nobody);
    expect(place).toMatchObject({ account: other, doubt: unknown });
    expect(place.doubt).not.toHaveProperty('run');
    expect(await doubtWith(alias(''), 'other', nobody)).toBeUndefined();
  });

  it('is the only one that the provider allows, where nothing else tells', async () => {
    const unknown = 'variable "a" {}\n';
    const assumed = (ids: string) =>
      unknown + alias(`allowed_account_ids = ${ids}\nassume_role {\nrole_arn = var.a\n}`);
    expect(await placeWith(assumed(`["${own}"]`))).toEqual(run);
    expect(await placeWith(assumed(`["${other}"]`))).toMatchObject({ account: other, doubt: elsewhere });
    expect(await doubtWith(assumed(`["${own}", "${other}"]`))).toMatchObject({ kind: 'variable' });
    expect(await doubtWith(assumed('[var.a]'))).toMatchObject({ kind: 'variable' });
    expect(await placeWith(alias(`profile = "x"\nallowed_account_ids = ["${own}"]`))).toEqual(run);
    expect(await placeWith(alias(`profile = "x"\nallowed_account_ids = ["${other}"]`))).toMatchObject({
      account: other,
      doubt: elsewhere,
    });
  });

  it('is not shown when it is secret', async () => {
    const secret = `variable "a" {\nsensitive = true\ndefault = "arn:aws:iam::${other}:role/x"\n}\n`;
    const doubt = await doubtWith(secret + alias('assume_role {\nrole_arn = var.a\n}'));
    expect(doubt).toMatchObject({ kind: 'elsewhere', name: 'account', run: own });
    expect(doubt).not.toHaveProperty('value');
  });
});

describe('the profile', () => {
  const base = (argument: string) => `provider "aws" {\n${argument}\n}\nprovider "aws" {\nalias = "other"\n`;

  it('of the default configuration says nothing of the account', async () => {
    expect(await placeWith('provider "aws" { profile = "prod" }', null)).toEqual(run);
    expect(await placeWith('variable "p" {}\nprovider "aws" { profile = var.p }', null)).toEqual(run);
    expect(await placeWith('provider "aws" { access_key = "x" }', null)).toEqual(run);
  });

  it.each([
    ['the same', `${base('profile = "prod"')}profile = "prod"\n}`],
    ['none', `${base('profile = "prod"')}}`],
    ['the same variable', `variable "p" {}\n${base('profile = var.p')}profile = var.p\n}`],
    ['the same files', `${base('shared_config_files = ["a"]')}shared_config_files = ["a"]\n}`],
  ])('of another one is that of the run: %s', async (_, providers) => {
    expect(await doubtWith(providers)).toBeUndefined();
  });

  it.each([
    ['another', `${base('profile = "prod"')}profile = "network"\n}`, { kind: 'elsewhere', value: 'network' }],
    ['one, where the default one has none', alias('profile = "network"'), { kind: 'elsewhere', value: 'network' }],
    ['one that is not known', `variable "p" {}\n${alias('profile = var.p')}`, { kind: 'variable' }],
    [
      'another part of one variable',
      `variable "p" {}\n${base('profile = var.p["a"]')}profile = var.p["b"]\n}`,
      { kind: 'variable' },
    ],
    ['keys', alias('access_key = "x"'), { kind: 'elsewhere', name: 'credentials', value: 'access_key' }],
    [
      'other files',
      `${base('shared_credentials_files = ["a"]')}shared_credentials_files = ["b"]\n}`,
      { kind: 'elsewhere', name: 'credentials', value: 'shared_credentials_files' },
    ],
  ])('of another one is doubted: %s', async (_, providers, doubt) => {
    const place = await placeWith(providers);
    expect(place).toMatchObject({ doubt });
    expect(place).not.toHaveProperty('account');
  });

  it('may be the one that the run is given', async () => {
    const named = { ...run, profile: 'network' };
    expect((await placeWith(alias('profile = "network"'), 'other', named)).doubt).toBeUndefined();
    expect(await doubtWith(alias('profile = "prod"'), 'other', named)).toMatchObject({ value: 'prod', run: 'network' });
  });

  it('does not matter to a role', async () => {
    expect(await placeWith(alias(`profile = "network"\n${role(own)}`))).toEqual(run);
  });
});

describe('the partition', () => {
  it('is that of the region', async () => {
    expect(await placeWith('provider "aws" { region = "eusc-de-east-1" }', null, {})).toEqual({
      region: 'eusc-de-east-1',
      partition: 'aws-eusc',
    });
    expect(await placeWith('', null, { region: 'us-iso-east-1' })).toMatchObject({ partition: 'aws-iso' });
  });

  it('is what AWS says of the region of the run', async () => {
    const local = { account: own, region: 'local', partition: 'aws' };
    expect(await placeWith('provider "aws" { region = "local" }', null, local)).toEqual(local);
    const strange = { account: own, region: 'us-east-1', partition: 'aws-cn' };
    expect(await placeWith('', null, strange)).toEqual(strange);
  });

  it('has accounts of its own', async () => {
    const place = await placeWith(alias('region = "cn-north-1"'));
    expect(place).toMatchObject({
      region: 'cn-north-1',
      partition: 'aws-cn',
      doubt: { kind: 'elsewhere', name: 'partition', value: 'aws-cn', run: 'aws' },
    });
    expect(place).not.toHaveProperty('account');
  });
});

describe('a configuration', () => {
  const files = {
    'main.tf': `
      provider "aws" {}
      provider "aws" {
        alias = "network"
        ${role(other)}
      }
      module "passed" {
        source    = "./m"
        providers = { aws = aws.network, aws.peer = aws }
      }
      module "inherits" { source = "./m" }
      module "own" { source = "./own" }
    `,
    ...passedProviders,
    'own/main.tf': 'provider "aws" {\n  profile = "legacy"\n}\nresource "aws_x" "a" {}\n',
  };

  it('is passed into modules', async () => {
    const placeIn = await placesIn(files);
    expect(placeIn('module.passed.aws_x.a')).toMatchObject({ account: other, doubt: elsewhere });
    expect(placeIn('module.passed.module.deeper.aws_x.a')).toMatchObject({ account: other, doubt: elsewhere });
    expect(placeIn('module.passed.aws_x.peer')).toEqual(run);
    expect(placeIn('module.inherits.aws_x.a')).toEqual(run);
  });

  it('that was not passed leaves the place unknown', async () => {
    const placeIn = await placesIn(files);
    expect(placeIn('module.inherits.aws_x.peer').doubt).toEqual({ kind: 'invalid', code: 'undeclared-provider' });
  });

  it('of a module is not the default one', async () => {
    expect((await placesIn(files))('module.own.aws_x.a').doubt).toMatchObject({ name: 'profile', value: 'legacy' });
  });
});

describe('a configuration with for_each', () => {
  const keyed = (forEach: string, body: string) => `
    variable "k" { type = string }
    variable "all" {}
    provider "aws" {}
    provider "aws" {
      alias    = "each"
      for_each = ${forEach}
      ${body}
    }
  `;
  const roles = keyed(
    `{ here = "${own}", there = "${other}" }`,
    `region = "eu-west-1"\nassume_role {\nrole_arn = "arn:aws:iam::${hole('each.value')}:role/x"\n}`,
  );
  const regions = keyed('toset(["eu-west-1", "eu-west-2"])', 'region = each.key');

  it('is the instance that a resource names', async () => {
    const placeIn = await placesIn(`${roles}
      resource "aws_x" "each" {
        for_each = toset(["here", "there"])
        provider = aws.each[each.key]
      }
      resource "aws_x" "one" { provider = aws.each["there"] }
    `);
    expect(placeIn('aws_x.each["here"]')).toEqual({ ...run, region: 'eu-west-1' });
    expect(placeIn('aws_x.each["there"]')).toMatchObject({ account: other, doubt: elsewhere });
    expect(placeIn('aws_x.one')).toMatchObject({ account: other, doubt: elsewhere });
  });

  it('is the instance that is passed into a module', async () => {
    const placeIn = await placesIn({
      'main.tf': `${regions}
        module "m" {
          source    = "./m"
          for_each  = toset(["eu-west-1", "eu-west-2"])
          providers = { aws = aws.each[each.key] }
        }
      `,
      'm/main.tf': 'resource "aws_x" "a" {}\n',
    });
    expect(placeIn('module.m["eu-west-1"].aws_x.a')).toEqual({ ...run, region: 'eu-west-1' });
    expect(placeIn('module.m["eu-west-2"].aws_x.a')).toEqual({ ...run, region: 'eu-west-2' });
  });

  it.each([
    ['its key is not known', regions, 'aws.each[var.k]', { kind: 'variable', name: 'k' }],
    ['part of its key is not known', regions, `aws.each["eu-${hole('var.k')}"]`, { kind: 'variable', name: 'k' }],
    ['there may be such an instance', keyed('var.all', 'region = each.key'), 'aws.each["a"]', { kind: 'expansion' }],
    ['there is no such instance', regions, 'aws.each["us-west-2"]', { code: 'no-provider-instance' }],
    ['no instance is named', regions, 'aws.each', { code: 'no-provider-instance' }],
  ])('is doubted when %s', async (_, providers, reference, doubt) => {
    const placeIn = await placesIn(`${providers}\nresource "aws_x" "this" { provider = ${reference} }\n`);
    expect(placeIn('aws_x.this').doubt).toMatchObject(doubt);
  });
});

it('is asked for what it depends on', async () => {
  const code = `
    data "aws_x" "d" {}
    ${alias('region = data.aws_x.d.region\nassume_role {\nrole_arn = data.aws_x.d.role\n}')}
    resource "aws_x" "this" { provider = aws.other }
  `;
  const stack = await stackOf(code);
  const paths = placeUnknowns(resource(stack, 'aws_x.this'), stack).map((one) => one.kind === 'data' && one.path[0]);
  expect(paths).toEqual(['region', 'role']);
});

it('keeps what is secret of a region, and what is known of it', async () => {
  const stack = await stackOf(`
    variable "s" {
      sensitive = true
      default   = "eu-west-1"
    }
    variable "r" { type = string }
    ${alias(`region = "eu-${hole('var.r')}-1"`)}
    resource "aws_x" "secret" { region = var.s }
    resource "aws_x" "part" { provider = aws.other }
  `);
  expect(secretRegions(stack)).toEqual(['eu-west-1']);
  expect(placeValues(resource(stack, 'aws_x.secret'), stack).region).toMatchObject({ sensitive: true });
  expect(placeValues(resource(stack, 'aws_x.part'), stack).region).toMatchObject({ kind: 'template' });
});
