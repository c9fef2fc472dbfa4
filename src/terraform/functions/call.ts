import {
  elementsHiddenWith,
  entriesHiddenWith,
  hasHidden,
  hasInherent,
  hideWith,
  isHidden,
  isInherent,
} from '../../model/secret/secrecy.ts';
import { carriedOrigin } from '../../model/text-origin.ts';
import { holeWidth, type TerraformValue } from '../../model/value.ts';
import { ConversionError, convert } from '../evaluate/convert.ts';
import { hasMarks, isSensitive, onlySecrets, withMark, withOuterMark, withoutMarks } from '../evaluate/marks.ts';
import { conceal, refine } from '../evaluate/refine.ts';
import { EvaluationError } from '../evaluate/scope.ts';
import { operation } from '../evaluate/unknown.ts';
import { dynamicType, originOf, unknown } from '../evaluate/value.ts';
import { childrenOf, isWhollyKnown, mapDeep } from '../evaluate/value-parts.ts';
import { type FunctionContext, FunctionError, type Parameter, type TerraformFunction } from './function.ts';
import { unknownResult } from './unknown-parts.ts';

/**
 * Calls a function as Terraform does: checks the number of arguments and their nulls, converts each to its parameter's
 * type, and spreads sensitive marks to the result. An argument that is not wholly known, where the parameter does not
 * accept that, makes the result unknown. Throws `FunctionError` with the name of the argument at fault and never its
 * value.
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
  const computed = compute(fn, prepared, values, context);
  const hidesPath = prepared.some(({ parameter, seen }) => parameter.isPath === true && seen !== undefined);
  const result = hidesPath ? unplaced(computed) : computed;
  const sensitive = prepared.some((argument) => argument.sensitive);
  const left = hiddenRest(prepared, result);
  if (left !== undefined) return withOuterMark(hideWith(result, left), sensitive);
  if (prepared.every(({ seen }) => seen === undefined)) return withOuterMark(result, sensitive);
  const seen = attempt(() =>
    compute(
      fn,
      prepared,
      prepared.map(({ value, seen: concealed }) => concealed ?? value),
      context,
    ),
  );
  const inherent = prepared.some((argument) => argument.inherent);
  const known = seen?.kind === 'unknown' ? undefined : seen;
  if (known === undefined && !inherent && sensitive) return withMark(result);
  return withOuterMark(refine(result, known, inherent ? 'inherent' : true), sensitive);
}

/** What was read from a file, without what would tell the file's name. */
function unplaced(value: TerraformValue): TerraformValue {
  return mapDeep(value, (part) => {
    const { at: _at, ...bare } = part;
    if (!('origin' in bare || 'encoded' in bare)) return bare as TerraformValue;
    const { origin: _origin, encoded, ...text } = bare;
    return { ...text, ...(encoded && { encoded: unplaced(encoded) }) } as TerraformValue;
  });
}

function compute(
  fn: TerraformFunction,
  prepared: readonly Argument[],
  values: readonly TerraformValue[],
  context: FunctionContext,
): TerraformValue {
  const unusable = values.some(
    (value, index) => prepared[index]?.parameter.acceptsUnknown !== true && !isWhollyKnown(value),
  );
  return unusable ? unknownResult(fn.name, values, fn.returns) : invoke(fn, values, context);
}

/**
 * What hides a result that is not known in all its parts, because one of the arguments that it is made of is hidden and
 * not known itself. It is only the provider's mark that hides when it is so of all of them.
 */
function hiddenRest(prepared: readonly Argument[], result: TerraformValue): TerraformValue | undefined {
  if (!isOpen(result)) return undefined;
  const unknowns = prepared.flatMap(({ value, seen, bySchema }) => {
    const hidden =
      seen !== undefined || isHidden(value) || childrenOf(value).some((part) => isHidden(part) && isOpen(part));
    return isOpen(value) && hidden ? [{ value, bySchema }] : [];
  });
  const [first] = unknowns;
  if (first === undefined) return undefined;
  const inherent = prepared.some((argument) => argument.inherent) || unknowns.some(({ value }) => hasInherent(value));
  const bySchema = !inherent && unknowns.every((argument) => argument.bySchema);
  return unknown(operation('hidden', []), dynamicType, {
    secret: inherent ? 'inherent' : true,
    ...(bySchema && { bySchema }),
  });
}

function isOpen(value: TerraformValue): boolean {
  return value.kind === 'unknown' || ('open' in value && value.open !== undefined);
}

