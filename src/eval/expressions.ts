import type { SealedValue, UnderstoodExpression } from '../model/understanding.ts';
import type { TerraformValue } from '../model/value.ts';
import { errorAt } from '../terraform/configuration.ts';
import type { ReferenceStep } from '../terraform/evaluate/scope.ts';
import { childrenOf, typeOf, withMark } from '../terraform/evaluate/value.ts';
import { evaluateInModule } from '../terraform/in-module.ts';
import type { ModuleInstance } from '../terraform/instance.ts';
import { hasSecret, type SealOptions, sealValue } from './seal.ts';
import { countLeaves } from './understand.ts';

/** Evaluates expressions in a module, in order, and seals what they come to. */
export function understandExpressions(
  module: ModuleInstance,
  expressions: readonly string[],
  options: SealOptions,
): readonly UnderstoodExpression[] {
  const pass = markSecrets(options);
  return expressions.map((expression): UnderstoodExpression => {
    const evaluated = evaluateInModule(module, expression, pass);
    if (!evaluated.ok) return { ok: false, expression, diagnostics: evaluated.diagnostics };
    const { value, refers } = evaluated;
    if (isInfinite(value)) return { ok: false, expression, diagnostics: [infinite] };
    const sealed = sealValue(value, undefined, { ...options, randomIsPublic: !refers });
    return { ok: true, expression, value: sealed, type: typeOf(value), unknown: countLeaves(sealed).unknown };
  });
}

/** Terraform computes with infinity, but cannot write it down. */
const infinite = errorAt('infinite-number', 'Invalid number', 'The result holds an infinite number.', undefined);

function isInfinite(value: TerraformValue): boolean {
  return value.kind === 'number' ? !value.value.isFinite() : childrenOf(value).some(isInfinite);
}

/**
 * Marks what a reference gives as sensitive where its name or form says that it is secret, so that whatever an expression makes of it
 * is secret too (`upper(var.db_password)`).
 */
function markSecrets(
  options: SealOptions,
): (value: TerraformValue, root: string, steps: readonly ReferenceStep[]) => TerraformValue {
  const done = new WeakMap<TerraformValue, Map<string, TerraformValue>>();
  return (value, _root, steps) => {
    const name = steps.findLast((step) => step.kind === 'attribute')?.name ?? '';
    const known = done.get(value) ?? new Map<string, TerraformValue>();
    done.set(value, known);
    const before = known.get(name);
    if (before !== undefined) return before;
    const marked = markLike(value, sealValue(value, name, { ...options, fingerprint: () => '' }));
    known.set(name, marked);
    return marked;
  };
}

/** The value with a mark on each part that is sealed in its twin, which has the same form. */
function markLike(value: TerraformValue, sealed: SealedValue): TerraformValue {
  if (!hasSecret(sealed)) return value;
  if ('elements' in value && sealed.kind === 'list') {
    const elements = value.elements.map((element, index) => markPart(element, sealed.elements[index]));
    // A set cannot hold marked elements: it is marked itself.
    return value.kind === 'set' ? withMark(value) : { ...value, elements };
  }
  if ('entries' in value && sealed.kind === 'object' && sealed.entries.size === value.entries.size) {
    const twins = [...sealed.entries.values()];
    const entries = new Map([...value.entries].map(([key, entry], index) => [key, markPart(entry, twins[index])]));
    return { ...value, entries };
  }
  return withMark(value);
}

/** A part without a twin is taken for secret. */
function markPart(part: TerraformValue, sealed: SealedValue | undefined): TerraformValue {
  return sealed === undefined ? withMark(part) : markLike(part, sealed);
}
