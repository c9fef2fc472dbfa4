import type { ResolvedBody, Stack } from '../../src/model/stack.ts';
import { readPlan } from '../../src/terraform/plan-and-state/plan.ts';
import { planEvaluator } from '../../src/terraform/plan-and-state/plan-stack.ts';
import { readState } from '../../src/terraform/plan-and-state/state.ts';
import { stateStack } from '../../src/terraform/plan-and-state/state-stack.ts';
import { stackOf } from '../terraform/in-memory.ts';
import { plain } from '../terraform/plain.ts';

/*
 * One resource in all forms that it may be written in: native syntax, JSON syntax, a plan and a state.
 */

/** What a body holds: values, and the nested blocks of each type. */
export interface Written {
  readonly values: Readonly<Record<string, unknown>>;
  readonly blocks: Readonly<Record<string, Blocks>>;
}
interface Blocks {
  readonly bodies: readonly Written[];
  /** All of them are made by a `dynamic` block. */
  readonly isDynamic?: true;
  /** How JSON syntax writes them, where that is not an array of some or nothing at all. */
  readonly json?: 'object' | 'null' | 'empty';
}

/** An evaluated body; what is not known in it is left out. */
export function writtenOf({ attributes, blocks }: ResolvedBody): Written {
  const values = [...attributes].map(([name, { value }]) => [name, plain(value)] as const);
  return {
    values: Object.fromEntries(values.filter(([, value]) => typeof value !== 'symbol')),
    blocks: Object.fromEntries(
      [...blocks].map(
        ([type, nested]) => [type, { bodies: nested.blocks.map(({ body }) => writtenOf(body)) }] as const,
      ),
    ),
  };
}

/** The same with the blocks of one type changed in one way. */
export interface Variant {
  readonly what: string;
  readonly written: Written;
}

/** Every type of blocks at every depth: none, one, two, as null or an object in JSON syntax, and made by a `dynamic` block. */
export function variants(written: Written, path = ''): readonly Variant[] {
  return Object.entries(written.blocks).flatMap(([type, nested]) => {
    const { bodies } = nested;
    const [first, ...others] = bodies;
    if (first === undefined) return [];
    const there = path === '' ? type : `${path}.${type}`;
    const put = (blocks: Blocks): Written => ({ ...written, blocks: { ...written.blocks, [type]: blocks } });
    const inner = bodies.flatMap((body, index) =>
      variants(body, there).map(({ what, written: changed }) => ({
        what,
        written: put({ bodies: bodies.with(index, changed) }),
      })),
    );
    return [
      { what: `${there}: one`, written: put({ bodies: [first] }) },
      { what: `${there}: one, as an object`, written: put({ bodies: [first], json: 'object' }) },
      { what: `${there}: two`, written: put({ bodies: [first, others[0] ?? first] }) },
      { what: `${there}: none`, written: put({ bodies: [] }) },
      { what: `${there}: none, as an empty array`, written: put({ bodies: [], json: 'empty' }) },
      { what: `${there}: none, as null`, written: put({ bodies: [], json: 'null' }) },
      { what: `${there}: dynamic`, written: put({ bodies, isDynamic: true }) },
      ...inner,
    ];
  });
}

/** A resource called `this` in every form, each evaluated. */
export async function forms(type: string, written: Written): Promise<Readonly<Record<string, Stack>>> {
  const native = await stackOf({ 'main.tf': `resource "${type}" "this" {\n${nativeBody(written)}}\n` });
  const json = { resource: { [type]: { this: jsonBody(written) } } };
  const values = valuesOf(written);
  const address = `${type}.this`;
  const change = { actions: ['create'], before: null, after: values, after_unknown: {}, after_sensitive: {} };
  const plan = {
    format_version: '1.2',
    terraform_version: '1.15.0',
    planned_values: {
      root_module: { resources: [{ address, mode: 'managed', type, name: 'this', values, sensitive_values: {} }] },
    },
    resource_changes: [{ address, mode: 'managed', type, name: 'this', change }],
    configuration: {
      root_module: {
        resources: [{ address, mode: 'managed', type, name: 'this', expressions: expressionsOf(written) }],
      },
    },
  };
  const state = {
    version: 4,
    serial: 1,
    lineage: 'x',
    resources: [
      { mode: 'managed', type, name: 'this', provider: 'provider["a"]', instances: [{ attributes: values }] },
    ],
  };
  return {
    'native syntax': native,
    'JSON syntax': await stackOf({ 'main.tf.json': JSON.stringify(json) }),
    'a plan': planEvaluator(readPlan(JSON.stringify(plan), 'plan.json', new Set([type])), {
      directory: '.',
      workspace: 'default',
    })(new Map()),
    'a state': stateStack(readState(JSON.stringify(state), 'x'), native),
  };
}

function nativeBody({ values, blocks }: Written): string {
  const lines = Object.entries(values).map(([name, value]) => `${name} = ${escaped(value)}\n`);
  const nested = Object.entries(blocks).flatMap(([type, { bodies, isDynamic }]) =>
    bodies.map((body) =>
      isDynamic
        ? `dynamic "${type}" {\nfor_each = ["x"]\ncontent {\n${nativeBody(body)}}\n}\n`
        : `${type} {\n${nativeBody(body)}}\n`,
    ),
  );
  return [...lines, ...nested].join('');
}

function jsonBody({ values, blocks }: Written): object {
  const nested = Object.entries(blocks).filter(
    ([, { bodies, isDynamic, json }]) => isDynamic === undefined && (bodies.length > 0 || json !== undefined),
  );
  const dynamic = Object.entries(blocks).filter(([, { isDynamic }]) => isDynamic);
  return {
    ...JSON.parse(escaped(values)),
    ...Object.fromEntries(
      nested.map(([type, { bodies, json }]) => {
        const all = bodies.map(jsonBody);
        return [type, json === 'null' ? null : json === 'object' ? all[0] : all];
      }),
    ),
    ...(dynamic.length > 0 && {
      dynamic: Object.fromEntries(
        dynamic.map(([type, { bodies }]) => [
          type,
          bodies.map((body) => ({ for_each: ['x'], content: jsonBody(body) })),
        ]),
      ),
    }),
  };
}

/** As JSON text in which nothing is a template. */
function escaped(value: unknown): string {
  return JSON.stringify(value).replaceAll('${', '$${').replaceAll('%{', '%%{');
}

function valuesOf({ values, blocks }: Written): object {
  const nested = Object.entries(blocks).map(([type, { bodies }]) => [type, bodies.map(valuesOf)] as const);
  return { ...values, ...Object.fromEntries(nested) };
}

/** What the configuration of a plan shows: nothing of `dynamic` blocks. */
function expressionsOf({ values, blocks }: Written): object {
  const constants = Object.entries(values).map(([name, value]) => [name, { constant_value: value }] as const);
  const nested = Object.entries(blocks).flatMap(([type, { bodies, isDynamic }]) =>
    isDynamic || bodies.length === 0 ? [] : [[type, bodies.map(expressionsOf)] as const],
  );
  return { ...Object.fromEntries(constants), ...Object.fromEntries(nested) };
}
