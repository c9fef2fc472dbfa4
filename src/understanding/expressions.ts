import { isHiddenKey, isWhollyHidden } from '../model/secret/secrecy.ts';
import { redactText } from '../model/secret/sensitivity.ts';
import type { UnderstoodExpression } from '../model/understanding.ts';
import type { TerraformValue, Type } from '../model/value.ts';
import { errorAt } from '../terraform/configuration/configuration.ts';
import type { ReferenceStep } from '../terraform/evaluate/scope.ts';
import { dynamicType, objectType, tupleType, typeOf } from '../terraform/evaluate/value.ts';
import { childrenOf } from '../terraform/evaluate/value-parts.ts';
import { evaluateInModule } from '../terraform/stack/in-module.ts';
import type { ModuleInstance } from '../terraform/stack/instance.ts';
import { marker } from './mark.ts';
import { type SealOptions, sealValue } from './seal.ts';
import { countLeaves } from './understand.ts';

/** Evaluates expressions in a module, in order, and seals what they come to. */
export function understandExpressions(
  module: ModuleInstance,
  expressions: readonly string[],
  options: SealOptions,
): readonly UnderstoodExpression[] {
  const mark = marker(options);
  const intercept = (value: TerraformValue, _root: string, steps: readonly ReferenceStep[]): TerraformValue =>
    mark(value, steps.findLast((step) => step.kind === 'attribute')?.name ?? '');
  return expressions.map((expression): UnderstoodExpression => {
    // A literal in it may be a secret.
    const shown = redactText(expression);
    const evaluated = evaluateInModule(module, expression, intercept);
    if (!evaluated.ok) return { ok: false, expression: shown, diagnostics: evaluated.diagnostics };
    const { value, refers } = evaluated;
    if (isInfinite(value)) return { ok: false, expression: shown, diagnostics: [infinite] };
    const sealed = sealValue(value, undefined, { ...options, randomIsPublic: !refers });
    return { ok: true, expression: shown, value: sealed, type: shownType(value), unknown: countLeaves(sealed).unknown };
  });
}

/**
 * The type of a value as it may be shown: without the names of hidden attributes and the form of what is hidden as a
 * whole.
 */
function shownType(value: TerraformValue): Type {
  const type = typeOf(value);
  if (value.kind !== 'tuple' && value.kind !== 'object') return type;
  if (isWhollyHidden(value)) return dynamicType;
  if (value.kind === 'tuple') return tupleType(value.elements.map(shownType));
  const shown = [...value.entries].filter(([key]) => !isHiddenKey(value, key));
  return objectType(shown.map(([key, entry]) => [key, shownType(entry)]));
}

/** Terraform computes with infinity, but cannot write it down. */
const infinite = errorAt('infinite-number', 'Invalid number', 'The result holds an infinite number.', undefined);

function isInfinite(value: TerraformValue): boolean {
  return value.kind === 'number' ? !value.value.isFinite() : childrenOf(value).some(isInfinite);
}
