import type { Json, JsonObject } from '../../model/json.ts';
import type { Unknown, ValueStep } from '../../model/value.ts';
import { within, withKey } from '../stack/addresses.ts';
import { asObject, elementsIn, isArray, member } from './json-input.ts';
import type { ModuleConfiguration, PlanConfiguration } from './plan.ts';

/*
 * A plan shows of an expression only what it refers to, not how: `"${a.id}:${b.name}"` and `[a.id, b.name]` look the
 * same. What is made of the references here is meant for values that can only be a reference: ids, ARNs, names of
 * clusters.
 * https://developer.hashicorp.com/terraform/internals/json-format#expression-representation
 */

/** A module instance in a plan: where its references lead. */
export interface PlanModule {
  /** '' for the root. */
  readonly address: string;
  readonly configuration: ModuleConfiguration;
  readonly parent?: { readonly module: PlanModule; readonly call: string };
}

/** What an expression refers to, followed through variables and outputs to resources and data sources. */
export interface Origins {
  readonly origins: readonly Extract<Unknown, { kind: 'resource' | 'data' }>[];
  /** It also refers to something that cannot be followed: a local value, `each.value`. */
  readonly isOpaque: boolean;
  /** It refers to its own instance's key. */
  readonly byKey: boolean;
}

/** The module instance of that address, as far as the configuration has it. */
export function moduleAt(configuration: PlanConfiguration, address: string): PlanModule | undefined {
  let module: PlanModule = { address: '', configuration: configuration.root };
  for (const [step = '', name = ''] of address.matchAll(/module\.([\w-]+)(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?/g)) {
    const call = module.configuration.calls.get(name);
    if (call === undefined) return undefined;
    module = {
      address: within(module.address, step),
      configuration: call.module,
      parent: { module, call: name },
    };
  }
  return module;
}

/** The expression at a path of a resource's expressions: through nested blocks where there is only one of a kind. */
export function expressionAt(expressions: JsonObject, path: readonly ValueStep[]): JsonObject | undefined {
  let node: Json | undefined = expressions;
  for (const step of path) {
    if (isArray(node)) {
      node = node.length === 1 ? node[0] : undefined;
    } else {
      const object: JsonObject | undefined = asObject(node);
      if (object === undefined) return undefined;
      if (isLeaf(object)) return object;
      node = typeof step === 'string' ? member(object, step) : object;
    }
  }
  return asObject(isArray(node) ? undefined : node);
}

/** An expression, not a block of them. One that is constant and refers to nothing, as `timestamp()`, is empty. */
export function isLeaf(object: JsonObject): boolean {
  return (
    Object.hasOwn(object, 'constant_value') || Object.hasOwn(object, 'references') || Object.keys(object).length === 0
  );
}

/** More steps than this from one module to another are a circle in a document that nobody's Terraform wrote. */
const deepest = 64;

/** What an expression of a module refers to. */
export function originsOf(expression: JsonObject, module: PlanModule, depth = 0): Origins {
  const all = elementsIn(expression, 'references').filter((reference) => typeof reference === 'string');
  const found: Origins[] = terminal(all).map((reference) => follow(reference, module, depth));
  const origins = new Map(found.flatMap((one) => one.origins).map((origin) => [JSON.stringify(origin), origin]));
  return {
    origins: [...origins.values()],
    isOpaque: found.some((one) => one.isOpaque),
    byKey: all.includes('each.key') || all.includes('count.index'),
  };
}

/** For every reference Terraform lists what it is a part of as well: `a.b.id`, `a.b`. Those are left out. */
function terminal(references: readonly string[]): readonly string[] {
  return references.filter(
    (reference) => !references.some((other) => other.startsWith(`${reference}.`) || other.startsWith(`${reference}[`)),
  );
}

const opaque: Origins = { origins: [], isOpaque: true, byKey: false };
const constant: Origins = { origins: [], isOpaque: false, byKey: false };

function follow(reference: string, module: PlanModule, depth: number): Origins {
  if (depth > deepest) return opaque;
  const [root = '', first, second, ...rest] = stepsOf(reference);
  switch (root) {
    case 'path':
    case 'terraform':
      return constant;
    case 'each':
    case 'count':
      return reference === 'each.key' || reference === 'count.index' ? constant : opaque;
    case 'local':
    case 'self':
      return opaque;
    case 'var': {
      const { parent } = module;
      // A variable of the root module is known to whoever made the plan, unless it is `ephemeral`.
      if (parent === undefined) return constant;
      const call = parent.module.configuration.calls.get(parent.call);
      const argument = call && asObject(member(call.expressions, String(first)));
      return argument === undefined ? constant : originsOf(argument, parent.module, depth + 1);
    }
    case 'module': {
      const call = module.configuration.calls.get(String(first));
      if (call === undefined) return opaque;
      const key = keyOf(second);
      const [output] = key === undefined ? [second] : rest;
      const expression = asObject(call.module.outputs.get(String(output)));
      if (expression === undefined) return opaque;
      const address = withKey(within(module.address, `module.${String(first)}`), key);
      const child = { address, configuration: call.module, parent: { module, call: String(first) } };
      return originsOf(expression, child, depth + 1);
    }
    case 'data':
      return resource('data', `data.${first}.${second}`, rest, module);
    default:
      return resource('resource', `${root}.${first}`, second === undefined ? [] : [second, ...rest], module);
  }
}

function resource(kind: 'resource' | 'data', name: string, rest: readonly ValueStep[], module: PlanModule): Origins {
  const configured = module.configuration.resources.has(name);
  if (!configured) return opaque;
  const key = keyOf(rest[0]);
  const address = withKey(within(module.address, name), key);
  const path = (key === undefined ? rest : rest.slice(1)).map((step) =>
    typeof step === 'string' ? (keyOf(step) ?? step) : step,
  );
  return { origins: [{ kind, address, path }], isOpaque: false, byKey: false };
}

/** The steps of a reference as it is written: names, numbers, and keys in their quotes. */
function stepsOf(reference: string): ValueStep[] {
  return [...reference.matchAll(/\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|([^.[\]]+)/g)].map(([, index, key, name]) =>
    index === undefined ? (key ?? name ?? '') : Number(index),
  );
}

/** The key that a step is: a number, or a text in quotes. Names of attributes are never in brackets. */
function keyOf(step: ValueStep | undefined): string | number | undefined {
  if (typeof step === 'number') return step;
  if (step?.startsWith('"') !== true) return undefined;
  try {
    const parsed: unknown = JSON.parse(step);
    return typeof parsed === 'string' ? parsed : step;
  } catch {
    return step;
  }
}
