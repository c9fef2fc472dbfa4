import type { LiveTaskDefinition } from '../../../aws/reads/ecs-describe-task-definition.ts';
import { Secret } from '../../../model/secret/secret.ts';
import { liveTaskDefinition } from '../task-definition/live.ts';

/**
 * Every value of a revision by its path, as findings write it: `cpu`, `containers[api].environment[LOG_LEVEL]`. Elements are named by what
 * tells them apart, else by their place in the list.
 */
export function leavesOf(revision: LiveTaskDefinition): ReadonlyMap<string, unknown> {
  return new Map(leaves('', liveTaskDefinition(revision)));
}

function leaves(path: string, value: unknown): readonly (readonly [string, unknown])[] {
  if (value === undefined || value === null || value === '') return [];
  if (typeof value !== 'object' || value instanceof Secret || value instanceof Date) return [[path, value]];
  if (Array.isArray(value)) {
    return value.flatMap((element: unknown, index) => leaves(`${path}[${keyOf(element) ?? index}]`, entryOf(element)));
  }
  if (value instanceof Map) return [...value].flatMap(([key, member]) => leaves(`${path}[${String(key)}]`, member));
  return Object.entries(value).flatMap(([name, member]) => leaves(path === '' ? name : `${path}.${name}`, member));
}

const keys = ['name', 'containerPath', 'namespace', 'hostname', 'containerName', 'sourceContainer', 'hostPath'];

function keyOf(element: unknown): string | undefined {
  if (typeof element !== 'object' || element === null) return undefined;
  const key = keys.map((name): unknown => Reflect.get(element, name)).find((one) => typeof one === 'string');
  return typeof key === 'string' ? key : undefined;
}

/** A variable or a secret is its value. */
function entryOf(element: unknown): unknown {
  if (typeof element !== 'object' || element === null || element instanceof Secret) return element;
  const members = Object.keys(element).filter((name) => name !== 'name');
  const [only] = members;
  return members.length === 1 && (only === 'value' || only === 'valueFrom') ? Reflect.get(element, only) : element;
}
