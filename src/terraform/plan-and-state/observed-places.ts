import { parseArn } from '../../model/arn.ts';
import type { ProviderConfiguration } from '../../model/stack.ts';
import { textIn } from './json-input.ts';
import type { PlannedResource } from './plan.ts';

/**
 * Tells of each provider in which account and region the resources are that it has made, where their ARNs agree: of an
 * expression that is more than a variable a plan holds no value.
 *
 * @param providerOf the index of a resource's provider
 */
export function withObservedPlaces(
  providers: readonly ProviderConfiguration[],
  resources: readonly PlannedResource[],
  providerOf: (resource: PlannedResource) => number | undefined,
): readonly ProviderConfiguration[] {
  const seen = providers.map(() => ({ accounts: new Set<string>(), regions: new Set<string>() }));
  for (const resource of resources) {
    const arn = resource.mode === 'managed' ? parseArn(textIn(resource.values, 'arn') ?? '') : undefined;
    const index = arn === undefined ? undefined : providerOf(resource);
    const places = index === undefined ? undefined : seen[index];
    if (arn === undefined || places === undefined) continue;
    if (/^\d{12}$/.test(arn.account)) places.accounts.add(arn.account);
    if (arn.region !== '') places.regions.add(arn.region);
  }
  return providers.map((provider, index): ProviderConfiguration => {
    const [account, region] = [only(seen[index]?.accounts), only(seen[index]?.regions)];
    if (account === undefined && region === undefined) return provider;
    return {
      ...provider,
      observed: { ...(account === undefined ? {} : { account }), ...(region === undefined ? {} : { region }) },
    };
  });
}

function only(values: ReadonlySet<string> = new Set()): string | undefined {
  const [first] = values;
  return values.size === 1 ? first : undefined;
}
