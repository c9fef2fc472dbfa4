import type { ReportDiagnostic } from '../../model/diagnostic.ts';
import type { Attribute, Block, Expression } from '../syntax/ast.ts';
import { parseExpression } from '../syntax/parser.ts';
import { constantSteps, type Reference, references } from '../syntax/walk.ts';
import { attributesOf, blocksOf, plainText, ruleExpressions, rulesOf } from './block-content.ts';
import { lifecycleBlocks, resourceMetaBlocks } from './block-types.ts';
import {
  type CallArgument,
  errorAt,
  type ModuleCall,
  type ProviderDeclaration,
  type ProviderReference,
  type Repetition,
  type ResourceDeclaration,
} from './configuration.ts';

const resourceMeta = new Set(['count', 'for_each', 'depends_on', 'provider']);
const lifecycleArguments = [
  'create_before_destroy',
  'prevent_destroy',
  'ignore_changes',
  'replace_triggered_by',
  'enabled',
  'destroy',
];

/** A `resource`, `data` or `ephemeral` block; its two labels are there. */
export function decodeResource(
  block: Block,
  mode: ResourceDeclaration['mode'],
  report: ReportDiagnostic,
): ResourceDeclaration {
  const [type = '', name = ''] = block.labels.map((label) => label.value);
  const attributes = attributesByName(block);
  const isMeta = (item: Attribute | Block): boolean =>
    item.kind === 'attribute' ? resourceMeta.has(item.name) : resourceMetaBlocks.has(item.type);
  const lifecycles = blocksOf(block.body, 'lifecycle');
  const settings = lifecycles.map((lifecycle) =>
    attributesOf(lifecycle.body, lifecycleArguments, lifecycleBlocks, report),
  );
  const preconditions = lifecycles.flatMap((lifecycle) => rulesOf(lifecycle.body, 'precondition', report));
  const postconditions = lifecycles.flatMap((lifecycle) => rulesOf(lifecycle.body, 'postcondition', report));
  const items = block.body.items.filter((item) => !isMeta(item));
  const repetition = repetitionOf(attributes, report);
  const repetitionReferences = repetition ? references(repetition.expression) : [];
  const dependsOn = referencesOf(attributes.get('depends_on'));
  return {
    mode,
    type,
    name,
    address: mode === 'managed' ? `${type}.${name}` : `${mode}.${type}.${name}`,
    at: block.headerRange,
    range: block.range,
    ...(repetition && { repetition }),
    repetitionReferences,
    provider: providerOf(attributes.get('provider'), report) ?? { name: type.split('_', 1)[0] ?? type },
    ignoreChanges: ignoreChangesOf(settings.flatMap((setting) => setting.get('ignore_changes') ?? [])),
    dependsOn,
    preconditions,
    postconditions,
    items,
    references: [
      ...repetitionReferences,
      ...itemReferences(items),
      ...dependsOn,
      ...preconditions.flatMap(ruleExpressions).flatMap(references),
    ],
  };
}

/** A `module` block; its label is there. */
export function decodeCall(block: Block, report: ReportDiagnostic): ModuleCall {
  const attributes = attributesByName(block);
  const source = attributes.get('source');
  if (source === undefined) {
    report(
      errorAt('missing-argument', 'Missing required argument', 'The argument "source" is required.', block.headerRange),
    );
  }
  const repetition = repetitionOf(attributes, report);
  const repetitionReferences = repetition ? references(repetition.expression) : [];
  const dependsOn = referencesOf(attributes.get('depends_on'));
  const arguments_ = new Map<string, CallArgument>();
  for (const [name, attribute] of attributes) {
    if (moduleMeta.has(name)) continue;
    const { value } = attribute;
    arguments_.set(name, { name, value, at: attribute.range, references: references(value) });
  }
  const text = source && plainText(source.value);
  const versionAttribute = attributes.get('version');
  const version = versionAttribute && plainText(versionAttribute.value);
  return {
    name: block.labels[0]?.value ?? '',
    at: block.headerRange,
    range: block.range,
    ...(text !== undefined && { source: text }),
    ...(version !== undefined && { version }),
    ...(repetition && { repetition }),
    repetitionReferences,
    providers: providersOf(attributes.get('providers'), report),
    arguments: arguments_,
    dependsOn,
    references: [...repetitionReferences, ...dependsOn],
  };
}

const moduleMeta = new Set(['source', 'version', 'count', 'for_each', 'providers', 'depends_on']);

/** A `provider` block; its label is there. */
export function decodeProvider(block: Block, report: ReportDiagnostic): ProviderDeclaration {
  const attributes = attributesByName(block);
  const aliasAttribute = attributes.get('alias');
  const alias = aliasAttribute && plainText(aliasAttribute.value);
  if (aliasAttribute && alias === undefined) {
    const detail = 'An alias must be written as a plain string.';
    report(errorAt('invalid-argument', 'Unsuitable value', detail, aliasAttribute.value.range));
  }
  const repetition = repetitionOf(attributes, report);
  const items = block.body.items.filter((item) => item.kind === 'block' || !providerMeta.has(item.name));
  return {
    name: block.labels[0]?.value ?? '',
    ...(alias !== undefined && { alias }),
    ...(repetition && { repetition }),
    at: block.headerRange,
    items,
    references: itemReferences(items),
  };
}

const providerMeta = new Set(['alias', 'version', 'for_each']);

