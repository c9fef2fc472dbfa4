import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { schemaLocation } from '../../src/commands/init.ts';
import { configText } from '../../src/init/config-text.ts';
import { releaseOf } from '../../src/init/uses.ts';
import { workflowText } from '../../src/init/workflow-text.ts';

/* The files that `driftcheck init` writes, in its page. `UPDATE=1` writes them there. */

it('docs/init.md shows the files that are written', () => {
  const targets = ['production', 'staging'].map((environment) => ({
    form: {
      name: `api-${environment}`,
      directory: 'infra/api',
      'var-files': [`infra/api/env/${environment}.tfvars`],
    },
    regions: ['us-east-1'],
    accounts: ['123456789012'],
    unset: [],
  }));
  const text = `\`\`\`yaml\n${configText(targets, [{ directory: 'infra/dns', why: 'empty' }], schemaLocation)}\`\`\``;
  const page = join(import.meta.dirname, '../../docs/init.md');
  const before = readFileSync(page, 'utf8');
  const release = releaseOf(JSON.parse(readFileSync(join(import.meta.dirname, '../../docs/release.json'), 'utf8')));
  const subject = { region: 'us-east-1', accounts: ['123456789012'], release };
  const workflow = `\`\`\`yaml\n${workflowText(subject)}\`\`\``;
  const after = before
    .replace(/(?<=<!-- init:start -->\n).*(?=\n<!-- init:end -->)/s, () => text)
    .replace(/(?<=<!-- workflow:start -->\n).*(?=\n<!-- workflow:end -->)/s, () => workflow);
  expect(after).toContain(text);
  expect(after).toContain(workflow);
  if (process.env['UPDATE'] === '1') writeFileSync(page, after);
  else expect(before).toBe(after);
});
