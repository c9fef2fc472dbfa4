import { describe, expect, it } from 'vitest';
import { declaredTaskDefinitions } from '../../src/kinds/ecs/task-definition/declared.ts';
import { shownDeclared } from '../../src/model/declared.ts';
import type { ShownValue } from '../../src/model/report/shown-value.ts';
import { valueText } from '../../src/report/message/value.ts';
import { deriveAttributes } from '../../src/terraform/predicted/predict.ts';
import { stackOf } from '../terraform/in-memory.ts';

/* How a text with holes prints: as its author wrote it, never with a reference in the middle of what it holds. */

const at = { address: 'aws_x.y', path: ['arn'] };
const hole = (around?: { before: number; after: number }, more: object = {}) =>
  ({ kind: 'resource', ...at, ...more, ...(around === undefined ? {} : { around }) }) as const;
const text = (...template: Extract<ShownValue, { template: unknown }>['template']): string => valueText({ template });

describe('a reference of which a part is known', () => {
  it.each([
    ['stands alone', ['arn:a:db-', hole({ before: 9, after: 0 })], `"\${aws_x.y.arn}" (arn:a:db-…)`],
    [
      'with the text of the code',
      ['x=arn:a:', hole({ before: 6, after: 2 }), '/b:key::'],
      `"x=\${aws_x.y.arn}:key::" (x=arn:a:…/b:key::)`,
    ],
    [
      'is one, however many holes it has',
      ['arn:', hole({ before: 4, after: 3 }), ':a:', hole({ before: 3, after: 2 }), '/b'],
      `"\${aws_x.y.arn}" (arn:…:a:…/b)`,
    ],
    [
      'is told from the next',
      ['a:', hole({ before: 2, after: 0 }), 'b:', hole({ before: 2, after: 0 }, { path: ['id'] })],
      `"\${aws_x.y.arn}\${aws_x.y.id}" (a:…b:…)`,
    ],
    [
      'twice is two',
      ['a:', hole({ before: 2, after: 0 }), 'a:', hole({ before: 2, after: 0 })],
      `"\${aws_x.y.arn}\${aws_x.y.arn}" (a:…a:…)`,
    ],
    [
      'keeps the text of the code when it says nothing of its own',
      ['https://', hole(), '/health'],
      `"https://\${aws_x.y.arn}/health"`,
    ],
    ['keeps a text that was shortened', ['b-', hole({ before: 9, after: 0 })], `"b-\${aws_x.y.arn}" (b-…)`],
  ] as const)('%s', (_, template, expected) => {
    expect(text(...template)).toBe(expected);
  });
});

it('comes so from the code', async () => {
  const code = `
resource "aws_iam_role" "tasks" {
  name_prefix = "orders-"
}
resource "aws_ecs_task_definition" "app" {
  family             = "app"
  task_role_arn      = aws_iam_role.tasks.arn
  execution_role_arn = "\${aws_iam_role.tasks.arn}-x"
  pid_mode           = "x-\${var.mode}"
}
variable "mode" {}
provider "aws" {
  region = "us-east-1"
}
`;
  const first = await stackOf({ 'main.tf': code });
  const stack = await stackOf({ 'main.tf': code }, { known: deriveAttributes(first) });
  const members = declaredTaskDefinitions(stack)[0]?.model.members ?? {};
  const shown = Object.fromEntries(
    (['taskRoleArn', 'executionRoleArn', 'pidMode'] as const).map((name) => [
      name,
      valueText(shownDeclared(members[name])),
    ]),
  );
  expect(shown['taskRoleArn']).toMatch(/^"\$\{aws_iam_role\.tasks\.arn\}" \(.*orders-…\)$/);
  expect(shown['executionRoleArn']).toMatch(/^"\$\{aws_iam_role\.tasks\.arn\}-x" \(.*orders-…-x\)$/);
  expect(shown['pidMode']).toBe(`"x-\${var.mode}"`);
});