/** What the attributes and blocks of a body refer to. The iterators of `dynamic` blocks are not references. */
function itemReferences(items: readonly (Attribute | Block)[], bound: ReadonlySet<string> = new Set()): Reference[] {
  return items.flatMap((item) => {
    if (item.kind === 'attribute') return references(item.value).filter((reference) => !bound.has(reference.root));
    if (item.type !== 'dynamic') return itemReferences(item.body.items, bound);
    const iterator = iteratorOf(item);
    const inner = new Set([...bound, iterator]);
    return item.body.items.flatMap((part) => {
      if (part.kind === 'block') return itemReferences(part.body.items, inner);
      if (part.name === 'iterator') return [];
      return itemReferences([part], part.name === 'labels' ? inner : bound);
    });
  });
}

/** The name that the content of a `dynamic` block has its element under: `iterator`, else the label. */
export function iteratorOf(dynamic: Block): string {
  const iterator = attributesByName(dynamic).get('iterator')?.value;
  if (iterator?.kind === 'variable') return iterator.name;
  return (iterator && plainText(iterator)) ?? dynamic.labels[0]?.value ?? '';
}

/** The attributes of a block's body by name. */
export function attributesByName(block: Block): ReadonlyMap<string, Attribute> {
  return new Map(block.body.items.filter((item) => item.kind === 'attribute').map((item) => [item.name, item]));
}

function repetitionOf(attributes: ReadonlyMap<string, Attribute>, report: ReportDiagnostic): Repetition | undefined {
  const count = attributes.get('count');
  const forEach = attributes.get('for_each');
  if (count && forEach) {
    const detail = 'The "count" and "for_each" meta-arguments are mutually exclusive.';
    report(errorAt('count-and-for-each', 'Invalid combination of "count" and "for_each"', detail, forEach.nameRange));
  }
  if (forEach) return { kind: 'for_each', expression: forEach.value };
  return count && { kind: 'count', expression: count.value };
}

/** The elements of `depends_on = [aws_x.y, module.z]`; the quoted form of old is read too. */
function referencesOf(attribute: Attribute | undefined): readonly Reference[] {
  return attribute === undefined ? [] : references(attribute.value);
}

/** `aws`, `aws.alias`, OpenTofu's `aws.alias[each.key]`, and in quotes as JSON syntax and Terraform 0.11 have it. */
function providerOf(attribute: Attribute | undefined, report: ReportDiagnostic): ProviderReference | undefined {
  return attribute && providerReference(attribute.value, report);
}

function providerReference(expression: Expression, report: ReportDiagnostic): ProviderReference | undefined {
  const quoted = plainText(expression);
  const parsed = quoted === undefined ? undefined : parseExpression(quoted, expression.range.file);
  const written = parsed?.ok === true ? parsed.value : expression;
  const index = written.kind === 'get-index' ? written.index : undefined;
  // What stands in a text has no place of its own.
  const key = index && quoted !== undefined ? { ...index, range: expression.range } : index;
  const [name, alias, ...rest] = pathOf(written);
  if (name !== undefined && rest.length === 0) {
    return { name, ...(alias !== undefined && { alias }), ...(key !== undefined && { key }) };
  }
  const detail = 'A provider is written as its name and, after a period, its alias.';
  report(errorAt('invalid-provider', 'Invalid provider configuration reference', detail, expression.range));
  return undefined;
}

/** The names of `a.b.c`, without an index at the end. */
function pathOf(expression: Expression): string[] {
  const target = expression.kind === 'get-index' ? expression.object : expression;
  const found = constantSteps(target);
  if (found === undefined) return [];
  const names: string[] = [found.root];
  for (const step of found.steps) names.push(step.kind === 'attribute' ? step.name : String(step.key));
  return names;
}

function providersOf(
  attribute: Attribute | undefined,
  report: ReportDiagnostic,
): ReadonlyMap<string, ProviderReference> {
  const found = new Map<string, ProviderReference>();
  if (attribute === undefined) return found;
  if (attribute.value.kind !== 'object') {
    const detail = 'The argument "providers" must be a map from the module\'s provider names to those of the caller.';
    report(errorAt('invalid-provider', 'Invalid providers argument', detail, attribute.value.range));
    return found;
  }
  for (const item of attribute.value.items) {
    const key = item.bareKey ?? plainText(item.key) ?? pathOf(item.key).join('.');
    const target = providerReference(item.value, report);
    if (target !== undefined) found.set(key, target);
  }
  return found;
}

function ignoreChangesOf(attributes: readonly Attribute[]): readonly string[] | 'all' {
  const paths: string[] = [];
  for (const { value } of attributes) {
    if (value.kind === 'variable' && value.name === 'all') return 'all';
    for (const element of value.kind === 'tuple' ? value.elements : [value]) {
      const path = plainText(element) ?? writtenPath(element);
      if (path === '*' || path === 'all') return 'all';
      if (path !== undefined) paths.push(path);
    }
  }
  return paths;
}

/** A traversal as its author wrote it: `tags["a"]`, `network_configuration[0].subnets`. */
function writtenPath(expression: Expression): string | undefined {
  const found = constantSteps(expression);
  if (found === undefined) return undefined;
  const steps = found.steps.map((step) =>
    step.kind === 'attribute' ? `.${step.name}` : `[${JSON.stringify(step.key)}]`,
  );
  return found.root + steps.join('');
}
