import type { SourceRange } from '../../model/source.ts';
import type { ResourceDeclaration } from '../configuration/configuration.ts';
import { parseReference } from '../configuration/references.ts';
import type { Reference } from '../syntax/walk.ts';
import { references } from '../syntax/walk.ts';
import type { ModuleNode } from './modules.ts';

/** One thing of the configuration that is evaluated by itself, in every instance of its module. */
export interface Unit {
  readonly node: ModuleNode;
  readonly kind: 'variable' | 'local' | 'output' | 'resource' | 'call';
  /** Its name within the module; for a resource its address there. */
  readonly name: string;
  readonly at: SourceRange;
}

/** How the units of a configuration depend on each other. */
export interface Dependencies {
  /** Every unit after all that it refers to. */
  readonly order: readonly Unit[];
  /** Units that refer to each other in a circle, each circle once, in the order of the references. */
  readonly cycles: readonly (readonly Unit[])[];
}

/** How a unit is written in a diagnostic: `module.a.local.b`. */
export function unitAddress({ node, kind, name }: Pick<Unit, 'node' | 'kind' | 'name'>): string {
  const prefix = { variable: 'var.', local: 'local.', output: 'output.', call: 'module.', resource: '' }[kind];
  return `${node.path.map((call) => `module.${call}.`).join('')}${prefix}${name}`;
}

/** Something that is put in order, and the names of what comes before it. */
interface Pending<T> {
  readonly value: T;
  readonly needs: () => readonly string[];
}

/**
 * Puts all that a configuration evaluates into an order in which everything comes after what it refers to, over the
 * borders of modules. Evaluation in this order needs no deep recursion.
 */
export function orderDependencies(root: ModuleNode): Dependencies {
  const units = unitsBelow(root);
  return inOrder(units.keys(), (id) => units.get(id));
}

/** A unit or, of a resource, no more than one of its arguments; '' stands for which instances of it there are. */
export interface UnitPart {
  readonly unit: Unit;
  readonly argument?: string;
}

/**
 * What is to be evaluated for some arguments of the resources of some types, and for the configurations of providers:
 * in an order in which everything comes after what it refers to, and without what else those resources hold.
 *
 * @param types the arguments, by the type of the resource
 */
export function orderArguments(root: ModuleNode, types: ReadonlyMap<string, readonly string[]>): readonly UnitPart[] {
  const parts = new Map<string, Pending<UnitPart>>();
  const partOf = (node: ModuleNode, resource: ResourceDeclaration, argument: string): string => {
    const unit: Unit = { node, kind: 'resource', name: resource.address, at: resource.at };
    const id = JSON.stringify([unitAddress(unit), argument]);
    if (parts.has(id)) return id;
    const needs = () => [
      ...callsAround(node),
      ...targets([...resource.repetitionReferences, ...referencesOf(resource, argument)], node, toResource),
    ];
    parts.set(id, { value: { unit, argument }, needs });
    return id;
  };
  const toResource: ToResource = (node, address, steps) => {
    const declaration = node.source.resources.get(address);
    const argument = steps.find((step) => step.kind === 'attribute')?.name;
    const isWhole = declaration?.mode !== 'managed' || declaration.type === 'terraform_data' || argument === undefined;
    return isWhole ? unitAddress({ node, kind: 'resource', name: address }) : partOf(node, declaration, argument);
  };
  const units = unitsBelow(root, toResource);
  const starts = nodesBelow(root).flatMap((node) => [
    ...node.source.providers.flatMap((provider) => [
      ...callsAround(node),
      ...targets(provider.references, node, toResource),
    ]),
    ...[...node.source.resources.values()].flatMap((resource) => {
      const names = resource.mode === 'managed' ? types.get(resource.type) : undefined;
      return names === undefined ? [] : ['', ...names].map((name) => partOf(node, resource, name));
    }),
  ]);
  const find = (id: string): Pending<UnitPart> | undefined => {
    const unit = units.get(id);
    return unit === undefined ? parts.get(id) : { value: { unit: unit.value }, needs: unit.needs };
  };
  return inOrder(starts, find).order;
}

/** The call of a module, which waits for those around it. */
function callsAround({ path }: ModuleNode): string[] {
  const name = path.at(-1);
  return name === undefined
    ? []
    : [
        `${path
          .slice(0, -1)
          .map((call) => `module.${call}.`)
          .join('')}module.${name}`,
      ];
}

/** What an argument, or nested blocks of a type, refer to. */
function referencesOf({ items, references: all }: ResourceDeclaration, argument: string): readonly Reference[] {
  const written = items.filter((item) => (item.kind === 'attribute' ? item.name === argument : true));
  return written.flatMap((item) => {
    if (item.kind === 'attribute') return references(item.value);
    return item.type === argument || item.labels[0]?.value === argument ? all : [];
  });
}

