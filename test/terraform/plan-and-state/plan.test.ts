import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { blocks, type DeclaredBody } from '../../../src/model/declared.ts';
import type { KnownAttributes, Resource, Stack } from '../../../src/model/stack.ts';
import type { TerraformValue } from '../../../src/model/value.ts';
import { readPlan } from '../../../src/terraform/plan-and-state/plan.ts';
import { planEvaluator } from '../../../src/terraform/plan-and-state/plan-stack.ts';
import { plain, unknown } from '../plain.ts';

const place = { directory: '.', workspace: 'default' };
const types = new Set(['terraform_data', 'aws_x', 'aws_security_group']);
const nothing: KnownAttributes = new Map();
const known = (entries: Record<string, Record<string, string>>): KnownAttributes =>
  new Map(
    Object.entries(entries).map(([address, attributes]) => [
      address,
      new Map(Object.entries(attributes).map(([name, value]) => [name, { kind: 'string', value } as TerraformValue])),
    ]),
  );
const stackOf = (text: string, learnt = nothing): Stack =>
  planEvaluator(readPlan(text, 'plan.json', types), place)(learnt);
const resourceAt = (stack: Stack, address: string): Resource | undefined =>
  stack.resources.find((resource) => resource.address === address);
const valueAt = (stack: Stack, address: string, name: string): TerraformValue | undefined =>
  resourceAt(stack, address)?.body.attributes.get(name)?.value;

describe('what Terraform writes', () => {
  const document = (name: string) => readFileSync(join(import.meta.dirname, '../documents', `${name}.json`), 'utf8');

  it('has every instance, with what is not known before the apply', () => {
    const stack = stackOf(document('plan-create'));
    expect(stack.resources.map(({ address }) => address)).toEqual([
      'module.inner["x"].terraform_data.this',
      'module.inner["y.z"].terraform_data.this',
      'terraform_data.first',
      'terraform_data.many[0]',
      'terraform_data.many[1]',
    ]);
    const input = valueAt(stack, 'module.inner["y.z"].terraform_data.this', 'input');
    expect(input && plain(input)).toEqual({ first: unknown, fixed: 'known', label: 'y.z' });
    const many = valueAt(stack, 'terraform_data.many[1]', 'input');
    expect(many && plain(many)).toEqual(['n-1', unknown]);
  });

  it('keeps the sensitive marks', () => {
    const input = valueAt(stackOf(document('plan-create')), 'terraform_data.first', 'input');
    const entries = input?.kind === 'object' ? input.entries : new Map<string, TerraformValue>();
    expect([...entries].map(([name, value]) => [name, value.sensitive])).toEqual([
      ['list', undefined],
      ['name', undefined],
      ['token', true],
    ]);
  });

  it('has what is planned, not what is', () => {
    const input = valueAt(stackOf(document('plan-change')), 'module.inner["x"].terraform_data.this', 'input');
    expect(input && plain(input)).toMatchObject({ fixed: 'changed', label: 'x' });
  });

  it('is kept only as far as it is compared or not known', () => {
    const { resources } = readPlan(document('plan-change'), 'x', new Set());
    expect(resources.map(({ address }) => address)).toEqual([
      'module.inner["x"].terraform_data.this',
      'module.inner["y.z"].terraform_data.this',
    ]);
  });

  it('gives the same each time', () => {
    const evaluate = planEvaluator(readPlan(document('plan-create'), 'x', types), place);
    expect(evaluate(nothing)).toEqual(evaluate(nothing));
  });
});

interface Given {
  readonly type?: string;
  readonly module?: string;
  readonly index?: string | number;
  readonly values?: object;
  readonly unknown?: object;
  readonly actions?: readonly string[];
  readonly more?: object;
}

/** A plan with one resource, `aws_x.this`, and a configuration. */
function plan(
  configuration: object,
  { type = 'aws_x', module, index, values = {}, unknown = {}, ...given }: Given = {},
) {
  const key = index === undefined ? '' : `[${JSON.stringify(index)}]`;
  const address = `${module === undefined ? '' : `${module}.`}${type}.this${key}`;
  const resource = { address, mode: 'managed', type, name: 'this', values, ...(index === undefined ? {} : { index }) };
  const root = { resources: [resource] };
  const change = { actions: given.actions ?? ['create'], before: null, after: values, after_unknown: unknown };
  return JSON.stringify({
    format_version: '1.2',
    planned_values: {
      root_module: module === undefined ? root : { child_modules: [{ address: module, ...root }] },
    },
    resource_changes: [{ address, mode: 'managed', type, name: 'this', change }],
    configuration,
    ...given.more,
  });
}

const resource = (address: string, expressions: object = {}): object => ({
  address,
  type: address.split('.')[0],
  expressions,
});
const root = (...resources: object[]): object => ({ root_module: { resources } });
const refers = (...references: string[]): object => ({ references });

