import { groupBy } from '../model/group.ts';
import { compareCodeUnits } from '../model/order.ts';
import type { NotCompared } from '../model/report/not-compared.ts';
import type { Stack } from '../model/stack.ts';

/** Providers of what there is nowhere but in a state or on the machine that Terraform runs on: it cannot drift. */
const withoutCounterpart: ReadonlySet<string> = new Set([
  'archive',
  'external',
  'local',
  'null',
  'random',
  'terraform',
  'time',
  'tls',
]);

/**
 * The declared resources of types that are not compared, counted by type: first those of the services that others are
 * compared of, which one would look for, then those of which there are most.
 *
 * @param types what is compared
 */
export function notCompared(
  { resources, leftOut = new Map() }: Pick<Stack, 'resources' | 'leftOut'>,
  types: readonly string[],
): readonly NotCompared[] {
  const counted = (type: string): boolean =>
    !types.includes(type) && !withoutCounterpart.has(type.split('_', 1)[0] ?? '');
  const shown = groupBy(
    resources.filter(({ mode, type }) => mode === 'managed' && counted(type)),
    ({ type }) => type,
  );
  const others = new Map([...leftOut].filter(([type]) => counted(type)));
  const services = new Set(types.map(serviceOf));
  return [...new Set([...shown.keys(), ...others.keys()])]
    .map((type): NotCompared => {
      const own = shown.get(type) ?? [];
      const isOpen = own.some(({ expansion }) => expansion !== undefined);
      return { type, count: own.length + (others.get(type) ?? 0), ...(isOpen ? { atLeast: true } : {}) };
    })
    .toSorted(
      (a, b) =>
        Number(services.has(serviceOf(b.type))) - Number(services.has(serviceOf(a.type))) ||
        b.count - a.count ||
        compareCodeUnits(a.type, b.type),
    );
}

/** `aws_ecs` of `aws_ecs_cluster`. */
function serviceOf(type: string): string {
  return type.split('_', 2).join('_');
}
