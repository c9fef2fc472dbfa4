import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBudget } from '../../../src/model/budget.ts';
import { ProblemError } from '../../../src/model/problem.ts';
import type { KnownAttributes, Stack } from '../../../src/model/stack.ts';
import type { TerraformValue } from '../../../src/model/value.ts';
import { string } from '../../../src/terraform/evaluate/value.ts';
import { type Configuration, codeFiles, loadConfiguration } from '../../../src/terraform/load/load.ts';
import { deriveAttributes } from '../../../src/terraform/predicted/predict.ts';
import { evaluateConfiguration, moduleEvaluator } from '../../../src/terraform/stack/evaluate-modules.ts';
import { chosenFixtures } from '../../fixture-folder.ts';
import { triesAll } from '../../tries.ts';
import { load, memoryFiles, resource } from '../in-memory.ts';

/* A further evaluation with more known comes to what one from scratch does, and computes only what depends on that. */

/** One declaration of a generated stack, which refers to earlier ones. */
interface Item {
  readonly kind:
    | 'local'
    | 'data'
    | 'single'
    | 'count'
    | 'for-each'
    | 'dynamic'
    | 'module'
    | 'number'
    | 'rule'
    | 'provider';
  readonly refers: readonly number[];
}

const items: fc.Arbitrary<readonly Item[]> = fc.array(
  fc.record({
    kind: fc.constantFrom<Item['kind'][]>(
      'local',
      'data',
      'single',
      'count',
      'for-each',
      'dynamic',
      'module',
      'number',
      'rule',
      'provider',
    ),
    refers: fc.array(fc.nat(9), { minLength: 1, maxLength: 2 }),
  }),
  { minLength: 2, maxLength: 9 },
);

const module = `
  variable "in" {
    type = string
    validation {
      condition     = var.in != "refused"
      error_message = "no"
    }
  }
  variable "fixed" { default = "f" }
  locals { own = "\${var.fixed}-own" }
  resource "aws_r" "inner" {
    count = 2
    name  = "\${local.own}-\${var.in}-\${count.index}"
    same  = [local.own, var.in]
  }
  data "aws_d" "inner" { name = var.in }
  output "out" { value = "\${aws_r.inner[0].arn}/\${data.aws_d.inner.value}" }
`;

/** The text of a reference to an item, for use in an expression. */
function reference({ kind }: Item, index: number): string {
  const name = `${kind.replace('-', '_')}_${index}`;
  switch (kind) {
    case 'local':
    case 'number':
    case 'rule':
      return `local.${name}`;
    case 'provider':
      return '"p"';
    case 'data':
      return `data.aws_d.${name}.value`;
    case 'single':
      return `"\${aws_r.${name}.arn}:\${aws_r.${name}.name}"`;
    case 'dynamic':
      return `join(",", aws_r.${name}.rule[*].cidr)`;
    case 'count':
    case 'for-each':
      return `join(",", [for one in aws_r.${name} : one.arn])`;
    case 'module':
      return `module.${name}["a"].out`;
  }
}

function declaration(item: Item, index: number, all: readonly Item[]): string {
  const name = `${item.kind.replace('-', '_')}_${index}`;
  const refer = (which: number): string => {
    const to = (item.refers[which % item.refers.length] ?? 0) % Math.max(1, index);
    const target = all[to];
    return index === 0 || target === undefined ? '"start"' : reference(target, to);
  };
  const [first, second] = [refer(0), refer(1)];
  switch (item.kind) {
    case 'local':
      return `locals { ${name} = "\${${first}}+\${${second}}" }`;
    case 'number':
      return `locals { ${name} = tonumber(${first}) + 1 }`;
    case 'data':
      return `data "aws_d" "${name}" { name = ${first} }`;
    case 'provider':
      return `provider "aws" {
        alias  = "${name}"
        region = ${first}
      }`;
    case 'single':
      return `resource "aws_r" "${name}" {
        name  = ${first}
        other = { a = ${second}, b = ["fixed", 1] }
      }`;
    case 'rule':
      return `locals { ${name} = ${first} }
      resource "aws_r" "${name}" {
        name = "rule"
        lifecycle {
          precondition {
            condition     = ${first} != "abc"
            error_message = "no"
          }
        }
      }`;
    case 'count':
      return `resource "aws_r" "${name}" {
        count = ${first} == "abc" ? 2 : 1
        name  = "\${count.index}-\${${second}}"
        same  = ${second}
        block { text = "fixed" }
        block { text = count.index }
      }`;
    case 'for-each':
      return `resource "aws_r" "${name}" {
        for_each = { a = ${first}, b = "b", (${second} == "x,y" ? "c" : "d") = ${second} }
        name     = each.value
        same     = "\${${second}}!"
      }`;
    case 'dynamic':
      return `resource "aws_r" "${name}" {
        dynamic "rule" {
          for_each = split(",", ${first})
          content { cidr = "\${rule.value}\${${second}}" }
        }
        rule { cidr = "0.0.0.0/0" }
      }`;
    case 'module':
      return `module "${name}" {
        source   = "./m"
        for_each = { a = ${first}, b = ${second} }
        in       = each.value
      }`;
  }
}

