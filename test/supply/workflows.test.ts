import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { shownWorkflows } from '../../build/fences.mjs';

/* What zizmor and actionlint (build/check-workflows.mjs) do not ask of a workflow, and we do. */

const permissions = z.record(z.string(), z.enum(['read', 'write', 'none']));
const workflowForm = z.object({
  name: z.string(),
  on: z.union([z.string(), z.array(z.string()), z.record(z.string(), z.unknown())]),
  permissions: z.strictObject({}),
  jobs: z.record(
    z.string(),
    z.object({
      'runs-on': z.string(),
      'timeout-minutes': z.number().int(),
      permissions,
      environment: z.string().optional(),
      steps: z.array(
        z.object({
          name: z.string(),
          uses: z.string().optional(),
          run: z.string().optional(),
          with: z.record(z.string(), z.unknown()).optional(),
        }),
      ),
    }),
  ),
});

const root = dirname(dirname(import.meta.dirname));
const folder = join(root, '.github/workflows');
const ours = readdirSync(folder).map((name) => ({
  name: `.github/workflows/${name}`,
  text: readFileSync(join(folder, name), 'utf8'),
}));
const shown = shownWorkflows(root).map(({ page, line, text }) => ({ name: `${page}:${line}`, text }));

describe.each([...ours, ...shown])('$name', ({ text }) => {
  const { jobs } = workflowForm.parse(parse(text));
  const all = Object.values(jobs);
  const steps = all.flatMap((job) => job.steps);

  it('runs on an image with a version, for a limited time', () => {
    for (const job of all) {
      expect(job['runs-on']).toMatch(/^ubuntu-\d+\.\d+$/);
      expect(job['timeout-minutes']).toBeLessThanOrEqual(60);
    }
  });

  it('leaves no token in the checkout', () => {
    for (const { uses, with: inputs } of steps) {
      if (uses?.startsWith('actions/checkout@') === true) expect(inputs?.['persist-credentials']).toBe(false);
    }
  });

  it('puts nothing of the event into a script', () => {
    for (const { run } of steps) expect(run ?? '').not.toContain('${{');
  });

  it('has no job that may write what it does not name', () => {
    for (const job of all)
      if (job.permissions['id-token'] === 'write') expect(job.permissions['contents']).not.toBe('write');
  });
});

describe('the release', () => {
  const { jobs } = workflowForm.parse(parse(readFileSync(join(folder, 'release.yml'), 'utf8')));

  it('gives each job the one right that it is there for', () => {
    expect(Object.fromEntries(Object.entries(jobs).map(([name, job]) => [name, job.permissions]))).toEqual({
      build: { contents: 'read' },
      attest: { attestations: 'write', 'id-token': 'write' },
      publish: { 'id-token': 'write' },
      release: { contents: 'write' },
    });
  });

  it('lets nobody publish without the environment that a person guards', () => {
    expect(jobs['publish']?.environment).toBe('npm');
    expect(jobs['release']?.environment).toBe('release');
  });

  it('takes no secret, and restores no cache', () => {
    const text = readFileSync(join(folder, 'release.yml'), 'utf8');
    expect(text).not.toContain('secrets.');
    const installs = Object.values(jobs).flatMap(({ steps }) =>
      steps.filter(({ uses }) => uses?.startsWith('actions/setup-node@')),
    );
    expect(installs.map(({ with: inputs }) => inputs?.['package-manager-cache'])).toEqual([false, false]);
  });

  it('runs nothing of the repository where it may publish or sign', () => {
    for (const name of ['attest', 'publish', 'release']) {
      const uses = jobs[name]?.steps.map((step) => step.uses?.split('@')[0]);
      expect(uses).not.toContain('actions/checkout');
    }
  });
});
