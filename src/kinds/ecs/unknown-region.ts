import type { Unknown } from '../../model/value.ts';
import type { Resource, Stack } from '../../terraform/stack.ts';

/**
 * Why the region that the code names for a resource is not known; undefined when it is known, or none is named. What is not found in the
 * region that is taken instead cannot be called missing.
 */
export function unknownRegion(resource: Resource, stack: Stack): Unknown | undefined {
  const provider = resource.provider === undefined ? undefined : stack.providers[resource.provider];
  for (const body of [resource.body, provider?.body]) {
    const value = body?.attributes.get('region')?.value;
    if (value === undefined || value.kind === 'null') continue;
    if (value.kind === 'unknown') return value.because;
    if (value.kind === 'template') return value.parts.find((part) => typeof part !== 'string')?.because;
    return undefined;
  }
  return undefined;
}
