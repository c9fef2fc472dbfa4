import type { Decimal } from 'decimal.js';
import type { TerraformValue } from './value.ts';

/** The digits of a number as Terraform writes them: never with an exponent, and with the sign of zero. */
export function formatNumber(value: Decimal): string {
  if (!value.isFinite()) return value.isNegative() ? '-Inf' : '+Inf';
  return value.isZero() && value.isNegative() ? '-0' : value.toFixed();
}

/**
 * A known scalar as an argument of type string takes it, whether or not it may be shown; undefined for everything else.
 * https://developer.hashicorp.com/terraform/language/expressions/types#type-conversion
 */
export function scalarText(value: TerraformValue): string | undefined {
  switch (value.kind) {
    case 'string':
      return value.value;
    case 'number':
      return formatNumber(value.value);
    case 'bool':
      return String(value.value);
    default:
      return undefined;
  }
}
