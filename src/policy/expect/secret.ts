import { reasonOf, shownDeclared } from '../../model/declared.ts';
import { type ContainerExpectation, entryNamed, memberOf } from './containers.ts';
import { absent, type Judgement } from './judgement.ts';

/** `secret: NAME`: the container takes a secret of that name from Secrets Manager or the Parameter Store. */
export const secret: ContainerExpectation = {
  about: 'task-definition',
  isExpected: (entry) => entry.secret !== undefined,
  rule: () => 'expect/secret-absent',
  anyContainer: true,
  judge: ({ secret: name = '' }, container): readonly Judgement[] => {
    const path = [{ field: 'secrets', key: name }];
    const secrets = container && memberOf(container, 'secrets');
    const found = entryNamed(secrets, name, (entry) => entry.members.name);
    if (found === undefined) return [{ path, state: 'unmet', shown: absent, at: secrets?.at }];
    if ('unknown' in found) return [{ path, state: 'undetermined', reason: reasonOf(found.unknown), at: found.at }];
    const { members, at } = found.entry;
    return [{ path, state: 'met', shown: shownDeclared(members.valueFrom), at: members.valueFrom?.at ?? at }];
  },
};
