import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../../src/model/problem.ts';
import type { KnownAttributes, Resource, Stack } from '../../../src/model/stack.ts';
import type { TerraformValue } from '../../../src/model/value.ts';
import { isSensitive } from '../../../src/terraform/evaluate/marks.ts';
import { readPlan } from '../../../src/terraform/plan-and-state/plan.ts';
import { attributesOfState, readState, type State } from '../../../src/terraform/plan-and-state/state.ts';
import { stateStack } from '../../../src/terraform/plan-and-state/state-stack.ts';

const document = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../documents', `${name}.json`), 'utf8');
const start = { line: 1, column: 1, offset: 0 };
const at = { file: 'main.tf', start, end: start };

/** A stack that has these addresses and nothing in them. */
function stackOf(addresses: readonly string[], attributes: Record<string, string> = {}): Stack {
  const values = Object.entries(attributes).map(
    ([name, value]) => [name, { value: { kind: 'string', value } as TerraformValue, at }] as const,
  );
  return {
    directory: '.',
    workspace: 'default',
    resources: addresses.map((address): Resource => {
      const [type = '', name = ''] = address
        .replace(/\[.*\]$/, '')
        .split('.')
        .slice(-2);
      const mode = address.includes('data.') ? 'data' : 'managed';
      const body = { attributes: new Map(values), blocks: new Map() };
      return { address, mode, type, name, module: '', at, body, ignoreChanges: [] };
    }),
    providers: [],
    holes: [],
    diagnostics: [],
    unsetVariables: [],
  };
}

const told = (state: State, attributes?: Record<string, string>): KnownAttributes =>
  attributesOfState(
    state,
    stackOf(
      state.resources.map(({ address }) => address),
      attributes,
    ),
  );

function file(...resources: object[]): string {
  return JSON.stringify({ version: 4, serial: 1, lineage: 'x', resources });
}
function managed(type: string, instance: object, more: object = {}): object {
  return { mode: 'managed', type, name: 'this', provider: 'provider["a"]', instances: [instance], ...more };
}
const stateOf = (...resources: object[]): State => readState(file(...resources), 'x');

describe('what Terraform writes', () => {
  const addresses = [
    'terraform_data.first',
    'terraform_data.many[0]',
    'terraform_data.many[1]',
    'module.inner["x"].terraform_data.this',
    'module.inner["y.z"].terraform_data.this',
  ].sort();

  it.each(['state-file', 'state-show'])('%s has every resource', (name) => {
    const state = readState(document(name), name);
    expect(state.resources.map(({ address }) => address).sort()).toEqual(addresses);
    expect(state.resources.find(({ address }) => address === 'terraform_data.many[1]')?.key).toBe(1);
    expect(state.resources.find(({ address }) => address.includes('y.z'))).toMatchObject({
      module: 'module.inner["y.z"]',
      name: 'this',
      tainted: false,
    });
  });

  it('tells the same in both forms', () => {
    const [a, b] = ['state-file', 'state-show'].map((name) => told(readState(document(name), name)));
    const output = (known: KnownAttributes | undefined) =>
      known?.get('module.inner["x"].terraform_data.this')?.get('output');
    expect(output(a)?.kind).toBe('object');
    expect(output(a)).toEqual(output(b));
    expect(a?.get('terraform_data.first')?.get('id')).toEqual(b?.get('terraform_data.first')?.get('id'));
  });

  it.each(['state-file', 'state-show'])('%s keeps the sensitive marks', (name) => {
    const input = told(readState(document(name), name))
      .get('terraform_data.first')
      ?.get('input');
    const entries = input?.kind === 'object' ? input.entries : new Map<string, TerraformValue>();
    expect(entries.get('token')?.sensitive).toBe(true);
    expect(entries.get('name')).toEqual({ kind: 'string', value: 'first' });
  });
});

