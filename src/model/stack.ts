import type { Unsaid } from './declared.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { RunPlace } from './place.ts';
import type { ArgumentReach } from './reach.ts';
import type { SourceRange } from './source.ts';
import type { TerraformValue, Unknown } from './value.ts';

/**
 * What the Terraform code (or a plan) declares, evaluated as far as it can be known. Plain data (but for
 * `Resource.reach`, which is computed when asked); every list is in a total order.
 */
export interface Stack {
  /** The root module's directory, as given by the user. */
  readonly directory: string;
  readonly workspace: string;
  /** Managed resources and data sources of all modules, expanded; ordered by address. */
  readonly resources: readonly Resource[];
  /** How many managed resources are not among them, by type: those of a plan that nobody asks for. */
  readonly leftOut?: ReadonlyMap<string, number>;
  /** The provider configurations of the root and of modules, `aws` and aliases; see `Resource.provider`. */
  readonly providers: readonly ProviderConfiguration[];
  /** The modules whose code `terraform init` has installed; absent where nothing tells. */
  readonly installedModules?: readonly InstalledModule[];
  /** What could not be read or expanded, and so hides resources: never silence. */
  readonly holes: readonly StackHole[];
  /** Why the plan that this was made from does not hold everything: it failed, or was made for a part of the code. */
  readonly incomplete?: Unknown;
  /** Where the run looks; absent when nobody asked. See `placeOf` of `terraform/stack/place.ts`. */
  readonly run?: RunPlace;
  /**
   * Errors and warnings found on the way; an error in one expression makes that value unknown (`invalid`) and stands
   * here once.
   */
  readonly diagnostics: readonly Diagnostic[];
  /** Variables without a value, for the report to name. */
  readonly unsetVariables: readonly UnsetVariable[];
  /** The root module's outputs, in source order. */
  readonly outputs?: ReadonlyMap<string, TerraformValue>;
}

/** A module whose code `terraform init` has installed, so that the repository does not hold it. */
export interface InstalledModule {
  /** By the names of the calls: `module.api.module.rules`. */
  readonly address: string;
  /** As `SourceRange.file` has it, without the file name. */
  readonly directory: string;
  /** The call that leads to it from code that is not installed. */
  readonly calledAt: SourceRange;
}

/** A variable that was given no value and has no default. */
export interface UnsetVariable {
  readonly module: string;
  readonly name: string;
  readonly at: SourceRange;
  /** Variable files of the repository that would set it, the nearest first; absent when none was found. */
  readonly setBy?: readonly string[];
}

export interface Resource {
  /** `module.api["x"].aws_ecs_service.this[0]`; with an instance key only when it has one and it is known. */
  readonly address: string;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly name: string;
  /** The module instance's address, '' for the root. */
  readonly module: string;
  readonly key?: string | number;
  /** The block's header. */
  readonly at: SourceRange;
  readonly body: ResolvedBody;
  /**
   * Present when `count` or `for_each` is not known: this one entry then stands for any number of instances (also
   * none), with `each.*` and `count.index` unknown.
   */
  readonly expansion?: Unknown;
  /** `lifecycle.ignore_changes`: attribute paths as written, or 'all'. */
  readonly ignoreChanges: readonly string[] | 'all';
  /** Index into `Stack.providers`; absent when the resource's provider has no configuration block. */
  readonly provider?: number;
  /** Why it is not known which configuration of the provider it has. */
  readonly providerUnknown?: Unknown;
  /** The address that it had at the last apply, where a plan tells that it was moved. */
  readonly previousAddress?: string;
  /**
   * The id that a state, or a plan that keeps it, has of it: of several things that it may be it is the one with this
   * id.
   */
  readonly appliedId?: string;
  /** What its arguments can turn out to be where they are not known; absent where nothing tells. */
  readonly reach?: ArgumentReach;
}

/** The evaluated content of a block. Keys of both maps in source order. */
export interface ResolvedBody {
  readonly attributes: ReadonlyMap<string, ResolvedAttribute>;
  /**
   * Nested blocks by type; static and expanded `dynamic` ones in source order. A type with `[]` was written as a
   * `dynamic` block that yields none.
   */
  readonly blocks: ReadonlyMap<string, ResolvedBlocks>;
}
export interface ResolvedAttribute {
  readonly value: TerraformValue;
  /** The whole attribute, name to value. (`value.at` may lie elsewhere: where the value comes from.) */
  readonly at: SourceRange;
  /** See `DeclaredAttribute`. */
  readonly unsaid?: Unsaid;
}
export interface ResolvedBlocks {
  readonly blocks: readonly ResolvedBlock[];
  /**
   * A `dynamic` block whose `for_each` is not (wholly) known: there may be further blocks. Its content, evaluated once
   * with an unknown iterator, is in `template`.
   */
  readonly open?: { readonly because: Unknown; readonly template: readonly ResolvedBlock[] };
}
export interface ResolvedBlock {
  readonly labels: readonly string[];
  readonly body: ResolvedBody;
  readonly at: SourceRange;
}

export interface ProviderConfiguration {
  /** The provider's local name, `aws`. */
  readonly name: string;
  readonly alias?: string;
  /** The instance, of a configuration with `for_each` (OpenTofu). */
  readonly key?: string;
  readonly module: string;
  readonly body: ResolvedBody;
  /**
   * The account and region of the resources that it has made, by their ARNs: what a plan tells where its expressions do
   * not.
   */
  readonly observed?: { readonly account?: string; readonly region?: string };
  /**
   * The arguments that are written as the root's default configuration has them: their values are the same, known or
   * not.
   */
  readonly asDefault?: ReadonlySet<string>;
  readonly at: SourceRange;
}

export type StackHole =
  /** `terraform init` has not fetched it, or its directory is missing. */
  | {
      readonly kind: 'module-missing';
      readonly address: string;
      readonly source: string;
      readonly at: SourceRange;
      /** Its code lies where code may not read. */
      readonly outside?: Extract<Unknown, { readonly kind: 'outside' }>;
    }
  /** A module's files could not be parsed or are invalid; the diagnostics say why. */
  | { readonly kind: 'module-invalid'; readonly address: string; readonly source: string; readonly at: SourceRange }
  /** The `count`/`for_each` of a module call is unknown: its resources stand once, with unknown keys. */
  | {
      readonly kind: 'module-expansion';
      readonly address: string;
      readonly because: Unknown;
      readonly at: SourceRange;
    };

/**
 * Attributes that the code does not hold but something else can tell (a live resource, a state, a formula), by resource
 * instance address, then attribute name. The evaluator asks this before it makes a reference unknown.
 */
export type KnownAttributes = ReadonlyMap<string, ReadonlyMap<string, TerraformValue>>;
