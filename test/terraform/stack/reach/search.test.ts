import { expect, it } from 'vitest';
import type { Reach } from '../../../../src/model/reach.ts';
import { type Files, resource, stackOf } from '../../in-memory.ts';

/* What a value can turn out to be, told from the references of its expression. */

const groups = ['a', 'b', 'c'].map((name) => `resource "aws_security_group" "${name}" { name = "${name}" }`).join('\n');
const world = `
  variable "u" {}
  variable "k" {}
  variable "flag" { default = true }
  ${groups}
  resource "aws_security_group" "many" {
    for_each = { x = 1, y = 2 }
    name     = each.key
  }
  resource "aws_security_group" "counted" {
    count = 2
    name  = "c\${count.index}"
  }
  data "aws_security_group" "looked" { tags = { Name = "x" } }
`;

/** `a b "text" {sg-*} !`: names of the groups, known texts, texts with holes, and whether it can be anything. */
function inShort(reach: Reach | undefined): string {
  if (reach === undefined) return '';
  return [
    ...reach.attributes.map(({ address }) => address.replace(/\baws_security_group\./, '')).toSorted(),
    ...reach.texts.map((text) => JSON.stringify(text)).toSorted(),
    ...reach.templates.map((parts) => `{${parts.map((part) => (typeof part === 'string' ? part : '*')).join('')}}`),
    ...(reach.open === undefined ? [] : ['!']),
  ].join(' ');
}

async function reachOf(code: string | Files, address = 'aws_security_group_rule.r'): Promise<string> {
  return inShort(resource(await stackOf(code), address).reach?.of('security_group_id'));
}

const [a, b] = ['aws_security_group.a.id', 'aws_security_group.b.id'];

