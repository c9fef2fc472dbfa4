import type { Config } from '../config/config.ts';
import type { PolicySource } from '../model/report/policy-source.ts';

/** What the reviewed configuration says of differences: which count, how much, and whose they are. */
export interface Policy
  extends Pick<Config, 'file' | 'severity' | 'owners' | 'ignore' | 'expect' | 'trustIgnoreChanges'> {
  /** Where it was taken from. */
  readonly source: PolicySource;
}
