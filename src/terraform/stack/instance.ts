import type { ReportDiagnostic } from '../../model/diagnostic.ts';
import type { TerraformValue, Unknown } from '../../model/value.ts';
import type { Scope } from '../evaluate/scope.ts';
import type { FunctionContext, TerraformFunction } from '../functions/function.ts';
import type { ModuleNode } from '../load/modules.ts';
import type { InstanceKey } from './addresses.ts';
import type { CommonPart } from './common.ts';
import type { Computation, Lifetime } from './computation.ts';
import type { Dependence } from './dependence.ts';
import type { ResourceInstance } from './resource-instance.ts';

/** What all modules of one evaluation share. */
export interface Evaluation {
  /** What computes all pieces, and tells what is known beside the code. */
  readonly computation: Computation;
  /** The root module's variables that were given values. */
  readonly variables: ReadonlyMap<string, TerraformValue>;
  readonly workspace: string;
  /** `path.cwd`. */
  readonly directory: string;
  readonly functions: ReadonlyMap<string, TerraformFunction>;
  readonly functionContext: FunctionContext;
  readonly report: ReportDiagnostic;
  /** Is given the value of every variable and local, and gives what all that refers to it sees instead. */
  readonly intercept?: (value: TerraformValue, name: string) => TerraformValue;
}

/** A module, or one instance of it, in which everything is evaluated once, as it is asked for. */
export interface ModuleInstance {
  readonly node: ModuleNode;
  /** '' for the root. */
  readonly address: string;
  readonly parent?: ModuleInstance;
  readonly life: Lifetime;
  /** Where the arguments of its call are evaluated: the parent's scope, with `each` and `count` of the call. */
  readonly callScope?: Scope;
  readonly scope: Scope;
  /** Why it may stand for any number of instances: its own expansion is not known, or that of a module around it. */
  readonly expansion?: Unknown;
  /** What it has in common with other instances of the module. */
  readonly common?: CommonPart;
  /** Which of its expressions come to the same in other instances. */
  readonly dependence: Dependence;
  /** What the instances have in common that a call in it makes, here and in other instances of it. */
  commonOf(call: string): CommonPart | undefined;
  variable(name: string): TerraformValue;
  local(name: string): TerraformValue;
  output(name: string): TerraformValue;
  /** The value of an output without the mark of the output itself. */
  outputContent(name: string): TerraformValue;
  resource(address: string): Repeated<ResourceInstance>;
  call(name: string): Repeated<ModuleInstance>;
  /** All outputs. */
  whole(): TerraformValue;
}

/** The instances of a resource or module. */
export interface Repeated<T> {
  readonly kind: 'single' | 'count' | 'for_each';
  /** Those that are certainly there, by key, in order. */
  readonly instances: ReadonlyMap<InstanceKey, T>;
  /** The one that stands for those that are not known, and why they are not. */
  readonly open?: { readonly because: Unknown; readonly rest: T };
  /** All instances as one value: with `count` a tuple, with `for_each` an object. */
  whole(): TerraformValue;
}
