import { isInstanceOf, typeOfAddress } from '../../../model/address.ts';
import {
  attribute,
  blocks,
  patternOf,
  readNumber,
  readStringLike,
  reasonOf,
  type Value,
} from '../../../model/declared.ts';
import { matchesPattern } from '../../../model/pattern.ts';
import { isSamePlace } from '../../../model/place.ts';
import type { OwnerBounds } from '../../../model/report/policy.ts';
import type { ReasonData } from '../../../model/report/reason.ts';
import type { Resource, Stack } from '../../../model/stack.ts';
import type { Unknown } from '../../../model/value.ts';
import { placeOf } from '../../../terraform/stack/place.ts';
import { ignoredAs } from '../../ignore-changes.ts';
import { ofType } from '../../stack-index.ts';
import { type DeclaredServiceIdentity, serviceKey } from '../declared-service.ts';
import { referencesOf } from '../references.ts';

/** What of the code has Application Auto Scaling set the number of tasks of a service. */
export interface Scaler {
  readonly address: string;
  /** Why it is not known whether it is this service that it names; absent when it is. */
  readonly doubt?: Unknown;
  /** Between what it sets the number. */
  readonly band: Band;
}

/** The least and the most number of tasks that a service is scaled to. */
export interface Band {
  readonly min: BandEnd;
  readonly max: BandEnd;
}

/** One end of a band: all that the code says of it, where any of several may hold. */
export interface BandEnd {
  readonly known: readonly number[];
  /** Why it may be a wider one. */
  readonly because?: ReasonData;
}

const target = 'aws_appautoscaling_target';
const schedule = 'aws_appautoscaling_scheduled_action';

/** The types that name what is scaled, those first that nothing is scaled without. */
const types = [target, 'aws_appautoscaling_policy', schedule];

/** A resource that names a service, or may. */
interface ScalingResource {
  readonly resource: Resource;
  readonly doubt?: Unknown;
}

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
    ofType(stack, type)
      .filter((resource) => isSamePlace(placeOf(resource, stack), service.place))
      .flatMap((resource) => naming(resource, service, cluster)),
  );
  const scaler = found.find(({ doubt }) => doubt === undefined) ?? found[0];
  if (scaler === undefined) return undefined;
  const { resource, doubt } = scaler;
  return {
    address: resource.address,
    ...(doubt === undefined ? {} : { doubt }),
    band: { min: boundOf(found, 'min_capacity'), max: boundOf(found, 'max_capacity') },
  };
}

/**
 * One end of the band: that of the target, and of the scheduled actions, each of which gives the target another one
 * when its time comes. Terraform leaves the target alone then where `ignore_changes` names it, and others may widen it.
 * https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScheduledAction.html
 */
function boundOf(all: readonly ScalingResource[], name: 'min_capacity' | 'max_capacity'): BandEnd {
  const bounds = all.flatMap(({ resource, doubt }): readonly BandEnd[] => {
    if (resource.type === target) {
      // One that may be of another service widens nothing that is known of this one.
      if (doubt !== undefined) return [];
      const own = valueBound(readNumber(attribute(resource.body, name)));
      const isIgnored = ignoredAs(resource, name) !== undefined;
      return isIgnored ? [...own, { known: [], because: { kind: 'ignored', name } }] : own;
    }
    if (resource.type !== schedule) return [];
    const actions = blocks(resource.body, 'scalable_target_action');
    const own = actions.blocks.flatMap(({ body }) => valueBound(readNumber(attribute(body, name))));
    const open = actions.open === undefined ? [] : [{ known: [], because: reasonOf(actions.open.because) }];
    if (doubt === undefined) return [...own, ...open];
    return own.length + open.length === 0 ? [] : [{ known: [], because: reasonOf(doubt) }];
  });
  const because = bounds.find((bound) => bound.because !== undefined)?.because;
  return { known: bounds.flatMap(({ known }) => known), ...(because === undefined ? {} : { because }) };
}

function valueBound(value: Value<number> | undefined): readonly BandEnd[] {
  if (value === undefined) return [];
  if (value.state === 'known') return [{ known: [value.value] }];
  const because = value.state === 'unknown' ? value.because : value.parts.find((part) => typeof part !== 'string');
  return because === undefined ? [] : [{ known: [], because: reasonOf(because) }];
}

/** Whether a number of tasks is one that is scaled to, or why that is not known. */
export function isInBand(count: number, { min, max }: Band): boolean | ReasonData {
  const ends = [end(min, (bound) => count >= bound), end(max, (bound) => count <= bound)];
  return ends.find((one) => one === false) ?? ends.find((one) => one !== true) ?? true;
}

/** What the code says nothing of keeps nothing out. */
function end({ known, because }: BandEnd, keeps: (bound: number) => boolean): boolean | ReasonData {
  return known.some(keeps) || (because ?? known.length === 0);
}

/** A band as a report says it: the ends that are known for certain; undefined when none is. */
export function boundsOf({ min, max }: Band): OwnerBounds | undefined {
  const least = min.because === undefined && min.known.length > 0 ? { min: Math.min(...min.known) } : {};
  const most = max.because === undefined && max.known.length > 0 ? { max: Math.max(...max.known) } : {};
  const bounds = { ...least, ...most };
  return 'min' in bounds || 'max' in bounds ? bounds : undefined;
}

function naming(
  resource: Resource,
  service: DeclaredServiceIdentity,
  cluster: Unknown | undefined,
): readonly ScalingResource[] {
  const argument = (name: string) => readStringLike(attribute(resource.body, name));
  const namespace = is(argument('service_namespace'), 'ecs');
  const dimension = is(argument('scalable_dimension'), 'ecs:service:DesiredCount');
  const named = names(argument('resource_id'), service, cluster);
  if (namespace === 'no' || dimension === 'no' || named === 'no') return [];
  const doubt = [named, namespace, dimension, resource.expansion].find((one) => one !== undefined && one !== 'yes');
  return [{ resource, ...(doubt === undefined || typeof doubt === 'string' ? {} : { doubt }) }];
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
