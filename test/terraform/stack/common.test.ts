import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBudget } from '../../../src/model/budget.ts';
import { readNumber } from '../../../src/model/declared.ts';
import type { KnownAttributes, Stack } from '../../../src/model/stack.ts';
import { Decimal } from '../../../src/terraform/evaluate/number.ts';
import { string } from '../../../src/terraform/evaluate/value.ts';
import { type EvaluatedModules, moduleEvaluator } from '../../../src/terraform/stack/evaluate-modules.ts';
import { tries } from '../../tries.ts';
import { load, resource } from '../in-memory.ts';

/* Instances of a module share the work for what they have in common, and each comes to what it would come to by itself. */

/** Expressions of all kinds, with names that are the same in all instances, and names that are not. */
const expressions = `
  var.own
  var.fixed
  local.same
  local.differs
  local.mixed
  "\${var.fixed}-\${local.same}"
  "\${var.own}-\${local.same}"
  upper("\${path.module}/\${terraform.workspace}")
  [for name in split("", var.fixed) : "\${name}\${var.own}"]
  [for local in split("", var.fixed) : local if local != "x"]
  { for index, var in ["p", "q"] : var => index * 2 }
  jsonencode({ own = var.own, fixed = [var.fixed, 1 + 2], deep = { same = local.same } })
  try(local.missing_of[var.fixed], "\${var.fixed}!")
  var.fixed == "f" ? [var.own] : [local.same]
  tonumber(var.fixed) + 1
  tonumber(var.own) + 1
  aws_r.plain.arn
  "\${data.aws_d.plain.value}-\${var.fixed}"
  join(",", [for one in aws_r.counted : "\${one.arn}\${var.fixed}"])
  module.inner["x"].out
  sensitive("\${var.fixed}s")
  "%{for part in [var.fixed, "b"]}\${part}-\${var.own}%{endfor}"
`
  .trim()
  .split('\n')
  .map((line) => line.trim());

const expression = fc.constantFrom(...expressions);

interface Code {
  readonly same: string;
  readonly differs: string;
  readonly argument: string;
  readonly inner: string;
  readonly repeated: string;
  readonly outside: string;
  readonly keys: string;
  readonly count: string;
}

/** What does not refer to anything that is declared after it. */
const early = fc.constantFrom(
  ...expressions.filter((one) => !/local\.|aws_|module\./.test(one.replace('[for local', ''))),
);
const code: fc.Arbitrary<Code> = fc.record({
  same: early,
  differs: early,
  argument: expression,
  inner: expression.filter((one) => !one.includes('module.')),
  repeated: expression,
  outside: fc.constantFrom('"f"', 'data.aws_d.root.value', 'each.value', `"\${each.key}f"`, 'local.root'),
  keys: fc.constantFrom('["k", "l"]', '[var.fixed, "l"]', '[var.own, "l"]', '[aws_r.plain.arn]'),
  count: fc.constantFrom('2', 'length(var.fixed)', 'length(var.own) - 1', 'data.aws_d.plain.number'),
});

/** @param calls the calls of the module, with what stands for the key and the value of each instance */
function files({ same, differs, argument, inner, repeated, outside, keys, count }: Code, isRepeated: boolean) {
  const call = (name: string, key: string, value: string, repetition = ''): string => `
    module "${name}" {
      source = "./m"
      ${repetition}
      own    = ${value}
      fixed  = ${outside.replace('each.key', key).replace('each.value', value)}
    }
  `;
  const single = instances.map((key) => call(`called_${key}`, `"${key}"`, `local.all.${key}`));
  const calls = isRepeated ? [call('called', 'each.key', 'each.value', 'for_each = local.all')] : single;
  return {
    'main.tf': `
      locals {
        root = "r"
        all  = { a = "own-a", b = "own-b", c = "3" }
      }
      data "aws_d" "root" { name = "root" }
      ${calls.join('')}
    `,
    'm/main.tf': `
      variable "own" { type = string }
      variable "fixed" {
        validation {
          condition     = var.fixed != "refused"
          error_message = "no"
        }
      }
      variable "left" { default = "d" }
      locals {
        same       = ${same.replaceAll('var.own', 'var.left')}
        differs    = ${differs}
        mixed      = { one = local.same, two = local.differs }
        missing_of = {}
      }
      data "aws_d" "plain" { name = "plain" }
      resource "aws_r" "plain" { name = "\${var.own}-plain" }
      resource "aws_r" "counted" {
        count = ${count}
        name  = "\${var.fixed}-\${count.index + 1}"
        list  = [for index in range(3) : index + count.index if index > length(var.fixed)]
        block { text = "\${local.same}\${count.index}" }
      }
      resource "aws_r" "keyed" {
        for_each = toset(${keys})
        name     = upper("\${each.key}-\${var.fixed}")
        value    = ${repeated}
        tags     = merge({ Key = each.key, Own = var.own }, { Fixed = "\${var.fixed}t" })
        dynamic "rule" {
          for_each = [var.fixed, each.key]
          content { text = "\${rule.value}/\${var.own}" }
        }
      }
      resource "aws_r" "argument" { value = ${argument} }
      module "inner" {
        source   = "../n"
        for_each = toset(["x", "\${var.fixed}y"])
        given    = ${inner}
        key      = "\${each.key}-\${var.fixed}"
      }
      module "single" {
        source = "../n"
        given  = local.same
        key    = "\${var.fixed}k"
      }
    `,
    'n/main.tf': `
      variable "given" {}
      variable "key" {}
      locals { made = "\${var.key}+\${path.module}" }
      resource "aws_r" "inner" {
        for_each = toset([local.made, "z"])
        given    = [var.given, "\${each.key}\${local.made}"]
      }
      output "out" { value = "\${var.key}-\${local.made}" }
    `,
  };
}

