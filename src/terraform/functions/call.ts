import type { TerraformValue } from '../../model/value.ts';
import { ConversionError, convert } from '../evaluate/convert.ts';
import { isSensitive, isWhollyKnown, withMark, withoutMarks } from '../evaluate/value.ts';
import { type FunctionContext, FunctionError, type Parameter, type TerraformFunction } from './function.ts';
import { unknownResult } from './holes.ts';

/**
 * Calls a function as Terraform does: checks the number of arguments and their nulls, converts each to its parameter's type, and
 * spreads sensitive marks to the result. An argument that is not wholly known, where the parameter does not accept that, makes the
 * result unknown. Throws `FunctionError` with the name of the argument at fault and never its value.
 */
export function callFunction(
  fn: TerraformFunction,
  args: readonly TerraformValue[],
  context: FunctionContext,
): TerraformValue {
  const prepared = args.map((value, index) => prepare(value, parameterAt(fn, args.length, index), index));
  if (args.length < fn.parameters.length) {
    const missing = fn.parameters[args.length]?.name ?? '';
    throw new FunctionError(`${fn.name}() needs ${fn.parameters.length} arguments; "${missing}" is missing`);
  }
  const values = prepared.map(({ value }) => value);
  const sensitive = prepared.some((argument) => argument.sensitive);
  const unusable = prepared.some(({ value, parameter }) => parameter.acceptsUnknown !== true && !isWhollyKnown(value));
  const result = unusable ? unknownResult(fn.name, values, fn.returns) : invoke(fn, values, context);
  return withMark(result, sensitive);
}

function parameterAt(fn: TerraformFunction, given: number, index: number): Parameter {
  const parameter = fn.parameters[index] ?? fn.variadic;
  if (parameter === undefined) {
    throw new FunctionError(`${fn.name}() takes ${fn.parameters.length} arguments, not ${given}`);
  }
  return parameter;
}

interface Argument {
  readonly parameter: Parameter;
  readonly value: TerraformValue;
  /** Whether it marks the result. */
  readonly sensitive: boolean;
}

function prepare(value: TerraformValue, parameter: Parameter, index: number): Argument {
  if (value.kind === 'null' && parameter.nullable !== true) {
    throw named(new FunctionError('must not be null', index), parameter);
  }
  const converted = convertArgument(value, parameter, index);
  if (parameter.keepsMarks === 'all') return { parameter, value: converted, sensitive: false };
  if (parameter.keepsMarks === undefined) {
    const sensitive = isSensitive(converted);
    return { parameter, value: sensitive ? withoutMarks(converted) : converted, sensitive };
  }
  const { sensitive, ...bare } = converted;
  return { parameter, value: bare, sensitive: sensitive === true };
}

function convertArgument(value: TerraformValue, parameter: Parameter, index: number): TerraformValue {
  try {
    return convert(value, parameter.type);
  } catch (error) {
    if (error instanceof ConversionError) throw named(new FunctionError(error.message, index), parameter);
    throw error;
  }
}

function invoke(fn: TerraformFunction, values: readonly TerraformValue[], context: FunctionContext): TerraformValue {
  try {
    return fn.call(values, context);
  } catch (error) {
    // A text or a depth beyond what the machine can hold.
    if (error instanceof RangeError) throw new FunctionError('the result is too large');
    if (!(error instanceof FunctionError) || error.argument === undefined) throw error;
    const parameter = fn.parameters[error.argument] ?? fn.variadic;
    throw parameter === undefined ? error : named(error, parameter);
  }
}

function named(error: FunctionError, parameter: Parameter): FunctionError {
  return new FunctionError(`invalid value for "${parameter.name}": ${error.message}`, error.argument);
}
