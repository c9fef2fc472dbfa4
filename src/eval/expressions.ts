import type { UnderstoodExpression } from '../model/understanding.ts';
import type { TerraformValue } from '../model/value.ts';
import { errorAt } from '../terraform/configuration.ts';
import type { ReferenceStep } from '../terraform/evaluate/scope.ts';
import { childrenOf, typeOf } from '../terraform/evaluate/value.ts';
import { evaluateInModule } from '../terraform/in-module.ts';
import type { ModuleInstance } from '../terraform/instance.ts';
import { marker } from './mark.ts';
import { type SealOptions, sealValue } from './seal.ts';
import { countLeaves } from './understand.ts';

/** Evaluates expressions in a module, in order, and seals what they come to. */
export function understandExpressions(
  module: ModuleInstance,
  expressions: readonly string[],
  options: SealOptions,
): readonly UnderstoodExpression[] {
  const mark = marker(options, 'all');
  const pass = (value: TerraformValue, _root: string, steps: readonly ReferenceStep[]): TerraformValue =>
    mark(value, steps.findLast((step) => step.kind === 'attribute')?.name ?? '');
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
