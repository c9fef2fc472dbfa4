import { describe, expect, it } from 'vitest';
import { remoteStateReader } from '../../src/data-sources/remote-state.ts';
import { ProblemError } from '../../src/model/problem.ts';
import { memoryFiles, plainWithCauses, understand } from './world.ts';

const state = (outputs: object) =>
  JSON.stringify({ version: 4, terraform_version: '1.11.4', serial: 1, lineage: 'l', outputs, resources: [] });
const network = state({
  vpc_id: { value: 'vpc-1', type: 'string' },
  subnets: { value: ['b', 'a'], type: ['set', 'string'] },
  ports: { value: { http: 80 }, type: ['map', 'number'] },
  mixed: { value: { a: [1, 'x'] }, type: ['object', { a: ['tuple', ['number', 'string']] }] },
  token: { value: 'invented', type: 'string', sensitive: true },
});

function read(source: string, content: Record<string, string>, named: Record<string, string> = {}) {
  const main = `${source}\noutput "all" {\n  value = data.terraform_remote_state.network.outputs\n}\n`;
  const reader = remoteStateReader(new Map(Object.entries(named)), memoryFiles(content));
  return understand(main, {}, { files: reader, content });
}

const local = (more = '', config = 'path = "network.tfstate"') => `data "terraform_remote_state" "network" {
  backend = "local"
  config  = { ${config} }
  ${more}
}`;
const remote = 'data "terraform_remote_state" "network" {\n  backend = "s3"\n  config = { bucket = "states" }\n}';

describe('terraform_remote_state', () => {
  it('has the outputs of the state in its local backend, typed and marked', async () => {
    const { value } = await read(local(), { 'network.tfstate': network });
    const all = value('all');
    expect(plainWithCauses(all)).toEqual({
      vpc_id: 'vpc-1',
      subnets: ['a', 'b'],
      ports: { http: 80 },
      mixed: { a: [1, 'x'] },
      token: 'invented',
    });
    const entries = all.kind === 'object' ? all.entries : new Map();
    expect(entries.get('token')).toMatchObject({ sensitive: true });
    expect(entries.get('vpc_id')).not.toHaveProperty('sensitive');
    expect(entries.get('ports')).toMatchObject({ kind: 'map', element: { kind: 'number' } });
  });

  it('finds the state of a workspace', async () => {
    const { value } = await read(local('workspace = "dev"'), {
      'network.tfstate': state({}),
      'terraform.tfstate.d/dev/terraform.tfstate': network,
    });
    expect(plainWithCauses(value('all'))).toMatchObject({ vpc_id: 'vpc-1' });
  });

  it('takes what `terraform show -json` prints', async () => {
    const shown = JSON.stringify({
      format_version: '1.0',
      terraform_version: '1.11.4',
      values: { outputs: { vpc_id: { value: 'vpc-2', type: 'string', sensitive: false } }, root_module: {} },
    });
    const { value } = await read(local(), { 'network.tfstate': shown });
    expect(plainWithCauses(value('all'))).toEqual({ vpc_id: 'vpc-2' });
  });

  it('takes defaults for outputs that are not there', async () => {
    const { value } = await read(local('defaults = { vpc_id = "none", region = "us-east-1" }'), {
      'network.tfstate': state({ vpc_id: { value: 'vpc-1', type: 'string' } }),
    });
    expect(plainWithCauses(value('all'))).toEqual({ vpc_id: 'vpc-1', region: 'us-east-1' });
  });

  it.each(['network', 'data.terraform_remote_state.network'])('takes the file that is named for %s', async (name) => {
    const { value } = await read(remote, { 'given.json': network }, { [name]: 'root/given.json' });
    expect(plainWithCauses(value('all'))).toMatchObject({ vpc_id: 'vpc-1' });
  });

  it.each([
    ['another backend', remote, {}],
    ['a file that is not there', local(), {}],
    ['a file that is no state', local(), { 'network.tfstate': '{}' }],
    [
      'an unknown path',
      `variable "p" {\n  type = string\n}\n${local('', 'path = var.p')}`,
      { 'terraform.tfstate': network },
    ],
  ] as const)('stays unknown with %s', async (_, source, content) => {
    const { value } = await read(source, content);
    expect(value('all')).toMatchObject({
      kind: 'unknown',
      because: { kind: 'data', address: 'data.terraform_remote_state.network' },
    });
  });

  it('refuses a named file that is missing or no state', async () => {
    await expect(read(remote, {}, { network: 'root/none.json' })).rejects.toThrow(ProblemError);
    await expect(read(remote, { 'x.json': '[]' }, { network: 'root/x.json' })).rejects.toThrow(ProblemError);
  });
});
