import type { LimitName } from './budget.ts';
import type { ConfigMistake } from './config-mistake.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { AwsProblem } from './report/aws-problem.ts';
import type { ReasonData } from './report/reason.ts';
import type { SourceRange } from './source.ts';

/** Why a run could not be made or compared nothing (exit code 1). Data; `report/message/problem` has the words. */
export type Problem =
  | { readonly code: 'usage'; readonly message: string }
  /** `isFile`: something of that name is there, but is no directory. */
  | { readonly code: 'directory-missing'; readonly directory: string; readonly isFile?: true }
  | ({ readonly code: 'no-terraform-files'; readonly directory: string } & RootSearch)
  /**
   * The code does not parse or is invalid. `excerpt` is the source line, redacted; `caret` the 1-based column and width
   * under it.
   */
  | { readonly code: 'terraform-invalid'; readonly diagnostics: readonly DiagnosticWithExcerpt[] }
  /** `undeclared`: the root module has no such variable. */
  | {
      readonly code: 'variable-invalid';
      readonly name: string;
      readonly origin: string;
      readonly detail: string;
      readonly undeclared?: true;
    }
  | { readonly code: 'aws'; readonly problem: AwsProblem }
  | {
      readonly code: 'wrong-place';
      readonly declared: number;
      readonly account?: string;
      readonly region?: string;
      readonly workspace: string;
      readonly source: 'aws' | 'snapshot';
      readonly looked: readonly { readonly address: string; readonly name: string }[];
      /** Errors in the code that did not stop the run: one of them may be why it looks here (a region, a name). */
      readonly errors?: readonly Diagnostic[];
    }
  /** `input`: it is the workflow that says which accounts are allowed, and not the code. */
  | {
      readonly code: 'account-not-allowed';
      readonly input?: true;
      readonly account: string;
      readonly allowed: readonly string[];
      readonly forbidden: readonly string[];
    }
  /** The default provider works in `assumed`, and the credentials are those of `account`. `address`: the provider's. */
  | {
      readonly code: 'account-elsewhere';
      readonly account: string;
      readonly assumed?: string;
      readonly address: string;
      readonly at?: SourceRange;
    }
  /** What was asked for by its address lives where the run's credentials do not lead. */
  | { readonly code: 'not-looked-for'; readonly address: string; readonly reason: ReasonData }
  | ({
      readonly code: 'nothing-declared';
      readonly directory: string;
      readonly types: readonly string[];
    } & Partial<RootSearch>)
  /** No resource has the address; `candidates` are those that may have been meant. */
  | { readonly code: 'address-unknown'; readonly address: string; readonly candidates: readonly string[] }
  | { readonly code: 'snapshot-unreadable'; readonly file: string; readonly detail: string }
  /**
   * There is more of something than a run takes (`budget.ts`). `where`: a place in the code, a file, or the address of
   * a resource or module.
   */
  | { readonly code: 'too-large'; readonly limit: LimitName; readonly where?: TooLargePlace }
  | { readonly code: 'output-unwritable'; readonly file: string; readonly detail: string }
  /** A file that was to be made is there already. */
  | { readonly code: 'file-exists'; readonly file: string }
  /**
   * The code names a file that is not its own. `file`: as it is named; `path`: where that leads; `directory`: what the
   * user would have to permit; absent for what cannot be permitted.
   */
  | { readonly code: 'outside'; readonly file: string; readonly path: string; readonly directory?: string }
  | { readonly code: 'input-unreadable'; readonly file: string; readonly detail: string }
  /** The first mistakes of a `driftcheck.yaml` in the order of their places, and how many there are. */
  | {
      readonly code: 'config-invalid';
      readonly file: string;
      /** The revision that it is read from, as the user names it; absent for a file of the disk. */
      readonly revision?: string;
      readonly mistakes: readonly ConfigMistake[];
      readonly count: number;
    }
  /** Two files of one directory that each may be the configuration. */
  | { readonly code: 'config-ambiguous'; readonly files: readonly [string, string] }
  /** The configuration that was found is a link that leads out of the repository. */
  | { readonly code: 'config-outside'; readonly file: string; readonly path: string }
  /**
   * The configuration, or the code, cannot be read from the revision that the user names. `shallow`: the clone lacks a
   * part of its history. `path`: what of the repository is in the way, or the file.
   */
  | {
      readonly code: 'revision-unusable';
      readonly revision: string;
      readonly why: RevisionProblem;
      readonly shallow?: true;
      readonly path?: string;
    }
  /** A file given as a plan or a state is something else. `detail`: its format's version, for `version`. */
  | {
      readonly code: 'terraform-json';
      readonly file: string;
      readonly expected: 'plan' | 'state';
      readonly found: UnusableInput;
      readonly detail?: string;
    }
  /** An input of the GitHub Action has a value that it cannot have. `choices`: what it can be. */
  | {
      readonly code: 'input-invalid';
      readonly input: string;
      readonly why: 'choice' | 'account' | 'seconds' | 'count' | 'several-lines' | 'control-character';
      readonly found?: string;
      readonly choices?: readonly string[];
    }
  /**
   * The GitHub Action was started by an event that gives a job the repository's own rights, and what is checked out may
   * be a stranger's. `directory`: the checkout that is meant, from the workspace; `commit`: what it has; absent when
   * that cannot be told.
   */
  | {
      readonly code: 'checkout-untrusted';
      readonly event: string;
      readonly why: CheckoutDoubt;
      readonly directory: string;
      readonly commit?: string;
    }
  /** None of several targets could be run. */
  | { readonly code: 'targets-failed'; readonly targets: readonly TargetProblem[] };