it.each([
  ['a reference', a, 'a'],
  ['parentheses', `(${a})`, 'a'],
  ['a template of one part', `"\${${a}}"`, 'a'],
  ['a literal', '"sg-9"', '"sg-9"'],
  ['a text with a hole', `"sg-\${var.u}"`, '{sg-*}'],
  ['a variable without a value', 'var.u', '!'],
  ['a part of one', 'var.u["x"].id', '!'],
  ['a data source', 'data.aws_security_group.looked.id', 'data.looked'],
  ['a conditional', `var.u ? ${a} : ${b}`, 'a b'],
  ['a nested conditional', `var.u ? ${a} : var.k ? ${b} : "sg-9"`, 'a b "sg-9"'],
  ['a conditional that is decided', `var.flag ? ${a} : ${b}`, 'a'],
  ['a null branch', `var.u ? ${a} : null`, 'a'],
  ['an index', `[${a}, ${b}][var.k]`, 'a b'],
  ['an index that is known', `[${a}, ${b}, var.u][1]`, 'b'],
  ['an entry', `{ x = ${a}, y = ${b} }[var.k]`, 'a b'],
  ['an entry that is known', `{ x = ${a}, y = ${b}, (var.k) = "sg-9" }["x"]`, 'a "sg-9"'],
  ['an attribute of an entry', `{ x = { sg = ${a}, no = ${b} } }[var.k].sg`, 'a'],
  ['merge', `merge({ x = ${a} }, { y = ${b} })[var.k]`, 'a b'],
  ['merge, an entry of one', `merge({ x = ${a} }, { y = ${b} }, var.u ? {} : { z = 1 })["y"]`, 'b'],
  ['merge of a list', `merge([{ x = ${a} }, { y = ${b} }]...)[var.k]`, 'a b'],
  ['coalesce', `coalesce(var.u ? null : ${a}, ${b})`, 'a b'],
  ['coalesce with a variable', `coalesce(var.u, ${b})`, 'b !'],
  ['lookup', `lookup({ x = ${a}, y = ${b} }, var.k, "sg-9")`, 'a b "sg-9"'],
  ['lookup of a known key', `lookup({ x = ${a}, y = ${b} }, "x", "sg-9")`, 'a "sg-9"'],
  ['try', `try(var.u ? ${a} : tolist([])[0], ${b})`, 'a b'],
  ['element', `element([${a}, ${b}], var.k)`, 'a b'],
  ['one', `one(var.u ? [${a}] : [])`, 'a'],
  ['concat', `concat([${a}], var.u ? [${b}] : [])[var.k]`, 'a b'],
  ['flatten', `flatten([[${a}], [[${b}]]])[var.k]`, 'a b'],
  ['values', `values({ x = ${a}, y = ${b} })[var.k]`, 'a b'],
  ['keys', `keys({ "sg-8" = ${a}, "sg-9" = ${b} })[var.k]`, '"sg-8" "sg-9"'],
  ['zipmap', `zipmap(["x", "y"], [${a}, ${b}])[var.k]`, 'a b'],
  ['setproduct', `setproduct([${a}], [${b}])[var.k][1]`, 'b'],
  ['join', `join("", [${a}])`, 'a ""'],
  ['a function of text', `format("%s", ${a})`, 'a "%s"'],
  ['the condition is no value', `var.u == ${b} ? ${a} : "sg-9"`, 'a "sg-9"'],
  ['instances', 'aws_security_group.many[var.k].id', 'many["x"] many["y"]'],
  ['an instance', 'aws_security_group.many["x"].id', 'many["x"]'],
  ['a splat', '(aws_security_group.counted[*].id)[var.k]', 'counted[0] counted[1]'],
  ['an attribute-only splat', '(aws_security_group.counted.*.id)[var.k]', 'counted[0] counted[1]'],
  ['a splat of one thing', '(aws_security_group.a[*].id)[var.k]', 'a'],
  ['a splat of a list', `([{ id = ${a} }, { id = ${b} }][*].id)[var.k]`, 'a b'],
  ['for', `[for one in [${a}, ${b}] : one if var.u][0]`, 'a b'],
  ['for over instances', '{ for key, one in aws_security_group.many : key => one.id }[var.k]', 'many["x"] many["y"]'],
  ['for over something else', `[for one in var.u : ${a}][var.k]`, 'a'],
  ['for, a part of each', `[for one in [{ sg = ${a}, other = ${b} }] : one.sg][var.k]`, 'a'],
  ['for with groups', `{ for one in var.u : one.name => ${a}... }[var.k][0]`, 'a'],
  ['an argument of another resource', 'aws_instance.i.tags["sg"]', 'b'],
  ['an attribute that AWS tells', 'aws_eks_cluster.e.vpc_config[0].cluster_security_group_id', 'aws_eks_cluster.e'],
  ['an argument in a block', 'aws_eks_cluster.e.vpc_config[0].security_group_ids[var.k]', 'a'],
  ['what another provider computes', 'random_shuffle.s.result[0]', 'a b random_shuffle.s'],
  ['terraform_data', 'terraform_data.t.output', 'b'],
  ['an index of an index', `[${a}, ${b}][{ x = 0 }[var.k]]`, 'a b'],
])('%s', async (_, expression, expected) => {
  const code = `${world}
    resource "aws_instance" "i" { tags = { sg = ${b} } }
    resource "aws_eks_cluster" "e" {
      vpc_config { security_group_ids = [${a}] }
    }
    resource "random_shuffle" "s" { input = [${a}, ${b}] }
    resource "terraform_data" "t" { input = ${b} }
    resource "aws_security_group_rule" "r" { security_group_id = ${expression} }
  `;
  expect(await reachOf(code)).toBe(expected);
  // The same through a local value.
  const through = code.replace(
    /security_group_id = .*\n/,
    `security_group_id = local.one }\n  locals { one = ${expression} }\n`,
  );
  expect(await reachOf(through)).toBe(expected);
});

it.each([
  [
    'a part of each value',
    '{ for i, r in var.u : i => { sg = aws_security_group.a.id, cidr = r } }',
    'each.value.sg',
    'a',
  ],
  ['each value', '{ for r in var.u : r => r.sg }', 'each.value', '!'],
  [
    'each value of a map',
    'var.u ? { x = aws_security_group.a.id } : { y = aws_security_group.b.id }',
    'each.value',
    'a b',
  ],
  ['each key of a set', 'toset(var.u ? ["sg-8"] : ["sg-9"])', 'each.key', '"sg-8" "sg-9"'],
  ['a group by the key', 'var.u', 'aws_security_group.many[each.key].id', 'many["x"] many["y"]'],
  [
    'two levels',
    `{ for x in flatten([for g in [aws_security_group.a, aws_security_group.b] : [for r in var.u : { sg = g.id, r = r }]]) : x.r => x }`,
    'each.value.sg',
    'a b',
  ],
])('of an unknown for_each: %s', async (_, forEach, expression, expected) => {
  const code = `${world}
    resource "aws_security_group_rule" "r" {
      for_each          = ${forEach}
      security_group_id = ${expression}
    }
  `;
  expect(await reachOf(code)).toBe(expected);
});