const texts: fc.Arbitrary<TerraformValue> = fc
  .tuple(fc.constantFrom('abc', 'x,y', '1', 'refused'), fc.boolean())
  .map(([text, sensitive]) => string(text, sensitive ? { sensitive: true } : {}));

/** Rounds of what is known: by the index of an item, the value of what only AWS can tell of it. */
const rounds = fc.array(fc.dictionary(fc.constantFrom('0', '1', '2', '3', '4', '5', '6', '7', '8'), texts), {
  minLength: 2,
  maxLength: 4,
});

function knownOf(all: readonly Item[], learnt: Readonly<Record<string, TerraformValue>>): KnownAttributes {
  const known = new Map<string, ReadonlyMap<string, TerraformValue>>();
  const tell = (address: string, name: string, value: TerraformValue) => known.set(address, new Map([[name, value]]));
  for (const [key, value] of Object.entries(learnt)) {
    const index = Number(key);
    const kind = all[index]?.kind;
    const name = `${kind?.replace('-', '_')}_${index}`;
    if (kind === 'data') tell(`data.aws_d.${name}`, 'value', value);
    if (kind === 'single') tell(`aws_r.${name}`, 'arn', value);
    if (kind === 'count') for (const at of [0, 1]) tell(`aws_r.${name}[${at}]`, 'arn', value);
    if (kind === 'for-each') for (const at of ['a', 'b', 'c']) tell(`aws_r.${name}["${at}"]`, 'arn', value);
    if (kind === 'module') {
      tell(`module.${name}["a"].aws_r.inner[0]`, 'arn', value);
      tell(`module.${name}["b"].data.aws_d.inner`, 'value', value);
    }
  }
  return known;
}

/** A stack with all that its arguments can turn out to be. */
function whole(stack: Stack): unknown {
  return {
    ...stack,
    resources: stack.resources.map(({ reach, ...resource }) => ({
      ...resource,
      reach: [...resource.body.attributes.keys()].map((name) => reach?.of(name)),
    })),
  };
}

