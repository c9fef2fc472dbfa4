import type { LiveService } from '../../../aws/reads/ecs-describe-services.ts';
import { knownModel } from '../../../compare/known.ts';
import { isArn } from '../../../model/arn.ts';
import { attribute, type DeclaredBody } from '../../../model/declared.ts';
import type { Stack } from '../../../model/stack.ts';
import { counterparts } from '../../counterpart.ts';
import { knownTags } from '../../tags.ts';
import { serviceKey } from '../declared-service.ts';
import { declareServices, type LiveServices, type ServiceOfRoot } from './declare.ts';
import { identityOf } from './found.ts';

/** The services that a state holds, as if AWS had them: found by address, else by cluster and name. */
export function servicesOfState(declared: readonly ServiceOfRoot[], state: Stack): LiveServices {
  const applied = declareServices({ target: '', stack: state });
  const bodies = new Map(state.resources.map(({ address, body }) => [address, body]));
  return new Map(
    [...counterparts(declared, applied, keyOf)].map(([one, { address, identity, model, tags: appliedTags }]) => {
      const recorded = recordedOf(bodies.get(address));
      const tags = knownTags(appliedTags);
      return [
        one,
        {
          status: 'active',
          identity: identityOf(identity, recorded),
          model: knownModel(model),
          ...(recorded.taskDefinition === undefined ? {} : { taskDefinition: recorded.taskDefinition }),
          ...(tags === undefined ? {} : { tags }),
        },
      ];
    }),
  );
}

/**
 * What the state says of a service in AWS's own terms. Before version 6 of the provider its ARN is nothing but its id.
 */
function recordedOf(body: DeclaredBody | undefined): Pick<LiveService, 'serviceArn' | 'taskDefinition'> {
  const textAt = (name: string): string | undefined => {
    const value = body === undefined ? undefined : attribute(body, name);
    return value?.kind === 'string' ? value.value : undefined;
  };
  const serviceArn = [textAt('arn'), textAt('id')].find((text) => text !== undefined && isArn(text));
  const taskDefinition = textAt('task_definition');
  return {
    ...(serviceArn === undefined ? {} : { serviceArn }),
    ...(taskDefinition === undefined ? {} : { taskDefinition }),
  };
}

function keyOf({ identity }: ServiceOfRoot): string | undefined {
  const key = serviceKey(identity);
  return key && `${key.cluster}/${key.service}`;
}
