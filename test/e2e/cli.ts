import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { Report } from '../../src/model/report/report.ts';

/** What a run of the built CLI came to. */
export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Credentials and endpoint for a server of the tests; nothing of the developer's own AWS set-up gets in. */
export function awsEnvironment(endpoint: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  };
}

/** The CLI as `npm run build` leaves it. */
export const builtCli = join(import.meta.dirname, '../../dist/cli.js');

/** Runs `dist/cli.js` as a process of its own. */
export function runCli(args: readonly string[], environment: Record<string, string>): Promise<CliResult> {
  return runProgram(builtCli, args, environment);
}

/** Runs a script with this Node and nothing of the caller's environment but PATH and HOME. */
export function runProgram(
  script: string,
  args: readonly string[],
  environment: Record<string, string>,
): Promise<CliResult> {
  return new Promise((resolve) => {
    const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...environment };
    execFile(process.execPath, [script, ...args], { env, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, stdout, stderr });
    });
  });
}

/** Runs the check with a JSON report. */
export async function runJson(
  args: readonly string[],
  environment: Record<string, string>,
): Promise<{ code: number; report: Report; stderr: string }> {
  const { code, stdout, stderr } = await runCli([...args, '--format', 'json'], environment);
  if (stdout === '') throw new Error(`no report (exit code ${code}): ${stderr}`);
  return { code, report: JSON.parse(stdout) as Report, stderr };
}
