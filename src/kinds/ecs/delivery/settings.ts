import type { LiveTaskDefinition } from '../../../aws/reads/ecs-describe-task-definition.ts';
import { elementAt, memberAt, type Path, wholePath } from '../../../model/path.ts';
import { Secret } from '../../../model/secret/secret.ts';
import { liveTaskDefinition } from '../task-definition/live.ts';
import { taskDefinitionTable } from '../task-definition/model.ts';

/** A value of a revision, and where it stands. */
export interface Setting {
  readonly path: Path;
  readonly value: unknown;
}

/** Every value of a revision. Elements are named by what tells them apart, else by their place in the list. */
export function settingsOf(revision: LiveTaskDefinition): readonly Setting[] {
  // AWS says more of a revision than what it is registered with: its number, who made it.
  return Object.entries(liveTaskDefinition(revision)).flatMap(([name, value]) =>
    Object.hasOwn(members, name) ? settingsIn(memberAt(wholePath, name), value) : [],
  );
}

const members = taskDefinitionTable(undefined);

/** Where a container stands. */
export function containerAt(name: string): Path {
  return elementAt(memberAt(wholePath, 'containers'), name);
}

/** Where a variable or secret of a container stands. */
export function variableAt(container: string, list: 'environment' | 'secrets', name: string): Path {
  return elementAt(memberAt(containerAt(container), list), name);
}

/** The name of the variable or secret that stands at a path; undefined when none does. */
export function variableName(path: Path): string | undefined {
  const [containers, list, ...further] = path;
  return containers?.field === 'containers' && isVariableList(list?.field) && further.length === 0
    ? list?.key
    : undefined;
}

/** Whether a member of a container holds variables or secrets. */
export function isVariableList(field: string | undefined): boolean {
  return field === 'environment' || field === 'secrets';
}

function settingsIn(path: Path, value: unknown): readonly Setting[] {
  if (value === undefined || value === null || value === '') return [];
  if (typeof value !== 'object' || value instanceof Secret || value instanceof Date) return [{ path, value }];
  if (Array.isArray(value)) {
    return value.flatMap((element: unknown, index) =>
      settingsIn(elementAt(path, keyOf(element) ?? String(index)), withoutName(element)),
    );
  }
  if (value instanceof Map)
    return [...value].flatMap(([key, member]) => settingsIn(elementAt(path, String(key)), member));
  return Object.entries(value).flatMap(([name, member]) => settingsIn(memberAt(path, name), member));
}

const keys = ['name', 'containerPath', 'namespace', 'hostname', 'containerName', 'sourceContainer', 'hostPath'];

function keyOf(element: unknown): string | undefined {
  if (typeof element !== 'object' || element === null) return undefined;
  const key = keys.map((name): unknown => Reflect.get(element, name)).find((one) => typeof one === 'string');
  return typeof key === 'string' ? key : undefined;
}

/** An element of nothing but a name and a value, as a variable is, stands for its value: the name is in the path. */
function withoutName(element: unknown): unknown {
  if (typeof element !== 'object' || element === null || element instanceof Secret) return element;
  const members = Object.keys(element).filter((name) => name !== 'name');
  const [only] = members;
  return members.length === 1 && (only === 'value' || only === 'valueFrom') ? Reflect.get(element, only) : element;
}
