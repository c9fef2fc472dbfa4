import type { ProviderConfiguration, ResolvedAttribute, ResolvedBlocks, ResolvedBody } from '../../model/stack.ts';
import type { TerraformValue } from '../../model/value.ts';
import { unknown } from '../evaluate/value.ts';
import { asObject, elementsIn, isArray, type Json, type JsonObject, member, textIn } from './json-input.ts';
import { nowhere, readValue } from './json-values.ts';
import type { ModuleCallConfiguration, ModuleConfiguration, Plan } from './plan.ts';
import { isLeaf } from './plan-references.ts';

/** The provider configurations of a plan, in the order of their keys' index. */
export function providersOf(plan: Plan): readonly ProviderConfiguration[] {
  return plan.configuration.providers.map((provider) => {
    const name = textIn(provider, 'name') ?? '';
    const alias = textIn(provider, 'alias');
    const module = textIn(provider, 'module_address') ?? '';
    const expressions = asObject(member(provider, 'expressions')) ?? {};
    return {
      name,
      ...(alias === undefined ? {} : { alias }),
      module,
      body: expressionsBody(expressions, plan, module, `provider.${alias === undefined ? name : `${name}.${alias}`}`),
      at: nowhere,
    };
  });
}

function expressionsBody(expressions: JsonObject, plan: Plan, module: string, address: string): ResolvedBody {
  const attributes = new Map<string, ResolvedAttribute>();
  const blocks = new Map<string, ResolvedBlocks>();
  for (const [name, expression] of Object.entries(expressions)) {
    const object = asObject(expression);
    if (object !== undefined && isLeaf(object)) {
      const value = expressionValue(object, plan, module, address, name);
      if (value.kind !== 'null') attributes.set(name, { value, at: nowhere });
    } else {
      const nested = isArray(expression) ? expression.map(asObject) : [object];
      blocks.set(name, {
        blocks: nested
          .filter((block) => block !== undefined)
          .map((block) => ({ labels: [], body: expressionsBody(block, plan, module, address), at: nowhere })),
      });
    }
  }
  return { attributes, blocks };
}

/** A constant, or the value of a variable where the expression is nothing but that. */
function expressionValue(
  expression: JsonObject,
  plan: Plan,
  module: string,
  address: string,
  name: string,
): TerraformValue {
  if (Object.hasOwn(expression, 'constant_value')) return readValue({ json: expression['constant_value'] });
  const json = variableValue(expression, plan, module);
  // Of `"${var.a}-1"` a plan shows no more than of `var.a`: only what is a region or an account by its looks is taken for one.
  const isPlain = name === 'region' ? isRegion(json) : isArray(json) && json.every(isAccount);
  return json !== undefined && isPlain ? readValue({ json }) : unknown({ kind: 'plan', address, path: [name] });
}

function variableValue(expression: JsonObject, plan: Plan, module: string): Json | undefined {
  const references = elementsIn(expression, 'references');
  const [reference] = references;
  const name = typeof reference === 'string' ? /^var\.([\w-]+)$/.exec(reference)?.[1] : undefined;
  if (name === undefined || references.length !== 1) return undefined;
  if (module === '') return Object.hasOwn(plan.variables, name) ? plan.variables[name] : undefined;
  const names = [...module.matchAll(/module\.([\w-]+)/g)].map(([, each = '']) => each);
  const call = callAt(plan.configuration.root, names);
  const argument = call && asObject(member(call.expressions, name));
  if (argument === undefined) return undefined;
  if (Object.hasOwn(argument, 'constant_value')) return argument['constant_value'];
  return variableValue(
    argument,
    plan,
    names
      .slice(0, -1)
      .map((each) => `module.${each}`)
      .join('.'),
  );
}

function callAt(root: ModuleConfiguration, names: readonly string[]): ModuleCallConfiguration | undefined {
  let call: ModuleCallConfiguration | undefined;
  for (const name of names) {
    call = (call?.module ?? root).calls.get(name);
    if (call === undefined) return undefined;
  }
  return call;
}

const isRegion = (json: Json | undefined): boolean =>
  typeof json === 'string' && /^[a-z]{2,3}(?:-[a-z]+)+-\d{1,2}$/.test(json);
const isAccount = (json: Json): boolean => typeof json === 'string' && /^\d{12}$/.test(json);
