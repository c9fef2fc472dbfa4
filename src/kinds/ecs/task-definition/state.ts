import { knownModel } from '../../../compare/known.ts';
import { attribute } from '../../../model/declared.ts';
import type { IdentityOf } from '../../../model/identity.ts';
import type { Stack } from '../../../model/stack.ts';
import { counterparts } from '../../counterpart.ts';
import { knownTags } from '../../tags.ts';
import { knownFamily } from '../declared-service.ts';
import { declareTaskDefinitions, type LiveTaskDefinitions, type TaskDefinitionOfRoot } from './declare.ts';
import { declaredIdentity, type RegisteredRevision, revisionIdentity } from './found.ts';

/** The revisions that a state holds, as if AWS had them: found by address, else by family. */
export function taskDefinitionsOfState(declared: readonly TaskDefinitionOfRoot[], state: Stack): LiveTaskDefinitions {
  const applied = declareTaskDefinitions({ target: '', stack: state });
  return new Map(
    [...counterparts(declared, applied, knownFamily)].map(([one, held]) => {
      const tags = knownTags(held.tags);
      const revision: RegisteredRevision = {
        status: 'registered',
        identity: identityIn(state, held),
        model: knownModel(held.model),
        ...(tags === undefined ? {} : { tags }),
      };
      return [one, [revision]];
    }),
  );
}

function identityIn({ resources }: Stack, held: TaskDefinitionOfRoot): IdentityOf<'ecs-task-definition'> {
  const body = resources.find(({ address }) => address === held.address)?.body;
  const arn = body === undefined ? undefined : attribute(body, 'arn');
  return arn?.kind === 'string' ? revisionIdentity(arn.value) : declaredIdentity(held);
}