const instances = ['a', 'b', 'c'];

/** All that is known of the module's instances, wherever the calls stand and whatever they are called. */
function ofInstances({ resources, holes, diagnostics }: Stack): unknown {
  const isInside = ({ address }: { readonly address: string }) => address.startsWith('module.called');
  const plain = (part: unknown): unknown => {
    if (part instanceof Decimal) return part.toString();
    if (part instanceof Map) return [...part].map(plain);
    if (Array.isArray(part)) return part.map(plain);
    if (typeof part === 'string') return part.replaceAll(/module\.called_(\w)/g, 'module.called["$1"]');
    if (typeof part !== 'object' || part === null) return part;
    if ('file' in part && part.file === 'main.tf') return 'main.tf';
    const entries = Object.entries(part).filter(([name]) => name !== 'reach');
    return Object.fromEntries(entries.map(([name, inner]) => [name, plain(inner)]));
  };
  return plain({
    resources: resources.filter(isInside),
    holes: holes.filter(isInside),
    diagnostics: [...new Set(diagnostics.map((one) => JSON.stringify(plain(one))))].toSorted(),
  });
}

const nothing: KnownAttributes = new Map();
const told = (value: string): KnownAttributes =>
  new Map([
    ['data.aws_d.root', new Map([['value', string(value)]])],
    ...['module.called["b"]', 'module.called_b'].map(
      (module) => [`${module}.data.aws_d.plain`, new Map([['value', string('learnt')]])] as const,
    ),
  ]);

