import type { Config } from '../config/config.ts';
import { isCi } from '../config/load/ci.ts';
import { loadConfig } from '../config/load/load.ts';
import type { PolicySource } from '../model/report/policy-source.ts';
import { withRedaction } from '../model/secret/redaction.ts';
import type { Policy } from '../policy/policy.ts';

/** The flags that say which policy judges a run. */
export interface PolicyFlags {
  /** `--config`. */
  config?: string;
}

/** What the reviewed configuration says of a run. */
export interface RunPolicy {
  /** Undefined where there is no file. */
  readonly config?: Config;
  /** Undefined where there is no file and none was asked for. */
  readonly policy?: Policy;
}

/**
 * The configuration that a run of a directory is judged by.
 *
 * @throws ProblemError like `loadConfig`
 */
export async function runPolicy(
  directory: string,
  flags: PolicyFlags,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<RunPolicy> {
  const config = await loadConfig({ directory, file: flags.config, cwd: process.cwd() });
  if (config === undefined) return {};
  const { file } = config;
  const source: PolicySource =
    flags.config === undefined
      ? { file, from: 'checkout', ...(isCi(environment) ? { unreviewed: true } : {}) }
      : { file, from: 'given' };
  return { config, policy: policyOf(config, source) };
}

/**
 * Does a command under the configuration of a directory: nothing that it prints holds what that calls secret.
 *
 * @throws ProblemError like `runPolicy`; what `work` throws
 */
export async function underPolicy<T>(
  directory: string,
  flags: PolicyFlags,
  work: (run: RunPolicy) => Promise<T>,
): Promise<T> {
  const run = await runPolicy(directory, flags, process.env);
  if (run.config === undefined) return work(run);
  const { redactionOf } = await import('../config/redaction.ts');
  return withRedaction(await redactionOf(run.config), () => work(run));
}

/** What of a configuration judges differences. */
export function policyOf(config: Config, source: PolicySource): Policy {
  const { file, severity, owners, ignore, expect, trustIgnoreChanges } = config;
  return { file, severity, owners, ignore, expect, trustIgnoreChanges, source };
}
