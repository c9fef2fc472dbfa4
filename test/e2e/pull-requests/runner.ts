import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '../../..');

interface Metadata {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly runs: { readonly main: string };
}
const metadata = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as Metadata;

/** A step of a job that uses the Action. */
export interface Step {
  /** The program of Node. */
  readonly node: string;
  readonly workspace: string;
  /** A directory of the step's own, for what the runner keeps outside of the workspace. */
  readonly temporary: string;
  readonly event: JobEvent;
  /** `owner/name`. */
  readonly repository: string;
  readonly apiUrl: string;
  /** `github.token`; empty when there is none. */
  readonly token: string;
  /** What stands under `with:`. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** `matrix` of the job. */
  readonly matrix?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
}

export interface JobEvent {
  readonly name: string;
  readonly ref: string;
  readonly sha: string;
  readonly actor: string;
  readonly payload: object;
}

/** What came of it. */
export interface StepResult {
  readonly code: number;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

/**
 * Starts the built Action as the runner does: `runs.main` of `action.yml` with Node, its inputs (with the defaults of
 * `action.yml`) as `INPUT_*`, and the variables and files of a job.
 * https://docs.github.com/actions/reference/workflows-and-actions/variables
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/Handlers/NodeScriptActionHandler.cs
 */
export async function runStep(step: Step): Promise<StepResult> {
  const { temporary, event, repository } = step;
  await mkdir(temporary, { recursive: true });
  const file = (name: string): string => join(temporary, name);
  await writeFile(file('event.json'), JSON.stringify(event.payload));
  const handed = ['output', 'summary', 'env', 'path', 'state'];
  for (const name of handed) await writeFile(file(name), '');
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: temporary,
    CI: 'true',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION: 'driftcheck',
    GITHUB_ACTOR: event.actor,
    GITHUB_API_URL: step.apiUrl,
    GITHUB_BASE_REF: event.name.startsWith('pull_request') ? 'main' : '',
    GITHUB_ENV: file('env'),
    GITHUB_EVENT_NAME: event.name,
    GITHUB_EVENT_PATH: file('event.json'),
    GITHUB_GRAPHQL_URL: `${step.apiUrl}/graphql`,
    GITHUB_HEAD_REF: event.name.startsWith('pull_request') ? 'topic' : '',
    GITHUB_JOB: 'drift',
    GITHUB_OUTPUT: file('output'),
    GITHUB_PATH: file('path'),
    GITHUB_REF: event.ref,
    GITHUB_REPOSITORY: repository,
    GITHUB_REPOSITORY_ID: '1001',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: '5001',
    GITHUB_RUN_NUMBER: '12',
    GITHUB_SERVER_URL: 'https://github.example.com',
    GITHUB_SHA: event.sha,
    GITHUB_STATE: file('state'),
    GITHUB_STEP_SUMMARY: file('summary'),
    GITHUB_TRIGGERING_ACTOR: event.actor,
    GITHUB_WORKFLOW: 'drift',
    GITHUB_WORKSPACE: step.workspace,
    RUNNER_OS: 'Linux',
    RUNNER_TEMP: temporary,
    ...inputVariables(step),
    ...step.environment,
  };
  const main = join(root, metadata.runs.main);
  const { code, log } = await new Promise<{ code: number; log: string }>((resolve) => {
    execFile(step.node, [main], { cwd: step.workspace, env, maxBuffer: 16 << 20 }, (error, stdout, stderr) => {
      const exit = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code: exit, log: `${stdout}${stderr}` });
    });
  });
  return {
    code,
    log,
    outputs: outputsOf(await readFile(file('output'), 'utf8')),
    summary: await readFile(file('summary'), 'utf8'),
  };
}

/** `INPUT_<NAME>`, in capitals, with the runner's own expressions in defaults evaluated. */
function inputVariables({ inputs = {}, token, matrix }: Step): Record<string, string> {
  const expressions: Readonly<Record<string, string>> = {
    '${{ github.token }}': token,
    '${{ toJSON(matrix) }}': matrix === undefined ? 'null' : JSON.stringify(matrix, null, 2),
  };
  for (const name of Object.keys(inputs)) {
    if (!(name in metadata.inputs)) throw new Error(`action.yml has no input ${name}`);
  }
  return Object.fromEntries(
    Object.entries(metadata.inputs).map(([name, { default: fallback = '' }]) => {
      const value = inputs[name] ?? expressions[fallback] ?? fallback;
      if (value.includes('${{')) throw new Error(`unknown expression in action.yml: ${value}`);
      return [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value];
    }),
  );
}

/** What was written to `GITHUB_OUTPUT`: `name<<delimiter`, lines, delimiter. */
function outputsOf(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  for (const [, name = '', , value = ''] of text.matchAll(/^([\w-]+)<<(.+)\n([\s\S]*?)\n\2$/gm)) outputs[name] = value;
  return outputs;
}