/**
 * Why a checkout is not trusted. `fork`: the event is about a fork's change, and another commit than the repository's
 * own is checked out. `unknown-head`: the same where the event does not tell whose change it is about. `no-commit`: it
 * cannot be told what is checked out.
 */
export type CheckoutDoubt = 'fork' | 'unknown-head' | 'no-commit';

/** Why a target could not be run. */
export interface TargetProblem {
  readonly target: string;
  readonly directory: string;
  readonly problem: Problem;
}

/** Why a revision, or a file of it, cannot be read. */
export type RevisionProblem =
  | 'malformed'
  | 'unknown'
  | 'ambiguous'
  /** The clone lacks its objects. */
  | 'missing'
  /** The file is a symbolic link there. */
  | 'link'
  /** It has no commit in common with what is checked out. */
  | 'unrelated'
  /** No commit has the directory, though it is on the disk. */
  | 'uncommitted'
  | 'no-repository'
  /** There is no git, or no commit. */
  | 'no-history'
  | 'old-git'
  | 'dubious-ownership'
  | 'outside'
  | 'unsupported-references'
  | 'failed';

/** Where something was too large. */
export type TooLargePlace =
  | { readonly at: SourceRange }
  | { readonly file: string }
  | { readonly address: string; readonly at?: SourceRange };

/** What a file is that was given as a plan or a state and cannot be used as one. */
export type UnusableInput =
  | 'empty'
  | 'not-json'
  /** JSON of some other program. */
  | 'foreign'
  /** The file that `terraform plan -out` writes. */
  | 'binary-plan'
  /** A state that OpenTofu has encrypted. */
  | 'encrypted'
  /** A format of another major version. */
  | 'version'
  | 'plan'
  | 'state';

/** Root modules below a directory. */
export interface RootSearch {
  readonly roots: readonly RootModule[];
  /** How far was searched, when something lies beyond. */
  readonly searched?: { readonly depth: number; readonly directories: number };
}

/** A directory that looks like a root module, and why. */
export interface RootModule {
  /** As it can be given to driftcheck. */
  readonly directory: string;
  readonly backend: boolean;
  readonly provider: boolean;
  /** How many blocks of compared resources it holds. */
  readonly resources: number;
  /** Variable files that set variables of it that have no value, those that set most first. */
  readonly variableFiles: readonly string[];
}

/** So many errors of the code are shown, and have excerpts; of more only the number is told. */
export const mostShownErrors = 20;

export interface DiagnosticWithExcerpt {
  readonly diagnostic: Diagnostic;
  readonly excerpt?: { readonly line: string; readonly column: number; readonly width: number };
}

/** Stops the run. Caught once, at the edge (`cli.ts`). */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;
  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.code, options);
    this.problem = problem;
  }
}
