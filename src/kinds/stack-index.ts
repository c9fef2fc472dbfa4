import { withoutLastKey } from '../model/address.ts';
import { groupBy, groupPairs } from '../model/group.ts';
import { onceOf } from '../model/once.ts';
import type { Resource, Stack } from '../model/stack.ts';

/*
 * Finds resources of a stack without looking at all of them: what is looked for is mostly looked for once for each
 * resource.
 */

const byAddress = onceOf(({ resources }: Stack) =>
  groupPairs(
    resources.flatMap((resource): (readonly [string, Resource])[] => {
      const { address } = resource;
      const whole = withoutLastKey(address);
      return whole === address
        ? [[address, resource]]
        : [
            [address, resource],
            [whole, resource],
          ];
    }),
  ),
);
const byType = onceOf(({ resources }: Stack) => groupBy(resources, ({ type }) => type));
const none: readonly Resource[] = [];

/** The resource or data source at an address, or the instances of it; in the order of the stack. */
export function instancesAt(stack: Stack, address: string): readonly Resource[] {
  return byAddress(stack).get(address) ?? none;
}

/** The resources or data sources of a type, in the order of the stack. */
export function ofType(stack: Stack, type: string, mode: Resource['mode'] = 'managed'): readonly Resource[] {
  return (byType(stack).get(type) ?? none).filter((resource) => resource.mode === mode);
}
