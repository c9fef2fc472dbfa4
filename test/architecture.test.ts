import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, it } from 'vitest';

/**
 * What each folder of `src/` may import beside itself: folders of `src/`, packages, and modules of Node. A folder, or a file that stands in none,
 * that has no row may not exist, and neither may a row of which nothing is used.
 */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  version: ['..'],
  'exit-code': ['model', 'model/report'],
  model: ['model/report', 'model/secret', '../rules', 'zod', 'decimal.js'],
  'model/report': ['model', 'zod'],
  'model/secret': ['model', 'node:async_hooks', 'node:crypto', 'node:util'],
  compare: ['model', 'model/report', 'model/secret', 'ipaddr.js'],
  'config/sections': ['model', 'model/report', 'compare', 'config', 'zod'],
  config: ['model', 'model/report', 'model/secret', 'config/sections', 'node:path', 're2js', 'zod'],
  policy: [
    'model',
    'model/report',
    'model/secret',
    'config',
    'config/sections',
    'aws',
    'aws/reads',
    'kinds',
    'policy/ignore',
  ],
  'policy/ignore': ['model', 'model/report', 'model/secret', 'config', 'config/sections', 'policy'],
  'policy/expect': [
    'model',
    'model/report',
    'model/secret',
    'compare',
    'config',
    'config/sections',
    'policy',
    'aws',
    'aws/reads',
    'kinds',
    'kinds/ec2/security-group',
    'kinds/ecs',
    'kinds/ecs/service',
    'kinds/ecs/task-definition',
  ],
  'config/load': [
    'model',
    'model/secret',
    'config',
    'policy',
    'git',
    'terraform/functions/encoding',
    'terraform/load',
    'node:fs',
    'node:path',
    'yaml',
    'zod',
  ],

  'terraform/syntax': ['model', 'model/secret', 'terraform/evaluate', '@cdktf/hcl2json'],
  'terraform/evaluate': ['model', 'model/secret', 'terraform/syntax', 'terraform/functions', 'decimal.js'],
  'terraform/functions': [
    'model',
    'model/secret',
    'terraform/evaluate',
    'terraform/functions/collection',
    'terraform/functions/date-and-time',
    'terraform/functions/encoding',
    'terraform/functions/filesystem',
    'terraform/functions/ip-network',
    'terraform/functions/string',
    'node:crypto',
    'node:os',
    'node:path',
  ],
  'terraform/functions/collection': ['model', 'model/secret', 'terraform/evaluate', 'terraform/functions'],
  'terraform/functions/date-and-time': ['terraform/evaluate', 'terraform/functions'],
  'terraform/functions/encoding': [
    'model',
    'terraform/evaluate',
    'terraform/functions',
    'terraform/functions/date-and-time',
    'yaml',
  ],
  'terraform/functions/filesystem': ['model', 'terraform/evaluate', 'terraform/functions', 'node:path', 're2js'],
  'terraform/functions/ip-network': ['model', 'terraform/evaluate', 'terraform/functions'],
  'terraform/functions/string': ['model', 'model/secret', 'terraform/evaluate', 'terraform/functions', 're2js'],
  'terraform/edit': ['model', 'model/report', 'terraform/syntax'],
  'terraform/configuration': ['model', 'terraform/syntax', 'terraform/evaluate', 'terraform/functions'],
  'terraform/load': [
    'model',
    'model/secret',
    'terraform/syntax',
    'terraform/evaluate',
    'terraform/functions',
    'terraform/configuration',
    'node:fs',
    'node:os',
    'node:path',
    'zod',
  ],
  'terraform/stack': [
    'model',
    'model/secret',
    'terraform/syntax',
    'terraform/evaluate',
    'terraform/functions',
    'terraform/configuration',
    'terraform/load',
    'terraform/stack/reach',
    'node:util',
  ],
  'terraform/stack/reach': [
    'model',
    'terraform/syntax',
    'terraform/evaluate',
    'terraform/configuration',
    'terraform/stack',
  ],
  'terraform/predicted': ['model', 'terraform/evaluate', 'terraform/functions', 'terraform/stack', 'node:util'],
  'terraform/plan-and-state': ['model', 'terraform/evaluate', 'terraform/stack'],

  'aws/sdk': ['@aws-sdk/*'],
  'aws/answers': ['model/report', 'node:timers', '@aws-sdk/xml-builder', '@smithy/core', 'zod'],
  aws: ['model', 'model/report', 'model/secret', 'aws/answers', 'aws/reads', 'aws/sdk', '@aws-sdk/*', 'p-limit', 'zod'],
  'aws/reads': ['model', 'model/report', 'aws', 'aws/answers', 'aws/snapshot', '@aws-sdk/*', 'ipaddr.js', 'zod'],
  'aws/snapshot': ['model', 'model/report', 'model/secret', 'aws', 'aws/reads', 'node:crypto', 'zod'],

  kinds: ['model', 'model/report', 'model/secret', 'compare', 'aws', 'kinds/*/*', 'kinds/ecs/delivery'],
  'kinds/ecs': ['model', 'model/report', 'model/secret', 'compare', 'aws', 'aws/reads', 'kinds', 'terraform/stack'],
  // Every kind: none imports another, and `<parent>` is what a family shares.
  'kinds/*/*': [
    'model',
    'model/report',
    'model/secret',
    'compare',
    'aws',
    'aws/reads',
    'kinds',
    '<parent>',
    'terraform/evaluate',
    'terraform/stack',
    '@aws-sdk/*',
  ],
  'kinds/ec2/security-group/remedies': [
    'model',
    'model/report',
    'model/secret',
    'kinds/ec2/security-group',
    'terraform/configuration',
    'terraform/edit',
    'terraform/load',
    'terraform/syntax',
  ],
  'kinds/ecs/delivery': [
    'model',
    'model/report',
    'model/secret',
    'compare',
    'aws',
    'aws/reads',
    'kinds',
    'kinds/ecs',
    'kinds/ecs/task-definition',
  ],
  'data-sources': [
    'model',
    'model/report',
    'model/secret',
    'aws',
    'aws/reads',
    'terraform/evaluate',
    'terraform/load',
    'terraform/plan-and-state',
    'terraform/stack',
    'node:path',
  ],

  init: ['model', 'model/secret', 'config/sections', 'terraform/load', 'yaml', 'node:fs', 'node:path'],
  understanding: [
    'model',
    'model/report',
    'model/secret',
    'terraform/configuration',
    'terraform/evaluate',
    'terraform/load',
    'terraform/stack',
  ],
  git: ['model', 'terraform/load', 'node:child_process', 'node:fs', 'node:os', 'node:path'],
  github: ['model', '@actions/github', 'node:timers', 'node:zlib', 'zod'],
  report: [
    'model',
    'model/report',
    'model/secret',
    'report/markdown',
    'report/message',
    'report/message/problem',
    'chalk',
    'get-east-asian-width',
    'node:path',
  ],
  'report/markdown': ['model', 'model/report', 'report', 'report/message', 'report/message/problem'],
  'report/message': ['model', 'model/report', 'model/secret', 'report', 'report/message/problem'],
  'report/message/problem': ['model', 'model/report', 'model/secret', 'report', 'report/message'],
  check: [
    'check/change',
    'check/evidence',
    'model',
    'model/report',
    'model/secret',
    'compare',
    'terraform/evaluate',
    'terraform/load',
    'terraform/plan-and-state',
    'terraform/predicted',
    'terraform/stack',
    'aws',
    'aws/reads',
    'aws/snapshot',
    'kinds',
    'kinds/ec2/security-group',
    'kinds/ecs',
    'kinds/ecs/service',
    'kinds/ecs/task-definition',
    'data-sources',
    'understanding',
    'policy',
    'policy/ignore',
    'policy/expect',
    'git',
    'exit-code',
    'version',
    'node:crypto',
    'node:path',
    'node:util',
  ],
  'check/evidence': [
    'compare',
    'model',
    'model/report',
    'model/secret',
    'aws',
    'aws/reads',
    'kinds/ec2/security-group',
    'kinds/ec2/security-group/remedies',
    'kinds/ecs',
    'check',
  ],
  'check/change': [
    'model',
    'model/report',
    'model/secret',
    'kinds',
    'kinds/ec2/security-group',
    'policy',
    'policy/expect',
    'check',
    'node:util',
  ],
  'check/rehearsal': [
    'model',
    'model/report',
    'model/secret',
    'compare',
    'terraform/evaluate',
    'terraform/stack',
    'aws',
    'aws/reads',
    'kinds',
    'kinds/ec2/security-group',
    'kinds/ecs',
    'kinds/ecs/delivery',
    'kinds/ecs/task-definition',
    'policy',
    'check',
  ],
  commands: [
    'git',
    'model',
    'model/report',
    'model/secret',
    'terraform/evaluate',
    'terraform/load',
    'terraform/stack',
    'aws',
    'aws/reads',
    'aws/snapshot',
    'kinds',
    'kinds/ecs',
    'kinds/ecs/delivery',
    'kinds/ecs/service',
    'kinds/ecs/task-definition',
    'data-sources',
    'understanding',
    'config',
    'config/edit',
    'config/load',
    'config/sections',
    'policy',
    'policy/ignore',
    'check',
    'check/rehearsal',
    'init',
    'report',
    'report/message',
    'report/message/problem',
    'exit-code',
    'heap-growth',
    'node:fs',
    'node:path',
    'node:timers',
    'chalk',
    'zod',
  ],
  index: ['model', 'model/report', 'aws', 'aws/snapshot', 'check'],
  'config/edit': ['config/sections', 'node:util', 'yaml'],
  'command-line': ['commander'],
  refusal: ['model', 'model/secret', 'commander'],
  action: [
    'model',
    'model/report',
    'terraform/load',
    'git',
    'github',
    'commands',
    'report',
    'report/markdown',
    'report/message',
    'exit-code',
    'ending',
    'heap-growth',
    'node:crypto',
    'node:fs',
    'node:os',
    'node:path',
    'node:url',
    '@actions/core',
    'zod',
  ],
  cli: ['commands', 'exit-code', 'version', 'program', 'ending'],
  program: ['model', 'commands', 'exit-code', 'version', 'command-line', 'refusal', 'heap-growth', 'commander'],
  ending: [],
  'heap-growth': ['node:v8'],
};