describe('an unknown attribute', () => {
  const group = resource('aws_security_group.redis');
  const toGroup = refers('aws_security_group.redis.id', 'aws_security_group.redis');

  const one = (expression: object, name = 'security_group_id', learnt = nothing, given: Given = {}) =>
    valueAt(
      stackOf(
        plan(root(group, resource('aws_security_group.tasks'), resource('aws_x.this', { [name]: expression })), {
          unknown: { [name]: true },
          ...given,
        }),
        learnt,
      ),
      'aws_x.this',
      name,
    );

  it('is the reference that it can only be', () => {
    expect(one(toGroup)).toMatchObject({
      kind: 'unknown',
      because: { kind: 'resource', address: 'aws_security_group.redis', path: ['id'] },
    });
  });

  it('is what was learnt of that', () => {
    const learnt = known({ 'aws_security_group.redis': { id: 'sg-1' } });
    expect(one(toGroup, 'security_group_id', learnt)).toEqual({ kind: 'string', value: 'sg-1' });
  });

  it('is not taken for a reference where it can be made of one', () => {
    const learnt = known({ 'aws_security_group.redis': { id: 'sg-1' } });
    expect(one(toGroup, 'description', learnt)).toMatchObject({
      kind: 'unknown',
      because: { kind: 'plan', address: 'aws_x.this', path: ['description'] },
    });
    const both = refers('aws_security_group.redis.id', 'aws_security_group.tasks.id');
    expect(one(both, 'security_group_id', learnt)?.kind).toBe('unknown');
    expect(one(refers('aws_security_group.redis.id', 'local.a'), 'security_group_id', learnt)?.kind).toBe('unknown');
  });

  it('that takes several has those it refers to, and perhaps others', () => {
    const learnt = known({ 'aws_security_group.redis': { id: 'sg-1' } });
    const several = refers('aws_security_group.redis.id', 'aws_security_group.tasks.id');
    expect(one(several, 'security_groups', learnt)).toMatchObject({
      kind: 'tuple',
      elements: [
        { kind: 'string', value: 'sg-1' },
        { kind: 'unknown', because: { address: 'aws_security_group.tasks' } },
      ],
      open: { kind: 'plan' },
    });
  });

  it('is the same instance of another resource with each.key', () => {
    const expressions = resource('aws_x.this', { security_group_id: refers('aws_x.this', 'each.key') });
    const text = plan(root(expressions), { index: 'k', unknown: { security_group_id: true } });
    expect(valueAt(stackOf(text), 'aws_x.this["k"]', 'security_group_id')).toMatchObject({
      because: { kind: 'resource', address: 'aws_x.this["k"]', path: ['id'] },
    });
  });

  it('is followed through the variables and outputs of modules', () => {
    const configuration = {
      root_module: {
        resources: [resource('aws_security_group.redis')],
        module_calls: {
          api: {
            expressions: { group: refers('module.net["a.b"].id', 'module.net["a.b"]', 'module.net') },
            module: { resources: [resource('aws_x.this', { security_group_id: refers('var.group') })] },
          },
          net: {
            module: {
              outputs: { id: { expression: refers('aws_security_group.this[0].id', 'aws_security_group.this[0]') } },
              resources: [resource('aws_security_group.this')],
            },
          },
        },
      },
    };
    const text = plan(configuration, { module: 'module.api', unknown: { security_group_id: true } });
    expect(valueAt(stackOf(text), 'module.api.aws_x.this', 'security_group_id')).toMatchObject({
      because: { kind: 'resource', address: 'module.net["a.b"].aws_security_group.this[0]', path: ['id'] },
    });
  });

  it('is not followed in a circle', () => {
    const configuration = {
      root_module: {
        module_calls: {
          a: {
            expressions: { v: refers('module.a.o') },
            module: {
              outputs: { o: { expression: refers('var.v') } },
              resources: [resource('aws_x.this', { security_group_id: refers('var.v') })],
            },
          },
        },
      },
    };
    const text = plan(configuration, { module: 'module.a', unknown: { security_group_id: true } });
    expect(valueAt(stackOf(text), 'module.a.aws_x.this', 'security_group_id')).toMatchObject({ kind: 'unknown' });
  });
});

