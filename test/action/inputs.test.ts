import { afterEach, describe, expect, it, vi } from 'vitest';
import { readInputs } from '../../src/action/inputs.ts';
import { ProblemError } from '../../src/model/problem.ts';

/** As the runner names its variables. */
function given(inputs: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(inputs)) vi.stubEnv(`INPUT_${name.toUpperCase()}`, value);
}

afterEach(() => vi.unstubAllEnvs());

const defaults = {
  varFiles: [],
  strict: false,
  onIncomplete: 'fail',
  who: 'auto',
  comment: 'on-drift',
  allowedAccounts: [],
  sarif: 'file',
};

describe('inputs', () => {
  it.each<[string, Readonly<Record<string, string>>, object]>([
    ['nothing', {}, {}],
    ['empty texts, as an expression without a value gives', { directory: '', comment: ' ', strict: '', token: '' }, {}],
    [
      'several variable files',
      { 'var-file': ' a.tfvars\r\n\n  b c.tfvars \n' },
      { varFiles: ['a.tfvars', 'b c.tfvars'] },
    ],
    ['what looks like a flag', { directory: '--live=x', state: '-' }, { directory: './--live=x', state: './-' }],
    ['what looks like flags', { 'var-file': '-a\n--b' }, { varFiles: ['./-a', './--b'] }],
    ['what looks like a command', { workspace: '::set-output name=a::b' }, { workspace: '::set-output name=a::b' }],
    ['what a shell would take apart', { region: 'us-east-1; id $(id)' }, { region: 'us-east-1; id $(id)' }],
    [
      'every choice',
      { 'fail-on': 'note', strict: 'True', 'on-incomplete': 'warn', who: 'FALSE', comment: 'never', sarif: 'upload' },
      { failOn: 'note', strict: true, onIncomplete: 'warn', who: 'false', comment: 'never', sarif: 'upload' },
    ],
    [
      'accounts',
      { 'allowed-account-ids': '123456789012, 000000000001\n999999999999' },
      { allowedAccounts: ['123456789012', '000000000001', '999999999999'] },
    ],
    ['a time limit', { timeout: '90' }, { timeout: 90 }],
    ['a budget of calls', { 'max-calls': '2000' }, { maxCalls: 2000 }],
    ['no matrix', { matrix: 'null' }, {}],
    ['a matrix', { matrix: '{\n  "env": "blue"\n}' }, { matrix: '{\n  "env": "blue"\n}' }],
  ])('%s', (_, inputs, expected) => {
    given(inputs);
    expect(readInputs()).toEqual({ ...defaults, ...expected });
  });

  it.each<[string, string, string, readonly string[] | undefined]>([
    ['fail-on', 'fatal', 'choice', ['error', 'warning', 'note']],
    ['fail-on', 'Error', 'choice', ['error', 'warning', 'note']],
    ['strict', 'yes', 'choice', ['true', 'false']],
    ['timeout', '5m', 'seconds', undefined],
    ['timeout', '0', 'seconds', undefined],
    ['timeout', '-1', 'seconds', undefined],
    ['max-calls', '0', 'count', undefined],
    ['max-calls', '1.5', 'count', undefined],
    ['on-incomplete', 'ignore', 'choice', ['fail', 'warn']],
    ['who', 'yes', 'choice', ['auto', 'true', 'false']],
    ['comment', 'true', 'choice', ['always', 'on-drift', 'never']],
    ['comment', 'constructor', 'choice', ['always', 'on-drift', 'never']],
    ['sarif', 'no', 'choice', ['file', 'upload']],
    ['allowed-account-ids', '1234', 'account', undefined],
    ['allowed-account-ids', '123456789012 prod', 'account', undefined],
    ['directory', 'a\nb', 'several-lines', undefined],
    ['base', 'main\u001b', 'several-lines', undefined],
    ['token', 'a\nb', 'several-lines', undefined],
    ['var-file', 'a\tb', 'control-character', undefined],
  ])('%s cannot be %j', (input, value, why, choices) => {
    given({ [input]: value });
    try {
      readInputs();
      expect.unreachable();
    } catch (error) {
      const problem = error instanceof ProblemError ? error.problem : error;
      expect(problem).toMatchObject({ code: 'input-invalid', input, why, ...(choices && { choices }) });
    }
  });
});