describe('a state file', () => {
  it('has no objects that are to be destroyed, nor those of 0.11', () => {
    const state = stateOf({
      ...managed('aws_vpc', { attributes: { id: 'vpc-1' } }),
      instances: [
        { attributes: { id: 'vpc-1' } },
        { deposed: '0a1b2c3d', attributes: { id: 'vpc-2' } },
        { attributes_flat: { id: 'vpc-3' } },
      ],
    });
    expect(state.resources.map(({ values }) => values['id'])).toEqual(['vpc-1']);
  });

  it('writes addresses as Terraform does', () => {
    const state = readState(
      `{"version":4,"lineage":"x","resources":[
        {"module":"module.a[\\"x\\"].module.b[0]","mode":"managed","type":"aws_vpc","name":"v","instances":[{"index_key":1.0,"attributes":{}}]},
        {"mode":"data","type":"aws_vpc","name":"v","instances":[{"index_key":"a\\"b","attributes":{}}]}
      ]}`,
      'x',
    );
    expect(state.resources.map(({ address }) => address)).toEqual([
      'module.a["x"].module.b[0].aws_vpc.v[1]',
      'data.aws_vpc.v["a\\"b"]',
    ]);
  });

  it('tells no ids of what is to be replaced', () => {
    expect(told(stateOf(managed('aws_vpc', { status: 'tainted', attributes: { id: 'vpc-1' } }))).size).toBe(0);
  });

  it('tells nothing of null, which may be unknown', () => {
    const known = told(stateOf(managed('aws_vpc', { attributes: { id: 'vpc-1', arn: null } })));
    expect([...(known.get('aws_vpc.this')?.keys() ?? [])]).toEqual(['id']);
  });

  it('tells nothing of what the code calls otherwise, or has no more', () => {
    const state = stateOf(managed('aws_ssm_parameter', { attributes: { name: '/a', arn: 'arn:a' } }));
    expect(told(state, { name: '/a' }).get('aws_ssm_parameter.this')?.has('arn')).toBe(true);
    expect(told(state, { name: '/b' }).size).toBe(0);
    expect(attributesOfState(state, stackOf([])).size).toBe(0);
  });

  it('tells no revision: the next apply may register another', () => {
    const attributes = {
      arn: 'arn:aws:ecs:us-east-1:123456789012:task-definition/a:7',
      revision: 7,
      family: 'a',
      id: 'a',
    };
    const known = told(stateOf(managed('aws_ecs_task_definition', { attributes })));
    expect([...(known.get('aws_ecs_task_definition.this')?.keys() ?? [])].sort()).toEqual(['family', 'id']);
  });

  it.each([
    ['an attribute', [[{ type: 'get_attr', value: 'secret' }]]],
    [
      'a map element',
      [
        [
          { type: 'get_attr', value: 'map' },
          { type: 'index', value: { value: 'k', type: 'string' } },
        ],
      ],
    ],
    [
      'a list element',
      [
        [
          { type: 'get_attr', value: 'list' },
          { type: 'index', value: { value: 1, type: 'number' } },
        ],
      ],
    ],
    ['a path that is not understood', [[{ type: 'new' }]]],
    ['no path at all', ['x']],
  ])('marks %s', (_, paths) => {
    const attributes = { id: 'i', secret: 's', map: { k: 'v', l: 'w' }, list: ['a', 'b'] };
    const known = told(stateOf(managed('aws_x', { attributes, sensitive_attributes: paths }))).get('aws_x.this');
    expect([...(known?.values() ?? [])].some(isSensitive)).toBe(true);
    if (paths.flat().length > 1 || JSON.stringify(paths).includes('secret')) {
      expect(known?.get('id')?.sensitive).toBeUndefined();
    }
  });

  it('gives a stack with the places of the code and none of its own', () => {
    const state = readState(
      file(
        managed('aws_security_group', {
          attributes: { id: 'sg-1', name: 'a', ingress: [{ from_port: 1 }], egress: [], tags: null },
        }),
      ),
      'x',
    );
    const [inline] = stateStack(state, stackOf(['aws_security_group.this'], { ingress: '' })).resources;
    const unsaid = (resource: Resource | undefined) =>
      [...(resource?.body.attributes ?? [])].map(([name, argument]) => [name, argument.unsaid]);
    expect(unsaid(inline)).toEqual([
      ['id', undefined],
      ['name', undefined],
      ['ingress', undefined],
      ['egress', 'absent'],
    ]);
    const [elsewhere] = stateStack(state, stackOf(['aws_security_group.this'])).resources;
    expect(unsaid(elsewhere).slice(2)).toEqual([
      ['ingress', 'absent'],
      ['egress', 'absent'],
    ]);
  });
});

