import { isInstanceOf, typeOfAddress } from '../../model/address.ts';
import { lastSegment } from '../../model/arn.ts';
import { attribute, readBool } from '../../model/declared.ts';
import type { Resource, Stack } from '../../model/stack.ts';
import type { TerraformValue, Unknown } from '../../model/value.ts';
import { instancesAt } from '../stack-index.ts';
import { parseRevision, type RevisionName } from './arn.ts';

/** What a service's `task_definition` argument points at, in whatever form it is written. */
export interface Pointer {
  /** The `aws_ecs_task_definition` resources that the value comes from. */
  readonly addresses: readonly string[];
  /** The families (with a revision where one is named) that stand in the value itself. */
  readonly names: readonly RevisionName[];
  /**
   * The value is that of the newest ACTIVE revision of the family: a data source looks it up at each plan, or the
   * provider does (`track_latest`). `least`: or of a newer one that the resource has.
   */
  readonly newest?: 'exactly' | 'least';
  /** Why nothing, or not all, of the value is known. */
  readonly because?: Unknown;
  /** The value may not be shown. */
  readonly sensitive?: true;
}

const resourceType = 'aws_ecs_task_definition';

/**
 * Follows a `task_definition` argument: `.arn`, `.family`, `.id`, `.arn_without_revision`,
 * `"${x.family}:${x.revision}"` (also with `max(…)` of the resource's and a data source's revision), a data source of
 * the family, a family, `family:revision` or an ARN.
 */
export function pointerOf(value: TerraformValue, stack: Stack): Pointer {
  const pointer = follow(value, stack, new Set());
  return value.sensitive ? { ...pointer, sensitive: true } : pointer;
}

/** Whether the argument points at this resource: it comes from it or, when it comes from none, names its family. */
export function pointsAt(pointer: Pointer, address: string, family: string | undefined): boolean {
  if (pointer.addresses.length > 0) return pointer.addresses.some((origin) => isInstanceOf(address, origin));
  return family !== undefined && pointer.names.some((name) => name.family === family);
}

/** Whether the argument says nothing about where it points. */
export function isOpen(pointer: Pointer): boolean {
  return pointer.addresses.length === 0 && pointer.names.length === 0;
}

function follow(value: TerraformValue, stack: Stack, seen: ReadonlySet<string>): Pointer {
  switch (value.kind) {
    case 'string': {
      const name = parseRevision(value.value);
      return { addresses: [], names: name === undefined ? [] : [name] };
    }
    case 'unknown':
      return {
        ...followUnknown(value.because, stack, seen),
        ...newestOf(newestBy(value.because, stack)),
        because: value.because,
      };
    case 'template': {
      const holes = value.parts.flatMap((part) => (typeof part === 'string' ? [] : [part.because]));
      const name = nameInTemplate(value.parts.map((part) => (typeof part === 'string' ? part : hole)).join(''));
      const origins = join(holes.map((because) => followUnknown(because, stack, seen)));
      const [because] = holes;
      // The revision stands at the end.
      const last = value.parts.at(-1);
      return {
        addresses: origins.addresses,
        names: name === undefined ? origins.names : [name],
        ...newestOf(last === undefined || typeof last === 'string' ? undefined : newestBy(last.because, stack)),
        ...(because === undefined ? {} : { because }),
      };
    }
    default:
      return { addresses: [], names: [] };
  }
}

function followUnknown(because: Unknown, stack: Stack, seen: ReadonlySet<string>): Pointer {
  switch (because.kind) {
    case 'resource':
    case 'plan':
      return { addresses: typeOfAddress(because.address) === resourceType ? [because.address] : [], names: [] };
    case 'data': {
      if (typeOfAddress(because.address) !== resourceType || seen.has(because.address))
        return { addresses: [], names: [] };
      const sources = instancesAt(stack, because.address).filter(({ mode }) => mode === 'data');
      const further = new Set([...seen, because.address]);
      return join(sources.map((source) => followSource(source, stack, further)));
    }
    case 'operation':
    case 'expansion':
      return join(because.from.map((origin) => followUnknown(origin, stack, seen)));
    default:
      return { addresses: [], names: [] };
  }
}

/** A data source shows the revision that its `task_definition` argument names, the newest one of a family. */
function followSource(source: Resource, stack: Stack, seen: ReadonlySet<string>): Pointer {
  const argument = attribute(source.body, 'task_definition');
  return argument === undefined ? { addresses: [], names: [] } : follow(argument, stack, seen);
}

