import type { ResourceDeclaration } from '../../configuration/configuration.ts';
import { parseReference } from '../../configuration/references.ts';
import type { Block } from '../../syntax/ast.ts';
import type { ConstantSteps } from '../../syntax/walk.ts';
import { type InstanceKey, within } from '../addresses.ts';
import type { ModuleInstance, Repeated } from '../instance.ts';
import type { ResourceInstance } from '../resource-instance.ts';
import type { FoundReach } from './found.ts';
import type { PartPath, PartStep } from './path.ts';
import type { ReachedPart } from './search.ts';
import { argumentOf, boundBy, ofModule, ofResource, type Surroundings } from './surroundings.ts';

/**
 * What a part of what a name stands for comes from; what comes from nothing else is put into `found`.
 *
 * @param further the path behind the constant steps of the traversal
 */
export function reachedByName(
  { root, steps, range }: ConstantSteps,
  further: PartPath,
  around: Surroundings,
  found: FoundReach,
): readonly ReachedPart[] {
  const path: PartPath = [
    ...steps.map((step) => ({ key: step.kind === 'attribute' ? step.name : step.key })),
    ...further,
  ];
  const bound = boundBy(root, around);
  if (bound !== undefined) {
    const step = bound.valueVariable === root ? 'any' : 'keys';
    return [{ expression: bound.collection, path: [step, ...path], around: bound.outer }];
  }
  const parsed = parseReference(root, steps, range);
  if (!parsed.ok) return [];
  const { target, consumed } = parsed;
  const rest = path.slice(consumed);
  const { module } = around;
  switch (target.kind) {
    case 'path':
    case 'terraform':
    case 'count':
    case 'self':
      return [];
    case 'each':
      return ofEach(target.name, rest, around, found);
    case 'variable':
      return ofVariable(target.name, rest, module, found);
    case 'local': {
      const declaration = module.node.source.locals.get(target.name);
      if (declaration === undefined || found.known(module.local(target.name), rest)) return [];
      return [{ expression: declaration.value, path: rest, around: ofModule(module) }];
    }
    case 'module':
      return ofCall(target.name, rest, module, found);
    case 'resource': {
      const declaration = module.node.source.resources.get(target.address);
      return declaration === undefined ? [] : ofResources(declaration, rest, module, found);
    }
  }
}

function ofEach(name: string, rest: PartPath, around: Surroundings, found: FoundReach): readonly ReachedPart[] {
  const { each, module, scope } = around;
  if (each === undefined || each.repetition.kind !== 'for_each') return [];
  const resolution = scope.resolve('each', [], each.repetition.expression.range);
  if (resolution.kind === 'value' && found.known(resolution.value, [{ key: name }, ...rest])) return [];
  const { expression } = each.repetition;
  // Where `for_each` itself stands there is no `each`.
  const outer = ofModule(module);
  if (name === 'key') return [{ expression, path: ['keys'], around: outer }];
  return [{ expression, path: [each.key === undefined ? 'any' : { key: each.key }, ...rest], around: outer }];
}

function ofVariable(name: string, rest: PartPath, module: ModuleInstance, found: FoundReach): readonly ReachedPart[] {
  const value = module.variable(name);
  if (found.known(value, rest)) return [];
  const argument = argumentOf(module, name);
  if (argument !== undefined) return [{ ...argument, path: rest }];
  found.value(value, rest);
  return [];
}

function ofCall(name: string, path: PartPath, module: ModuleInstance, found: FoundReach): readonly ReachedPart[] {
  const declaration = module.node.source.calls.get(name);
  const child = module.node.children.get(name);
  if (declaration === undefined) return [];
  if (child?.kind !== 'module') {
    const address = within(module.address, `module.${name}`);
    found.open({ kind: 'module', address, source: child?.source ?? '', path: [] });
    return [];
  }
  const { instances, rest } = instancesAt(module.call(name), path);
  const [output, ...further] = rest;
  return instances.flatMap((instance) => {
    const { outputs } = instance.node.source;
    const names = typeof output === 'object' ? [String(output.key)] : [...outputs.keys()];
    return names.flatMap((one): readonly ReachedPart[] => {
      const content = outputs.get(one);
      if (content === undefined || found.known(instance.outputContent(one), further)) return [];
      return [{ expression: content.value, path: further, around: ofModule(instance) }];
    });
  });
}

