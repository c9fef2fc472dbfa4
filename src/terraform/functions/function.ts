import type { TerraformValue, Type } from '../../model/value.ts';

/** What a function may ask of its surroundings. */
export interface FunctionContext {
  /** Directory that relative paths of `file`, `templatefile`, `fileset`, … start from (where the run began, as Terraform's cwd). */
  readonly directory: string;
  /** Reads a file for `file()` and its kin; throws `FunctionError` when it is missing or may not be read. */
  readFile(path: string): Uint8Array;
  /**
   * The regular files below a directory, for `fileset`: paths relative to it with forward slashes, in any order; none when it does not
   * exist. Files deeper than `depth` names (1: in the directory itself) need not be listed.
   */
  listFiles?(directory: string, depth?: number): readonly string[];
  /** Evaluates a template text (of `templatefile`, `templatestring`) with only `variables` in scope. `file` names it in diagnostics. */
  renderTemplate(text: string, file: string, variables: ReadonlyMap<string, TerraformValue>): TerraformValue;
}

export interface Parameter {
  readonly name: string;
  readonly type: Type;
  /** Accepts null (Terraform's AllowNull). Otherwise null is an error before `call`. */
  readonly nullable?: boolean;
  /**
   * Wants to see unknown values, templates with holes and open collections itself, to keep the known parts. Otherwise an argument that
   * is not wholly known makes the result an unknown of the return type (cause: an `operation` of this name), before `call`.
   */
  readonly acceptsUnknown?: boolean;
  /**
   * What happens to sensitive marks. Absent: all are taken off, and any of them marks the result. 'parts': those inside of the argument
   * stay where they are (an element that is passed on keeps its own), only the argument's own mark marks the result. 'all': none is
   * taken off and none marks the result.
   */
  readonly keepsMarks?: 'parts' | 'all';
}

export interface TerraformFunction {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly variadic?: Parameter;
  /** The type of the result where it does not depend on the arguments; `dynamic` otherwise. Used for unknown results. */
  readonly returns: Type;
  /**
   * Arguments are already checked for number, nullness, converted to the parameter types, and stripped of the sensitive mark (the caller
   * marks the result). Throws `FunctionError`.
   */
  call(args: readonly TerraformValue[], context: FunctionContext): TerraformValue;
}

/** A function refused its arguments. Terraform's "Invalid function argument" or "Error in function call". Caught by `try` and `can`. */
export class FunctionError extends Error {
  override readonly name = 'FunctionError';
  /** Position of the argument at fault, from 0; absent when the call as a whole failed. */
  readonly argument: number | undefined;
  /** `message` holds no argument values. */
  constructor(message: string, argument?: number) {
    super(message);
    this.argument = argument;
  }
}
