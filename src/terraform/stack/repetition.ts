import { limits } from '../../model/budget.ts';
import type { ReportDiagnostic } from '../../model/diagnostic.ts';
import type { SourceRange } from '../../model/source.ts';
import type { TerraformValue, Type, Unknown } from '../../model/value.ts';
import { errorAt, type Repetition } from '../configuration/configuration.ts';
import { convert, isConvertible } from '../evaluate/convert.ts';
import { isSensitive } from '../evaluate/marks.ts';
import type { Scope } from '../evaluate/scope.ts';
import { number, numberType, object, string, stringType, unknown } from '../evaluate/value.ts';
import { unknownsIn } from '../evaluate/value-parts.ts';
import type { InstanceKey } from './addresses.ts';
import { evaluateOrReport } from './attempt.ts';

/** What `count` or `for_each` comes to. */
export interface Expansion {
  readonly kind: 'single' | 'count' | 'for_each';
  /** The instances that are certainly there, in order. */
  readonly instances: readonly Instance[];
  /** Why there may be others; `rest` then stands for each of them. */
  readonly open?: Unknown;
  readonly rest?: Instance;
}

/** One instance that `count` or `for_each` makes. */
export interface Instance {
  readonly key: InstanceKey;
  /** `each` or `count` for its expressions. */
  readonly variables: ReadonlyMap<string, TerraformValue>;
}

const single: Expansion = { kind: 'single', instances: [{ key: undefined, variables: new Map() }] };

/**
 * Evaluates `count` or `for_each`. Where it is not (wholly) known the expansion is open; where it is in error that is
 * reported and the expansion is open too, so that nothing is taken for absent.
 *
 * @param address of what is repeated, for the cause of what is unknown
 */
export function expand(
  repetition: Repetition | undefined,
  scope: Scope,
  address: string,
  report: ReportDiagnostic,
): Expansion {
  if (repetition === undefined) return single;
  const { kind, expression } = repetition;
  const value = evaluateOrReport(expression, scope, report);
  const at = expression.range;
  const expansion = kind === 'count' ? expandCount(value, address, at) : expandForEach(value, address, at);
  if ('problem' in expansion) {
    const code = kind === 'count' ? 'invalid-count' : 'invalid-for-each';
    report(errorAt(code, `Invalid ${kind} argument`, expansion.problem, at));
    return openExpansion(kind, [], { kind: 'invalid', code, at });
  }
  return expansion;
}

interface InvalidExpansion {
  readonly problem: string;
}

function expansionCause(value: TerraformValue, address: string, at: SourceRange): Unknown {
  const from = unknownsIn(value);
  const [only] = from;
  // What is in error has been reported where it stands.
  if (only?.kind === 'invalid' && from.length === 1) return only;
  return { kind: 'expansion', address, from, at };
}

function openExpansion(kind: 'count' | 'for_each', instances: readonly Instance[], open: Unknown): Expansion {
  return { kind, instances, open, rest: unknownInstance(kind, open) };
}

/** The instance that stands for any: its `count.index`, or `each.key` and `each.value`, are not known. */
function unknownInstance(kind: 'count' | 'for_each', because: Unknown): Instance {
  const index = unknown(because, numberType, { notNull: true });
  const key = unknown(because, stringType, { notNull: true });
  const variables: readonly (readonly [string, TerraformValue])[] =
    kind === 'count'
      ? [['count', object([['index', index]])]]
      : [
          [
            'each',
            object([
              ['key', key],
              ['value', unknown(because)],
            ]),
          ],
        ];
  return { key: undefined, variables: new Map(variables) };
}

/** See https://developer.hashicorp.com/terraform/language/meta-arguments/count */
function expandCount(value: TerraformValue, address: string, at: SourceRange): Expansion | InvalidExpansion {
  if (value.kind === 'null') return { problem: 'The given "count" argument value is null. An integer is required.' };
  if (!isConvertible(value, numberType))
    return { problem: 'The given "count" argument value is unsuitable: a number is required.' };
  const count = convert(value, numberType);
  if (count.kind !== 'number') return openExpansion('count', [], expansionCause(value, address, at));
  if (!count.value.isInteger())
    return { problem: 'The given "count" argument value is unsuitable: a whole number is required.' };
  if (count.value.isNegative() && !count.value.isZero()) {
    return { problem: 'The given "count" argument value is unsuitable: must be greater than or equal to zero.' };
  }
  if (count.value.greaterThan(limits.instances.most))
    return { problem: `A "count" of more than ${limits.instances.most} is not supported.` };
  const instances = Array.from({ length: count.value.toNumber() }, (_, index) => ({
    key: index,
    variables: new Map([['count', object([['index', number(index)]])]]),
  }));
  return { kind: 'count', instances };
}

/** See https://developer.hashicorp.com/terraform/language/meta-arguments/for_each */
function expandForEach(value: TerraformValue, address: string, at: SourceRange): Expansion | InvalidExpansion {
  if (isMarked(value))
    return {
      problem: 'Sensitive values, or values derived from sensitive values, cannot be used as for_each arguments.',
    };
  switch (value.kind) {
    case 'unknown': {
      const { kind } = value.type;
      if (kind === 'dynamic' || kind === 'map' || kind === 'object' || kind === 'set') {
        return openExpansion('for_each', [], expansionCause(value, address, at));
      }
      return { problem: unsuitable };
    }
    case 'map':
    case 'object': {
      const instances = [...value.entries].map(([key, element]) => eachInstance(key, element));
      return value.open === undefined
        ? { kind: 'for_each', instances }
        : openExpansion('for_each', instances, expansionCause(value, address, at));
    }
    case 'set':
      return expandSet(value, address, at);
    case 'null':
      return { problem: 'The given "for_each" argument value is null. A map, or set of strings, is required.' };
    default:
      return { problem: unsuitable };
  }
}

const unsuitable = 'The "for_each" argument must be a map, or set of strings.';

/** The keys of a map with sensitive elements are not sensitive; those of a set are its elements. */
function isMarked(value: TerraformValue): boolean {
  if (value.sensitive === true) return true;
  return value.kind === 'set' && isSensitive(value);
}

function expandSet(
  value: Extract<TerraformValue, { kind: 'set' }>,
  address: string,
  at: SourceRange,
): Expansion | InvalidExpansion {
  const instances: Instance[] = [];
  let certain = value.open === undefined;
  for (const element of value.elements) {
    if (element.kind === 'string') instances.push(eachInstance(element.value, element));
    else if (element.kind === 'template' || (element.kind === 'unknown' && mayBeString(element.type))) certain = false;
    else if (element.kind === 'null')
      return { problem: 'A set that is used as "for_each" argument must not contain null.' };
    else return { problem: 'A set that is used as "for_each" argument may contain only strings.' };
  }
  if (!mayBeString(value.element)) {
    return { problem: 'A set that is used as "for_each" argument may contain only strings.' };
  }
  return certain
    ? { kind: 'for_each', instances }
    : openExpansion('for_each', instances, expansionCause(value, address, at));
}

function mayBeString(type: Type): boolean {
  return type.kind === 'string' || type.kind === 'dynamic';
}

function eachInstance(key: string, value: TerraformValue): Instance {
  const each = object([
    ['key', string(key, value.at ? { at: value.at } : {})],
    ['value', value],
  ]);
  return { key, variables: new Map([['each', each]]) };
}
