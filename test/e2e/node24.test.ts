import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { builtCli } from './cli.ts';

/** The Node that the action and most users run; `.ci/run` installs it. */
const node = join(process.env['DRIFTCHECK_E2E_NODE24'] ?? '.node24', 'node_modules/.bin/node');
const run = promisify(execFile);

it('the built CLI runs on Node 24', async () => {
  if (!existsSync(node)) throw new Error(`${node} is missing: npm install --no-save --prefix .node24 node@24`);
  expect((await run(node, ['--version'])).stdout).toMatch(/^v24\./);
  const { stdout, stderr } = await run(node, [builtCli, 'demo']);
  expect(stderr).toBe('');
  expect(stdout).toContain('HUGGINGFACE_API_KEY');
});