describe('what is no state', () => {
  const secret = `sk${'_'}invented_0123456789`;
  const found = (text: string, read: (text: string, file: string) => unknown = readState) => {
    try {
      read(text, 'given.json');
      return 'nothing';
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      expect(JSON.stringify(error.problem) + String(error.stack) + String(error.cause)).not.toContain(secret);
      return error.problem.code === 'terraform-json'
        ? [error.problem.expected, error.problem.found, error.problem.detail]
        : error.problem.code;
    }
  };

  it.each([
    ['', ['state', 'empty', undefined]],
    [`{"a": "${secret}"`, ['state', 'not-json', undefined]],
    [`["${secret}"]`, ['state', 'not-json', undefined]],
    [`{"name": "${secret}", "version": "1.0.0"}`, ['state', 'foreign', undefined]],
    [`{"format_version": "1.0", "provider_schemas": {}}`, ['state', 'foreign', undefined]],
    ['PK\u0003\u0004binary', ['state', 'binary-plan', undefined]],
    [
      `{"serial":1,"lineage":"x","meta":{},"encrypted_data":"${secret}","encryption_version":"v0"}`,
      ['state', 'encrypted', undefined],
    ],
    ['{"version":3,"serial":1,"lineage":"x","modules":[]}', ['state', 'version', '3']],
    ['{"version":5,"serial":1,"lineage":"x"}', ['state', 'version', '5']],
    ['{"format_version":"2.0","values":{}}', ['state', 'version', '2.0']],
    ['{"format_version":"1.2","planned_values":{}}', ['state', 'plan', undefined]],
  ])('%s', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  const asPlan = (text: string, file: string) => readPlan(text, file, new Set());

  it('refuses a state as a plan, and plans of another format', () => {
    expect(found('{"version":4,"serial":1,"lineage":"x"}', asPlan)).toEqual(['plan', 'state', undefined]);
    expect(found('{"format_version":"1.0","values":{}}', asPlan)).toEqual(['plan', 'state', undefined]);
    expect(found('{"format_version":"0.2","planned_values":{}}', asPlan)).toEqual(['plan', 'version', '0.2']);
    expect(found('{"format_version":"2.0","planned_values":{}}', asPlan)).toEqual(['plan', 'version', '2.0']);
  });

  it('takes an empty state, a byte order mark and members of later versions', () => {
    expect(readState('{"format_version":"1.0"}', 'x').resources).toEqual([]);
    expect(readState('\uFEFF{"format_version":"1.9","values":{"later":1},"new":{}}', 'x').resources).toEqual([]);
    expect(readState('{"version":4,"serial":0,"lineage":"","resources":null}', 'x').resources).toEqual([]);
  });

  it('survives what has the wrong shape', () => {
    const odd = [
      null,
      1,
      'x',
      [],
      {},
      { mode: 'managed' },
      { mode: 'managed', type: 'a', name: 'b', instances: [null, 1, {}] },
    ];
    expect(stateOf(...(odd as object[])).resources).toEqual([]);
    const root = { resources: odd, child_modules: [null, { resources: 'x' }] };
    expect(readState(JSON.stringify({ format_version: '1.0', values: { root_module: root } }), 'x').resources).toEqual(
      [],
    );
  });
});
