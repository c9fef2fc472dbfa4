import type { SourceRange } from '../../model/source.ts';
import { parseReference } from '../configuration/references.ts';
import type { Reference } from '../syntax/walk.ts';
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

interface Pending {
  readonly unit: Unit;
  readonly needs: () => readonly string[];
}

/**
 * Puts all that a configuration evaluates into an order in which everything comes after what it refers to, over the
 * borders of modules. Evaluation in this order needs no deep recursion.
 */
export function orderDependencies(root: ModuleNode): Dependencies {
  const units = new Map<string, Pending>();
  collectUnits(root, undefined, units);
  return sortUnits(units);
}

function collectUnits(node: ModuleNode, parent: ModuleNode | undefined, units: Map<string, Pending>): void {
  const { source } = node;
  const own = parent && unitAddress({ node: parent, kind: 'call', name: node.path.at(-1) ?? '' });
  const add = (kind: Unit['kind'], name: string, at: SourceRange, needs: () => readonly string[]): void => {
    const unit: Unit = { node, kind, name, at };
    units.set(unitAddress(unit), { unit, needs: () => (own === undefined ? needs() : [own, ...needs()]) });
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
  for (const child of node.children.values()) if (child.kind === 'module') collectUnits(child.node, node, units);
}

/** The units that references of a module lead to. */
function targets(all: readonly Reference[], node: ModuleNode): string[] {
  return all.flatMap(({ root, steps, range }) => {
    const parsed = parseReference(root, steps, range);
    if (!parsed.ok) return [];
    const { target } = parsed;
    switch (target.kind) {
      case 'variable':
      case 'local':
        return [unitAddress({ node, kind: target.kind, name: target.name })];
      case 'resource':
        return [unitAddress({ node, kind: 'resource', name: target.address })];
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
function sortUnits(units: ReadonlyMap<string, Pending>): Dependencies {
  const order: Unit[] = [];
  const cycles: Unit[][] = [];
  const state = new Map<string, 'open' | 'done'>();
  for (const start of units.keys()) {
    if (state.has(start)) continue;
    const path: { readonly id: string; readonly needs: Iterator<string> }[] = [];
    const enter = (id: string): void => {
      state.set(id, 'open');
      path.push({ id, needs: new Set(units.get(id)?.needs()).values() });
    };
    enter(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.needs.next();
      if (next.done === true) {
        path.pop();
        state.set(top.id, 'done');
        const unit = units.get(top.id)?.unit;
        if (unit) order.push(unit);
      } else if (state.get(next.value) === 'open') {
        if (cycles.length >= mostCycles) continue;
        const from = path.findIndex((entry) => entry.id === next.value);
        cycles.push(path.slice(from).flatMap(({ id }) => units.get(id)?.unit ?? []));
      } else if (units.has(next.value) && !state.has(next.value)) enter(next.value);
    }
  }
  return { order, cycles };
}
