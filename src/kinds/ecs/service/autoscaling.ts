import { isInstanceOf, typeOfAddress } from '../../../model/address.ts';
import { attribute, patternOf, readStringLike, type Value } from '../../../model/declared.ts';
import { matchesPattern } from '../../../model/pattern.ts';
import { isSamePlace } from '../../../model/place.ts';
import type { Resource, Stack } from '../../../model/stack.ts';
import type { Unknown } from '../../../model/value.ts';
import { placeOf } from '../../../terraform/stack/place.ts';
import { type DeclaredServiceIdentity, serviceKey } from '../declared-service.ts';
import { referencesOf } from '../references.ts';

/** What of the code has Application Auto Scaling set the number of tasks of a service. */
export interface Scaler {
  readonly address: string;
  /** Why it is not known whether it is this service that it names; absent when it is. */
  readonly doubt?: Unknown;
}

/** The types that name what is scaled, those first that nothing is scaled without. */
const types = ['aws_appautoscaling_target', 'aws_appautoscaling_policy', 'aws_appautoscaling_scheduled_action'];

/**
 * What scales a service: one that names it for certain before one that may; undefined when none can.
 * https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html
 *
 * @param cluster why the cluster of the service is not known where it is written
 */
export function scalerOf(
  service: DeclaredServiceIdentity,
  cluster: Unknown | undefined,
  stack: Stack,
): Scaler | undefined {
  const found = types.flatMap((type) =>
    stack.resources
      .filter((resource) => resource.mode === 'managed' && resource.type === type)
      .filter((resource) => isSamePlace(placeOf(resource, stack), service.place))
      .flatMap((resource) => scaler(resource, service, cluster)),
  );
  return found.find(({ doubt }) => doubt === undefined) ?? found[0];
}

function scaler(resource: Resource, service: DeclaredServiceIdentity, cluster: Unknown | undefined): readonly Scaler[] {
  const argument = (name: string) => readStringLike(attribute(resource.body, name));
  const namespace = is(argument('service_namespace'), 'ecs');
  const dimension = is(argument('scalable_dimension'), 'ecs:service:DesiredCount');
  const named = names(argument('resource_id'), service, cluster);
  if (namespace === 'no' || dimension === 'no' || named === 'no') return [];
  const doubt = [named, namespace, dimension, resource.expansion].find((one) => one !== undefined && one !== 'yes');
  return [{ address: resource.address, ...(doubt === undefined || typeof doubt === 'string' ? {} : { doubt }) }];
}

/** Whether something is so; an unknown says why that is not known. */
type Naming = 'yes' | 'no' | Unknown;

function is(value: Value<string> | undefined, expected: string): Naming {
  if (value === undefined) return 'no';
  if (value.state === 'known') return value.value === expected ? 'yes' : 'no';
  return matchesPattern(expected, patternOf(value)) ? unknownOf(value) : 'no';
}

/** Whether the id of a scalable target, `service/<cluster>/<service>`, is that of a service. */
function names(id: Value<string> | undefined, service: DeclaredServiceIdentity, cluster: Unknown | undefined): Naming {
  const key = serviceKey(service);
  if (key === undefined) return 'no';
  const answer = is(id, `service/${key.cluster}/${key.service}`);
  if (typeof answer === 'string' || id === undefined || id.state === 'known') return answer;
  const holes = id.state === 'unknown' ? [id.because] : id.parts.filter((part) => typeof part !== 'string');
  const references = holes.flatMap(referencesOf);
  // What is made of a service (`split("/", aws_ecs_service.api.id)`) is its own id.
  const services = references.filter((address) => typeOfAddress(address) === 'aws_ecs_service');
  if (services.length > 0) return services.some((address) => isInstanceOf(service.address, address)) ? 'yes' : 'no';
  const last = id.state === 'partial' ? id.parts.at(-1) : undefined;
  const isName = typeof last === 'string' && last.endsWith(`/${key.service}`);
  const clusters = cluster === undefined ? [] : referencesOf(cluster);
  const isCluster = references.length > 0 && references.every((address) => clusters.includes(address));
  return isName && isCluster ? 'yes' : answer;
}

function unknownOf(value: Exclude<Value<string>, { state: 'known' }>): Unknown {
  if (value.state === 'unknown') return value.because;
  const holes = value.parts.filter((part) => typeof part !== 'string');
  const [first, ...further] = holes;
  return first !== undefined && further.length === 0 ? first : { kind: 'operation', name: 'template', from: holes };
}