describe('evaluating again', () => {
  it('comes to what evaluating from scratch comes to, whatever was learnt', async () => {
    await fc.assert(
      fc.asyncProperty(items, rounds, async (all, learnt) => {
        const files = { 'main.tf': all.map(declaration).join('\n'), 'm/main.tf': module };
        const again = moduleEvaluator(await load(files));
        for (const told of learnt) {
          const known = knownOf(all, told);
          const scratch = evaluateConfiguration(await load(files), known);
          expectSame(whole(again(known).stack), whole(scratch));
        }
      }),
      { numRuns: triesAll ? 60 : 20 },
    );
  }, 120_000);

  const folders = chosenFixtures([...new Set(filesIn('fixtures', 'main.tf').map(dirname))], (folder) => folder);

  it('does so for what formulas tell of each fixture', async () => {
    expect(folders.length).toBeGreaterThan(triesAll ? 50 : 20);
    for (const directory of folders) {
      const configuration = await loaded(directory);
      if (configuration === undefined) continue;
      const again = moduleEvaluator(configuration);
      const first = again(new Map()).stack;
      const derived = deriveAttributes({ ...first, run: { account: '123456789012', region: 'eu-central-1' } });
      const second = again(derived).stack;
      expectSame(second, evaluateConfiguration(configuration, derived));
    }
  }, 120_000);

  const files = {
    'main.tf': `
      data "aws_vpc" "main" { default = true }
      locals { tags = { Owner = "platform" } }
      resource "aws_security_group" "web" {
        name   = "web"
        vpc_id = data.aws_vpc.main.id
        tags   = local.tags
      }
      resource "aws_security_group_rule" "web" {
        for_each          = { for port in range(100) : "p\${port}" => port }
        security_group_id = aws_security_group.web.id
        from_port         = each.value
        to_port           = each.value
        description       = "in \${aws_security_group.web.vpc_id}"
        protocol          = "tcp"
      }
      module "service" {
        source   = "./m"
        for_each = toset([for index in range(20) : "s\${index}"])
        in       = each.key
      }
    `,
    'm/main.tf': module,
  };
  const told = (address: string, name: string, text: string): KnownAttributes =>
    new Map([[address, new Map([[name, string(text)]])]]);

  it('computes only what depends on what was learnt, and leaves all else the very same', async () => {
    const again = moduleEvaluator(await load(files));
    const first = again(new Map());
    const second = again(told('data.aws_vpc.main', 'id', 'vpc-1'));
    expect(first.computed).toBeGreaterThan(500);
    // The reference, the group's `vpc_id` and the reference to that, the description that all rules share, and the bodies
    // of the group and the rules.
    expect(second.computed).toBe(4 + 1 + 100);
    const changed = second.stack.resources.filter((one) => !first.stack.resources.includes(one));
    expect(changed.map(({ type }) => type).filter((type) => type !== 'aws_security_group_rule')).toEqual([
      'aws_security_group',
    ]);
    const rule = 'aws_security_group_rule.web["p7"]';
    expect(resource(second.stack, rule).body.attributes.get('from_port')).toBe(
      resource(first.stack, rule).body.attributes.get('from_port'),
    );
  });

  it('computes nothing when nothing was learnt, or only what nobody refers to', async () => {
    const again = moduleEvaluator(await load(files));
    const first = again(told('data.aws_vpc.main', 'id', 'vpc-1')).stack;
    for (const known of [
      told('data.aws_vpc.main', 'id', 'vpc-1'),
      new Map([...told('data.aws_vpc.main', 'id', 'vpc-1'), ...told('aws_security_group.other', 'id', 'sg-1')]),
    ]) {
      const { stack, computed } = again(known);
      expect(computed).toBe(0);
      expect(stack.resources.every((one, index) => one === first.resources[index])).toBe(true);
    }
  });

  it('keeps the instances of a module that is repeated by what was learnt, where they are the same', async () => {
    const again = moduleEvaluator(
      await load({
        'main.tf': `
          data "aws_d" "main" {}
          module "service" {
            source   = "./m"
            for_each = merge({ a = "x", b = "y" }, { c = data.aws_d.main.value })
            in       = each.value
          }
        `,
        'm/main.tf': module,
      }),
    );
    const first = again(told('data.aws_d.main', 'value', 'one')).stack;
    const second = again(told('data.aws_d.main', 'value', 'two')).stack;
    const changed = second.resources.filter((one) => !first.resources.includes(one)).map(({ address }) => address);
    expect([...new Set(changed.map((address) => address.replace(/\]\..*/, ']')))]).toEqual(['module.service["c"]']);
  });

  it('uses of the budget what is there, however often it was evaluated', async () => {
    const budget = createBudget();
    const loadedOnce = await load(files);
    const configuration = { ...loadedOnce, functionContext: { ...loadedOnce.functionContext, budget } };
    const again = moduleEvaluator(configuration);
    again(new Map());
    const once = budget.usage();
    for (let round = 0; round < 20; round++) again(told('data.aws_vpc.main', 'id', `vpc-${round}`));
    expect(budget.usage().instances).toBe(once.instances);
    expect(budget.usage().elements).toBe(once.elements);
    expect(budget.usage().texts).toBeLessThan(1.2 * once.texts);
  });
});

/** Compares deeply; what differs is looked for only where something does. */
function expectSame(again: unknown, scratch: unknown): void {
  if (!isDeepStrictEqual(again, scratch)) expect(again).toEqual(scratch);
}

function filesIn(directory: string, name: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(`/${name}`) || path.endsWith(`\\${name}`))
    .map((path) => join(directory, path))
    .sort();
}

/** A configuration; undefined when it is refused, which other tests are about. */
async function loaded(directory: string): Promise<Configuration | undefined> {
  try {
    // Variable files are looked for in the whole repository where a variable has no value.
    const files = codeFiles({ directory, environment: {} });
    return await loadConfiguration({ directory, environment: {} }, files, memoryFiles({}));
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return undefined;
  }
}
