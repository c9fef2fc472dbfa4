import { type Comparison, differs } from '../../../compare/comparison.ts';
import { showDeclared } from '../../../compare/show.ts';
import { shownLive } from '../../../model/declared.ts';
import { isWithin, memberAt, wholePath } from '../../../model/path.ts';
import type { DeclaredService } from './declared.ts';
import type { ServiceModel } from './model.ts';

/*
 * A service has a launch type or a capacity provider strategy, never both:
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
 */

const launchType = memberAt(wholePath, 'launchType');
const strategy = memberAt(wholePath, 'capacityProviderStrategy');

/**
 * Says what tasks are launched by instead: where the one is declared and live has the other, that is one difference,
 * and its live side is the other.
 *
 * @param comparison what comparing the members of the service came to
 */
export function withWhatLaunches(
  comparison: Comparison,
  { model: { members } }: Pick<DeclaredService, 'model'>,
  live: ServiceModel,
): Comparison {
  const providers = live.capacityProviderStrategy ?? [];
  const byProviders = providers.length > 0;
  const byType = live.launchType !== undefined && live.launchType !== '';
  if (byProviders === byType) return comparison;
  const [own, declared, instead] = byProviders
    ? [launchType, members.launchType, { capacityProviderStrategy: providers }]
    : [strategy, members.capacityProviderStrategy, { launchType: live.launchType }];
  const concerned = comparison.filter(({ path }) => isWithin(path, own));
  const isReplaced =
    concerned.length > 0 && concerned.every((one) => one.outcome === 'differs' && one.change === 'missing');
  if (declared === undefined || !isReplaced) return comparison;
  const rest = comparison.filter((one) => !concerned.includes(one));
  return [...rest, ...differs('changed', { path: own }, showDeclared(declared), shownLive(instead), declared.at)];
}
