import type { Severity } from '../model/report/severity.ts';
import type { SourceRange } from '../model/source.ts';
import type { ExpectForm } from './sections/expect.ts';
import type { IgnoreForm } from './sections/ignore.ts';
import type { OwnerForm } from './sections/owners.ts';
import type { PrScope } from './sections/pr-scope.ts';
import type { RedactForm } from './sections/redact.ts';
import type { SeverityForm } from './sections/severity.ts';
import type { TargetForm } from './sections/targets.ts';

/** An entry of the file, and where it stands there. */
export interface Located<T> {
  readonly value: T;
  readonly at: SourceRange;
}

/** What a `driftcheck.yaml` says. A section that is not in the file is empty, or undefined. */
export interface Config {
  /** The file, as it can be shown. */
  readonly file: string;
  readonly targets: readonly Located<TargetForm>[];
  readonly severity: readonly Located<SeverityForm>[];
  readonly owners: readonly Located<OwnerForm>[];
  readonly ignore: readonly Located<IgnoreForm>[];
  readonly expect: readonly Located<ExpectForm>[];
  readonly redact: RedactForm;
  readonly failOn: Severity | undefined;
  /** How long merged code may wait for its apply. Seconds. */
  readonly applyGrace: number | undefined;
  /** Which drift fails a pull request. */
  readonly prScope: PrScope | undefined;
  /** Whether what `lifecycle.ignore_changes` names is left to others. */
  readonly trustIgnoreChanges: boolean;
}
