import type { Diagnostic } from '../../model/diagnostic.ts';
import type { SourceRange } from '../../model/source.ts';
import type { ReferenceStep } from '../evaluate/scope.ts';
import { type Reference, references } from '../syntax/walk.ts';
import { ruleExpressions } from './block-content.ts';
import { errorAt, type ModuleSource, type Repetition, type ResourceDeclaration } from './configuration.ts';

/** What a reference names, in the module that it stands in. */
export type ReferenceTarget =
  | { readonly kind: 'variable' | 'local' | 'module' | 'path' | 'terraform' | 'each' | 'count'; readonly name: string }
  | { readonly kind: 'self' }
  /** `address` as `ResourceDeclaration.address` has it. */
  | { readonly kind: 'resource'; readonly address: string };

/** A target and how many steps behind the first name belong to it; or why there is none. */
export type ParsedReference =
  | { readonly ok: true; readonly target: ReferenceTarget; readonly consumed: number }
  | { readonly ok: false; readonly diagnostic: Diagnostic };

const oneName: ReadonlyMap<string, Exclude<ReferenceTarget['kind'], 'self' | 'resource'>> = new Map([
  ['var', 'variable'],
  ['local', 'local'],
  ['module', 'module'],
  ['path', 'path'],
  ['terraform', 'terraform'],
  ['tofu', 'terraform'],
  ['each', 'each'],
  ['count', 'count'],
]);

/**
 * Tells what a traversal that starts with `root` refers to. See
 * https://developer.hashicorp.com/terraform/language/expressions/references
 */
export function parseReference(root: string, steps: readonly ReferenceStep[], at: SourceRange): ParsedReference {
  const before = parsedReferences.get(steps);
  if (before?.root === root) return before.parsed;
  const parsed = parseAnew(root, steps, at);
  parsedReferences.set(steps, { root, parsed });
  return parsed;
}

/** By the steps of the reference, which stand at one place of the code. */
const parsedReferences = new WeakMap<
  readonly ReferenceStep[],
  { readonly root: string; readonly parsed: ParsedReference }
>();

function parseAnew(root: string, steps: readonly ReferenceStep[], at: SourceRange): ParsedReference {
  if (root === 'self') return { ok: true, target: { kind: 'self' }, consumed: 0 };
  const [first, second] = steps.map((step) => (step.kind === 'attribute' ? step.name : undefined));
  const kind = oneName.get(root);
  if (kind !== undefined) {
    if (first !== undefined) return { ok: true, target: { kind, name: first }, consumed: 1 };
    return invalid(`The "${root}" object cannot be accessed directly. Instead, access one of its attributes.`, at);
  }
  if (root === 'data' || root === 'ephemeral' || root === 'resource') {
    if (first !== undefined && second !== undefined) {
      const address = root === 'resource' ? `${first}.${second}` : `${root}.${first}.${second}`;
      return { ok: true, target: { kind: 'resource', address }, consumed: 2 };
    }
    return invalid(`The "${root}" object must be followed by two attribute names: the type and the name.`, at);
  }
  if (first !== undefined) {
    return { ok: true, target: { kind: 'resource', address: `${root}.${first}` }, consumed: 1 };
  }
  const detail =
    'A reference to a resource type must be followed by at least one attribute access, specifying the name.';
  return invalid(detail, at);
}

function invalid(detail: string, at: SourceRange): ParsedReference {
  return { ok: false, diagnostic: errorAt('invalid-reference', 'Invalid reference', detail, at) };
}

/** What may be referred to besides the module's own declarations. */
export interface ReferenceContext {
  readonly repetition?: Repetition;
  /** In a postcondition. */
  readonly self?: boolean;
}

/** Why a reference is in error; undefined when it leads to something. */
export function checkReference(
  { root, steps, range: at }: Reference,
  source: ModuleSource,
  context: ReferenceContext,
): Diagnostic | undefined {
  const parsed = parseReference(root, steps, at);
  if (!parsed.ok) return parsed.diagnostic;
  const { target } = parsed;
  switch (target.kind) {
    case 'variable':
      return source.variables.has(target.name) ? undefined : undeclared('variable', 'input variable', target.name, at);
    case 'local':
      return source.locals.has(target.name) ? undefined : undeclared('local', 'local value', target.name, at);
    case 'module':
      return source.calls.has(target.name) ? undefined : undeclared('module', 'module', target.name, at);
    case 'path':
      return ['module', 'root', 'cwd'].includes(target.name) ? undefined : noAttribute(root, target.name, at);
    case 'terraform':
      return ['workspace', 'applying'].includes(target.name) ? undefined : noAttribute(root, target.name, at);
    case 'each':
      if (context.repetition?.kind !== 'for_each') return unavailable('each', 'for_each', at);
      return ['key', 'value'].includes(target.name) ? undefined : noAttribute(root, target.name, at);
    case 'count':
      if (context.repetition?.kind !== 'count') return unavailable('count', 'count', at);
      return target.name === 'index' ? undefined : noAttribute(root, target.name, at);
    case 'self':
      return context.self ? undefined : unavailable('self', 'self', at);
    case 'resource':
      return checkResource(source.resources.get(target.address), target.address, steps[parsed.consumed], at);
  }
}

