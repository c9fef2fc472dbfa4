import { differencesOf, undeterminedOf } from '../../../compare/comparison.ts';
import { knownModel } from '../../../compare/known.ts';
import { attribute } from '../../../model/declared.ts';
import { formatPath } from '../../../model/path.ts';
import type { Stack } from '../../../model/stack.ts';
import { counterparts } from '../../counterpart.ts';
import type { StateComparison, StateDifference } from '../../run-kind.ts';
import { serviceKey } from '../declared-service.ts';
import { compareService } from './compare.ts';
import { type DeclaredService, declaredServices } from './declared.ts';

/** See `Kind.compareState`. */
export async function compareState(code: Stack, state: Stack): Promise<StateComparison> {
  const named = (stack: Stack) =>
    declaredServices(stack).map((service) => ({ address: service.identity.address, service }));
  const pairs = counterparts(named(code), named(state), ({ service }) => keyOf(service));
  const pointers = new Map(state.resources.map(({ address, body }) => [address, attribute(body, 'task_definition')]));
  const differences: StateDifference[] = [];
  const undetermined: StateDifference[] = [];
  for (const [{ address, service }, applied] of pairs) {
    const pointer = pointers.get(applied.address);
    const comparison = compareService(
      service,
      knownModel(applied.service.model),
      pointer?.kind === 'string' ? pointer.value : undefined,
    );
    const at = ({ path }: { path: Parameters<typeof formatPath>[0] }): StateDifference => ({
      address,
      path: formatPath(path),
    });
    differences.push(...differencesOf(comparison).map(at));
    undetermined.push(...undeterminedOf(comparison).map(at));
  }
  return {
    counterparts: new Map([...pairs].map(([declared, applied]) => [declared.address, applied.address])),
    differences,
    undetermined,
  };
}

function keyOf({ identity }: DeclaredService): string | undefined {
  const key = serviceKey(identity);
  return key && `${key.cluster}/${key.service}`;
}
