import { differencesOf, undeterminedOf } from '../../../compare/comparison.ts';
import { knownModel } from '../../../compare/known.ts';
import { parseArn } from '../../../model/arn.ts';
import { formatPath } from '../../../model/path.ts';
import type { Stack } from '../../../model/stack.ts';
import { counterparts } from '../../counterpart.ts';
import type { StateComparison, StateDifference } from '../../run-kind.ts';
import { compareTaskDefinition } from './compare.ts';
import { type DeclaredTaskDefinition, declaredTaskDefinitions } from './declared.ts';

/** See `Kind.compareState`: the code against the revision that the state holds. */
export async function compareState(code: Stack, state: Stack): Promise<StateComparison> {
  const pairs = counterparts(declaredTaskDefinitions(code), declaredTaskDefinitions(state), familyOf);
  const arns = new Map(state.resources.map(({ address, body }) => [address, body.attributes.get('arn')?.value]));
  const differences: StateDifference[] = [];
  const undetermined: StateDifference[] = [];
  for (const [declared, applied] of pairs) {
    const arn = arns.get(applied.address);
    const place = arn?.kind === 'string' ? parseArn(arn.value) : undefined;
    const comparison = compareTaskDefinition(declared.model, knownModel(applied.model), declared.ignored, place);
    const at = ({ path }: { path: Parameters<typeof formatPath>[0] }): StateDifference => ({
      address: declared.address,
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

function familyOf({ family }: DeclaredTaskDefinition): string | undefined {
  return family?.state === 'known' ? family.value : undefined;
}