/** The instances of a resource or module that a path can lead to, with the path that is left in them. */
function instancesAt<T>(
  repeated: Repeated<T>,
  path: PartPath,
): { readonly instances: readonly T[]; readonly rest: PartPath } {
  const { kind, instances, open } = repeated;
  const all = [...instances.values(), ...(open === undefined ? [] : [open.rest])];
  if (kind === 'single') return { instances: all, rest: path };
  const [step, ...rest] = path;
  if (typeof step !== 'object') return { instances: all, rest };
  const one = instances.get(keyOf(step, kind)) ?? open?.rest;
  return { instances: one === undefined ? [] : [one], rest };
}

function keyOf({ key }: Extract<PartStep, object>, kind: Repeated<unknown>['kind']): InstanceKey {
  return kind === 'count' ? Number(key) : String(key);
}

function ofResources(
  declaration: ResourceDeclaration,
  path: PartPath,
  module: ModuleInstance,
  found: FoundReach,
): readonly ReachedPart[] {
  const { instances, rest } = instancesAt(module.resource(declaration.address), path);
  return instances.flatMap((instance) => ofInstance(instance, rest, module, found));
}

function ofInstance(
  instance: ResourceInstance,
  path: PartPath,
  module: ModuleInstance,
  found: FoundReach,
): readonly ReachedPart[] {
  const { declaration, address } = instance;
  const [step, ...rest] = path;
  // What takes the whole of a resource for an id means its id.
  const name = typeof step === 'object' ? String(step.key) : 'id';
  const around = ofResource(instance, module);
  if (declaration.mode === 'ephemeral') {
    found.open({ kind: 'operation', name: 'ephemeral', from: [], at: declaration.at });
    return [];
  }
  if (found.known(instance.attribute(name), rest)) return [];
  const argument = declaration.type === 'terraform_data' && name === 'output' ? 'input' : name;
  const written = declaration.items.flatMap((item): readonly ReachedPart[] => {
    if (item.kind === 'block') return typeOf(item) === name ? inBlock(item, rest, around) : [];
    return item.name === argument && item.value.kind !== 'null' ? [{ expression: item.value, path: rest, around }] : [];
  });
  if (written.length > 0) return written;
  found.attribute({ kind: declaration.mode === 'data' ? 'data' : 'resource', address, path: [name] });
  // What other providers compute, they make of what they are given.
  if (declaration.mode === 'data' || declaration.type.startsWith('aws_')) return [];
  return declaration.items.flatMap((item) =>
    item.kind === 'attribute' ? [{ expression: item.value, path: [], around }] : [],
  );
}

function typeOf({ type, labels }: Block): string | undefined {
  return type === 'dynamic' ? labels[0]?.value : type;
}

/** The arguments of a nested block that a path leads to. */
function inBlock({ type, body }: Block, path: PartPath, around: Surroundings): readonly ReachedPart[] {
  const position = path.findIndex((step) => typeof step === 'object' && typeof step.key === 'string');
  const step = path[position];
  const rest = position < 0 ? [] : path.slice(position + 1);
  const content = body.items.find((item) => item.kind === 'block' && item.type === 'content');
  const { items } = type === 'dynamic' && content?.kind === 'block' ? content.body : body;
  return items.flatMap((item): readonly ReachedPart[] => {
    if (item.kind === 'block') return [];
    const isMeant = typeof step !== 'object' || item.name === step.key;
    return isMeant ? [{ expression: item.value, path: rest, around }] : [];
  });
}
