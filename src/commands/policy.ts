import type { Config } from '../config/config.ts';
import { isCi } from '../config/load/ci.ts';
import { type ConfigPlace, isOfCode, loadConfig } from '../config/load/load.ts';
import { ProblemError } from '../model/problem.ts';
import type { PolicySource } from '../model/report/policy-source.ts';
import { withRedaction } from '../model/secret/redaction.ts';
import type { Policy } from '../policy/policy.ts';
import { realPath } from '../terraform/load/boundary.ts';
import { InterruptedError, interruptible } from './interrupt.ts';

/** The flags that say which policy judges a run. */
export interface PolicyFlags {
  /** `--config`. */
  config?: string;
  /** `--config-from`. */
  configFrom?: string;
  /** `--base`. */
  base?: string;
  /** What is checked out is what was reviewed: the run is about no change. */
  reviewed?: boolean;
  /** `--allow-outside`. */
  allowOutside?: string[];
}

/** What the reviewed configuration says of a run. */
export interface RunPolicy {
  /** Undefined where there is no file. */
  readonly config?: Config;
  /** Undefined where there is no file and none was asked for. */
  readonly policy?: Policy;
}

type RunEnvironment = Readonly<Record<string, string | undefined>>;

/**
 * The configuration that a run of a directory is judged by.
 *
 * @throws InterruptedError; ProblemError like `loadConfig` and `loadConfigAt`
 */
export async function runPolicy(
  directory: string,
  flags: PolicyFlags,
  environment: RunEnvironment,
): Promise<RunPolicy> {
  // As a path, a URL would lose the form that its password is told by.
  if (flags.config !== undefined && /^[a-z][a-z0-9+.-]*:\/\//i.test(flags.config)) {
    throw new ProblemError({ code: 'input-unreadable', file: flags.config, detail: 'ENOENT' });
  }
  const allowed = (flags.allowOutside ?? []).map(realPath);
  const place = { directory, file: flags.config, cwd: process.cwd(), allowed };
  const revision = flags.configFrom ?? flags.base;
  if (revision !== undefined) return revisedPolicy(revision, place, environment);
  const config = await loadConfig(place);
  if (config === undefined) return {};
  const unreviewed =
    isCi(environment) && flags.reviewed !== true && isOfCode(place) ? ({ unreviewed: true } as const) : {};
  const from = flags.config === undefined ? 'checkout' : 'given';
  return { config, policy: policyOf(config, { file: config.file, from, ...unreviewed }) };
}

async function revisedPolicy(revision: string, place: ConfigPlace, environment: RunEnvironment): Promise<RunPolicy> {
  const { loadConfigAt } = await import('../config/load/revision.ts');
  const { allowed = [] } = place;
  const { value, interrupted } = await interruptible(({ signal, during }) =>
    during(() => loadConfigAt(revision, place, { environment, allowed, signal })),
  );
  if (interrupted !== undefined) throw new InterruptedError(interrupted);
  const { config, commit, changed } = value;
  const source = { from: 'revision', revision, commit, ...(changed ? { changed } : {}) } as const;
  if (config === undefined) return { policy: policyOf(noConfig, source) };
  return { config, policy: policyOf(config, { file: config.file, ...source }) };
}

/** What a file that is not there says. */
const noConfig: Config = {
  file: '',
  targets: [],
  severity: [],
  owners: [],
  ignore: [],
  expect: [],
  redact: {},
  failOn: undefined,
  applyGrace: undefined,
  prScope: undefined,
  trustIgnoreChanges: true,
};

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