const src = join(import.meta.dirname, '../src');

/** The folder of a file; the name of a file that stands in none. */
function partOf(file: string): string {
  const name = relative(src, file);
  return dirname(name) === '.' ? name.replace(/\.ts$/, '') : dirname(name);
}

/** The row of a folder: its own, else that of all kinds. */
function rowOf(from: string): string {
  return from in mayImport || !/^kinds\/[^/]+\/[^/]+$/.test(from) ? from : 'kinds/*/*';
}

/** What a row calls a folder that another one imports. */
function namesOf(from: string, to: string): readonly string[] {
  return [to, ...(rowOf(to) === to ? [] : [rowOf(to)]), ...(to === dirname(from) ? ['<parent>'] : [])];
}

/** A folder of `src/`, `..` for what lies above it, a module of Node, or a package. */
function importedPart(file: string, specifier: string): string {
  if (specifier.startsWith('.')) return partOf(join(dirname(file), specifier));
  if (specifier.startsWith('@aws-sdk/client-')) return '@aws-sdk/*';
  const [scope = '', name = ''] = specifier.split('/');
  return scope.startsWith('@') ? `${scope}/${name}` : scope;
}

const imports = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .flatMap((name) => {
    const file = join(src, name);
    const specifiers = readFileSync(file, 'utf8').matchAll(
      /^(?:import|export|\}).*?\bfrom '([^']+)'|\bimport\('([^']+)'\)/gm,
    );
    const from = partOf(file);
    return [
      { name, from, to: from },
      ...[...specifiers].map(([, static_, dynamic = '']) => ({
        name,
        from,
        to: importedPart(file, static_ ?? dynamic),
      })),
    ];
  });

it('lets each folder import what its row names and nothing else', () => {
  const wrong = imports
    .filter(({ from, to }) => from !== to && !namesOf(from, to).some((name) => mayImport[rowOf(from)]?.includes(name)))
    .map(({ name, to }) => `${name} -> ${to}`);
  expect(wrong).toEqual([]);
});

it('has a row for each folder', () => {
  const folders = new Set(imports.map(({ from }) => rowOf(from)).filter((from) => !from.endsWith('.d')));
  expect([...folders].toSorted()).toEqual(Object.keys(mayImport).toSorted());
});

it('has nothing in a row that its folder does not import', () => {
  const used = new Set(imports.flatMap(({ from, to }) => namesOf(from, to).map((name) => `${rowOf(from)} -> ${name}`)));
  const unused = Object.entries(mayImport).flatMap(([from, all]) =>
    all.map((to) => `${from} -> ${to}`).filter((one) => !used.has(one)),
  );
  expect(unused).toEqual([]);
});
