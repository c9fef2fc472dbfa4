import type { AwsReader } from '../aws/reader.ts';
import type { RemoteStates } from '../data-sources/remote-state.ts';
import type { DeclarationOptions, GivenFile } from './declaration.ts';

/** A root module with its variables, and where on AWS it is looked for. */
export interface TargetOptions extends DeclarationOptions {
  /** What a report calls it. Default: `default`. Those of one run are all different. */
  readonly name?: string;
  /**
   * A state: it tells ids and other attributes for references, and the cause of each finding. It never stands for the
   * code, and what is found live wins over it.
   */
  readonly state?: GivenFile;
  /** State files for `terraform_remote_state` data sources, by the data source's name or address. */
  readonly remoteStates?: RemoteStates;
  /** Where the AWS side comes from: `createAwsReader` for the API, `replaySnapshot` for a recording. */
  readonly aws: AwsReader;
  /** The profile that the credentials are of, where one is named: a provider that names it works with them too. */
  readonly profile?: string;
}
