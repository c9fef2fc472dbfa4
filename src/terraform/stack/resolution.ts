import type { SourceRange } from '../../model/source.ts';
import type { TerraformValue, Unknown } from '../../model/value.ts';
import type { ModuleCall, ResourceDeclaration } from '../configuration/configuration.ts';
import { parseReference, undeclared } from '../configuration/references.ts';
import type { ReferenceStep, Resolution } from '../evaluate/scope.ts';
import { bool, string, tuple, unknown } from '../evaluate/value.ts';
import { type InstanceKey, within, withKey } from './addresses.ts';
import type { Evaluation, ModuleInstance, Repeated } from './instance.ts';
import { unknownAttribute } from './resource-instance.ts';

/**
 * Finds what a reference in a module leads to: the value as far as the constant steps name it, so that nothing more is
 * evaluated than what is asked for. `each`, `count` and `self` are not here but in the scopes of what is repeated.
 */
export function resolveReference(
  module: ModuleInstance,
  evaluation: Evaluation,
  root: string,
  steps: readonly ReferenceStep[],
  at: SourceRange,
): Resolution {
  const parsed = parseReference(root, steps, at);
  if (!parsed.ok) return { kind: 'undeclared', diagnostic: parsed.diagnostic };
  const { target, consumed } = parsed;
  const { source } = module.node;
  const found = (value: TerraformValue): Resolution => ({ kind: 'value', value, consumed });
  const absent = (code: string, noun: string, name: string): Resolution => ({
    kind: 'undeclared',
    diagnostic: undeclared(code, noun, name, at),
  });
  switch (target.kind) {
    case 'variable':
      if (!source.variables.has(target.name)) return absent('variable', 'input variable', target.name);
      return found(module.variable(target.name));
    case 'local':
      if (!source.locals.has(target.name)) return absent('local', 'local value', target.name);
      return found(module.local(target.name));
    case 'path': {
      const paths = new Map([
        ['module', module.node.directory],
        ['root', '.'],
        ['cwd', evaluation.directory],
      ]);
      const path = paths.get(target.name);
      return path === undefined ? absent('path', '"path" attribute', target.name) : found(string(path));
    }
    case 'terraform':
      if (target.name === 'workspace') return found(string(evaluation.workspace));
      return target.name === 'applying' ? found(bool(false)) : absent('terraform', 'attribute', target.name);
    case 'resource': {
      const declaration = source.resources.get(target.address);
      if (declaration === undefined) return absent('resource', 'resource', target.address);
      return resolveResource(declaration, module, evaluation, steps, consumed);
    }
    case 'module': {
      const declaration = source.calls.get(target.name);
      if (declaration === undefined) return absent('module', 'module', target.name);
      return resolveModule(declaration, module, steps, consumed);
    }
    case 'each':
    case 'count':
    case 'self':
      // Where these exist they stand in a scope of their own.
      return absent(target.kind, 'object', target.kind);
  }
}

function resolveResource(
  declaration: ResourceDeclaration,
  module: ModuleInstance,
  evaluation: Evaluation,
  steps: readonly ReferenceStep[],
  start: number,
): Resolution {
  const resource = module.resource(declaration.address);
  const found = (value: TerraformValue, consumed: number): Resolution => ({ kind: 'value', value, consumed });
  const index = steps[start];
  const isIndexed = resource.kind !== 'single' && index?.kind === 'index';
  const consumed = isIndexed ? start + 1 : start;
  const instance = instanceAt(resource, isIndexed ? index.key : undefined);
  const next = steps[consumed];
  if (instance !== undefined) {
    if (next?.kind !== 'attribute') return found(instance.whole(), consumed);
    return found(asIndexed(instance.attribute(next.name), steps[consumed + 1]), consumed + 1);
  }
  if (resource.open === undefined || !isIndexed) {
    return found(resource.whole(), start);
  }
  // Whether this instance exists is not known, so that no argument of it is either; only what was learnt of it is.
  const { address } = resource.open.rest;
  const key = module.expansion === undefined ? index.key : undefined;
  const place = { address, key, expansion: resource.open.because };
  const path = next?.kind === 'attribute' ? [next.name] : [];
  const learnt = next?.kind === 'attribute' ? evaluation.computation.known(address, next.name) : undefined;
  return found(learnt ?? unknownAttribute(declaration, place, path), consumed + path.length);
}

/**
 * In JSON syntax an object may be an argument or a nested block. One that is indexed is a block, the only one of its
 * list.
 */
function asIndexed(value: TerraformValue, step: ReferenceStep | undefined): TerraformValue {
  const isBlock = value.kind === 'object' && step?.kind === 'index' && typeof step.key === 'number';
  return isBlock && !value.entries.has(String(step.key)) ? tuple([value], value.at && { at: value.at }) : value;
}

function resolveModule(
  declaration: ModuleCall,
  module: ModuleInstance,
  steps: readonly ReferenceStep[],
  start: number,
): Resolution {
  const child = module.node.children.get(declaration.name);
  const found = (value: TerraformValue, consumed: number): Resolution => ({ kind: 'value', value, consumed });
  const index = steps[start];
  const isIndexed = declaration.repetition !== undefined && index?.kind === 'index';
  const consumed = isIndexed ? start + 1 : start;
  const next = steps[consumed];
  const output = next?.kind === 'attribute' ? next.name : undefined;
  if (child?.kind !== 'module') {
    const address = within(module.address, `module.${declaration.name}`);
    const because: Unknown = {
      kind: 'module',
      address: isIndexed ? withKey(address, index.key) : address,
      source: child?.source ?? '',
      path: output === undefined ? [] : [output],
    };
    return found(unknown(because), output === undefined ? consumed : consumed + 1);
  }
  const called = module.call(declaration.name);
  const hasOutput = output !== undefined && child.node.source.outputs.has(output);
  const instance = instanceAt(called, isIndexed ? index.key : undefined);
  if (instance !== undefined) {
    return hasOutput ? found(instance.output(output), consumed + 1) : found(instance.whole(), consumed);
  }
  if (called.open === undefined || !isIndexed) return found(called.whole(), start);
  // A value that is known if the instance exists is not known to exist.
  const { because, rest } = called.open;
  const value = hasOutput ? rest.output(output) : undefined;
  return found(value?.kind === 'unknown' ? value : unknown(because), hasOutput ? consumed + 1 : consumed);
}

/** The instance that an index names; without `count` and `for_each` the only one. */
function instanceAt<T>({ kind, instances }: Repeated<T>, index: InstanceKey): T | undefined {
  if (kind === 'single') return instances.get(undefined);
  if (index === undefined) return undefined;
  // `"0"` indexes like 0, and 0 like `"0"`.
  if (kind === 'for_each') return instances.get(String(index));
  return instances.get(typeof index === 'string' && /^\d{1,9}$/.test(index) ? Number(index) : index);
}
