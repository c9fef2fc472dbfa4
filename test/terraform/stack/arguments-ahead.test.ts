import { describe, expect, it } from 'vitest';
import { kinds } from '../../../src/kinds/index.ts';
import type { Stack } from '../../../src/model/stack.ts';
import { type Configuration, loadConfiguration } from '../../../src/terraform/load/load.ts';
import { evaluateConfiguration, moduleEvaluator } from '../../../src/terraform/stack/evaluate-modules.ts';
import { chosenFixtures, fixtureFolders, terraformOf } from '../../fixture-folder.ts';
import { load } from '../in-memory.ts';

/* By what things are found is evaluated before all else, without what else there is of them. */

const types = new Map(kinds.flatMap(({ ahead }) => Object.entries(ahead?.arguments ?? {})));

/** Evaluates in steps; what was told, after how many of how many steps, and what all of it comes to. */
function evaluateInSteps(configuration: Configuration) {
  let told: { readonly stack: Stack; readonly after: number } | undefined;
  let count = 0;
  const steps = moduleEvaluator(configuration).steps(new Map(), {
    arguments: types,
    tell: (stack) => {
      expect(told).toBeUndefined();
      told = { stack, after: count };
    },
  });
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return { told: told as typeof told | undefined, count, stack: step.value.stack };
    count += 1;
  }
}

describe('what is told ahead', () => {
  it('holds some arguments of some resources, when most of the rest is not evaluated yet', async () => {
    const { told, count, stack } = evaluateInSteps(
      await load({
        'main.tf': `
          provider "aws" { region = local.region }
          locals { region = "eu-west-1" }
          module "service" {
            source   = "./m"
            for_each = toset(["a", "b"])
            name     = each.key
          }
        `,
        'm/main.tf': `
          variable "name" { type = string }
          locals { text = jsonencode([for index in range(10) : { name = "n\${index}" }]) }
          resource "aws_security_group" "this" {
            count = 40
            name  = "\${var.name}-\${count.index}"
          }
          resource "aws_ecs_cluster" "this" { name = "\${var.name}-cluster" }
          resource "aws_ecs_task_definition" "this" {
            family                = var.name
            container_definitions = local.text
          }
          resource "aws_ecs_service" "this" {
            name            = aws_ecs_task_definition.this.family
            cluster         = aws_ecs_cluster.this.id
            task_definition = aws_ecs_task_definition.this.arn
            network_configuration { security_groups = aws_security_group.this[*].id }
          }
        `,
      }),
    );
    expect(told?.stack.providers.map(({ name }) => name)).toEqual(['aws']);
    const resources = told?.stack.resources ?? [];
    expect(resources.map(({ address, body, provider }) => [address, [...body.attributes.keys()], provider])).toEqual(
      ['a', 'b'].flatMap((key) => [
        [`module.service["${key}"].aws_ecs_cluster.this`, ['name'], 0],
        [`module.service["${key}"].aws_ecs_service.this`, ['name', 'cluster', 'task_definition'], 0],
        [`module.service["${key}"].aws_ecs_task_definition.this`, ['family'], 0],
      ]),
    );
    expect(resources[1]?.body.attributes.get('name')?.value).toMatchObject({ kind: 'string', value: 'a' });
    expect(told?.after).toBeLessThan(count);
    expect(stack.resources.length).toBe(86);
  });

  it('takes no deep recursion, however long the chain of references is', async () => {
    const length = 4000;
    const chain = Array.from(
      { length },
      (_, index) => `  l${index} = ${index === 0 ? '"api"' : `local.l${index - 1}`}`,
    );
    const { told } = evaluateInSteps(
      await load(`
        locals {
        ${chain.toReversed().join('\n')}
        }
        resource "aws_ecs_task_definition" "this" { family = local.l${length - 1} }
      `),
    );
    expect(told?.stack.resources[0]?.body.attributes.get('family')?.value).toMatchObject({ value: 'api' });
  });

  it('says of each fixture what all of it says, which stays what it is', async () => {
    const folders = [...new Set(chosenFixtures(fixtureFolders(), (folder) => folder).map(terraformOf))];
    let compared = 0;
    for (const directory of folders) {
      const configuration = await loadConfiguration({ directory, environment: {} }).catch(() => undefined);
      if (configuration === undefined) continue;
      const { told, stack } = evaluateInSteps(configuration);
      const whole = evaluateConfiguration(configuration, new Map());
      expect(plain(stack)).toEqual(plain(whole));
      const byAddress = new Map(whole.resources.map((one) => [one.address, one]));
      for (const { address, body } of told?.stack.resources ?? []) {
        for (const [name, attribute] of body.attributes) {
          expect(attribute, `${directory} ${address}`).toEqual(byAddress.get(address)?.body.attributes.get(name));
          compared += 1;
        }
      }
    }
    expect(compared).toBeGreaterThan(50);
  }, 120_000);
});

/** A stack without what its arguments may turn out to be, which holds the evaluation itself. */
function plain({ resources, ...stack }: Stack): unknown {
  return { ...stack, resources: resources.map(({ reach: _, ...resource }) => resource) };
}