function nodesBelow(root: ModuleNode): ModuleNode[] {
  const children = [...root.children.values()].flatMap((child) => (child.kind === 'module' ? [child.node] : []));
  return [root, ...children.flatMap(nodesBelow)];
}

/** The name of what a reference to a resource leads to. `steps`: those behind the resource. */
type ToResource = (node: ModuleNode, address: string, steps: Reference['steps']) => string;

const toWholeResource: ToResource = (node, name) => unitAddress({ node, kind: 'resource', name });

function unitsBelow(root: ModuleNode, toResource: ToResource = toWholeResource): ReadonlyMap<string, Pending<Unit>> {
  const units = new Map<string, Pending<Unit>>();
  collectUnits(root, undefined, units, (all, node) => targets(all, node, toResource));
  return units;
}

function collectUnits(
  node: ModuleNode,
  parent: ModuleNode | undefined,
  units: Map<string, Pending<Unit>>,
  targets: (all: readonly Reference[], node: ModuleNode) => readonly string[],
): void {
  const { source } = node;
  const own = parent && unitAddress({ node: parent, kind: 'call', name: node.path.at(-1) ?? '' });
  const add = (kind: Unit['kind'], name: string, at: SourceRange, needs: () => readonly string[]): void => {
    const unit: Unit = { node, kind, name, at };
    units.set(unitAddress(unit), { value: unit, needs: () => (own === undefined ? needs() : [own, ...needs()]) });
  };
  const call = parent?.source.calls.get(node.path.at(-1) ?? '');
  for (const variable of source.variables.values()) {
    add('variable', variable.name, variable.at, () => {
      const argument = call?.arguments.get(variable.name);
      return parent && argument ? targets(argument.references, parent) : [];
    });
  }
  for (const local of source.locals.values()) {
    add('local', local.name, local.at, () => targets(local.references, node));
  }
  for (const output of source.outputs.values()) {
    add('output', output.name, output.at, () => targets(output.references, node));
  }
  for (const resource of source.resources.values()) {
    // `depends_on` of a module waits for the module's resources, which no value does.
    const referred = resource.references.filter(
      (reference) => !(resource.dependsOn.includes(reference) && reference.root === 'module'),
    );
    add('resource', resource.address, resource.at, () => targets(referred, node));
  }
  for (const one of source.calls.values()) {
    add('call', one.name, one.at, () => targets(one.repetitionReferences, node));
  }
  for (const child of node.children.values()) {
    if (child.kind === 'module') collectUnits(child.node, node, units, targets);
  }
}

/** The units that references of a module lead to. */
function targets(all: readonly Reference[], node: ModuleNode, toResource: ToResource): string[] {
  return all.flatMap(({ root, steps, range }) => {
    const parsed = parseReference(root, steps, range);
    if (!parsed.ok) return [];
    const { target } = parsed;
    switch (target.kind) {
      case 'variable':
      case 'local':
        return [unitAddress({ node, kind: target.kind, name: target.name })];
      case 'resource':
        return [toResource(node, target.address, steps.slice(parsed.consumed))];
      case 'module': {
        const child = node.children.get(target.name);
        const call = unitAddress({ node, kind: 'call', name: target.name });
        if (child?.kind !== 'module') return [call];
        const next = steps.slice(parsed.consumed).find((step) => step.kind === 'attribute')?.name;
        const names =
          next !== undefined && child.node.source.outputs.has(next) ? [next] : [...child.node.source.outputs.keys()];
        return [call, ...names.map((name) => unitAddress({ node: child.node, kind: 'output', name }))];
      }
      default:
        return [];
    }
  });
}

/** A report of more circles than this helps nobody. */
const mostCycles = 10;

/** A depth-first walk without recursion: chains of references can be longer than the stack is deep. */
function inOrder<T>(
  starts: Iterable<string>,
  find: (id: string) => Pending<T> | undefined,
): { readonly order: readonly T[]; readonly cycles: readonly (readonly T[])[] } {
  const order: T[] = [];
  const cycles: T[][] = [];
  const state = new Map<string, 'open' | 'done'>();
  const pending = new Map<string, Pending<T>>();
  for (const start of starts) {
    if (state.has(start)) continue;
    const path: { readonly id: string; readonly needs: Iterator<string> }[] = [];
    const enter = (id: string): void => {
      const found = find(id);
      if (found === undefined) return;
      pending.set(id, found);
      state.set(id, 'open');
      path.push({ id, needs: new Set(found.needs()).values() });
    };
    enter(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.needs.next();
      if (next.done === true) {
        path.pop();
        state.set(top.id, 'done');
        const one = pending.get(top.id);
        if (one) order.push(one.value);
      } else if (state.get(next.value) === 'open') {
        if (cycles.length >= mostCycles) continue;
        const from = path.findIndex((entry) => entry.id === next.value);
        cycles.push(path.slice(from).flatMap(({ id }) => pending.get(id)?.value ?? []));
      } else if (!state.has(next.value)) enter(next.value);
    }
  }
  return { order, cycles };
}
