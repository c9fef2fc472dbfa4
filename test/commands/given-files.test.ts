import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadOptions } from '../../src/commands/check.ts';
import { ProblemError } from '../../src/model/problem.ts';

describe('--state and --plan', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'driftcheck-given-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('give the text of the file under the name that the user gave it', () => {
    const state = join(folder, 'state.json');
    writeFileSync(state, '{}');
    const options = loadOptions('.', { inputs: [], state });
    const { file, text = [] } = options.state ?? {};
    expect(file).toBe(state);
    expect(Buffer.concat([...text].map((piece) => Buffer.from(piece))).toString()).toBe('{}');
    expect(options).not.toHaveProperty('plan');
  });

  it('name a file that is not there', () => {
    const plan = join(folder, 'none.json');
    const read = () => [...(loadOptions('.', { inputs: [], plan }).plan?.text ?? [])];
    expect(read).toThrow(
      expect.objectContaining({ problem: { code: 'input-unreadable', file: plan, detail: 'ENOENT' } }),
    );
  });

  it.each([[{ state: '-', plan: '-' }], [{ state: '-', live: '-' }], [{ plan: '-', live: '-' }]])(
    'share standard input with nobody: %j',
    (flags) => {
      expect(() => loadOptions('.', { inputs: [], ...flags })).toThrow(ProblemError);
      expect(() => loadOptions('.', { inputs: [], ...flags })).toThrow(
        expect.objectContaining({ problem: expect.objectContaining({ code: 'usage' }) }),
      );
    },
  );
});

describe('--remote-state', () => {
  it('names the file of a data source', () => {
    const { remoteStates } = loadOptions('.', {
      inputs: [],
      remoteState: ['network=a.tfstate', 'data.terraform_remote_state.b=x=y.json'],
    });
    expect(remoteStates).toEqual(
      new Map([
        ['network', 'a.tfstate'],
        ['data.terraform_remote_state.b', 'x=y.json'],
      ]),
    );
  });

  it.each(['network', '=a.tfstate', 'network='])('refuses %s', (flag) => {
    expect(() => loadOptions('.', { inputs: [], remoteState: [flag] })).toThrow(
      expect.objectContaining({ problem: expect.objectContaining({ code: 'usage' }) }),
    );
  });
});
