import type { Diagnostic, ReportDiagnostic } from '../../model/diagnostic.ts';
import type { Attribute, Block, Body, BodyItems } from '../syntax/ast.ts';
import { type Decoded, errorAt } from './configuration.ts';

/**
 * Merges override files over the body of a module's ordinary files, in the order given. An attribute replaces the one
 * of its name, and the nested blocks of one type replace all of that type; of `lifecycle` only the arguments that are
 * given, and locals one by one. Reports an override of something that is not there. See
 * https://developer.hashicorp.com/terraform/language/files/override
 */
export function applyOverrides(base: Body, overrides: readonly Body[]): Decoded<Body> {
  const diagnostics: Diagnostic[] = [];
  let items = base.items;
  for (const override of overrides) {
    for (const item of override.items) {
      if (item.kind === 'attribute') items = [...items, item];
      else items = applyBlock(items, item, (diagnostic) => void diagnostics.push(diagnostic));
    }
  }
  return { value: { ...base, items }, diagnostics };
}

function applyBlock(items: BodyItems, override: Block, report: ReportDiagnostic): BodyItems {
  if (override.type === 'terraform') return [...items, override];
  if (override.type === 'locals') return applyLocals(items, override, report);
  const index = items.findIndex((item) => item.kind === 'block' && isSame(item, override));
  const target = items[index];
  if (target === undefined || target.kind === 'attribute') {
    // A provider without an alias need not be there: without a block it counts as an empty one.
    if (override.type === 'provider' && aliasOf(override) === undefined) return [...items, override];
    report(withoutBase(override.type, override));
    return items;
  }
  const fixed = override.body.items.find((item) => notOverridable.has(item.kind === 'block' ? item.type : item.name));
  if (fixed !== undefined) {
    const name = fixed.kind === 'block' ? fixed.type : fixed.name;
    const detail = `Override files cannot override "${name}".`;
    report(errorAt('unsupported-override', `Can't override ${name}`, detail, fixed.range));
  }
  return items.with(index, { ...target, body: mergeBodies(target.body, override.body) });
}

const notOverridable: ReadonlySet<string> = new Set(['validation', 'depends_on']);

function withoutBase(noun: string, override: Attribute | Block): Diagnostic {
  const detail = `There is no ${noun} of this name that could be overridden.`;
  const at = override.kind === 'block' ? override.headerRange : override.nameRange;
  return errorAt('override-without-base', `Missing ${noun} to override`, detail, at);
}

function isSame(a: Block, b: Block): boolean {
  if (a.type !== b.type || a.labels.length !== b.labels.length) return false;
  if (!['resource', 'data', 'ephemeral', 'variable', 'output', 'module', 'provider'].includes(a.type)) return false;
  return a.labels.every((label, index) => label.value === b.labels[index]?.value) && aliasOf(a) === aliasOf(b);
}

function aliasOf(block: Block): string | undefined {
  if (block.type !== 'provider') return undefined;
  const alias = block.body.items.find((item) => item.kind === 'attribute' && item.name === 'alias');
  if (alias?.kind !== 'attribute' || alias.value.kind !== 'template') return undefined;
  return alias.value.parts.map((part) => (part.kind === 'text' ? part.value : '')).join('');
}

function applyLocals(items: BodyItems, override: Block, report: ReportDiagnostic): BodyItems {
  let result = items;
  for (const local of override.body.items) {
    if (local.kind === 'block') continue;
    const index = result.findIndex((item) => holdsLocal(item, local.name));
    const target = result[index];
    if (target === undefined || target.kind === 'attribute') report(withoutBase('local value', local));
    else {
      const replaced = target.body.items.map((item) =>
        item.kind === 'attribute' && item.name === local.name ? local : item,
      );
      result = result.with(index, { ...target, body: { ...target.body, items: replaced } });
    }
  }
  return result;
}

function holdsLocal(item: Attribute | Block, name: string): boolean {
  if (item.kind !== 'block' || item.type !== 'locals') return false;
  return item.body.items.some((local) => local.kind === 'attribute' && local.name === name);
}

function mergeBodies(base: Body, override: Body): Body {
  const attributes = new Map<string, Attribute>();
  const replaced = new Set<string>();
  const lifecycles: Block[] = [];
  for (const item of override.items) {
    if (item.kind === 'attribute') attributes.set(item.name, item);
    else if (item.type === 'lifecycle') lifecycles.push(item);
    else replaced.add(nestedType(item));
  }
  const kept = base.items.flatMap((item): (Attribute | Block)[] => {
    if (item.kind === 'attribute') {
      const other = attributes.get(item.name);
      attributes.delete(item.name);
      // An argument stays before blocks of its name, as what may be written in both forms is taken for the argument.
      return replaced.has(item.name) && item.mayBeBlocks ? [] : [other ?? item];
    }
    // JSON syntax may give blocks as an argument of that name.
    return replaced.has(nestedType(item)) || attributes.has(nestedType(item)) ? [] : [item];
  });
  const arguments_ = new Set(kept.flatMap((item) => (item.kind === 'attribute' ? [item.name] : [])));
  const added = override.items.filter(
    (item) => item.kind === 'block' && item.type !== 'lifecycle' && !arguments_.has(nestedType(item)),
  );
  return { ...base, items: [...mergeLifecycles(kept, lifecycles), ...attributes.values(), ...added] };
}

function mergeLifecycles(items: BodyItems, overrides: readonly Block[]): BodyItems {
  let result = items;
  for (const override of overrides) {
    const index = result.findIndex((item) => item.kind === 'block' && item.type === 'lifecycle');
    const target = result[index];
    if (target === undefined || target.kind === 'attribute') result = [...result, override];
    else result = result.with(index, { ...target, body: mergeBodies(target.body, override.body) });
  }
  return result;
}

/** The type of the blocks that a nested block makes: `dynamic "x"` makes `x`. */
function nestedType(block: Block): string {
  return block.type === 'dynamic' ? (block.labels[0]?.value ?? '') : block.type;
}