describe('the instances of a module', () => {
  it('come each to what they come to where each is called by itself', async () => {
    await fc.assert(
      fc.asyncProperty(code, async (written) => {
        const together = moduleEvaluator(await load(files(written, true)));
        const alone = moduleEvaluator(await load(files(written, false)));
        for (const known of [nothing, told('f'), told('refused')]) {
          expect(ofInstances(together(known).stack)).toEqual(ofInstances(alone(known).stack));
        }
      }),
      { numRuns: tries(60) },
    );
  }, 120_000);

  const callOf = (count: number): Record<string, string> => ({
    'main.tf': `
      data "aws_d" "root" {}
      module "called" {
        source   = "./m"
        for_each = toset([for number in range(${count}) : "i\${number}"])
        name     = each.key
        names    = ["a", "b", data.aws_d.root.value]
      }
    `,
    'm/main.tf': `
      variable "name" {}
      variable "names" {}
      locals {
        ranges = { for number in range(16) : format("range-%02d", number) => cidrsubnet("10.0.0.0/8", 8, number) }
        upper  = [for name in var.names : upper(name)]
      }
      resource "aws_r" "rule" {
        count  = 10
        name   = "\${var.name}-\${count.index}"
        ranges = [for name, range in local.ranges : range if length(name) > count.index % 10]
        names  = join(",", local.upper)
      }
      module "inner" {
        source = "../n"
        names  = local.upper
        own    = var.name
      }
    `,
    'n/main.tf': `
      variable "names" {}
      variable "own" {}
      locals { all = join("-", var.names) }
      resource "aws_r" "inner" { names = [local.all, var.own] }
    `,
  });

  /** How many steps an evaluation takes. */
  async function evaluated(count: number): Promise<EvaluatedModules & { readonly steps: number }> {
    const loaded = await load(callOf(count));
    let steps = 0;
    const { budget } = loaded.functionContext;
    const counting = {
      ...budget,
      step: (at: Parameters<typeof budget.step>[0]) => {
        steps++;
        budget.step(at);
      },
    };
    const functionContext = { ...loaded.functionContext, budget: counting };
    return { ...moduleEvaluator({ ...loaded, functionContext })(nothing), steps };
  }

  it('share the work for what they have in common', async () => {
    const [one, two, twenty] = [await evaluated(1), await evaluated(2), await evaluated(20)];
    const [steps, pieces] = [two.steps - one.steps, two.computed - one.computed];
    expect(twenty.steps).toBe(one.steps + 19 * steps);
    expect(twenty.computed).toBe(one.computed + 19 * pieces);
    // The list of ranges takes over 60 steps for each rule of the first instance, none for those of the others.
    expect(one.steps).toBeGreaterThan(10 * 60);
    expect(steps).toBeLessThan(10 * 15);
    const ranges = (stack: Stack, name: string) => resource(stack, name).body.attributes.get('ranges')?.value;
    expect(ranges(twenty.stack, 'module.called["i7"].aws_r.rule[3]')).toBe(
      ranges(twenty.stack, 'module.called["i0"].aws_r.rule[3]'),
    );
  });

  it('have the same literal arguments in blocks of which others differ', async () => {
    const again = moduleEvaluator(
      await load({
        'main.tf': `
          module "called" {
            source   = "./m"
            for_each = toset(["a", "b"])
            name     = each.key
          }
        `,
        'm/main.tf': `
          variable "name" {}
          resource "aws_r" "one" {
            block {
              name = var.name
              port = 8080
            }
          }
        `,
      }),
    );
    const { stack } = again(nothing);
    const [a, b] = ['a', 'b'].map(
      (key) =>
        resource(stack, `module.called["${key}"].aws_r.one`).body.blocks.get('block')?.blocks[0]?.body.attributes,
    );
    expect(a?.get('port')).toBe(b?.get('port'));
    expect([a?.get('name'), b?.get('name')]).toMatchObject([{ value: { value: 'a' } }, { value: { value: 'b' } }]);
    expect(readNumber(a?.get('port')?.value)).toBe(readNumber(b?.get('port')?.value));
  });

  it('are evaluated again together where something was learnt of what they have in common', async () => {
    const again = moduleEvaluator(await load(callOf(20)));
    again(nothing);
    const second = again(told('c')).stack;
    const inner = resource(second, 'module.called["i4"].module.inner.aws_r.inner').body.attributes.get('names');
    expect(inner?.value).toMatchObject({ elements: [{ value: 'A-B-C' }, { value: 'i4' }] });
    expect(again(told('c')).computed).toBe(0);
  });

  it('use of the budget what is there, however often they were evaluated', async () => {
    const budget = createBudget();
    const loaded = await load(callOf(20));
    const again = moduleEvaluator({ ...loaded, functionContext: { ...loaded.functionContext, budget } });
    again(told('v0'));
    const once = budget.usage();
    for (let round = 1; round < 20; round++) again(told(`v${round}`));
    expect(budget.usage().elements).toBe(once.elements);
    expect(budget.usage().texts).toBeLessThan(1.2 * once.texts);
  });

  it('take what is wrong in what they had in common along when they are gone', async () => {
    const again = moduleEvaluator(
      await load({
        'main.tf': `
          data "aws_d" "root" {}
          module "called" {
            source   = "./m"
            for_each = toset(data.aws_d.root.value == "none" ? [] : [data.aws_d.root.value])
            name     = each.key
          }
        `,
        'm/main.tf': `
          variable "name" {}
          locals { wrong = tonumber("no number") }
          resource "aws_r" "one" {
            for_each = toset(var.name == "left" ? [] : ["x"])
            value    = [var.name, local.wrong]
          }
        `,
      }),
    );
    const codes = (text: string) => again(told(text)).stack.diagnostics.map(({ code: one }) => one);
    expect(codes('left')).toEqual(['function-call']);
    expect(codes('none')).toEqual([]);
    expect(codes('other')).toEqual(['function-call']);
  });
});
