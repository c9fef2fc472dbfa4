import type { Comparer } from '../../../compare/comparison.ts';
import type { CollectionOf, RecordOf } from '../../../compare/declared.ts';
import { keyed } from '../../../compare/keyed.ts';
import { members } from '../../../compare/record.ts';
import { shaped } from '../../../compare/shape.ts';
import { shownDeclared, shownLive } from '../../../model/declared.ts';
import { onceOf } from '../../../model/once.ts';
import { isHidden } from '../../../model/secret/secrecy.ts';
import type { TerraformValue, Unknown } from '../../../model/value.ts';
// The one function of the evaluator that a kind calls: the JSON text of `container_definitions` holds its structure.
import { recoverJson } from '../../../terraform/evaluate/json.ts';
import { knownNames } from '../../known-names.ts';
import { argument, elementsInside, recordReader } from '../../member.ts';
import { collectionReader } from '../../read.ts';
import { type UnknownKey, unknownKeys } from '../../unknown-keys.ts';
import type { ParameterPlace } from '../parameter.ts';
import { type ContainerModel, containerTable, uncoveredOfContainer } from './container.ts';

/**
 * ECS has a log router of FireLens run as user 0 when none is asked for.
 * https://github.com/hashicorp/terraform-provider-aws/pull/41394
 */
function withFilledUser(
  compare: Comparer<RecordOf<ContainerModel>, ContainerModel>,
): Comparer<RecordOf<ContainerModel>, ContainerModel> {
  const compareFilled: Comparer<RecordOf<ContainerModel>, ContainerModel> = (declared, live, position) => {
    const filled = live?.firelensConfiguration !== undefined && live.user === '0' && asksForNoUser(declared);
    return compare(declared, filled ? { ...live, user: undefined } : live, position);
  };
  return compare.shape === undefined ? compareFilled : shaped(compareFilled, compare.shape);
}

function asksForNoUser(container: RecordOf<ContainerModel> | undefined): boolean {
  if (container?.state !== 'record') return false;
  const { user } = container.members;
  return user === undefined || (user.state === 'known' && user.value === '');
}

/** The containers of a task definition; `place` is where that is. */
export const containers = (place: ParameterPlace | undefined) => {
  const compare = keyed<ContainerModel>({
    declaredKey: (container) => container.members.name,
    liveKey: (container) => container.name ?? '',
    compare: withFilledUser(members<ContainerModel>(containerTable(place))),
    showDeclared: (container) => shownDeclared(container.members.image),
    showLive: (container) => shownLive(container.image),
  });
  return argument(readContainers, compare);
};

/** The keys of `container_definitions` that ECS knows: https://pkg.go.dev/github.com/aws/aws-sdk-go-v2/service/ecs/types */
const known = knownNames(
  elementsInside(containerTable(undefined), containers(undefined).compare),
  (key, { sdk }) => sdk ?? key,
  uncoveredOfContainer,
);

/**
 * The keys of `container_definitions` that ECS does not know. The provider decodes the text into the SDK's own type, so
 * they are dropped:
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ecs/container_definitions.go
 */
export function unknownContainerKeys(value: TerraformValue | undefined): readonly UnknownKey[] {
  const structure = value && structureOf(value);
  return structure === undefined ? [] : unknownKeys(structure, known, [{ field: 'containers' }]);
}

const structureOf = onceOf(recoverJson);
const readList = collectionReader(recordReader<ContainerModel>(containerTable(undefined)));

/** `container_definitions`: a JSON text, made by `jsonencode`, a template, a file or by hand. */
export function readContainers(value: TerraformValue | undefined): CollectionOf<RecordOf<ContainerModel>> | undefined {
  if (value === undefined) return undefined;
  const at = value.at === undefined ? {} : { at: value.at };
  const marked = isHidden(value) ? ({ sensitive: true } as const) : {};
  if (value.kind === 'unknown') return { state: 'unknown', because: value.because, ...marked, ...at };
  const structure = structureOf(value);
  if (structure === undefined) return { state: 'unknown', because: whyNotRecovered(value), ...marked, ...at };
  const read = readList(structure);
  return read === undefined ? { state: 'collection', elements: [], ...at } : { ...at, ...read };
}

function whyNotRecovered(value: TerraformValue): Unknown {
  const at = value.at === undefined ? {} : { at: value.at };
  if (value.kind !== 'template') return { kind: 'invalid', code: 'not-json', ...at };
  const from = value.parts.flatMap((part) => (typeof part === 'string' ? [] : [part.because]));
  return { kind: 'operation', name: 'template', from, ...at };
}
