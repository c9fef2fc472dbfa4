import type { AwsReader } from '../aws/reader.ts';
import type { AwsProblem } from '../model/report/aws-problem.ts';
import type { Resource } from '../model/stack.ts';
import type { TerraformValue, Unknown } from '../model/value.ts';

/** What a data source came to. */
export type DataAnswer =
  | { readonly status: 'found'; readonly attributes: ReadonlyMap<string, TerraformValue> }
  /** AWS has nothing that fits. */
  | { readonly status: 'none' }
  /** AWS has several things where the data source must find one; their names. */
  | { readonly status: 'several'; readonly candidates: readonly string[] }
  | { readonly status: 'unreadable'; readonly problem: AwsProblem }
  /** It is not asked for where it lives. */
  | { readonly status: 'doubtful'; readonly doubt: Unknown };

/** What a data source is answered from. */
export interface DataQuery {
  /** Its arguments. */
  readonly resource: Resource;
  readonly aws: AwsReader;
  /** The region that the code names for it; undefined for the reader's own. */
  readonly region: string | undefined;
}

/** A type of data source that AWS can answer. */
export interface DataSource {
  /** A resource that the code makes, and of which nothing is compared; absent for a data source. */
  readonly mode?: 'managed';
  readonly type: string;
  /** The calls that answer it, as IAM names them. */
  readonly actions: readonly string[];
  /** What it tells. A secret's value is never among it. */
  readonly attributes: readonly string[];
  /** Further attributes that a formula of `terraform/predicted/table.ts` makes of these. */
  readonly decides?: readonly string[];
  /** It answers only the attributes that something refers to, not all that AWS says. */
  readonly onlyNeeded?: true;
  /** Asks AWS; undefined when an argument is not known, so that there is nothing to ask. */
  read(query: DataQuery): Promise<DataAnswer> | undefined;
}
