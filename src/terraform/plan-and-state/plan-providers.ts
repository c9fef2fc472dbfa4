import type { Json, JsonObject } from '../../model/json.ts';
import { noSourceRange } from '../../model/source.ts';
import type { ProviderConfiguration, ResolvedAttribute, ResolvedBlocks, ResolvedBody } from '../../model/stack.ts';

import type { TerraformValue, UnknownValue } from '../../model/value.ts';
import { template, unknown } from '../evaluate/value.ts';
import { asObject, elementsIn, isArray, member, textIn } from './json-input.ts';

import { readValue } from './json-values.ts';
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
      at: noSourceRange,
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
      if (value.kind !== 'null') attributes.set(name, { value, at: noSourceRange });
    } else {
      const nested = isArray(expression) ? expression.map(asObject) : [object];
      blocks.set(name, {
        blocks: nested
          .filter((block) => block !== undefined)
          .map((block) => ({ labels: [], body: expressionsBody(block, plan, module, address), at: noSourceRange })),
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
  const json = onlyVariable(expression, plan, module);
  if (json !== undefined && isPlain(name, json)) return readValue({ json });
  const hole = unknown({ kind: 'plan', address, path: [name] });
  return (name === 'role_arn' ? roleOfAccount(expression, plan, module, hole) : undefined) ?? hole;
}

/**
 * Whether an expression is the variable itself. Of `"${var.a}-1"` a plan shows no more than of `var.a`: what is no
 * region, role or list of accounts by its looks may be a part of one. Null can be no part of a text, and an empty text
 * is hardly one.
 */
function isPlain(name: string, json: Json): boolean {
  if (json === null) return true;
  if (name === 'region') return isRegion(json);
  if (name === 'role_arn')
    return json === '' || (typeof json === 'string' && /^arn:[\w-]+:iam::\d{12}:role\/./.test(json));
  return isArray(json) && json.every(isAccount);
}

/**
 * The ARN of a role in the one account that the expression refers to; undefined when it refers to none, or to several.
 */
function roleOfAccount(
  expression: JsonObject,
  plan: Plan,
  module: string,
  hole: UnknownValue,
): TerraformValue | undefined {
  const values = elementsIn(expression, 'references').map((reference) => variableAt(reference, plan, module));
  const [account, ...others] = values.filter((json) => json !== undefined && isAccount(json));
  if (typeof account !== 'string' || others.length > 0) return undefined;
  return template(['arn:', hole, `:iam::${account}:role/`, hole]);
}

/** The value of the variable that is all that an expression refers to. */
function onlyVariable(expression: JsonObject, plan: Plan, module: string): Json | undefined {
  const [reference, ...others] = elementsIn(expression, 'references');
  return others.length > 0 ? undefined : variableAt(reference, plan, module);
}

function variableAt(reference: Json | undefined, plan: Plan, module: string): Json | undefined {
  const name = typeof reference === 'string' ? /^var\.([\w-]+)$/.exec(reference)?.[1] : undefined;
  if (name === undefined) return undefined;
  if (module === '') return Object.hasOwn(plan.variables, name) ? plan.variables[name] : undefined;
  const names = [...module.matchAll(/module\.([\w-]+)/g)].map(([, each = '']) => each);
  const call = callAt(plan.configuration.root, names);
  const argument = call && asObject(member(call.expressions, name));
  if (argument === undefined) return undefined;
  if (Object.hasOwn(argument, 'constant_value')) return argument['constant_value'];
  return onlyVariable(
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
