import { formatNumber } from '../../model/scalar-text.ts';
import type { Resource, Stack } from '../../model/stack.ts';
import type { StringValue, TemplateValue, TerraformValue, UnknownValue } from '../../model/value.ts';
import { marksOf, string, unknown } from '../evaluate/value.ts';

/**
 * The region that the code writes for a resource: its own `region` argument
 * (https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/enhanced-region-support), else its provider's;
 * undefined when neither is written. What is no text and cannot become one is an unknown that says so.
 */
export function writtenRegion(
  resource: Resource,
  stack: Stack,
): StringValue | TemplateValue | UnknownValue | undefined {
  const provider = resource.provider === undefined ? undefined : stack.providers[resource.provider];
  const value = [resource.body, provider?.body]
    .map((body) => body?.attributes.get('region')?.value)
    .find((written) => written !== undefined && written.kind !== 'null');
  return value === undefined ? undefined : (asText(value) ?? unknown(wrongType(value)));
}

/** A value as a string argument takes it; undefined for a collection and null. */
export function asText(value: TerraformValue): StringValue | TemplateValue | UnknownValue | undefined {
  switch (value.kind) {
    case 'string':
    case 'template':
    case 'unknown':
      return value;
    case 'number':
      return string(formatNumber(value.value), marksOf(value));
    case 'bool':
      return string(String(value.value), marksOf(value));
    default:
      return undefined;
  }
}

function wrongType({ at }: TerraformValue) {
  return { kind: 'invalid', code: 'wrong-type', ...(at === undefined ? {} : { at }) } as const;
}
