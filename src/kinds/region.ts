import { isHidden } from '../model/secret/secrecy.ts';
import type { Resource, Stack } from '../model/stack.ts';
import type { Unknown } from '../model/value.ts';
import { writtenRegion } from '../terraform/stack/written-region.ts';

/**
 * The region that the code names for a resource; undefined when none is written or known, and then the region is the one that the reader
 * falls back on.
 */
export function regionOf(resource: Resource, stack: Stack): string | undefined {
  const value = writtenRegion(resource, stack);
  return value?.kind === 'string' ? value.value : undefined;
}

/**
 * Why the region that the code names for a resource is not known; undefined when it is known, or none is named. What is not found in the
 * region that is taken instead cannot be called missing.
 */
export function unknownRegion(resource: Resource, stack: Stack): Unknown | undefined {
  const value = writtenRegion(resource, stack);
  if (value?.kind === 'unknown') return value.because;
  return value?.kind === 'template' ? value.parts.find((part) => typeof part !== 'string')?.because : undefined;
}

/** The regions that the code names and calls secret. */
export function secretRegions(stack: Stack): readonly string[] {
  return [...stack.providers, ...stack.resources].flatMap(({ body }) => {
    const value = body.attributes.get('region')?.value;
    return value?.kind === 'string' && isHidden(value) ? [value.value] : [];
  });
}
