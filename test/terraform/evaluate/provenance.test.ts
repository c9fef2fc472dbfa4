import { describe, expect, it } from 'vitest';
import type { TerraformValue } from '../../../src/model/value.ts';
import { childrenOf } from '../../../src/terraform/evaluate/value-parts.ts';
import { evaluateText, scopeOf } from '../case.ts';

/** `file:line` of a value's origin. */
const place = (value: TerraformValue | undefined): string | undefined =>
  value?.at && `${value.at.file}:${value.at.start.line}`;

const scope = scopeOf(`locals {
  image = "nginx"
  env = [
    { name = "A", value = "1" },
    { name = "B", value = 2 },
  ]
  tags = {
    a = "x"
    b = "y"
  }
  secrets = {
    KEY   = "arn:a"
    OTHER = "arn:b"
  }
}
variable "typed" {
  type = list(object({ name = string, port = optional(number, 80) }))
  default = [
    { name = "web" },
    {
      name = "api"
      port = "90"
    },
  ]
}
`);
const at = (expression: string): string | undefined => place(evaluateText(expression, scope));
const childrenAt = (expression: string): (string | undefined)[] =>
  childrenOf(evaluateText(expression, scope)).map(place);

describe('where a value was written', () => {
  it.each([
    ['"a"', 'case.tf:1'],
    ['\n5', 'case.tf:2'],
    [`\n"a\${1}"`, 'case.tf:2'],
    ['\n1 + 1', 'case.tf:2'],
    ['\n!true', 'case.tf:2'],
    ['\nupper("a")', 'case.tf:2'],
    ['\n{}', 'case.tf:2'],
    ['\n[]', 'case.tf:2'],
    ['\nnull', 'case.tf:2'],
    ['\n[for x in [1] : x]', 'case.tf:2'],
    ['\nterraform_data.unknown.id', 'case.tf:2'],
    ['local.image', 'preamble.tf:2'],
    [`"\${local.image}"`, 'preamble.tf:2'],
    ['(local.image)', 'preamble.tf:2'],
    ['local.env[1]', 'preamble.tf:5'],
    ['local.tags.b', 'preamble.tf:9'],
    ['true ? local.tags.b : 1', 'preamble.tf:9'],
    ['tolist(local.env)[1].name', 'preamble.tf:5'],
    ['tostring(local.env[1].value)', 'preamble.tf:5'],
    ['merge(local.tags, {b = 1}).a', 'preamble.tf:8'],
    ['merge(local.tags, {\nb = 1}).b', 'case.tf:2'],
    ['concat([1], local.env)[2]', 'preamble.tf:5'],
    ['values(local.tags)[0]', 'preamble.tf:8'],
    ['lookup(local.tags, "b", "none")', 'preamble.tf:9'],
    ['coalesce(null, local.image)', 'preamble.tf:2'],
    ['try(local.tags.none, local.tags.a)', 'preamble.tf:8'],
    ['local.env[*].name', 'case.tf:1'],
    ['var.typed[0]', 'preamble.tf:19'],
    ['var.typed[1].port', 'preamble.tf:22'],
    ['var.typed[0].port', 'preamble.tf:17'],
    ['sensitive(local.image)', 'preamble.tf:2'],
    ['jsondecode(jsonencode(local.tags)).b', 'preamble.tf:9'],
    ['\njsondecode("[1]")', 'case.tf:2'],
  ])('%s', (expression, expected) => expect(at(expression)).toBe(expected));

  it('is that of the element for the elements of lists', () => {
    expect(childrenAt('local.env[*].name')).toEqual(['preamble.tf:4', 'preamble.tf:5']);
    expect(childrenAt('[for e in local.env : e.value]')).toEqual(['preamble.tf:4', 'preamble.tf:5']);
    expect(childrenAt('flatten([local.env, [\n1]])')).toEqual(['preamble.tf:4', 'preamble.tf:5', 'case.tf:2']);
  });

  it('of a key variable is that of the entry', () => {
    expect(childrenAt('[for k, v in local.secrets : k]')).toEqual(['preamble.tf:12', 'preamble.tf:13']);
    expect(childrenAt('[for k, v in local.secrets : v]')).toEqual(['preamble.tf:12', 'preamble.tf:13']);
  });

  it('of an object made in a for expression is its constructor, of its parts where they come from', () => {
    const expression = '[for k, v in local.secrets : {\n name = k, valueFrom = v }]';
    expect(childrenAt(expression)).toEqual(['case.tf:1', 'case.tf:1']);
    const [, second] = childrenOf(evaluateText(expression, scope));
    expect(second && childrenOf(second).map(place)).toEqual(['preamble.tf:13', 'preamble.tf:13']);
  });
});
