import { Decimal } from 'decimal.js';
import type { SourceRange } from '../../src/model/source.ts';
import type { ResolvedBlocks, ResolvedBody, Resource, Stack } from '../../src/model/stack.ts';
import type { TerraformValue, Unknown } from '../../src/model/value.ts';

/* Resources and stacks made by hand, as a configuration would come to. */

export function at(line: number, column = 1, file = 'main.tf'): SourceRange {
  return {
    file,
    start: { line, column, offset: line * 100 + column },
    end: { line, column: column + 10, offset: line * 100 + column + 10 },
  };
}

/** Plain data, or a value that plain data cannot express. */
export type Plain = string | number | boolean | null | undefined | Plain[] | { [key: string]: Plain } | Special;
/** A value that plain data cannot express. */
export class Special {
  readonly value: TerraformValue;
  constructor(value: TerraformValue) {
    this.value = value;
  }
}

export const variable = (name: string): Unknown => ({ kind: 'variable', module: '', name });
export const reference = (address: string, ...path: (string | number)[]): Unknown => ({
  kind: address.includes('data.') ? 'data' : 'resource',
  address,
  path: path.length === 0 ? ['id'] : path,
});
export const unknown = (because: Unknown) => new Special({ kind: 'unknown', type: { kind: 'dynamic' }, because });
export const unset = (name: string) => unknown(variable(name));
export const ref = (address: string, ...path: (string | number)[]) => unknown(reference(address, ...path));
export const template = (...parts: (string | Unknown)[]) =>
  new Special({
    kind: 'template',
    parts: parts.map((part) =>
      typeof part === 'string' ? part : { kind: 'unknown', type: { kind: 'string' }, because: part },
    ),
  });
export const sensitive = (value: Plain) => new Special({ ...toValue(value), sensitive: true });
export const placed = (value: Plain, place: SourceRange) => new Special({ ...toValue(value), at: place });
export const openList = (because: Unknown, ...elements: Plain[]) =>
  new Special({ kind: 'tuple', elements: elements.map(toValue), open: because });

/** Plain data as a value of Terraform's; sets and lists as tuples. */
export function toValue(plain: Plain): TerraformValue {
  if (plain instanceof Special) return plain.value;
  if (plain === null || plain === undefined) return { kind: 'null', type: { kind: 'dynamic' } };
  if (typeof plain === 'string') return { kind: 'string', value: plain };
  if (typeof plain === 'number') return { kind: 'number', value: new Decimal(plain) };
  if (typeof plain === 'boolean') return { kind: 'bool', value: plain };
  if (Array.isArray(plain)) return { kind: 'tuple', elements: plain.map(toValue) };
  return { kind: 'object', entries: new Map(Object.entries(plain).map(([key, value]) => [key, toValue(value)])) };
}

interface BlockList {
  readonly blocks: readonly Record<string, Plain>[];
  readonly open?: { readonly because: Unknown; readonly template: readonly Record<string, Plain>[] };
}

export interface ResourceOptions {
  readonly blocks?: Record<string, readonly Record<string, Plain>[] | BlockList>;
  readonly ignoreChanges?: readonly string[] | 'all';
  readonly expansion?: Unknown;
  readonly line?: number;
}

function body(attributes: Record<string, Plain>, blocks: ResourceOptions['blocks'], line: number): ResolvedBody {
  const entries = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return {
    attributes: new Map(entries.map(([name, value]) => [name, { value: toValue(value), at: at(line, 3) }])),
    blocks: new Map(
      Object.entries(blocks ?? {}).map(([type, list]): [string, ResolvedBlocks] => {
        const { blocks: listed, open } = 'blocks' in list ? list : { blocks: list, open: undefined };
        const block = (content: Record<string, Plain>, index: number) => ({
          labels: [],
          body: body(content, {}, line + index + 1),
          at: at(line + index + 1, 3),
        });
        return [
          type,
          {
            blocks: listed.map(block),
            ...(open === undefined ? {} : { open: { because: open.because, template: open.template.map(block) } }),
          },
        ];
      }),
    ),
  };
}

/** `module.a.aws_security_group.redis["x"]` with its arguments and blocks. */
export function resource(address: string, attributes: Record<string, Plain>, options: ResourceOptions = {}): Resource {
  const path = address.replace(/\[[^\]]*\]$/, '').split('.');
  const mode = path.at(-3) === 'data' ? 'data' : 'managed';
  const line = options.line ?? 1;
  return {
    address,
    mode,
    type: path.at(-2) ?? '',
    name: path.at(-1) ?? '',
    module: path.slice(0, mode === 'data' ? -3 : -2).join('.'),
    at: at(line),
    body: body(attributes, options.blocks, line),
    ignoreChanges: options.ignoreChanges ?? [],
    ...(options.expansion === undefined ? {} : { expansion: options.expansion }),
  };
}

/** A root module with these resources. */
export function stackOf(resources: readonly Resource[], more: Partial<Stack> = {}): Stack {
  return {
    directory: '.',
    workspace: 'default',
    resources,
    providers: [],
    holes: [],
    diagnostics: [],
    unsetVariables: [],
    ...more,
  };
}