function newestOf(newest: Pointer['newest']): Pick<Pointer, 'newest'> {
  return newest === undefined ? {} : { newest };
}

/** The functions and operators that pass a revision on, or choose among some of one family the greatest. */
const passing: ReadonlySet<string> = new Set([
  'max',
  'conditional',
  'sort',
  'format',
  'join',
  'split',
  'index',
  'element',
  'concat',
  'one',
  'trimspace',
  'tostring',
  'tonumber',
  'splat',
  'for',
]);

/** Whether a revision, or an ARN with one, is the newest ACTIVE one of its family; undefined when it need not be. */
function newestBy(because: Unknown, stack: Stack): Pointer['newest'] {
  switch (because.kind) {
    case 'data':
      return namesRevision(because) && isOfNewest(because.address, stack) ? 'exactly' : undefined;
    case 'resource':
      return namesRevision(because) && tracksLatest(because.address, stack) ? 'exactly' : undefined;
    case 'operation': {
      if (because.name === 'coalesce') return because.from[0] && newestBy(because.from[0], stack);
      const known = because.from.map((origin) => newestBy(origin, stack));
      if (!passing.has(because.name) || !because.from.every(namesRevision) || !known.includes('exactly')) {
        return undefined;
      }
      return known.every((one) => one !== undefined) ? 'exactly' : 'least';
    }
    default:
      return undefined;
  }
}

/**
 * Whether it is an attribute that says which revision a task definition is. The id of a data source is its ARN, that of
 * a resource its family:
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ecs/task_definition_data_source.go
 */
function namesRevision(because: Unknown): boolean {
  if ((because.kind !== 'data' && because.kind !== 'resource') || typeOfAddress(because.address) !== resourceType)
    return false;
  const [attribute] = because.path;
  return attribute === 'arn' || attribute === 'revision' || (attribute === 'id' && because.kind === 'data');
}

/** Whether a data source is asked for a family, without a revision. */
function isOfNewest(address: string, stack: Stack): boolean {
  const sources = instancesAt(stack, address).filter(({ mode }) => mode === 'data');
  return sources.length > 0 && sources.every(({ body }) => isFamily(attribute(body, 'task_definition')));
}

function isFamily(value: TerraformValue | undefined): boolean {
  switch (value?.kind) {
    case 'string':
      return parseRevision(value.value)?.revision === undefined;
    case 'template': {
      const text = value.parts.map((part) => (typeof part === 'string' ? part : hole)).join('');
      return !lastSegment(text).includes(':');
    }
    case 'unknown': {
      const { because } = value;
      const [attribute] = because.kind === 'resource' || because.kind === 'data' ? because.path : [];
      // The id of the resource is its family.
      const isId = because.kind === 'resource' && attribute === 'id';
      return attribute === 'family' || attribute === 'arn_without_revision' || isId;
    }
    default:
      return false;
  }
}

/**
 * With `track_latest` the provider takes the newest ACTIVE revision for its own.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecs_task_definition
 */
function tracksLatest(address: string, stack: Stack): boolean {
  const found = instancesAt(stack, address).filter(({ mode }) => mode === 'managed');
  return (
    found.length > 0 &&
    found.every(({ body }) => {
      const tracks = readBool(attribute(body, 'track_latest'));
      return tracks?.state === 'known' && tracks.value;
    })
  );
}

function join(pointers: readonly Pointer[]): Pointer {
  return {
    addresses: [...new Set(pointers.flatMap((pointer) => pointer.addresses))],
    names: pointers.flatMap((pointer) => pointer.names),
  };
}

/** Stands for an unknown part; no family or ARN holds it. */
const hole = '\u0000';

/** The family in a name with holes (`api:*`, `arn:…:*:task-definition/api:7`), when it is wholly known. */
function nameInTemplate(text: string): RevisionName | undefined {
  const last = lastSegment(text);
  const [family = '', revision, ...rest] = last.split(':');
  if (rest.length > 0 || !/^[A-Za-z0-9_-]+$/.test(family)) return undefined;
  // A hole at the very end of a family could be a part of it.
  if (revision === undefined) return undefined;
  return { family, ...(/^\d+$/.test(revision) ? { revision: Number(revision) } : {}) };
}
