import { isAlwaysSetAttribute } from '../../model/always-set.ts';
import type { ReportDiagnostic } from '../../model/diagnostic.ts';
import { isIdentity } from '../../model/distinct.ts';
import type { ResolvedBlock, ResolvedBlocks, ResolvedBody } from '../../model/stack.ts';
import type { TerraformValue, Unknown, ValueStep } from '../../model/value.ts';
import type { ResourceDeclaration } from '../configuration/configuration.ts';
import { withMark } from '../evaluate/marks.ts';
import type { Scope } from '../evaluate/scope.ts';
import { dynamicType, nullOf, object, stringType, tuple, unknown } from '../evaluate/value.ts';
import type { InstanceKey } from './addresses.ts';
import { type LazyBody, lazyBody, type SharedParts } from './body.ts';
import type { Lifetime } from './computation.ts';
import type { Evaluation } from './instance.ts';
import { resourceName, withProviderMarks } from './provider-secrets.ts';
import { foundBy } from './search-argument.ts';
import { renderTemplateFile } from './template-file.ts';

/** One instance of a resource or data source, or the one that stands for all that are not known. */
export interface ResourceInstance {
  readonly declaration: ResourceDeclaration;
  readonly address: string;
  readonly key: InstanceKey;
  /** Where its expressions are evaluated, with `each` and `count`. */
  readonly scope: Scope;
  readonly life: Lifetime;
  readonly body: LazyBody;
  /** Why it may stand for any number of instances. */
  readonly expansion?: Unknown;
  /** What a reference to one of its attributes gives. */
  attribute(name: string): TerraformValue;
  /** Evaluates all that is written in it, and all that is made of that alone. */
  resolve(): void;
  /** What a reference to the whole of it gives: an object that is open for all that only a provider knows. */
  whole(): TerraformValue;
}

/** Which instance of a resource it is, and where it is evaluated. */
type InstanceOrigin = Pick<ResourceInstance, 'address' | 'key' | 'scope' | 'expansion' | 'life'>;

/** Makes an instance. Nothing is evaluated before it is asked for. */
export function resourceInstance(
  declaration: ResourceDeclaration,
  place: InstanceOrigin,
  { computation, report }: Pick<Evaluation, 'computation' | 'report'>,
  shared: SharedParts | undefined,
): ResourceInstance {
  return new EvaluatedInstance(declaration, place, { computation, report }, shared);
}

class EvaluatedInstance implements ResourceInstance {
  readonly declaration: ResourceDeclaration;
  readonly address: string;
  readonly key: InstanceKey;
  readonly scope: Scope;
  readonly life: Lifetime;
  readonly body: LazyBody;
  readonly expansion?: Unknown;
  readonly #evaluation: Pick<Evaluation, 'computation' | 'report'>;
  #attributes: ((name: string) => TerraformValue) | undefined;
  #whole: ((of: '') => TerraformValue) | undefined;

  constructor(
    declaration: ResourceDeclaration,
    { address, key, scope, life, expansion }: InstanceOrigin,
    evaluation: Pick<Evaluation, 'computation' | 'report'>,
    shared: SharedParts | undefined,
  ) {
    this.declaration = declaration;
    this.address = address;
    this.key = key;
    this.scope = scope;
    this.life = life;
    this.#evaluation = evaluation;
    if (expansion !== undefined) this.expansion = expansion;
    this.body = lazyBody(declaration.items, { scope, life, ...evaluation, ...(shared && { shared }) });
  }

  attribute(name: string): TerraformValue {
    this.#attributes ??= this.#evaluation.computation.memoized(this.life, (one: string) => this.#marked(one));
    return this.#attributes(name);
  }

  resolve(): void {
    this.body.resolve();
    if (isTemplateFile(this.declaration)) this.attribute('rendered');
  }

  whole(): TerraformValue {
    this.#whole ??= this.#evaluation.computation.memoized(this.life, () => this.#all());
    return this.#whole('');
  }

