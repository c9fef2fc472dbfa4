import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ApiBucket } from '../../src/aws/api-buckets.ts';
import type { AnyReadDefinition } from '../../src/aws/read.ts';
import { reads } from '../../src/aws/reads/index.ts';
import { sizeOf } from '../../src/aws/traffic.ts';

/*
 * The parts of pages that are made of the list of reads. `UPDATE=1` writes them.
 */

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows]
    .map((row) => (row.every((cell) => cell === '---') ? `|${row.join('|')}|` : `| ${row.join(' | ')} |`))
    .join('\n');

/** A key of whatever read: each member says what it is, and those that are ARNs look like ones. */
const placeholders: Readonly<Record<string, string>> = {
  task: 'arn:aws:ecs:region:account:task/{cluster}/{id}',
  'service-deployment': 'arn:aws:ecs:region:account:service-deployment/{cluster}/{service}/{id}',
  'service-revision': 'arn:aws:ecs:region:account:service-revision/{cluster}/{service}/{id}',
};
const anyKey = new Proxy({}, { get: (_, member) => placeholders[String(member)] ?? `{${String(member)}}` });

function narrowedTo({ iamResources }: Pick<AnyReadDefinition, 'iamResources'>): string {
  if (iamResources === undefined) return 'nothing';
  return iamResources(anyKey)
    .map(({ resource }) => `\`${resource}\``)
    .join(', ');
}

/** How AWS limits the calls of each category, and how driftcheck does. */
function bucketRows(): readonly (readonly string[])[] {
  const buckets = [...new Set(reads.map(({ bucket }): ApiBucket => bucket))];
  return buckets.map((bucket) => {
    const { burst, perSecond, documentedAt, each, name } = bucket;
    const own = sizeOf(bucket);
    const actions = reads.filter((read) => read.bucket === bucket).map(({ action }) => `\`${action}\``);
    return [
      `${name}${each ? ', each action by itself' : ''}`,
      actions.join(', '),
      documentedAt === undefined ? 'not documented' : `[${burst}, and ${perSecond} a second](${documentedAt})`,
      `${own.burst}, and ${own.perSecond} a second`,
    ];
  });
}

const parts: readonly (readonly [page: string, name: string, text: string])[] = [
  [
    'docs/calls.md',
    'calls',
    table(
      ['call', 'tells', 'how many'],
      reads.map(({ action, why, docs }) => [`\`${action}\``, why, docs.calls]),
    ),
  ],
  ['docs/calls.md', 'buckets', table(['category', 'calls', "AWS's bucket", 'ours'], bucketRows())],
  [
    'docs/snapshot.md',
    'reads',
    table(
      ['action', 'key', 'result'],
      reads.map(({ action, docs }) => [`\`${action}\``, docs.key, docs.result]),
    ),
  ],
  [
    'docs/iam.md',
    'iam',
    table(
      ['action', 'tells', 'narrowed to'],
      reads.map((read) => [`\`${read.action}\``, read.why, narrowedTo(read)]),
    ),
  ],
  [
    'README.md',
    'policy',
    `\`\`\`json\n${JSON.stringify(
      {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: reads.map(({ action }) => action), Resource: '*' }],
      },
      null,
      2,
    )}\n\`\`\``,
  ],
];

it.each(parts)('%s has the list of reads as "%s"', (page, name, text) => {
  const file = join(import.meta.dirname, '../..', page);
  const before = readFileSync(file, 'utf8');
  const [start, end] = [`<!-- ${name}:start -->\n`, `\n<!-- ${name}:end -->`];
  const [from, to] = [before.indexOf(start) + start.length, before.indexOf(end)];
  expect(from).toBeGreaterThan(start.length - 1);
  expect(to).toBeGreaterThan(from - 1);
  const after = before.slice(0, from) + text + before.slice(to);
  if (process.env['UPDATE'] === '1') writeFileSync(file, after);
  else expect(before).toBe(after);
});
