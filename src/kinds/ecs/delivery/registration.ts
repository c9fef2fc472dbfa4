import type { AwsReader } from '../../../aws/reader.ts';
import type { DifferingLeaf } from '../../../model/leaf.ts';
import type { Root } from '../../kind.ts';
import { knownFamily } from '../declared-service.ts';
import { type DeclaredTaskDefinition, declaredTaskDefinitions } from '../task-definition/declared.ts';

/** When and by whom the latest revision of a declared task definition was registered. */
export interface Registration {
  readonly target: string;
  readonly address: string;
  readonly history: NonNullable<DifferingLeaf['history']>;
}

/** Reads of every declared task definition when its latest revision was registered, as far as AWS tells. */
export async function readRegistrations(roots: readonly Root[], aws: AwsReader): Promise<readonly Registration[]> {
  const read = await Promise.all(
    roots.flatMap(({ target, stack }) =>
      declaredTaskDefinitions(stack).map(async (definition): Promise<readonly Registration[]> => {
        const history = await readRegistration(definition, aws);
        return history === undefined ? [] : [{ target, address: definition.address, history }];
      }),
    ),
  );
  return read.flat();
}

async function readRegistration(
  definition: DeclaredTaskDefinition,
  aws: AwsReader,
): Promise<Registration['history'] | undefined> {
  const { doubt, region } = definition.place;
  const family = knownFamily(definition);
  if (family === undefined || doubt !== undefined) return undefined;
  const read = await aws.read('ecs:DescribeTaskDefinition', { taskDefinition: family }, region);
  if (read.status !== 'found') return undefined;
  const { registeredAt, registeredBy } = read.value;
  if (registeredAt === undefined && registeredBy === undefined) return undefined;
  return {
    ...(registeredAt === undefined ? {} : { registeredAt: registeredAt.toISOString() }),
    ...(registeredBy === undefined ? {} : { registeredBy: String(registeredBy) }),
  };
}
