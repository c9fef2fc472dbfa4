import { withoutLastKey } from '../../model/address.ts';
import { groupPairs } from '../../model/group.ts';
import { inOrderOf } from '../../model/order.ts';
import { parseRevision } from './arn.ts';
import { type DeclaredServiceIdentity, knownFamily, mayRun, type Runnable } from './declared-service.ts';
import { isOpen, pointsAt } from './pointer.ts';

/*
 * Which services may run which task definitions, of many of both: each is looked up by what it points at, since
 * holding every service against every task definition takes the square of a fleet.
 */

/** Finds those of `services`, in their order, that may run a task definition. */
export function servicesThatMayRun(
  services: readonly DeclaredServiceIdentity[],
): (definition: Runnable) => readonly DeclaredServiceIdentity[] {
  const inOrder = inOrderOf(services);
  const open = services.filter(({ pointer }) => pointer !== undefined && isOpen(pointer));
  const byOrigin = groupPairs(
    services.flatMap((service) => (service.pointer?.addresses ?? []).map((origin) => [origin, service] as const)),
  );
  const byFamily = groupPairs(
    services.flatMap((service) => (service.pointer?.names ?? []).map(({ family }) => [family, service] as const)),
  );
  return (definition) => {
    const family = knownFamily(definition);
    const near = [
      ...open,
      ...(byOrigin.get(definition.address) ?? []),
      ...(byOrigin.get(withoutLastKey(definition.address)) ?? []),
      ...(family === undefined ? [] : (byFamily.get(family) ?? [])),
    ];
    return inOrder(near).filter((service) => mayRun(service, definition));
  };
}

/**
 * Finds those of `definitions`, in their order, that a service points at or, where it does not tell at which, that are
 * of the family that it runs. Those whose family is not known may be of any.
 */
export function definitionsNear<D extends Runnable>(
  definitions: readonly D[],
): (service: DeclaredServiceIdentity, runs: string | undefined) => readonly D[] {
  const inOrder = inOrderOf(definitions);
  const byAddress = groupPairs(
    definitions.flatMap((one) => {
      const whole = withoutLastKey(one.address);
      return whole === one.address
        ? [[one.address, one] as const]
        : [[one.address, one] as const, [whole, one] as const];
    }),
  );
  const byFamily = groupPairs(definitions.map((one) => [knownFamily(one), one] as const));
  const ofFamily = (runs: string | undefined): readonly D[] => {
    if (runs === undefined) return [];
    const family = parseRevision(runs)?.family;
    return [...(byFamily.get(undefined) ?? []), ...(family === undefined ? [] : (byFamily.get(family) ?? []))];
  };
  return ({ pointer }, runs) => {
    if (pointer === undefined) return inOrder(ofFamily(runs));
    const pointed = [
      ...pointer.addresses.flatMap((origin) => byAddress.get(origin) ?? []),
      ...pointer.names.flatMap(({ family }) => byFamily.get(family) ?? []),
    ].filter((one) => pointsAt(pointer, one.address, knownFamily(one)));
    return inOrder([...pointed, ...(isOpen(pointer) ? ofFamily(runs) : [])]);
  };
}
