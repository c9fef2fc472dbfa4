import { anything, type Scene, type SceneContainer } from '../../aws/scene.ts';
import type { CollectionOf, RecordOf } from '../../compare/declared.ts';
import { declaredGroups } from '../../kinds/ec2/security-group/declared.ts';
import { requestsOf } from '../../kinds/ec2/security-group/identity.ts';
import { declaredServiceIdentities, knownFamily, serviceKey } from '../../kinds/ecs/declared-service.ts';
import { definitionOf } from '../../kinds/ecs/delivery/follow.ts';
import type { SecretModel } from '../../kinds/ecs/log-configuration.ts';
import type { ContainerModel } from '../../kinds/ecs/task-definition/container.ts';
import { type DeclaredTaskDefinition, declaredTaskDefinitions } from '../../kinds/ecs/task-definition/declared.ts';
import { lastSegment } from '../../model/arn.ts';
import { patternOf, type Value } from '../../model/declared.ts';
import { matchesPattern } from '../../model/pattern.ts';
import type { Stack } from '../../model/stack.ts';
import type { Policy } from '../../policy/policy.ts';
import { plausibleImage, plausibleReferences, plausibleText } from './plausible-text.ts';

/** Who and where a run is. */
export interface ScenePlace {
  readonly account: string;
  readonly partition: string;
  /** Of what names no region. */
  readonly region: string;
}

/**
 * A scene in which there is all that the code declares, as it declares it; what is not known of it is what leads to the
 * most further reads.
 *
 * @param expected what is expected of things that the code may not declare
 */
export function sceneOf(stack: Stack, place: ScenePlace, expected: Policy['expect'] = []): Scene {
  const definitions = declaredTaskDefinitions(stack);
  const services = declaredServiceIdentities(stack);
  return {
    ...place,
    familyOf(cluster, service) {
      const declared = services.find((one) => {
        const key = serviceKey(one);
        return key?.service === lastSegment(service) && key.cluster === lastSegment(cluster);
      });
      const definition = declared && definitionOf(declared, definitions, undefined);
      const named = declared?.pointer?.names[0]?.family;
      return definition?.family === undefined ? (named ?? anything) : plausibleText(definition.family);
    },
    containersOf: (family) =>
      definitions.filter((one) => mayBeOf(one, family)).flatMap((one) => containersOf(one, place)),
    expectedNames: (of, prefix) =>
      expected
        .flatMap(({ value }) => value[of]?.replaceAll('*', anything) ?? [])
        .filter((name) => name.startsWith(prefix)),
    groupTags: (prefix) =>
      declaredGroups(stack).groups.flatMap(({ query }) =>
        requestsOf(query).some(({ by, text }) => by === 'prefix' && text === prefix) ? [query.tags] : [],
      ),
  };
}

function mayBeOf(definition: DeclaredTaskDefinition, family: string): boolean {
  const known = knownFamily(definition);
  if (known !== undefined) return known === family;
  const { family: declared } = definition;
  return declared === undefined || declared.state === 'known' || matchesPattern(family, patternOf(declared));
}

function containersOf({ model }: DeclaredTaskDefinition, place: ScenePlace): readonly SceneContainer[] {
  const { containers } = model.members;
  if (containers === undefined) return [];
  if (containers.state === 'unknown') return [anyContainer(place)];
  const known = containers.elements.map((one) =>
    one.state === 'unknown' ? anyContainer(place) : container(one, place),
  );
  return containers.open === undefined ? known : [...known, anyContainer(place)];
}

/** A container of which nothing is known. */
function anyContainer(place: ScenePlace): SceneContainer {
  return { name: anything, image: plausibleImage(undefined, place), secrets: plausibleReferences(undefined, place) };
}

function container(
  { members }: Exclude<RecordOf<ContainerModel>, { state: 'unknown' }>,
  place: ScenePlace,
): SceneContainer {
  const { name, image, secrets, logConfiguration } = members;
  const options = logConfiguration?.state === 'record' ? logConfiguration.members.secretOptions : logConfiguration;
  return {
    name: name === undefined ? anything : plausibleText(name),
    image: plausibleImage(image, place),
    secrets: [...referencesIn(secrets, place), ...referencesIn(options, place)],
  };
}

function referencesIn(list: CollectionOf<RecordOf<SecretModel>> | undefined, place: ScenePlace): readonly string[] {
  if (list === undefined) return [];
  if (list.state === 'unknown') return plausibleReferences(undefined, place);
  const known = list.elements.flatMap((one) => {
    const value = one.state === 'record' ? one.members.valueFrom : undefined;
    return plausibleReferences(value as Value<string> | undefined, place);
  });
  return list.open === undefined ? known : [...known, ...plausibleReferences(undefined, place)];
}
