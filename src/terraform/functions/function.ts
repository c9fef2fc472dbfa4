import type { Budget } from '../../model/budget.ts';
import type { TerraformValue, Type } from '../../model/value.ts';

/** What a function may ask of its surroundings. */
export interface FunctionContext {
  /** What the run may still use up. */
  readonly budget: Budget;
  /**
   * Directory that relative paths of `file`, `templatefile`, `fileset`, … start from (where the run began, as
   * Terraform's cwd).
   */
  readonly directory: string;
  /**
   * Reads a file for `file()` and its kin; throws `FunctionError` when it is missing or may not be read, `OutsideError`
   * when it is not the code's own.
   */
  readFile(path: string): Uint8Array;
  /** How positions name the file at a path as the code has it. */
  nameOf(path: string): string;
  /**
   * What lies below a directory, for `fileset`: paths relative to it with forward slashes, in any order; none when it
   * does not exist. What lies deeper than `depth` names (1: in the directory itself) need not be listed.
   */
  listFiles?(directory: string, depth?: number): readonly ListedFile[];
  /** What is at a path, for `fileexists`; undefined for nothing. Throws like `readFile`. */
  kindOf(path: string): 'file' | 'directory' | 'other' | undefined;
  /**
   * Evaluates a template text (of `templatefile`, `templatestring`) with only `variables` in scope. `file` names it in
   * diagnostics and positions.
   */
  renderTemplate(text: string, file: string, variables: ReadonlyMap<string, TerraformValue>): TerraformValue;
}

/** Something in a directory that is no directory. */
export interface ListedFile {
  readonly path: string;
  /** No regular file: a link to nothing, a pipe or a device. */
  readonly special?: 'dangling' | 'other';
  /** A link to what is not the code's own: a file, or a directory with what lies below. */
  readonly outside?: OutsideError;
}

/** A parameter of a function, and how its arguments are prepared before the call. */
export interface Parameter {
  readonly name: string;
  readonly type: Type;
  /** Accepts null (Terraform's AllowNull). Otherwise null is an error before `call`. */
  readonly nullable?: boolean;
  /**
   * Wants to see unknown values, templates with holes and open collections itself, to keep the known parts. Otherwise
   * an argument that is not wholly known makes the result an unknown of the return type (cause: an `operation` of this
   * name), before `call`.
   */
  readonly acceptsUnknown?: boolean;
  /**
   * What happens to sensitive marks. Absent: all are taken off, and any of them marks the result. 'parts': those inside
   * of the argument stay where they are (an element that is passed on keeps its own), only the argument's own mark
   * marks the result. 'all': none is taken off and none marks the result.
   */
  readonly keepsMarks?: 'parts' | 'all';
  /** It names a file: when it is hidden, so is where the content of the file stands. */
  readonly isPath?: true;
  /**
   * The function passes on what the argument holds and makes nothing of it: what is hidden in it stays hidden, and the
   * rest of the result is not. (Of all others the result is hidden as far as it depends on what is.)
   */
  readonly passesOn?: true;
}

/** A function of Terraform's: what it takes, what it gives, and how it is computed. */
export interface TerraformFunction {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly variadic?: Parameter;
  /**
   * The type of the result where it does not depend on the arguments; `dynamic` otherwise. Used for unknown results.
   */
  readonly returns: Type;
  /** The argument of which the result is the text with some of it changed, so that its lines are still the same. */
  readonly linesOf?: number;
  /**
   * Arguments are already checked for number, nullness, converted to the parameter types, and stripped of the sensitive
   * mark (the caller marks the result). Throws `FunctionError`.
   */
  call(args: readonly TerraformValue[], context: FunctionContext): TerraformValue;
}

/**
 * A function refused its arguments. Terraform's "Invalid function argument" or "Error in function call". Caught by
 * `try` and `can`.
 */
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

/**
 * A function would have to look at what is not the code's own. No error of the code's: what it comes to is not known.
 */
export class OutsideError extends Error {
  override readonly name = 'OutsideError';
  /** Where the path leads. */
  readonly file: string;
  /** What the user would have to permit; undefined for what cannot be permitted. */
  readonly directory: string | undefined;
  constructor(file: string, directory?: string) {
    super('not a file of the code');
    this.file = file;
    this.directory = directory;
  }
}
