import { describe, expect, it } from 'vitest';
import { hiddenTexts, isWhollyHidden } from '../../../src/model/secret/secrecy.ts';
import type { TerraformValue } from '../../../src/model/value.ts';
import { isSensitive } from '../../../src/terraform/evaluate/marks.ts';
import { attributesOfState, readState } from '../../../src/terraform/plan-and-state/state.ts';
import { resourceName, sensitiveAttributes } from '../../../src/terraform/stack/provider-secrets.ts';
import { outputsOf, stackOf } from '../in-memory.ts';

/** Whether Terraform marks an output as sensitive, and whether it is hidden. */
const marksOf = (outputs: Readonly<Record<string, TerraformValue>>, name: string): readonly (boolean | undefined)[] => {
  const value = outputs[name];
  return [value && isSensitive(value), value && isWhollyHidden(value)];
};

describe('the table of what providers mark', () => {
  it('has a source for every row, and every resource once', () => {
    for (const { of, attributes, source } of sensitiveAttributes) {
      expect(source, of).toMatch(/^https:\/\/(?:github\.com|registry\.terraform\.io)\/\S+$/);
      expect(attributes.length, of).toBeGreaterThan(0);
    }
    const names = sensitiveAttributes.map(({ of }) => of);
    expect(new Set(names).size).toBe(names.length);
  });

  it('names data sources as references do', () => {
    expect(resourceName('data', 'aws_x')).toBe('data.aws_x');
    expect(resourceName('managed', 'aws_x')).toBe('aws_x');
  });
});

describe('what the provider marks', () => {
  const code = `
    resource "random_password" "p" { length = 20 }
    data "aws_ssm_parameter" "host" { name = "/host" }
    data "aws_ssm_parameter" "plain" { name = "/plain" }
    resource "aws_ssm_parameter" "own" { value = "swordfish-4711" }
    resource "aws_ssm_parameter" "id" { value = "subnet-0123456789abcdef0" }
    resource "aws_mq_broker" "b" {
      user {
        username = "app"
        password = "open-sesame-1"
      }
    }
    resource "aws_secretsmanager_secret_version" "v" { secret_string_wo = "write-only-1" }
    variable "once" {
      ephemeral = true
      default   = "ephemeral-1"
    }
    output "generated" { value = random_password.p.result }
    output "parameter" { value = data.aws_ssm_parameter.host.value }
    output "insecure" { value = data.aws_ssm_parameter.plain.insecure_value }
    output "own" { value = aws_ssm_parameter.own.value }
    output "id" { value = aws_ssm_parameter.id.value }
    output "user" { value = aws_mq_broker.b.user[0].username }
    output "password" { value = aws_mq_broker.b.user[0].password }
    output "written" { value = aws_secretsmanager_secret_version.v.secret_string_wo }
    output "once" { value = var.once }
  `;

  it('is marked, and hidden but for ids, ARNs and blocks of addresses', async () => {
    const outputs = await outputsOf(code);
    const marked = Object.entries(outputs).map(([name, value]) => [name, isSensitive(value), isWhollyHidden(value)]);
    expect(marked).toEqual([
      ['generated', true, true],
      ['parameter', true, true],
      ['insecure', false, false],
      ['own', true, true],
      ['id', true, false],
      ['user', false, false],
      ['password', true, true],
      ['written', true, true],
      // Terraform does not call what is ephemeral sensitive.
      ['once', false, true],
    ]);
    expect(hiddenTexts(outputs['own'] ?? { kind: 'null', type: { kind: 'dynamic' } })).toEqual(['swordfish-4711']);
  });

  it('is hidden of a state too, whatever the state says of it', async () => {
    const stack = await stackOf(code);
    const instance = (name: string, value: string) => ({
      mode: 'data',
      type: 'aws_ssm_parameter',
      name,
      instances: [
        {
          attributes: { name: `/${name}`, value },
          sensitive_attributes: [[{ type: 'get_attr', value: 'value' }]],
        },
      ],
    });
    const state = readState(
      JSON.stringify({
        version: 4,
        serial: 1,
        resources: [instance('host', 'db.internal'), instance('plain', 'subnet-0123456789abcdef0')],
      }),
      'terraform.tfstate',
    );
    const known = attributesOfState(state, stack);
    const outputs = await outputsOf(
      `${code}
output "subnet" { value = data.aws_ssm_parameter.plain.value }`,
      { known },
    );
    expect(marksOf(outputs, 'parameter')).toEqual([true, true]);
    expect(marksOf(outputs, 'subnet')).toEqual([true, false]);
  });
});

describe('paths of sensitive attributes in a state', () => {
  const attribute = (value: string) => ({ type: 'get_attr', value });
  it.each([
    [[[attribute('a')]], { a: true }],
    [[[attribute('a'), { type: 'index', value: { type: 'string', value: 'k' } }]], { a: { k: true } }],
    [[[attribute('a'), { type: 'index', value: 0 }, attribute('b')]], { a: { 0: { b: true } } }],
    [[[attribute('a'), { type: 'index', value: { type: ['object', {}], value: { b: 1 } } }]], { a: true }],
    [[[{ type: 'index', value: { type: ['object', {}], value: {} } }]], true],
    [['a'], true],
  ])('%j', (paths, mask) => {
    const resource = {
      mode: 'managed',
      type: 'aws_x',
      name: 'x',
      instances: [{ attributes: { a: 1 }, sensitive_attributes: paths }],
    };
    const { resources } = readState(
      JSON.stringify({ version: 4, serial: 1, resources: [resource] }),
      'terraform.tfstate',
    );
    expect(resources[0]?.sensitive).toEqual(mask);
  });
});