/** What the function makes of what may be seen; undefined when that is not enough for it. */
function attempt(work: () => TerraformValue): TerraformValue | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof FunctionError || error instanceof EvaluationError) return undefined;
    throw error;
  }
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
  /** Whether it marks the result as sensitive to Terraform. */
  readonly sensitive: boolean;
  /**
   * The same for someone who may see only what is not hidden; undefined when that is all, or does not matter to the
   * function.
   */
  readonly seen?: TerraformValue;
  /** Whether something in it is hidden for what it is. */
  readonly inherent: boolean;
  /** Whether it is hidden for the provider's mark alone. */
  readonly bySchema: boolean;
}

function prepare(value: TerraformValue, parameter: Parameter, index: number): Argument {
  if (value.kind === 'null' && parameter.nullable !== true) {
    throw named(new FunctionError('must not be null', index), parameter);
  }
  const converted = convertArgument(value, parameter, index);
  const bySchema = converted.bySchema === true;
  const plain = { parameter, value: converted, sensitive: false, inherent: false, bySchema };
  if (parameter.keepsMarks === 'all') return plain;
  if (parameter.keepsMarks === 'parts') {
    if (converted.sensitive !== true && converted.secret === undefined) return plain;
    const sensitive = converted.sensitive === true;
    const bare = withoutOwnMarks(converted);
    if (!isHidden(converted)) return { ...plain, value: bare, sensitive };
    if (parameter.passesOn) return { ...plain, value: handedDown(converted), sensitive };
    return { ...plain, value: bare, sensitive, seen: conceal(converted), inherent: isInherent(converted.secret) };
  }
  if (!hasMarks(converted)) return plain;
  const sensitive = isSensitive(converted);
  if (parameter.passesOn) {
    const bare = onlySecrets(converted);
    return { ...plain, value: isHidden(bare) && isCollection(bare) ? handedDown(bare) : bare, sensitive };
  }
  const bare = withoutMarks(converted);
  if (!hasHidden(converted)) return { ...plain, value: bare, sensitive };
  return { ...plain, value: bare, sensitive, seen: withoutMarks(conceal(converted)), inherent: hasInherent(converted) };
}

/** A value without marks of its own; those of its parts stay. */
function withoutOwnMarks(value: TerraformValue): TerraformValue {
  const { sensitive: _sensitive, secret: _secret, bySchema: _bySchema, ...bare } = value;
  return bare as TerraformValue;
}

/** The same for a value that is all hidden: its parts are hidden in its place. */
function handedDown(value: TerraformValue): TerraformValue {
  const bare = withoutOwnMarks(value);
  if ('elements' in bare && 'elements' in value) return { ...bare, elements: elementsHiddenWith(value) };
  if ('entries' in bare && 'entries' in value) {
    return { ...bare, entries: entriesHiddenWith(value), secretKeys: new Set(value.entries.keys()) };
  }
  return hideWith(bare, value);
}

function isCollection(value: TerraformValue): boolean {
  return 'elements' in value || 'entries' in value;
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
    const result = fn.call(values, context);
    const source = fn.linesOf === undefined ? undefined : values[fn.linesOf];
    return source === undefined ? result : withLinesOf(result, source);
  } catch (error) {
    // A text or a depth beyond what the machine can hold.
    if (error instanceof RangeError) throw new FunctionError('the result is too large');
    if (!(error instanceof FunctionError) || error.argument === undefined) throw error;
    const parameter = fn.parameters[error.argument] ?? fn.variadic;
    throw parameter === undefined ? error : named(error, parameter);
  }
}

/** A text that was made of another, with the places of its lines. */
function withLinesOf(result: TerraformValue, source: TerraformValue): TerraformValue {
  const origin = originOf(source);
  if (origin === undefined || (result.kind !== 'string' && result.kind !== 'template')) return result;
  if (result.origin !== undefined) return result;
  const [from, to] = [flatText(source), flatText(result)];
  const carried = from === undefined || to === undefined ? undefined : carriedOrigin(origin, from, to);
  return carried === undefined ? result : { ...result, origin: carried };
}

/** A text in which each hole takes the room that it has in offsets. */
function flatText(value: TerraformValue): string | undefined {
  if (value.kind === 'string') return value.value;
  if (value.kind !== 'template') return undefined;
  return value.parts.map((part) => (typeof part === 'string' ? part : '\0'.repeat(holeWidth))).join('');
}

function named(error: FunctionError, parameter: Parameter): FunctionError {
  return new FunctionError(`invalid value for "${parameter.name}": ${error.message}`, error.argument);
}