describe('what the code says', () => {
  const empty: DeclaredBody = { attributes: new Map(), blocks: new Map() };
  const names = (text: string): string[] => {
    const body = resourceAt(stackOf(text), 'aws_x.this')?.body;
    return [...(body?.attributes.keys() ?? []), ...(body?.blocks.keys() ?? [])].sort();
  };

  it('is not what the provider adds', () => {
    const values = { a: 'x', computed: 'y', name: 'n', dynamic: [{ b: 1 }], alarms: [{ enable: false }], none: [] };
    const configuration = root(resource('aws_x.this', { a: { constant_value: 'x' } }));
    const text = plan(configuration, { values, actions: ['no-op'] });
    expect(names(text)).toEqual(['a', 'alarms', 'dynamic', 'name', 'none']);
    // What may be the blocks of a dynamic one, or be filled in: its reader tells.
    const { attributes } = resourceAt(stackOf(text), 'aws_x.this')?.body ?? empty;
    expect([...attributes].flatMap(([name, { unsaid }]) => (unsaid === undefined ? [] : [[name, unsaid]]))).toEqual([
      ['dynamic', 'kept'],
      ['alarms', 'kept'],
      ['none', 'kept'],
    ]);
  });

  it('is all of it where the configuration does not have the resource', () => {
    expect(names(plan(root(), { values: { a: 'x', b: null } }))).toEqual(['a']);
  });

  it('is what stands in a block, and no more', () => {
    const values = { block: [{ a: 'x', b: '', c: false, d: [{ e: 1, f: 2 }] }] };
    const block = { a: { constant_value: 'x' }, d: [{ e: { constant_value: 1 } }] };
    const stack = stackOf(plan(root(resource('aws_x.this', { block: [block] })), { values }));
    const [read] = blocks(resourceAt(stack, 'aws_x.this')?.body ?? empty, 'block').blocks;
    expect([...(read?.body.attributes.keys() ?? [])]).toEqual(['a', 'd']);
    const [inner] = blocks(read?.body ?? empty, 'd').blocks;
    expect([...(inner?.body.attributes.keys() ?? [])]).toEqual(['e']);
  });

  it('keeps the address of before where something was moved', () => {
    const text = plan(root(resource('aws_x.this')));
    const moved = text.replace('"resource_changes":[{', '"resource_changes":[{"previous_address":"aws_x.old",');
    expect(resourceAt(stackOf(moved), 'aws_x.this')?.previousAddress).toBe('aws_x.old');
  });
});

describe('a provider', () => {
  const region = (expression: object, variables: object = {}, module = '') => {
    const configuration = {
      provider_config: {
        [module === '' ? 'aws' : 'module.a:aws']: {
          name: 'aws',
          ...(module === '' ? {} : { module_address: module }),
          expressions: { region: expression },
        },
      },
      root_module: { module_calls: { a: { expressions: { region: refers('var.region') }, module: {} } } },
    };
    return stackOf(plan(configuration, { more: { variables } })).providers[0]?.body.attributes.get('region')?.value;
  };

  it('has its constants, and variables by their values', () => {
    const variables = { region: { value: 'eu-central-1' } };
    expect(region({ constant_value: 'us-east-1' })).toEqual({ kind: 'string', value: 'us-east-1' });
    expect(region(refers('var.region'), variables)).toEqual({ kind: 'string', value: 'eu-central-1' });
    expect(region(refers('var.region'), variables, 'module.a')).toEqual({ kind: 'string', value: 'eu-central-1' });
  });

  it('is unknown where it may be made of a variable', () => {
    expect(region(refers('var.region'), { region: { value: 'eu' } })?.kind).toBe('unknown');
    expect(region(refers('var.region', 'var.b'), { region: { value: 'eu-central-1' } })?.kind).toBe('unknown');
    expect(region(refers('local.region'))?.kind).toBe('unknown');
  });
});

describe('a plan that is not whole', () => {
  it.each([
    [{ errored: true }, true],
    [{ complete: false }, true],
    [{ complete: true, errored: false }, false],
    [{}, false],
  ])('%j', (more, incomplete) => {
    expect(stackOf(plan(root(), { more })).incomplete !== undefined).toBe(incomplete);
  });

  it('has what was put off, in a number that is not known', () => {
    const change = { actions: ['create'], before: null, after: { a: 'x' }, after_unknown: { b: true } };
    const put = { address: 'aws_x.later[*]', mode: 'managed', type: 'aws_x', name: 'later', change };
    const text = plan(root(), { more: { complete: false, deferred_changes: [{ reason: 'x', resource_change: put }] } });
    const stack = stackOf(text);
    expect(stack.incomplete).toBeUndefined();
    expect(resourceAt(stack, 'aws_x.later[*]')?.expansion).toMatchObject({ kind: 'plan', address: 'aws_x.later[*]' });
  });

  it('survives what has the wrong shape', () => {
    const odd = [null, 1, 'x', [], {}];
    const text = JSON.stringify({
      format_version: '1.2',
      planned_values: { root_module: { resources: odd, child_modules: odd } },
      resource_changes: odd,
      prior_state: 1,
      configuration: { provider_config: { a: null, b: 1 }, root_module: { resources: odd, module_calls: { a: 1 } } },
      deferred_changes: odd,
      variables: { a: null, b: 1 },
    });
    expect(stackOf(text).resources).toEqual([]);
  });
});
