import { patternOf, reasonOf, shownDeclared, type Value } from '../../model/declared.ts';
import { matchesPattern } from '../../model/pattern.ts';
import { sameValue } from '../../model/secret/same-value.ts';
import type { Text } from '../../model/secret/secret.ts';
import { type ContainerExpectation, entryNamed, memberOf, unknownIn } from './containers.ts';
import { absent, type JudgedState, type Judgement } from './judgement.ts';

/**
 * `environment: NAME`, perhaps with `value`: the container has a variable of that name, with just that value. ECS does
 * not store a variable without a value: https://github.com/hashicorp/terraform-provider-aws/issues/39533
 */
export const environment: ContainerExpectation = {
  about: 'task-definition',
  isExpected: (entry) => entry.environment !== undefined,
  rule: ({ value }) => (value === undefined ? 'expect/env-absent' : 'expect/env-value'),
  anyContainer: true,
  judge: ({ environment: name = '', value }, container): readonly Judgement[] => {
    const path = [{ field: 'environment', key: name }];
    const variables = container && memberOf(container, 'environment');
    const found = entryNamed(variables, name, (entry) => entry.members.name);
    if (found !== undefined && 'unknown' in found) {
      return [{ path, state: 'undetermined', reason: reasonOf(found.unknown), at: found.at }];
    }
    const own = found?.entry.members.value ?? none;
    const at = own.at ?? found?.entry.at ?? variables?.at;
    return [{ path, shown: isNone(own) ? absent : shownDeclared(own), at, ...stateOf(own, value) }];
  },
};

const none: Value<Text> = { state: 'known', value: '' };

function isNone(value: Value<Text>): boolean {
  return value.state === 'known' && value.value === '';
}

function stateOf(own: Value<Text>, expected: string | number | boolean | undefined): JudgedState {
  if (own.state !== 'known') {
    const open: JudgedState = { state: 'undetermined', reason: reasonOf(unknownIn(own)) };
    if (expected !== undefined) return matchesPattern(String(expected), patternOf(own)) ? open : { state: 'unmet' };
    const isSome =
      own.state === 'unknown'
        ? own.notEmpty === true
        : own.parts.some((part) => typeof part === 'string' && part !== '');
    return isSome ? { state: 'met' } : open;
  }
  if (expected === undefined) return { state: isNone(own) ? 'unmet' : 'met' };
  const same = sameValue(own.value, String(expected));
  return same === undefined ? { state: 'undetermined', reason: { kind: 'secret' } } : { state: same ? 'met' : 'unmet' };
}
