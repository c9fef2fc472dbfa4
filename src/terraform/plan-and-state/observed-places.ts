import { parseArn } from '../../model/arn.ts';
import type { ProviderConfiguration } from '../../model/stack.ts';
import { textIn } from './json-input.ts';
import type { PlannedResource } from './plan.ts';

/**
 * Gives each provider the account and region that the ARNs of the resources it has made agree on. A plan does not hold
 * the value of a provider's argument that is more than a variable.
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
