import { patternOf, reasonOf, shownDeclared } from '../../model/declared.ts';
import { matchesPattern } from '../../model/pattern.ts';
import { sameValue } from '../../model/secret/same-value.ts';
import { type ContainerExpectation, memberOf, unknownIn } from './containers.ts';
import { absent, type Judgement } from './judgement.ts';

/** `log-driver: NAME`: the container logs with that driver. */
export const logDriver: ContainerExpectation = {
  about: 'task-definition',
  isExpected: (entry) => entry['log-driver'] !== undefined,
  rule: () => 'expect/log-driver',
  judge: ({ 'log-driver': expected = '' }, container): readonly Judgement[] => {
    const path = [{ field: 'logConfiguration' }, { field: 'logDriver' }];
    const configuration = container && memberOf(container, 'logConfiguration');
    if (configuration?.state === 'unknown') {
      return [{ path, state: 'undetermined', reason: reasonOf(configuration.because), at: configuration.at }];
    }
    const driver = configuration && memberOf(configuration, 'logDriver');
    const at = driver?.at ?? configuration?.at;
    if (driver === undefined) return [{ path, state: 'unmet', shown: absent, at }];
    const shown = shownDeclared(driver);
    if (driver.state === 'known') {
      const same = sameValue(driver.value, expected);
      if (same === undefined) return [{ path, shown, at, state: 'undetermined', reason: { kind: 'secret' } }];
      return [{ path, shown, at, state: same ? 'met' : 'unmet' }];
    }
    return matchesPattern(expected, patternOf(driver))
      ? [{ path, shown, at, state: 'undetermined', reason: reasonOf(unknownIn(driver)) }]
      : [{ path, shown, at, state: 'unmet' }];
  },
};
