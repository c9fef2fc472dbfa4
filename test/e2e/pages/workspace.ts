import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { type AwsServer, startAwsServer } from '../../aws-server/server.ts';
import type { World } from '../../aws-server/world.ts';
import { awsEnvironment, builtCli } from '../cli.ts';

/** A repository as the pages speak of it, with an account beside it in which the incident has happened. */
export interface Workspace {
  readonly directory: string;
  /** Runs a script as the shell of a CI job does; what it printed on standard output. */
  run(script: string): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>;
  close(): Promise<void>;
}

export interface WorkspaceOptions {
  /** Where the code lies in the repository, several times over when need be. */
  readonly code: readonly string[];
  /** Further files, by their path in the repository. */
  readonly files?: Readonly<Record<string, string>>;
  /** What a branch changes in a file, from what to what; it is checked out. */
  readonly change?: Readonly<Record<string, readonly [string, string]>>;
  /** What stands in for a program that is not ours: the body of a shell script. */
  readonly foreign?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** What has happened to the account of the incident. */
  readonly world: World;
}

const root = join(import.meta.dirname, '../../..');

/** The code of the incident, with a cluster `main` and a service `api`, as the pages call theirs. */
const code = [
  ['main.tf', 'modules/ecs-service/main.tf', 'modules/ecs-service/outputs.tf', 'modules/ecs-service/variables.tf'],
  ['network.tf', 'terraform.tfvars', 'variables.tf'],
]
  .flat()
  .map((file) => ({
    file,
    text: readFileSync(join(root, 'fixtures/incident', file), 'utf8')
      .replaceAll('"hokusai-api-$' + '{var.environment}"', '"api"')
      .replaceAll('"hokusai-$' + '{var.environment}"', '"main"'),
  }));

/** The account of that code. */
function renamed(world: World): World {
  const names = JSON.stringify(world).replaceAll('hokusai-api-development', 'api');
  return JSON.parse(names.replaceAll('hokusai-development', 'main'));
}

/** A repository with one commit on `main`, which is also `origin/main`, and the change on a branch. */
export async function makeWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'driftcheck-page-')));
  const directory = join(top, 'repository');
  const bin = join(top, 'bin');
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  for (const at of options.code) for (const { file, text } of code) write(join(directory, at, file), text);
  for (const [file, text] of Object.entries(options.files ?? {})) write(join(directory, file), text);
  const programs = { driftcheck: `exec "${process.execPath}" "${builtCli}" "$@"`, ...options.foreign };
  for (const [name, script] of Object.entries(programs)) {
    write(join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  const server: AwsServer = await startAwsServer(renamed(options.world));
  const environment = {
    ...awsEnvironment(server.endpoint),
    ...gitIdentity,
    HOME: top,
    PATH: [bin, process.env['PATH'] ?? ''].join(delimiter),
    ...options.environment,
  };
  mkdirSync(directory, { recursive: true });
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: directory, env: environment });
  git('init', '--quiet', '--initial-branch', 'main');
  git('add', '--all');
  git('commit', '--quiet', '--allow-empty', '--message', 'The code');
  git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  if (options.change !== undefined) {
    git('checkout', '--quiet', '-b', 'change');
    for (const [file, [from, to]] of Object.entries(options.change)) {
      const text = readFileSync(join(directory, file), 'utf8');
      if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`);
      writeFileSync(
        join(directory, file),
        text.replace(from, () => to),
      );
    }
    git('commit', '--quiet', '--all', '--message', 'The change');
  }
  return {
    directory,
    run: (script) => runScript(script, directory, environment),
    close: async () => {
      await server.close();
      rmSync(top, { recursive: true, force: true });
    },
  };
}

const gitIdentity = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_AUTHOR_DATE: '2026-10-01T08:00:00Z',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@example.com',
  GIT_COMMITTER_DATE: '2026-10-01T08:00:00Z',
};

function runScript(script: string, cwd: string, env: Readonly<Record<string, string>>) {
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve, reject) => {
    const shell = spawn('bash', ['-e', '-o', 'pipefail', '-c', script], {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const printed = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      shell[stream].setEncoding('utf8').on('data', (part: string) => {
        printed[stream] += part;
      });
    }
    shell.on('error', reject);
    shell.on('close', (status) => resolve({ code: status ?? -1, ...printed }));
  });
}

/** Puts what is built, and the fixtures, where the README's commands look for them. */
export function linkProject(directory: string): void {
  for (const name of ['dist', 'fixtures', 'rules']) symlinkSync(join(root, name), join(directory, name));
  cpSync(join(root, 'package.json'), join(directory, 'package.json'));
}
