import { reasonOf } from '../model/declared.ts';
import type { ReasonData } from '../model/report/reason.ts';
import { hiddenBy, hideIn } from '../model/secret/hidden.ts';
import { hiddenSecrets, SecretCollector } from '../model/secret/known-secrets.ts';
import type { ResolvedBody, Resource, Stack, StackHole } from '../model/stack.ts';
import {
  hasHole,
  type SealedValue,
  type Understanding,
  type UnderstoodHole,
  type UnderstoodModule,
  type UnderstoodResource,
  type UnknownLeaf,
  type UnsetRootVariable,
} from '../model/understanding.ts';
import type { ValueStep } from '../model/value.ts';
import type { EvaluatedModules } from '../terraform/stack/evaluate-modules.ts';
import type { ModuleInstance } from '../terraform/stack/instance.ts';
import { resourceName } from '../terraform/stack/provider-secrets.ts';
import {
  fingerprinter,
  judgedOutput,
  type SealedBefore,
  type SealOptions,
  sealBody,
  sealValue,
  secretKeysIn,
} from './seal.ts';

/** How what was evaluated is to be shown. */
export interface UnderstandOptions {
  /** Types of resources that are compared with AWS. */
  readonly compared: ReadonlySet<string>;
  /** The files that were read. */
  readonly files: readonly string[];
  readonly seal: SealOptions;
}

/** Describes an evaluated configuration: every resource with what is known of it and why the rest is not. */
export function understand({ stack, modules }: EvaluatedModules, options: UnderstandOptions): Understanding {
  const resources = stack.resources.map((resource) => describeResource(resource, options));
  return {
    directory: stack.directory,
    workspace: stack.workspace,
    modules: modules.map(describeModule),
    files: options.files,
    resources,
    unsetVariables: stack.unsetVariables.map((variable) => describeUnset(variable, resources)),
    holes: stack.holes.map(describeHole),
    diagnostics: stack.diagnostics,
  };
}

/**
 * The same data without the instance keys that look secret or hold a secret, in its addresses and wherever else they
 * stand.
 */
export function withoutSecretKeys<T>(data: T, { stack, modules }: EvaluatedModules, { hidden }: SealOptions): T {
  const keys = secretKeysIn(
    [...stack.resources, ...modules].map(({ address }) => address),
    hidden,
  );
  return keys.size === 0 ? data : hideIn(data, hiddenBy(keys));
}

/** How secrets of a configuration are told: what is secret hides every text that holds it, when it is long enough. */
export function sealOptions({ stack, modules }: EvaluatedModules, key: string | undefined): SealOptions {
  const known = new SecretCollector();
  let isAnySecret = false;
  const collect: SealOptions = {
    fingerprint: () => undefined,
    onSecret: (text, reason) => {
      isAnySecret = true;
      known.add(text.trim(), reason !== 'marked');
    },
    sealed: new WeakMap(),
  };
  const sealed: SealedBefore = new WeakMap();
  const naming: SealOptions = { ...collect, onName: (name) => known.addName(name), sealed };
  for (const module of modules) {
    const { variables, locals, outputs } = module.node.source;
    for (const name of variables.keys()) sealValue(module.variable(name), name, collect);
    for (const name of locals.keys()) sealValue(module.local(name), name, collect);
    for (const name of outputs.keys()) sealValue(judgedOutput(module, name), name, collect);
  }
  const bodies = new Map<ResolvedBody, SealedValue>();
  for (const { address, body, mode, type } of stack.resources) {
    bodies.set(body, sealBody(body, resourceName(mode, type), mode === 'managed' ? naming : collect));
    known.addName(address);
  }
  const options = { fingerprint: fingerprinter(key), hidden: hiddenSecrets(known, []) };
  // Where nothing is secret there is nothing more to be found out by sealing it again.
  return isAnySecret ? { ...options, sealed: new WeakMap() } : { ...options, sealed, bodies };
}

function describeModule({ address, node }: ModuleInstance): UnderstoodModule {
  return { address, directory: node.source.directory };
}

