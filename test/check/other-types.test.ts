import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { replaySnapshot } from '../../src/aws/snapshot/snapshot.ts';
import { check } from '../../src/check/check.ts';
import { dataSources } from '../../src/data-sources/registry.ts';
import { kinds } from '../../src/kinds/index.ts';
import { ProblemError } from '../../src/model/problem.ts';
import { derivedAttributes } from '../../src/terraform/predicted/table.ts';
import type { Body } from '../../src/terraform/syntax/ast.ts';
import { parseFile } from '../../src/terraform/syntax/parser.ts';
import { someOf } from '../tries.ts';

/** Arguments of another type than the provider's are a gap of their resource. Whatever is written anywhere, a check ends with a report. */

const fixtures = join(import.meta.dirname, '../../fixtures');

/** Every argument and block that the fixtures write, by resource type. */
function writtenNames(): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>();
  const add = (type: string, body: Body): void => {
    const of = names.get(type) ?? new Set();
    names.set(type, of);
    for (const item of body.items) {
      if (item.kind === 'attribute') of.add(item.name);
      else if (item.type !== 'dynamic' && item.type !== 'lifecycle') of.add(item.type);
    }
  };
  for (const entry of readdirSync(fixtures, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.tf')) continue;
    const parsed = parseFile(readFileSync(join(entry.parentPath, entry.name), 'utf8'), entry.name);
    for (const item of parsed.ok ? parsed.value.items : []) {
      const type = item.kind === 'block' && item.type === 'resource' ? item.labels[0]?.value : undefined;
      if (type !== undefined && item.kind === 'block') add(type, item.body);
    }
  }
  return names;
}

const meta: ReadonlySet<string> = new Set(['count', 'for_each', 'depends_on', 'provider', 'lifecycle']);

const values = someOf([
  'null',
  'true',
  '5',
  '-1.5',
  '1e300',
  '""',
  '"text"',
  '["us-east-1"]',
  '[]',
  'toset(["a", "b"])',
  'tomap({ a = "b" })',
  '{ a = { b = [1] } }',
  '[[{ a = null }]]',
  'terraform_data.unknown.id',
  '"a-$' + '{terraform_data.unknown.id}"',
  'data.aws_region.here',
  'sensitive("text")',
  'sensitive(["text"])',
]);

const snapshot = JSON.stringify({
  format: 'driftcheck-snapshot',
  schemaVersion: 1,
  salt: 'x',
  account: '123456789012',
  region: 'us-east-1',
  partition: 'aws',
  reads: [
    {
      action: 'ec2:DescribeSecurityGroups',
      key: { 'group-name': 'here', 'vpc-id': 'vpc-1' },
      result: [{ GroupId: 'sg-1', GroupName: 'here', VpcId: 'vpc-1', Description: 'here' }],
    },
    { action: 'ec2:DescribeSecurityGroupRules', key: { 'group-id': 'sg-1' }, result: [] },
  ],
});

/** Something that is found, so that the check does not stop in the wrong place. */
const found =
  'data "aws_region" "here" {}\nresource "terraform_data" "unknown" {}\n' +
  'resource "aws_security_group" "here" {\n  name = "here"\n  vpc_id = "vpc-1"\n  description = "here"\n}\n';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'driftcheck-types-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const names = writtenNames();
const compared = kinds.flatMap((kind) => kind.terraformTypes);

/** How much the report tells; a refusal of the account is an end in good order, too. */
async function checked(code: string): Promise<number> {
  writeFileSync(join(folder, 'main.tf'), found + code);
  try {
    const report = await check({ directory: folder, environment: {}, aws: replaySnapshot(snapshot, 'live.json') });
    return report.checked.length + report.gaps.length;
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'account-not-allowed') return 1;
    throw error;
  }
}

describe('arguments of another type', () => {
  test.each(compared)(
    'of %s',
    async (type) => {
      const written = [...new Set([...(names.get(type) ?? []), 'region', 'name', 'tags'])].filter(
        (name) => !meta.has(name),
      );
      expect(written.length).toBeGreaterThan(4);
      const code = written.flatMap((name) =>
        values.map((value, index) => {
          const others = written
            .filter((other) => other !== name)
            .slice(0, index % 3)
            .map((other) => `  ${other} = "x"\n`);
          return `resource "${type}" "t_${name}_${index}" {\n  ${name} = ${value}\n${others.join('')}}\n`;
        }),
      );
      expect(await checked(code.join(''))).toBeGreaterThan(code.length / 2);
    },
    120_000,
  );

  test.each([
    [
      'resource',
      [...new Set(derivedAttributes.filter(({ mode }) => mode === 'managed').flatMap(({ types }) => types))],
    ],
    ['data', [...new Set([...dataSources.map(({ type }) => type), 'aws_region', 'aws_caller_identity'])]],
  ] as const)(
    'of what formulas and data sources read: %s',
    async (mode, types) => {
      const formulas = new Map(derivedAttributes.flatMap(({ types, formula }) => types.map((type) => [type, formula])));
      const code = types.flatMap((type) => {
        const inFormula = [...(formulas.get(type) ?? '').matchAll(/\{([a-z_]+)/g)].map(([, name = '']) => name);
        const read = [
          ...new Set(['region', 'name', 'id', 'arn', 'filter', 'tags', 'vpc_id', 'cluster_name', ...inFormula]),
        ];
        return read.map((name, at) =>
          values.map((value, index) => `${mode} "${type}" "t_${at}_${index}" {\n  ${name} = ${value}\n}\n`).join(''),
        );
      });
      expect(await checked(code.join(''))).toBeGreaterThan(0);
    },
    120_000,
  );

  test('of a provider', async () => {
    const arguments_ = [
      'region',
      'allowed_account_ids',
      'forbidden_account_ids',
      'assume_role',
      'default_tags',
      'profile',
    ];
    for (const [index, name] of arguments_.entries()) {
      for (const [at, value] of values.entries()) {
        const alias = `p${index}x${at}`;
        const provider = `provider "aws" {\n  alias = "${alias}"\n  ${name} = ${value}\n}\n`;
        const user = `resource "aws_ecs_service" "s" {\n  name = "x"\n  cluster = "y"\n  provider = aws.${alias}\n}\n`;
        expect(await checked(provider + user)).toBeGreaterThan(0);
      }
    }
  }, 120_000);
});
