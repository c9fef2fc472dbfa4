import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { replaySnapshot } from '../../../../src/aws/snapshot/snapshot.ts';
import { comparedTypes, examine } from '../../../../src/check/check.ts';
import { resultsOf } from '../../../../src/check/examination.ts';
import { securityGroup } from '../../../../src/kinds/ec2/security-group/index.ts';
import { ProblemError } from '../../../../src/model/problem.ts';
import { diskFiles, type FileReader } from '../../../../src/terraform/load/files.ts';
import { loadConfiguration } from '../../../../src/terraform/load/load.ts';
import { someOf, tries } from '../../../tries.ts';

/*
 * The law of absence for rules, over all fixtures: a rule that is added to a group of the code and is nowhere live is a finding or a gap,
 * whether its peer is known, known in part, or not known at all.
 */

const root = join(import.meta.dirname, '../../../../fixtures');
const kinds = [securityGroup];
const types = comparedTypes(kinds);

interface Fixture {
  readonly folder: string;
  readonly code: string;
  /** A group that stands once in the root module. */
  readonly group: string;
}

const fixtures: readonly Fixture[] = readdirSync(root, { withFileTypes: true, recursive: true })
  .filter((entry) => entry.isFile() && entry.name === 'main.tf')
  .map((entry) => entry.parentPath)
  .filter((folder) => existsSync(join(folder, 'live.json')) && !existsSync(join(folder, 'plan.json')))
  .sort()
  .flatMap((folder) => {
    const code = readFileSync(join(folder, 'main.tf'), 'utf8');
    const blocks = code.split(/^(?=resource )/m).filter((block) => !/^ *(?:count|for_each) *=/m.test(block));
    const group = blocks.flatMap((block) => /^resource "aws_security_group" "([^"]+)"/.exec(block)?.[1] ?? [])[0];
    return group === undefined ? [] : [{ folder, code, group }];
  });

const peers = {
  known: '"203.0.113.7/32"',
  half: `"203.0.113.$\{var.added_to_fixture}/32"`,
  unknown: 'var.added_to_fixture',
  list: 'aws_ec2_managed_prefix_list.added_to_fixture.id',
};

const added = (group: string): string =>
  [
    'variable "added_to_fixture" {}',
    'resource "aws_ec2_managed_prefix_list" "added_to_fixture" {}',
    ...Object.entries(peers).map(
      ([name, peer], index) => `resource "aws_vpc_security_group_ingress_rule" "added_${name}" {
  security_group_id = aws_security_group.${group}.id
  ${name === 'list' ? 'prefix_list_id' : 'cidr_ipv4'} = ${peer}
  ip_protocol = "tcp"
  from_port   = ${54_321 + index}
  to_port     = ${54_321 + index}
}`,
    ),
  ].join('\n');

/** The real files, with more in the code of one of them. */
function filesWith(file: string, more: string): FileReader {
  return {
    ...diskFiles,
    read: (path) => {
      const content = diskFiles.read(path);
      if (content === undefined || resolve(path) !== file) return content;
      return new TextEncoder().encode(`${new TextDecoder().decode(content)}\n${more}\n`);
    },
  };
}

/**
 * The addresses of which a run says something. A rule of a group that is missing, or that cannot be read, is told with
 * the group.
 */
async function told({ folder, group }: Fixture): Promise<ReadonlySet<string> | undefined> {
  const live = join(folder, 'live.json');
  const options = {
    directory: relative(process.cwd(), folder),
    environment: {},
    kinds,
    types,
    aws: replaySnapshot(readFileSync(live, 'utf8'), live),
  };
  try {
    const files = filesWith(join(folder, 'main.tf'), added(group));
    const { findings, gaps } = resultsOf(await examine(await loadConfiguration(options, files), options));
    const all = [...findings, ...gaps];
    const whole = all.some(({ address, path }) => address === `aws_security_group.${group}` && !path);
    const own = Object.keys(peers).map((name) => `aws_vpc_security_group_ingress_rule.added_${name}`);
    return new Set([...all.flatMap(({ address }) => address ?? []), ...(whole ? own : [])]);
  } catch (error) {
    // Some fixtures hold what stops a run.
    if (error instanceof ProblemError) return undefined;
    throw error;
  }
}

it('what is declared and nowhere live is a finding or a gap', async () => {
  const silent: string[] = [];
  let looked = 0;
  for (const fixture of someOf(fixtures)) {
    const addresses = await told(fixture);
    if (addresses === undefined) continue;
    looked += 1;
    for (const name of Object.keys(peers)) {
      const address = `aws_vpc_security_group_ingress_rule.added_${name}`;
      if (!addresses.has(address)) silent.push(`${relative(root, fixture.folder)} ${name}`);
    }
  }
  expect(silent).toEqual([]);
  expect(looked).toBeGreaterThan(tries(30));
});
