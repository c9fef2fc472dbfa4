import { describe, expect, it } from 'vitest';
import type { InstalledCall } from '../../../src/terraform/load/modules.ts';
import { type Files, load, outputsOf, problemOf, stackOf } from '../in-memory.ts';

/** Code that is not checked out, beside what was installed for what is. */

const call = (name: string, source: string, version?: string): string =>
  `module "${name}" {\n  source = "${source}"\n${version === undefined ? '' : `  version = "${version}"\n`}}\n`;
const leaf = 'resource "aws_x" "a" {}\n';
const listed = (
  ...modules: readonly (readonly [key: string, source: string, version: string | undefined])[]
): Files => ({
  '.terraform/modules/modules.json': JSON.stringify({
    Modules: modules.map(([Key, Source, Version]) => ({ Key, Source, Version, Dir: `.terraform/modules/${Key}` })),
  }),
  ...Object.fromEntries(modules.map(([key]) => [`.terraform/modules/${key}/main.tf`, leaf])),
});

async function ofCommit(files: Files) {
  const installed: InstalledCall[] = [];
  const ofCommit = { onInstalled: (calls: readonly InstalledCall[]) => installed.push(...calls) };
  const { holes, resources } = await stackOf(files, { ofCommit });
  return {
    installed: installed.map(({ address }) => address),
    missing: holes.flatMap((hole) => (hole.kind === 'module-missing' ? [hole.address] : [])),
    resources: resources.map(({ address }) => address),
  };
}

const none = { installed: [], missing: ['module.a'], resources: [] };
const read = { installed: ['module.a'], missing: [], resources: ['module.a.aws_x.a'] };
const source = 'registry.terraform.io/example/a/aws';

describe('a module that was installed for what is checked out', () => {
  it.each([
    ['has the same version', call('a', 'example/a/aws', '2.1.0'), '2.1.0', read],
    ['has a version that fits', call('a', 'example/a/aws', '~> 2.0'), '2.1.0', read],
    ['has no version on either side', call('a', 'example/a/aws'), '2.1.0', read],
    ['has another version', call('a', 'example/a/aws', '2.0.0'), '2.1.0', none],
    ['has a version that does not fit', call('a', 'example/a/aws', '~> 1.0'), '2.1.0', none],
    ['has a version that is not told', call('a', 'example/a/aws', '2.1.0'), undefined, none],
    ['has another source', call('a', 'example/b/aws', '2.1.0'), '2.1.0', none],
    ['has a computed source', call('a', 'example/$' + '{"a"}/aws'), '2.1.0', none],
  ])('%s', async (_, code, version, expected) => {
    expect(await ofCommit({ 'main.tf': code, ...listed(['a', source, version]) })).toEqual(expected);
  });

  it('is the same under another name', async () => {
    const files = { 'main.tf': call('a', 'example/a/aws', '2.1.0'), ...listed(['b', source, '2.1.0']) };
    expect(await ofCommit(files)).toEqual(read);
  });

  it('is not chosen among several versions', async () => {
    const files = {
      'main.tf': call('a', 'example/a/aws', '~> 2.0'),
      ...listed(['b', source, '2.1.0'], ['c', source, '2.2.0']),
    };
    expect(await ofCommit(files)).toEqual(none);
  });

  it('is read as a whole, with all that it calls', async () => {
    const nested = 'registry.terraform.io/example/nested/aws';
    const files = {
      'main.tf': call('a', 'example/a/aws', '2.1.0'),
      ...listed(['b', source, '2.1.0'], ['b.c', nested, '1.0.0']),
      '.terraform/modules/b/main.tf': call('c', 'example/nested/aws', '~> 1.0') + call('d', './modules/d'),
      '.terraform/modules/b/modules/d/main.tf': leaf,
    };
    expect(await ofCommit(files)).toEqual({
      installed: ['module.a'],
      missing: [],
      resources: ['module.a.module.c.aws_x.a', 'module.a.module.d.aws_x.a'],
    });
  });

  it('is told below a module of the code, too', async () => {
    const files = {
      'main.tf': call('v', './vendored'),
      'vendored/main.tf': call('a', 'example/a/aws', '2.1.0'),
      ...listed(['v.a', source, '2.1.0']),
    };
    expect(await ofCommit(files)).toEqual({
      installed: ['module.v.module.a'],
      missing: [],
      resources: ['module.v.module.a.aws_x.a'],
    });
  });
});

describe('what the flags of a run name and a commit does not have', () => {
  it('is passed over', async () => {
    const variables = [
      { kind: 'var', value: 'later=1' },
      { kind: 'json', value: '{"later": 2, "x": "given"}' },
      { kind: 'var-file', value: 'later.tfvars' },
    ] as const;
    const code = 'variable "x" {}\noutput "x" {\n  value = var.x\n}\n';
    expect((await outputsOf(code, { variables, ofCommit: {} }))['x']).toMatchObject({ value: 'given' });
    expect(await problemOf(code, { variables })).toMatchObject({ code: 'variable-invalid' });
    expect(await problemOf(code, { variables: variables.slice(2) })).toMatchObject({ code: 'input-unreadable' });
  });

  it('declares nothing where it is the directory', async () => {
    for (const files of [{}, { 'new/readme.md': 'x' }]) {
      const { tree } = await load(files, { directory: 'new', ofCommit: {} });
      expect(tree.root.source.resources.size).toBe(0);
    }
    expect(await problemOf({}, { directory: 'new' })).toMatchObject({ code: 'directory-missing' });
  });

  it('is said where it is in error', async () => {
    expect(await problemOf('resource {', { ofCommit: {} })).toMatchObject({ code: 'terraform-invalid' });
  });
});
