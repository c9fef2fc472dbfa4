import type { Resource, Stack } from '../terraform/stack.ts';

/**
 * The region that the code names for a resource: its own `region` argument
 * (https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/enhanced-region-support), else its provider's;
 * undefined when neither is written or known, and then the region is the one that the reader falls back on.
 */
export function regionOf(resource: Resource, stack: Stack): string | undefined {
  const provider = resource.provider === undefined ? undefined : stack.providers[resource.provider];
  for (const body of [resource.body, provider?.body]) {
    const value = body?.attributes.get('region')?.value;
    if (value?.kind === 'string') return value.value;
  }
  return undefined;
}
