import { lastSegment } from '../../model/arn.ts';
import { attribute } from '../../model/declared.ts';
import type { Resource, Stack } from '../../model/stack.ts';
import type { TerraformValue, Unknown } from '../../model/value.ts';
import { parseRevision, type RevisionName } from './arn.ts';

/** What a service's `task_definition` argument points at, in whatever form it is written. */
export interface Pointer {
  /** The `aws_ecs_task_definition` resources that the value comes from. */
  readonly addresses: readonly string[];
  /** The families (with a revision where one is named) that stand in the value itself. */
  readonly names: readonly RevisionName[];
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
      return { ...followUnknown(value.because, stack, seen), because: value.because };
    case 'template': {
      const holes = value.parts.flatMap((part) => (typeof part === 'string' ? [] : [part.because]));
      const name = nameInTemplate(value.parts.map((part) => (typeof part === 'string' ? part : hole)).join(''));
      const origins = join(holes.map((because) => followUnknown(because, stack, seen)));
      const [because] = holes;
      return {
        addresses: origins.addresses,
        names: name === undefined ? origins.names : [name],
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
      return { addresses: typeOf(because.address) === resourceType ? [because.address] : [], names: [] };
    case 'data': {
      if (typeOf(because.address) !== resourceType || seen.has(because.address)) return { addresses: [], names: [] };
      const sources = stack.resources.filter(
        (one) => one.mode === 'data' && isInstanceOf(one.address, because.address),
      );
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

/** The type in a resource's address, which may have modules and `data.` before it. */
function typeOf(address: string): string | undefined {
  const parts = address.replace(/\["(?:[^"\\]|\\.)*"\]|\[\d+\]/g, '').split('.');
  return parts.at(-2);
}

function isInstanceOf(address: string, origin: string): boolean {
  return address === origin || address.startsWith(`${origin}[`);
}
