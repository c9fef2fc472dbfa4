import { type Diagnostic, diagnosticOf } from '../../model/diagnostic.ts';
import type { SourceRange } from '../../model/source.ts';
import type { TypeConstraint } from '../evaluate/type-constraint.ts';
import type { Attribute, Block, Expression } from '../syntax/ast.ts';
import type { Reference } from '../syntax/walk.ts';

/** What one directory declares, before anything is evaluated. Maps are in source order. */
export interface ModuleSource {
  /** As `SourceRange.file` has it, without the file name. */
  readonly directory: string;
  readonly variables: ReadonlyMap<string, VariableDeclaration>;
  readonly locals: ReadonlyMap<string, LocalDeclaration>;
  readonly outputs: ReadonlyMap<string, OutputDeclaration>;
  readonly calls: ReadonlyMap<string, ModuleCall>;
  /** Managed resources (`aws_x.y`), data sources (`data.aws_x.y`) and ephemeral ones (`ephemeral.aws_x.y`). */
  readonly resources: ReadonlyMap<string, ResourceDeclaration>;
  readonly providers: readonly ProviderDeclaration[];
  readonly checks: readonly CheckDeclaration[];
}

/** Something with references to other things: what cycles are made of. */
interface Referring {
  readonly at: SourceRange;
  readonly references: readonly Reference[];
}

/** A `variable` block. */
export interface VariableDeclaration {
  readonly name: string;
  readonly at: SourceRange;
  /** Absent when the variable has no type, or an invalid one (which is reported). */
  readonly type?: TypeConstraint;
  readonly default?: Attribute;
  readonly sensitive: boolean;
  /** Its value is written into no plan or state. */
  readonly ephemeral: boolean;
  readonly nullable: boolean;
  readonly validations: readonly CustomCondition[];
}

/** A `validation`, `precondition`, `postcondition` or `assert` block. */
export interface CustomCondition {
  readonly condition: Expression;
  readonly message?: Expression;
  readonly at: SourceRange;
}

/** One argument of a `locals` block. */
export interface LocalDeclaration extends Referring {
  readonly name: string;
  readonly value: Expression;
}

/** An `output` block. */
export interface OutputDeclaration extends Referring {
  readonly name: string;
  readonly value: Expression;
  readonly sensitive: boolean;
  readonly preconditions: readonly CustomCondition[];
}

/** `count` or `for_each` of a resource or module call. */
export type Repetition =
  | { readonly kind: 'count'; readonly expression: Expression }
  | { readonly kind: 'for_each'; readonly expression: Expression };

/** A `module` block. */
export interface ModuleCall extends Referring {
  readonly name: string;
  /** The whole block. */
  readonly range: SourceRange;
  /** As written when it is a plain string; absent when it is computed (OpenTofu, Terraform 1.15). */
  readonly source?: string;
  /** The constraint as written; absent when there is none, or it is computed. */
  readonly version?: string;
  readonly repetition?: Repetition;
  /** References of `repetition` alone; they are among `references` too. */
  readonly repetitionReferences: readonly Reference[];
  /** The provider that a name of the child (`aws`, `aws.alias`) stands for. */
  readonly providers: ReadonlyMap<string, ProviderReference>;
  readonly arguments: ReadonlyMap<string, CallArgument>;
  readonly dependsOn: readonly Reference[];
}

/** A value that a `module` block gives to a variable of the module. */
export interface CallArgument extends Referring {
  readonly name: string;
  readonly value: Expression;
}

/** The name of a provider configuration: `aws`, `aws.alias`. */
export interface ProviderReference {
  readonly name: string;
  readonly alias?: string;
  /** Which instance it is, of a configuration with `for_each` (OpenTofu): `aws.alias[each.key]`. */
  readonly key?: Expression;
}

/** A `resource`, `data` or `ephemeral` block. */
export interface ResourceDeclaration extends Referring {
  readonly mode: 'managed' | 'data' | 'ephemeral';
  readonly type: string;
  readonly name: string;
  /** Within its module: `aws_x.y`, `data.aws_x.y`. */
  readonly address: string;
  /** The whole block. */
  readonly range: SourceRange;
  readonly repetition?: Repetition;
  /** References of `repetition` alone; they are among `references` too. */
  readonly repetitionReferences: readonly Reference[];
  readonly provider: ProviderReference;
  readonly ignoreChanges: readonly string[] | 'all';
  readonly dependsOn: readonly Reference[];
  readonly preconditions: readonly CustomCondition[];
  readonly postconditions: readonly CustomCondition[];
  /** Attributes and blocks without the meta-arguments, in source order. */
  readonly items: readonly (Attribute | Block)[];
}

/** A `provider` block. */
export interface ProviderDeclaration extends Referring {
  readonly name: string;
  readonly alias?: string;
  /** OpenTofu's `for_each` of an aliased provider. */
  readonly repetition?: Repetition;
  readonly items: readonly (Attribute | Block)[];
}

/** A `check` block. */
export interface CheckDeclaration extends Referring {
  readonly name: string;
  readonly asserts: readonly CustomCondition[];
  /** A data source of its own, `data.aws_x.y`, that only the check may refer to. */
  readonly data: readonly string[];
}

/** What is made of a module's files, with what is wrong in them. With an error the source is not fit for evaluation. */
export interface Decoded<T> {
  readonly value: T;
  readonly diagnostics: readonly Diagnostic[];
}

/** An error at a place. */
export function errorAt(code: string, summary: string, detail: string, at: SourceRange | undefined): Diagnostic {
  return diagnosticOf('error', code, summary, detail, at);
}

/** A warning at a place. */
export function warningAt(code: string, summary: string, detail: string, at: SourceRange | undefined): Diagnostic {
  return diagnosticOf('warning', code, summary, detail, at);
}
