import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import * as z from 'zod';
import { fencesIn } from '../../build/fences.mjs';
import { leastPolicy } from '../../src/check/rehearsal/least-policy.ts';
import { rehearse } from '../../src/check/rehearsal/rehearse.ts';
import { string } from '../../src/terraform/evaluate/value.ts';
import { loadConfiguration } from '../../src/terraform/load/load.ts';
import { evaluateModules } from '../../src/terraform/stack/evaluate-modules.ts';
import { evaluateInModule } from '../../src/terraform/stack/in-module.ts';
import { referenceTree } from '../../src/terraform/syntax/second-opinion.ts';
import { expectGenerated } from '../generated.ts';

/* docs/oidc.md: the trust policy in JSON is what its Terraform makes, the permissions are what `driftcheck iam-policy` prints. `UPDATE=1` writes both. */

const page = new URL('../../docs/oidc.md', import.meta.url);
const text = readFileSync(page, 'utf8');
const terraform = fencesIn(text).find(({ language }) => language === 'hcl')?.text ?? '';
const provider = 'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com';
const issuer = 'token.actions.githubusercontent.com';

/** The trust policy that the Terraform of the page makes. */
async function trustPolicy(): Promise<unknown> {
  const directory = mkdtempSync(join(tmpdir(), 'driftcheck-oidc-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  writeFileSync(join(directory, 'main.tf'), terraform);
  writeFileSync(join(directory, 'driftcheck-iam-policy.json'), '{}');
  const known = new Map([['aws_iam_openid_connect_provider.github', new Map([['arn', string(provider)]])]]);
  const { stack, modules } = evaluateModules(await loadConfiguration({ directory, environment: {} }), known);
  expect(stack.diagnostics).toEqual([]);
  const [root] = modules;
  if (root === undefined) throw new Error('no root module');
  const evaluated = evaluateInModule(root, 'aws_iam_role.driftcheck.assume_role_policy');
  if (!evaluated.ok || evaluated.value.kind !== 'string') throw new Error('the trust policy is not known');
  return JSON.parse(evaluated.value.value);
}

/** The page with a block of JSON between two markers. */
function withJson(before: string, marker: string, data: unknown): string {
  const between = new RegExp(`(?<=<!-- ${marker}:start -->\n\`\`\`json\n).*(?=\`\`\`\n<!-- ${marker}:end -->)`, 's');
  expect(before).toMatch(between);
  return before.replace(between, () => `${JSON.stringify(data, null, 2)}\n`);
}

const trustForm = z.strictObject({
  Version: z.literal('2012-10-17'),
  Statement: z.tuple([
    z.strictObject({
      Effect: z.literal('Allow'),
      Principal: z.strictObject({ Federated: z.literal(provider) }),
      Action: z.literal('sts:AssumeRoleWithWebIdentity'),
      // Any operator but this one, or a further key, would let in more or less than what the page says.
      Condition: z.strictObject({
        StringEquals: z.strictObject({
          [`${issuer}:aud`]: z.literal('sts.amazonaws.com'),
          [`${issuer}:repository_id`]: z.string().regex(/^\d+$/),
          [`${issuer}:sub`]: z.array(z.string()),
        }),
      }),
    }),
  ]),
});

describe('docs/oidc.md', () => {
  it('shows the trust policy that its Terraform makes, and the policy that the command prints', async () => {
    const rehearsal = await rehearse({ directory: 'fixtures/incident', environment: {} });
    const trusting = withJson(text, 'trust', await trustPolicy());
    expectGenerated(page, withJson(trusting, 'permissions', leastPolicy([rehearsal]).policy));
  });

  it('has Terraform that HashiCorp can read', async () => {
    expect(await referenceTree(terraform)).toHaveProperty('tree');
  });

  it('trusts one repository, in both forms of the subject, and nothing wider', async () => {
    const { Statement } = trustForm.parse(await trustPolicy());
    const values = z.record(z.string(), z.unknown()).parse(Statement[0].Condition.StringEquals);
    const subjects = z.array(z.string()).parse(values[`${issuer}:sub`]);
    const parts = subjects.map((subject) => {
      const [, name, behind] = /^repo:([^:*?]+):([^*?]+)$/.exec(subject) ?? [];
      return { name: name ?? subject, behind: behind ?? '' };
    });
    const id = String(values[`${issuer}:repository_id`]);
    const mutable = 'example-org/infra';
    const immutable = `example-org@1234567/infra@${id}`;
    const events = ['pull_request', 'ref:refs/heads/main'];
    expect(parts).toEqual([mutable, immutable].flatMap((name) => events.map((behind) => ({ name, behind }))));
  });
});
