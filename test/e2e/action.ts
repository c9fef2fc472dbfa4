import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '../../src/model/report/report.ts';
import { awsEnvironment } from './cli.ts';

/** The built Action as a process, started as the runner starts it. */

const builtAction = join(import.meta.dirname, '../../dist/action/index.js');

/** What the runner hands to a step. */
export interface StepOptions {
  readonly inputs?: Readonly<Record<string, string>>;
  /** The name of the event. Default: `push`. */
  readonly event?: string;
  readonly payload?: unknown;
  readonly actor?: string;
  /** The commit that the event ran on. */
  readonly sha?: string;
  /** More of the environment, or less of it. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Default: this Node. */
  readonly node?: string;
  /** Is told of the process when it has been started. */
  readonly started?: (process: ChildProcess) => void;
}

/** What came of a step. */
export interface Step {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** The page of the run. */
  readonly summary: string;
  /** The report that the output names. */
  report(): Report;
}

/** A job on a runner: directories that are empty, and AWS at an endpoint. */
export interface Job {
  readonly folder: string;
  readonly workspace: string;
  step(options?: StepOptions): Promise<Step>;
  end(): void;
}

/** The repository that the jobs of tests are of. */
export const ownRepository = { id: 1001, full_name: 'example/infra', default_branch: 'main' };

/** What `pull_request` and `pull_request_target` say of a change. */
export function pullRequest(head: { readonly sha: string; readonly repository: number | null }, base: string) {
  const { id, full_name } = ownRepository;
  return {
    action: 'synchronize',
    number: 7,
    repository: ownRepository,
    pull_request: {
      number: 7,
      head: { sha: head.sha, ref: 'change', repo: head.repository === null ? null : { id: head.repository } },
      base: { sha: base, ref: 'main', repo: { id, full_name } },
    },
  };
}

/** Sets a job up. @param endpoint of AWS */
export function startJob(endpoint = 'http://127.0.0.1:9'): Job {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'driftcheck-job-')));
  const [workspace, temp, home] = ['workspace', 'temp', 'home'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const directory of [workspace, temp, home]) mkdirSync(directory);
  return {
    folder,
    workspace,
    step: async (options = {}) => {
      const files = {
        output: join(temp, 'set_output'),
        summary: join(temp, 'step_summary'),
        event: join(temp, 'event.json'),
      };
      for (const file of [files.output, files.summary]) writeFileSync(file, '');
      writeFileSync(files.event, JSON.stringify(options.payload ?? { repository: ownRepository }));
      const inputs = {
        comment: 'on-drift',
        strict: 'false',
        'on-incomplete': 'fail',
        sarif: 'file',
        token: '',
        matrix: 'null',
        ...options.inputs,
      };
      const env = {
        PATH: process.env['PATH'],
        HOME: home,
        CI: 'true',
        GITHUB_ACTIONS: 'true',
        GITHUB_WORKSPACE: workspace,
        GITHUB_EVENT_NAME: options.event ?? 'push',
        GITHUB_EVENT_PATH: files.event,
        GITHUB_OUTPUT: files.output,
        GITHUB_STEP_SUMMARY: files.summary,
        GITHUB_REPOSITORY: ownRepository.full_name,
        GITHUB_SERVER_URL: 'https://github.com',
        GITHUB_API_URL: 'http://127.0.0.1:9',
        GITHUB_ACTOR: options.actor ?? 'someone',
        GITHUB_SHA: options.sha,
        GITHUB_REF: 'refs/heads/main',
        RUNNER_TEMP: temp,
        ...awsEnvironment(endpoint),
        AWS_MAX_ATTEMPTS: '1',
        ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
        ...options.environment,
      };
      const child = spawn(options.node ?? process.execPath, [builtAction], { env, cwd: workspace });
      options.started?.(child);
      const output = { stdout: '', stderr: '' };
      for (const name of ['stdout', 'stderr'] as const)
        child[name].on('data', (chunk) => (output[name] += String(chunk)));
      const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
        child.on('close', (...ended) => resolve(ended)),
      );
      const outputs = outputsIn(readFileSync(files.output, 'utf8'));
      return {
        code,
        signal,
        ...output,
        outputs,
        summary: readFileSync(files.summary, 'utf8'),
        report: () => JSON.parse(readFileSync(outputs['report'] ?? '', 'utf8')),
      };
    },
    end: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Reads the file of outputs as the runner does: a name, a delimiter of its own, lines, the delimiter. */
function outputsIn(text: string): Readonly<Record<string, string>> {
  const outputs: Record<string, string> = {};
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const [name, delimiter] = lines[at]?.split('<<') ?? [];
    if (name === undefined || delimiter === undefined) continue;
    const end = lines.indexOf(delimiter, at + 1);
    outputs[name] = lines.slice(at + 1, end).join('\n');
    at = end;
  }
  return outputs;
}
