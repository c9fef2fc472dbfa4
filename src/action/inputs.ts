import { getInput } from '@actions/core';
import { positiveNumber, wholeNumber } from '../model/given-number.ts';
import { ProblemError } from '../model/problem.ts';
import type { Severity } from '../model/report/severity.ts';

/**
 * The inputs of `action.yml` and what each takes; a test holds the two together. `path`: of a file or directory, from
 * the workspace. `lines`: one path a line. `accounts`: AWS accounts, one a line or with commas between. `seconds`: a
 * positive number of them. `count`: a whole number from 1 on.
 */
export const inputForms = {
  directory: { takes: 'path' },
  config: { takes: 'path' },
  'var-file': { takes: 'lines' },
  workspace: { takes: 'text' },
  region: { takes: 'text' },
  state: { takes: 'path' },
  plan: { takes: 'path' },
  base: { takes: 'text' },
  'fail-on': { takes: 'choice', choices: ['error', 'warning', 'note'] },
  strict: { takes: 'choice', choices: ['true', 'false'] },
  'on-incomplete': { takes: 'choice', choices: ['fail', 'warn'] },
  timeout: { takes: 'seconds' },
  'max-calls': { takes: 'count' },
  who: { takes: 'choice', choices: ['auto', 'true', 'false'] },
  comment: { takes: 'choice', choices: ['always', 'on-drift', 'never'] },
  'allowed-account-ids': { takes: 'accounts' },
  sarif: { takes: 'choice', choices: ['file', 'upload'] },
  token: { takes: 'text' },
  matrix: { takes: 'text' },
} as const satisfies Readonly<Record<string, InputForm>>;

/** What an input takes. */
type InputForm =
  | { readonly takes: 'text' | 'path' | 'lines' | 'accounts' | 'seconds' | 'count' }
  | { readonly takes: 'choice'; readonly choices: readonly string[] };

type InputName = keyof typeof inputForms;

/** The choices of an input, as a type. */
type ChoiceOf<Name extends InputName> = (typeof inputForms)[Name] extends { readonly choices: readonly (infer C)[] }
  ? C
  : never;

/** What the workflow says under `with:`. What it leaves out or leaves empty is absent, or has its default. */
export interface ActionInputs {
  readonly directory?: string;
  readonly config?: string;
  readonly varFiles: readonly string[];
  readonly workspace?: string;
  readonly region?: string;
  readonly state?: string;
  readonly plan?: string;
  readonly base?: string;
  readonly failOn?: Severity;
  readonly strict: boolean;
  readonly onIncomplete: ChoiceOf<'on-incomplete'>;
  /** Seconds after which nothing more is read. */
  readonly timeout?: number;
  /** API calls after which nothing more is read. */
  readonly maxCalls?: number;
  readonly who: ChoiceOf<'who'>;
  readonly comment: ChoiceOf<'comment'>;
  /** Empty: any. */
  readonly allowedAccounts: readonly string[];
  readonly sarif: ChoiceOf<'sarif'>;
  readonly token?: string;
  /** What tells the jobs of a matrix apart: the runner's own words, the same in each run of the job. */
  readonly matrix?: string;
}

/**
 * Reads the inputs as the runner hands them over: an environment variable for each. None of them ever becomes a word of
 * a command line.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#inputs
 *
 * @throws ProblemError `input-invalid`
 */
export function readInputs(): ActionInputs {
  const failOn = choice('fail-on');
  const [directory, config, state, plan] = [path('directory'), path('config'), path('state'), path('plan')];
  const [workspace, region, base] = [oneLine('workspace'), oneLine('region'), oneLine('base')];
  const timeout = numberOf('timeout', 'seconds', positiveNumber);
  const maxCalls = numberOf('max-calls', 'count', wholeNumber);
  const [token, matrix] = [oneLine('token'), getInput('matrix')];
  return {
    ...(directory === undefined ? {} : { directory }),
    ...(config === undefined ? {} : { config }),
    varFiles: linesOf('var-file').map(asPath),
    ...(workspace === undefined ? {} : { workspace }),
    ...(region === undefined ? {} : { region }),
    ...(state === undefined ? {} : { state }),
    ...(plan === undefined ? {} : { plan }),
    ...(base === undefined ? {} : { base }),
    ...(failOn === undefined ? {} : { failOn }),
    strict: choice('strict') === 'true',
    onIncomplete: choice('on-incomplete') ?? 'fail',
    ...(timeout === undefined ? {} : { timeout }),
    ...(maxCalls === undefined ? {} : { maxCalls }),
    who: choice('who') ?? 'auto',
    comment: choice('comment') ?? 'on-drift',
    allowedAccounts: accounts('allowed-account-ids'),
    sarif: choice('sarif') ?? 'file',
    ...(token === undefined ? {} : { token }),
    // Outside of a matrix there is none: `toJSON(null)`.
    ...(matrix === '' || matrix === 'null' || matrix === '{}' ? {} : { matrix }),
  };
}

/** The token as given, before anything else is looked at: it is masked even where an input is wrong. */
export const tokenInput = (): string => getInput('token');

function choice<Name extends InputName>(name: Name): ChoiceOf<Name> | undefined {
  const form: InputForm = inputForms[name];
  const value = oneLine(name);
  if (value === undefined || form.takes !== 'choice') return undefined;
  // YAML has three spellings of true and of false, and an expression gives the first.
  const isTruth = /^(?:true|false)$/i.test(value);
  const found = form.choices.find((one) => one === value || (isTruth && one === value.toLowerCase()));
  if (found === undefined) throw invalid(name, { why: 'choice', found: value, choices: form.choices });
  return found as ChoiceOf<Name>;
}

function accounts(name: InputName): readonly string[] {
  const all = linesOf(name).flatMap((line) => line.split(/[\s,]+/).filter((one) => one !== ''));
  for (const one of all) if (!/^\d{12}$/.test(one)) throw invalid(name, { why: 'account', found: one });
  return all;
}

function numberOf(
  name: InputName,
  why: 'count' | 'seconds',
  read: (text: string) => number | undefined,
): number | undefined {
  const value = oneLine(name);
  if (value === undefined) return undefined;
  const number = read(value);
  if (number === undefined) throw invalid(name, { why, found: value });
  return number;
}

function path(name: InputName): string | undefined {
  const value = oneLine(name);
  return value === undefined ? undefined : asPath(value);
}

/** A name that begins with a dash is a file's all the same: `-` alone is standard input for the command line only. */
const asPath = (value: string): string => (value.startsWith('-') ? `./${value}` : value);

function oneLine(name: InputName): string | undefined {
  const value = getInput(name);
  if (/\p{Cc}/u.test(value)) throw invalid(name, { why: 'several-lines' });
  return value === '' ? undefined : value;
}

function linesOf(name: InputName): readonly string[] {
  const lines = getInput(name)
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (lines.some((line) => /\p{Cc}/u.test(line))) throw invalid(name, { why: 'control-character' });
  return lines;
}

function invalid(
  input: InputName,
  mistake: Omit<Extract<ProblemError['problem'], { code: 'input-invalid' }>, 'code' | 'input'>,
): ProblemError {
  return new ProblemError({ code: 'input-invalid', input, ...mistake });
}