  /** The key of an instance within a module of which the instance is not known does not tell which one it is. */
  get #place(): InstancePlace {
    const { address, expansion } = this;
    return { address, ...(expansion && { expansion }) };
  }

  /** All that comes out of an ephemeral resource is secret: it is there so that nothing keeps it. */
  #marked(name: string): TerraformValue {
    const { mode, type } = this.declaration;
    const value = this.#bare(name);
    return mode === 'ephemeral' ? withMark(value) : withProviderMarks(value, resourceName(mode, type), name);
  }

  #bare(name: string): TerraformValue {
    const { declaration, body } = this;
    const { computation, report } = this.#evaluation;
    const written = body.attribute(name)?.value;
    // Null means that it is left to the provider.
    const isWritten = written !== undefined && written.kind !== 'null';
    const found = isWritten
      ? foundBy(written, declaration, name, causeOf(declaration, this.#place, [name]))
      : undefined;
    if (found !== undefined) return found;
    const blocks = body.blocks(name);
    if (blocks !== undefined) return blocksValue(blocks, declaration, this.#place, [name]);
    return (
      identified(computation.known(this.address, name), declaration, this.#place, name) ??
      builtIn(declaration, name, body) ??
      rendered(declaration, name, { body, place: this, report }) ??
      unknownAttribute(declaration, this.#place, [name])
    );
  }

  #all(): TerraformValue {
    const { declaration, body } = this;
    const { attributes, blocks } = body.resolve();
    const learnt = this.#evaluation.computation.knownNames(this.address);
    const builtInNames = builtInAttributes.get(declaration.type) ?? [];
    const names = [
      ...attributes.keys(),
      ...blocks.keys(),
      ...learnt,
      ...builtInNames,
      ...(isTemplateFile(declaration) ? ['rendered'] : []),
    ];
    const entries = [...new Set(names)].map((name) => [name, this.attribute(name)] as const);
    if (builtInNames.length > 0) return object(entries);
    const written = entries.filter(([name]) => attributes.get(name)?.value.kind !== 'null' || learnt.includes(name));
    return object(written, { open: causeOf(declaration, this.#place, []) });
  }
}

/** Which instance an attribute is of. */
interface InstancePlace {
  readonly address: string;
  /** Its key, where the address is that of the resource. */
  readonly key?: InstanceKey;
  /** Whether it is there is not known. */
  readonly expansion?: Unknown;
}

/**
 * The unknown for an attribute that neither the code nor `known` gives. Ids and ARNs are strings and never null, and
 * neither are other attributes that the provider always sets.
 */
export function unknownAttribute(
  declaration: ResourceDeclaration,
  place: InstancePlace,
  path: readonly ValueStep[],
): TerraformValue {
  const because = causeOf(declaration, place, path);
  if (!isAlwaysSetAttribute(because)) return unknown(because);
  const [name] = path;
  return unknown(because, name === 'id' || name === 'arn' ? stringType : dynamicType, { notNull: true });
}

function causeOf(
  { mode }: ResourceDeclaration,
  { address, key, expansion }: InstancePlace,
  path: readonly ValueStep[],
): Unknown {
  const instance = expansion && { instance: key === undefined ? {} : { key } };
  return { kind: mode === 'data' ? 'data' : 'resource', address, path, ...instance };
}

/** What was learnt of an attribute, with what it is. */
function identified(
  value: TerraformValue | undefined,
  declaration: ResourceDeclaration,
  place: InstancePlace,
  name: string,
): TerraformValue | undefined {
  if (value?.kind !== 'string' && value?.kind !== 'template') return value;
  const identity = causeOf(declaration, place, [name]);
  return identity.kind === 'resource' && isIdentity(name) ? { ...value, identityOf: identity } : value;
}

/** Nested blocks as attributes: a list of objects that are open for what the provider adds. */
function blocksValue(
  resolved: ResolvedBlocks,
  declaration: ResourceDeclaration,
  place: InstancePlace,
  path: readonly ValueStep[],
): TerraformValue {
  const elements = resolved.blocks.map((block, index) => blockValue(block, declaration, place, [...path, index]));
  return tuple(elements, resolved.open ? { open: resolved.open.because } : {});
}

function blockValue(
  { body }: ResolvedBlock,
  declaration: ResourceDeclaration,
  place: InstancePlace,
  path: readonly ValueStep[],
): TerraformValue {
  return object(bodyEntries(body, declaration, place, path), { open: causeOf(declaration, place, path) });
}

function bodyEntries(
  body: ResolvedBody,
  declaration: ResourceDeclaration,
  place: InstancePlace,
  path: readonly ValueStep[],
): (readonly [string, TerraformValue])[] {
  const attributes = [...body.attributes]
    .filter(([, { value }]) => value.kind !== 'null')
    .map(([name, { value }]) => [name, value] as const);
  const blocks = [...body.blocks].map(
    ([type, nested]) => [type, blocksValue(nested, declaration, place, [...path, type])] as const,
  );
  return [...attributes, ...blocks];
}

/**
 * All attributes of the resources that are part of Terraform itself.
 * https://developer.hashicorp.com/terraform/language/resources/terraform-data
 */
const builtInAttributes: ReadonlyMap<string, readonly string[]> = new Map([
  ['terraform_data', ['id', 'input', 'output', 'triggers_replace']],
]);

/** What `terraform_data` makes of its arguments: `output` is its `input`, and an argument that is left out is null. */
function builtIn(declaration: ResourceDeclaration, name: string, body: LazyBody): TerraformValue | undefined {
  if (declaration.mode !== 'managed' || declaration.type !== 'terraform_data') return undefined;
  if (name === 'input' || name === 'triggers_replace') return body.attribute(name)?.value ?? nullOf();
  return name === 'output' ? (body.attribute('input')?.value ?? nullOf()) : undefined;
}

function isTemplateFile({ mode, type }: ResourceDeclaration): boolean {
  return mode === 'data' && type === 'template_file';
}

/** `rendered` of a `template_file`, which its provider makes from the arguments alone. */
function rendered(
  declaration: ResourceDeclaration,
  name: string,
  of: {
    readonly body: LazyBody;
    readonly place: Pick<ResourceInstance, 'address' | 'scope'>;
    readonly report: ReportDiagnostic;
  },
): TerraformValue | undefined {
  if (name !== 'rendered' || !isTemplateFile(declaration)) return undefined;
  return renderTemplateFile(of.body, of.place.scope, `<${of.place.address}>`, of.report);
}