it('of an instance with a known key, only what stands under it', async () => {
  const code = `${world}
    locals {
      rules = {
        one = { sg = var.u ? aws_security_group.a.id : "sg-9" }
        two = { sg = var.u ? aws_security_group.b.id : "sg-9" }
      }
    }
    resource "aws_security_group_rule" "r" {
      for_each          = local.rules
      security_group_id = each.value.sg
    }
  `;
  expect(await reachOf(code, 'aws_security_group_rule.r["one"]')).toBe('a "sg-9"');
  expect(await reachOf(code, 'aws_security_group_rule.r["two"]')).toBe('b "sg-9"');
});

it('through the inputs and outputs of modules', async () => {
  const files = {
    'main.tf': `${world}
      module "pick" {
        for_each = { x = ${a}, y = ${b} }
        source   = "./pick"
        id       = each.value
        other    = aws_security_group.c.id
      }
      module "rule" {
        source = "./rule"
        id     = module.pick["x"].id
        open   = var.u
      }
      resource "aws_security_group_rule" "r" { security_group_id = module.pick[var.k].id }
      resource "aws_security_group_rule" "all" { security_group_id = values(module.pick)[*].id[0] }
    `,
    'pick/main.tf': `
      variable "id" {}
      variable "other" {}
      variable "unused" { default = "sg-9" }
      data "aws_region" "here" {}
      resource "aws_security_group" "own" { name = "own" }
      output "id" { value = data.aws_region.here.name == "x" ? var.id : aws_security_group.own.id }
    `,
    'rule/main.tf': `
      variable "id" {}
      variable "open" {}
      resource "aws_security_group_rule" "inner" { security_group_id = var.id }
      resource "aws_security_group_rule" "open" { security_group_id = var.open }
    `,
  };
  const all = 'a b module.pick["x"].own module.pick["y"].own';
  expect(await reachOf(files)).toBe(all);
  expect(await reachOf(files, 'aws_security_group_rule.all')).toBe(all);
  expect(await reachOf(files, 'module.rule.aws_security_group_rule.inner')).toBe('a module.pick["x"].own');
  expect(await reachOf(files, 'module.rule.aws_security_group_rule.open')).toBe('!');
});

it('of what a module gives that is not there, anything', async () => {
  const code = `${world}
    module "gone" { source = "x/y/aws" }
    resource "aws_security_group_rule" "r" { security_group_id = module.gone.id }
  `;
  expect(await reachOf(code)).toBe('!');
});

it('takes what was learnt of an attribute for it', async () => {
  const known = new Map([['aws_security_group.a', new Map([['id', { kind: 'string', value: 'sg-1' } as const]])]]);
  const code = `${world} resource "aws_security_group_rule" "r" { security_group_id = var.u ? ${a} : ${b} }`;
  const stack = await stackOf(code, { known });
  expect(inShort(resource(stack, 'aws_security_group_rule.r').reach?.of('security_group_id'))).toBe('b "sg-1"');
});

it('tells nothing of an argument that is not written', async () => {
  expect(await reachOf(`${world} resource "aws_security_group_rule" "r" { type = "ingress" }`)).toBe('');
});

it('leads anywhere where it takes too long to tell', async () => {
  const locals = Array.from(
    { length: 16 },
    (_, index) => `n${index + 1} = merge(local.n${index}.x, local.n${index}.y)`,
  );
  const code = `${world}
    locals {
      n0 = aws_security_group.a.tags_all
      ${locals.join('\n')}
    }
    resource "aws_security_group_rule" "r" { security_group_id = local.n16.x }
  `;
  expect(await reachOf(code)).toBe('a !');
});