/** A resource must be there, and be followed by an index if and only if it has `count` or `for_each`. */
function checkResource(
  resource: ResourceDeclaration | undefined,
  address: string,
  next: ReferenceStep | undefined,
  at: SourceRange,
): Diagnostic | undefined {
  if (resource === undefined) return undeclared('resource', 'resource', address, at);
  if (resource.repetition === undefined && next?.kind === 'index') {
    const detail = `Because ${address} has neither "count" nor "for_each" set, references to it must not include an index key.`;
    return errorAt('unexpected-instance-key', 'Unexpected resource instance key', detail, at);
  }
  if (resource.repetition !== undefined && next?.kind === 'attribute') {
    const detail = `Because ${address} has "${resource.repetition.kind}" set, its attributes must be accessed on specific instances.`;
    return errorAt('missing-instance-key', 'Missing resource instance key', detail, at);
  }
  return undefined;
}

/** The diagnostic for a name that nothing declares. */
export function undeclared(code: string, noun: string, name: string, at: SourceRange): Diagnostic {
  const detail = `There is no ${noun} named "${name}" in this module.`;
  return errorAt(`undeclared-${code}`, `Reference to undeclared ${noun}`, detail, at);
}

function noAttribute(object: string, name: string, at: SourceRange): Diagnostic {
  const detail = `The "${object}" object does not have an attribute named "${name}".`;
  return errorAt('invalid-reference', `Invalid "${object}" attribute`, detail, at);
}

function unavailable(object: 'each' | 'count' | 'self', argument: string, at: SourceRange): Diagnostic {
  const detail =
    object === 'self'
      ? 'The "self" object can be used only in provisioner, connection, and postcondition blocks.'
      : `The "${object}" object can be used only in "module" and "resource" blocks whose "${argument}" argument is set.`;
  return errorAt(`${object}-unavailable`, `Reference to "${object}" out of its place`, detail, at);
}

/**
 * Providers with an alias that the root module does not configure. (Those of other modules are handed down to them.)
 */
export function checkProviders(root: ModuleSource): Diagnostic[] {
  const declared = new Set(root.providers.map(({ name, alias }) => `${name}.${alias ?? ''}`));
  const used = [
    ...[...root.resources.values()].map(({ provider, at }) => ({ provider, at })),
    ...[...root.calls.values()].flatMap(({ providers, at }) =>
      [...providers.values()].map((provider) => ({ provider, at })),
    ),
  ];
  return used
    .filter(({ provider: { name, alias } }) => alias !== undefined && !declared.has(`${name}.${alias}`))
    .map(({ provider: { name, alias }, at }) => {
      const detail = `The root module has no provider "${name}" with the alias "${alias}".`;
      return errorAt('undeclared-provider', 'Provider configuration not present', detail, at);
    });
}

/**
 * Every reference in a module that leads nowhere or stands in a wrong place. Neither `try` nor a branch not taken hides
 * these.
 */
export function checkReferences(source: ModuleSource): Diagnostic[] {
  const found: Diagnostic[] = [];
  const check = (all: readonly Reference[], context: ReferenceContext = {}): void => {
    for (const reference of all) {
      const diagnostic = checkReference(reference, source, context);
      if (diagnostic !== undefined) found.push(diagnostic);
    }
  };
  for (const variable of source.variables.values()) {
    check(variable.validations.flatMap(ruleExpressions).flatMap(references));
  }
  for (const local of source.locals.values()) check(local.references);
  for (const output of source.outputs.values()) check(output.references);
  for (const provider of source.providers) check(provider.references, provider);
  for (const assertion of source.checks) check(assertion.references);
  for (const call of source.calls.values()) {
    // `each` and `count` are not yet there where they come from.
    check(call.references);
    for (const argument of call.arguments.values()) check(argument.references, call);
  }
  for (const resource of source.resources.values()) {
    check(resource.repetitionReferences);
    const others = resource.references.filter((reference) => !resource.repetitionReferences.includes(reference));
    check(others, resource);
    check(resource.postconditions.flatMap(ruleExpressions).flatMap(references), { ...resource, self: true });
    for (const reference of resource.references) {
      const parsed = parseReference(reference.root, reference.steps, reference.range);
      if (!parsed.ok || parsed.target.kind !== 'resource' || parsed.target.address !== resource.address) continue;
      const detail = `Configuration for ${resource.address} may not refer to itself.`;
      found.push(errorAt('self-reference', 'Self-referential block', detail, reference.range));
    }
  }
  return found;
}
