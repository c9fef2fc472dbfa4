import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** `dist/action` where there is nothing else: no `node_modules`, no package.json above it, as a runner unpacks it. */

const root = join(import.meta.dirname, '../..');
/** What `using: node24` starts; `.ci/run` installs it. */
const node24 = join(process.env['DRIFTCHECK_E2E_NODE24'] ?? join(root, '.node24'), 'node_modules/.bin/node');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'driftcheck-action-'));
  for (const name of ['workspace', 'temp']) mkdirSync(join(folder, name));
  for (const name of ['output', 'summary']) writeFileSync(join(folder, name), '');
  cpSync(join(root, 'dist/action'), join(folder, 'action'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Starts the copy as the runner does. */
function start(node: string, environment: Readonly<Record<string, string>>) {
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: join(folder, 'workspace'),
    GITHUB_OUTPUT: join(folder, 'output'),
    GITHUB_STEP_SUMMARY: join(folder, 'summary'),
    RUNNER_TEMP: join(folder, 'temp'),
    INPUT_TOKEN: '',
    INPUT_MATRIX: 'null',
    ...environment,
  };
  return new Promise<{ code: number; stdout: string; stderr: string; outputs: string }>((resolve) => {
    execFile(node, [join(folder, 'action/index.js')], { env, cwd: join(folder, 'temp') }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      const lines = readFileSync(join(folder, 'output'), 'utf8').split('\n');
      const outputs = lines.flatMap((line, at) =>
        /^[\w-]+<<ghadelimiter_/.test(line) ? [`${line.split('<<')[0]}=${lines[at + 1]}`] : [],
      );
      resolve({ code, stdout, stderr, outputs: outputs.join(' ') });
    });
  });
}

describe.each([
  ['this Node', process.execPath],
  ['Node 24', node24],
])('alone, on %s', (_, node) => {
  it("prints HashiCorp's diagnostic for a broken file, at its line", async () => {
    if (!existsSync(node)) throw new Error(`${node} is missing: npm install --no-save --prefix .node24 node@24`);
    writeFileSync(join(folder, 'workspace/main.tf'), 'resource "aws_ecs_cluster" "main" {\n  name = \n}\n');
    const { code, stdout, stderr, outputs } = await start(node, {});
    expect(stderr).toBe('');
    expect(stdout).toContain('main.tf:2:10: error: Invalid expression');
    expect(stdout).toMatch(
      /^::error title=driftcheck,file=main\.tf,line=2,col=10::Invalid expression%0AExpected the start/m,
    );
    expect(outputs).toBe('verdict=error errors=0 warnings=0 gaps=0 report= sarif= exit-code=1');
    expect(code).toBe(1);
  });

  it('says on what it was asked, without a trace of a library', async () => {
    const { code, stdout, stderr } = await start(node, { INPUT_COMMENT: 'often' });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^::error title=driftcheck::input comment cannot be "often"/);
    expect(code).toBe(1);
  });
});
