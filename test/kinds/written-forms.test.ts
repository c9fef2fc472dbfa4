import { describe, expect, it } from 'vitest';
import { declaredGroups } from '../../src/kinds/ec2/security-group/declared.ts';
import { declaredServices } from '../../src/kinds/ecs/service/declared.ts';
import { declaredTaskDefinitions } from '../../src/kinds/ecs/task-definition/declared.ts';
import type { Stack } from '../../src/model/stack.ts';
import { stackOf } from '../terraform/in-memory.ts';
import { someOf } from '../tries.ts';
import { code, containers } from './ecs/sample.ts';
import { forms, variants, type Written, writtenOf } from './written-forms.ts';

/*
 * A resource says the same in native syntax, in JSON syntax, in a plan and in a state, whatever nested blocks it has. The samples hold every block
 * that is compared.
 */

const ecs = await stackOf({
  'main.tf': code,
  'containers.json': JSON.stringify(containers),
});
const group = await stackOf(`
resource "aws_security_group" "this" {
  name = "a"
  ingress {
    from_port   = 80
    to_port     = 80
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
    self        = true
  }
  ingress {
    from_port        = 443
    to_port          = 443
    protocol         = "tcp"
    ipv6_cidr_blocks = ["::/0"]
    description      = "b"
  }
  egress {
    from_port       = 0
    to_port         = 0
    protocol        = "-1"
    prefix_list_ids = ["pl-1"]
    security_groups = ["sg-1"]
  }
}
`);

const declared: Readonly<Record<string, (stack: Stack) => unknown>> = {
  aws_ecs_task_definition: (stack) => declaredTaskDefinitions(stack).map(({ model }) => model),
  aws_ecs_service: (stack) => declaredServices(stack).map(({ model }) => model),
  aws_security_group: (stack) => declaredGroups(stack).groups.map(({ rules, ownership }) => ({ rules, ownership })),
};

/** Without places: a plan and a state have none. */
function withoutPlaces(value: unknown): unknown {
  if (value instanceof Map) return new Map([...value].map(([key, entry]) => [key, withoutPlaces(entry)]));
  if (Array.isArray(value)) return value.map(withoutPlaces);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, part]) =>
      key === 'at' || key === 'style' ? [] : [[key, withoutPlaces(part)]],
    ),
  );
}

function sampleOf(type: string): Written {
  const found = [...ecs.resources, ...group.resources].find((resource) => resource.type === type);
  if (found === undefined) throw new Error(`a sample has ${type}`);
  return writtenOf(found.body);
}

describe.each(Object.entries(declared))('%s', (type, read) => {
  const sample = sampleOf(type);
  // Of what may be an argument too, an empty array says something else than nothing.
  const isSame = ({ what }: { readonly what: string }) =>
    type !== 'aws_security_group' || !what.endsWith('empty array');
  const all = [{ what: 'the sample', written: sample }, ...variants(sample)].filter(isSame);
  // The sample, and of its variants one in four where not all are tried.
  it.each(someOf(all))('$what', async ({ written }) => {
    const { 'native syntax': native, ...others } = await forms(type, written);
    const expected = native && withoutPlaces(read(native));
    expect(expected).toHaveLength(1);
    for (const [form, stack] of Object.entries(others))
      expect([form, withoutPlaces(read(stack))]).toEqual([form, expected]);
  });
});
