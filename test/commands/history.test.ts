import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { type HistoryFlags, runHistory } from '../../src/commands/history.ts';
import { exitCode } from '../../src/exit-code.ts';
import { ProblemError } from '../../src/model/problem.ts';

const incident = join(import.meta.dirname, '../../fixtures/incident');
const family = 'hokusai-api-development';
const flags: HistoryFlags = {
  inputs: [],
  limit: 20,
  live: join(incident, 'states/e-with-redis-rule/live.json'),
  json: true,
  color: false,
};

afterEach(() => vi.restoreAllMocks());

/** Runs the command and reads what it prints. */
async function run(name: string | undefined, more: Partial<HistoryFlags> = {}, of = family) {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const code = await runHistory(of, name, { ...flags, ...more });
  const printed = write.mock.calls.map(([text]) => String(text)).join('');
  write.mockRestore();
  return { code, printed };
}

const history = z.object({
  revisions: z.array(z.object({ revision: z.number(), usedBy: z.array(z.string()) })),
  events: z.array(z.object({ event: z.string(), revision: z.number() })).optional(),
});
const parse = (printed: string) => history.parse(JSON.parse(printed));

describe('driftcheck history', () => {
  it('reads the revisions that a snapshot holds', async () => {
    const { code, printed } = await run('HUGGINGFACE_API_KEY');
    expect(code).toBe(exitCode.inSync);
    expect(parse(printed).revisions[0]).toEqual({ revision: 151, usedBy: [] });
    expect(parse(printed).events?.[0]).toMatchObject({ revision: 151 });
  });

  it.each([
    ['the cluster', { cluster: 'hokusai-development' }],
    ['the code', { dir: incident }],
  ])('names the services that %s tells of', async (_, more) => {
    const { printed } = await run(undefined, more);
    expect(parse(printed).revisions[0]).toEqual({ revision: 151, usedBy: [family] });
  });

  it('prints text', async () => {
    const { printed } = await run('HUGGINGFACE_API_KEY', { json: false });
    expect(printed).toContain('151');
    expect(printed).toContain('containers[api].secrets[HUGGINGFACE_API_KEY]');
  });

  it('finds no revision of a family that there is not', async () => {
    expect((await run(undefined, {}, 'none')).code).toBe(exitCode.couldNotRun);
  });

  it('stops when nothing can be listed, or the cluster is not known', async () => {
    await expect(run(undefined, { region: 'eu-west-1' })).rejects.toBeInstanceOf(ProblemError);
    await expect(run(undefined, { cluster: 'none' })).rejects.toBeInstanceOf(ProblemError);
  });
});
