import type { Path } from '../../model/path.ts';
import type { ExpectationSide } from '../../model/report/expectation.ts';
import type { ReasonData } from '../../model/report/reason.ts';
import type { ShownValue } from '../../model/report/shown-value.ts';
import type { SourceRange } from '../../model/source.ts';

/** What an expectation comes to at one place of one version of a thing. */
export type Judgement = JudgedState & {
  readonly path: Path;
  /** What stands there. */
  readonly shown?: ShownValue;
  /** Where that is declared. */
  readonly at?: SourceRange | undefined;
};

export type JudgedState =
  | { readonly state: 'met' | 'unmet' }
  /** What stands there, or whether something does, is not known. */
  | { readonly state: 'undetermined'; readonly reason: ReasonData };

/** A version of a thing, and what an expectation comes to at the places of it that it says something of. */
export interface JudgedVersion extends Pick<ExpectationSide, 'side' | 'revision'> {
  readonly judgements: readonly Judgement[];
}

/** What stands in a place where nothing does. */
export const absent: ShownValue = { absent: true };