function describeHole(hole: StackHole): UnderstoodHole {
  const { kind, address, at } = hole;
  if ('because' in hole) return { kind, address, at, because: reasonOf(hole.because) };
  const refused = 'outside' in hole ? { because: reasonOf(hole.outside) } : {};
  return { kind, address, at, source: hole.source, ...refused };
}

function describeResource(resource: Resource, options: UnderstandOptions): UnderstoodResource {
  const { address, mode, type, at, expansion } = resource;
  const body = sealBody(resource.body, resourceName(mode, type), options.seal);
  const { known, unknown } = countLeaves(body);
  const compared = mode === 'managed' && options.compared.has(type);
  const uncertain = expansion === undefined ? {} : { expansion: reasonOf(expansion) };
  return { address, mode, type, at, compared, ...uncertain, body, known, unknown };
}

/** How many leaves of a value are known, and which are not. An empty collection is a leaf. */
export function countLeaves(value: SealedValue): { readonly known: number; readonly unknown: readonly UnknownLeaf[] } {
  const leaves: Leaves = { path: [], known: 0, unknown: [] };
  visit(value, leaves);
  return leaves;
}

interface Leaves {
  /** Where the part stands that is looked at. */
  readonly path: ValueStep[];
  known: number;
  readonly unknown: UnknownLeaf[];
}

function visit(part: SealedValue, leaves: Leaves): void {
  switch (part.kind) {
    case 'list':
      part.elements.forEach((element, index) => {
        visitMember(index, element, leaves);
      });
      endOfMembers(part, part.elements.length, leaves);
      return;
    case 'blocks':
      part.blocks.forEach((block, index) => {
        visitMember(index, block, leaves);
      });
      endOfMembers(part, part.blocks.length, leaves);
      return;
    case 'object':
      for (const [key, member] of part.entries) visitMember(key, member, leaves);
      endOfMembers(part, part.entries.size, leaves);
      return;
    case 'json':
      visit(part.decoded, leaves);
      return;
    case 'unknown':
      missing(part, 'value', [part.because], leaves);
      return;
    case 'template':
      if (hasHole(part)) {
        const reasons = part.parts.flatMap((piece) => (piece.kind === 'hole' ? [piece.because] : []));
        missing(part, 'value', reasons, leaves);
        return;
      }
  }
  leaves.known++;
}

function visitMember(step: ValueStep, member: SealedValue, leaves: Leaves): void {
  leaves.path.push(step);
  visit(member, leaves);
  leaves.path.pop();
}

/** @param size how many members a collection has */
function endOfMembers(part: Extract<SealedValue, { open?: ReasonData }>, size: number, leaves: Leaves): void {
  if (part.open !== undefined) missing(part, 'elements', [part.open], leaves);
  else if (size === 0) leaves.known++;
}

function missing(part: SealedValue, kind: UnknownLeaf['kind'], because: readonly ReasonData[], leaves: Leaves): void {
  const at = part.at === undefined ? {} : { at: part.at };
  leaves.unknown.push({ path: [...leaves.path], kind, because, ...at });
}

function describeUnset(
  { name, at, setBy }: Stack['unsetVariables'][number],
  resources: readonly UnderstoodResource[],
): UnsetRootVariable {
  const hanging = resources.flatMap(({ address, unknown, expansion }) => {
    const values = unknown.filter(({ because }) => because.some((reason) => comesFrom(reason, name))).length;
    const itself = expansion !== undefined && comesFrom(expansion, name);
    return values > 0 || itself ? [{ address, values }] : [];
  });
  return {
    name,
    at,
    setBy: setBy ?? [],
    resources: hanging.map(({ address }) => address),
    values: hanging.reduce((sum, { values }) => sum + values, 0),
  };
}

/** Whether a value is unknown because of the root module's variable. */
function comesFrom(reason: ReasonData, name: string): boolean {
  if (reason.kind === 'variable') return reason.name === name && (reason.address ?? '') === '';
  return (reason.from ?? []).some((from) => comesFrom(from, name));
}
