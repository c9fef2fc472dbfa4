import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { replaySnapshot } from '../../../src/aws/snapshot/snapshot.ts';
import { check } from '../../../src/check/check.ts';
import { noRemedies } from '../../../src/model/no-remedies.ts';
import type { Remedies } from '../../../src/model/report/remedies.ts';
import type { Report } from '../../../src/model/report/report.ts';
import { callOf, rulesAfter } from '../../aws-cli.ts';
import { applyEdits, copyOf } from '../../edit-code.ts';
import { isLeftOut } from '../../fixture-folder.ts';

const root = join(import.meta.dirname, '../../../fixtures/security-group');
const fixtures = readdirSync(root)
  .filter((name) => existsSync(join(root, name, 'live.json')) && !existsSync(join(root, name, 'driftcheck.yaml')))
  .filter((name) => !isLeftOut(name))
  .sort();

type Finding = Report['findings'][number];

async function run(directory: string, live: string): Promise<Report> {
  const state = join(directory, 'state.json');
  return check({
    directory,
    environment: {},
    aws: replaySnapshot(live, 'live.json'),
    ...(existsSync(state) ? { state: { text: readFileSync(state, 'utf8'), file: 'state.json' } } : {}),
  });
}

/** Findings that somebody has to act on. */
const acted = (report: Report): readonly Finding[] => report.findings.filter(({ verdict }) => verdict === 'drift');
const keyOf = ({ rule, address, path }: Finding): string => `${rule} ${address} ${path}`;
const nothing = noRemedies('nothing-known');
const remediesOf = ({ remedies = nothing }: Finding): Remedies => remedies;
const isOffered = ({ unable, incomplete }: { unable?: unknown; incomplete?: unknown }): boolean =>
  unable === undefined && incomplete === undefined;

describe.each(fixtures)('%s', { timeout: 120_000 }, (name) => {
  const directory = relative(process.cwd(), join(root, name));
  const live = readFileSync(join(directory, 'live.json'), 'utf8');

  it('is as AWS is once all of the code that is offered is in it', async () => {
    const before = await run(directory, live);
    const findings = acted(before);
    const adopting = findings.filter((finding) => isOffered(remediesOf(finding).adopt));
    const copy = copyOf(directory);
    try {
      applyEdits(
        adopting.map((finding) => remediesOf(finding).adopt),
        directory,
        copy,
      );
      const after = await run(copy, live);
      expect(after.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
      const left = findings.filter((finding) => !adopting.includes(finding)).map(keyOf);
      // With what is adopted more may go: a conflict with a rule that is taken out.
      expect(
        acted(after)
          .map(keyOf)
          .filter((key) => !left.includes(key)),
      ).toEqual([]);
      expect(after.gaps.length).toBeLessThanOrEqual(before.gaps.length);
    } finally {
      rmSync(copy, { recursive: true });
    }
  });

  it('is as the code is once all of the commands that are offered were run', async () => {
    const findings = acted(await run(directory, live));
    const restoring = findings.filter((finding) => {
      const { restore } = remediesOf(finding);
      return (
        restore.commands.length > 0 &&
        restore.commands.every(({ argv, incomplete }) => argv[0] === 'aws' && !incomplete)
      );
    });
    const commands = restoring.flatMap((finding) => remediesOf(finding).restore.commands);
    const after = await run(
      directory,
      liveAfter(
        live,
        commands.map(({ argv }) => argv),
      ),
    );
    const left = findings.filter((finding) => !restoring.includes(finding)).map(keyOf);
    expect(
      acted(after)
        .map(keyOf)
        .filter((key) => !left.includes(key)),
    ).toEqual([]);
  });
});

const snapshot = z.looseObject({
  reads: z.array(
    z.looseObject({
      action: z.string(),
      key: z.unknown(),
      result: z.array(z.record(z.string(), z.unknown())).optional(),
    }),
  ),
});

/** A recording of the same account after commands were run there. */
function liveAfter(live: string, argvs: readonly (readonly string[])[]): string {
  const recorded = snapshot.parse(JSON.parse(live));
  for (const argv of argvs) {
    const call = callOf(argv);
    for (const read of recorded.reads) {
      const isTagging = call.operation.endsWith('Tags') && read.action === 'ec2:DescribeSecurityGroups';
      if ((read.action !== 'ec2:DescribeSecurityGroupRules' && !isTagging) || read.result === undefined) continue;
      const isOfGroup =
        call.input['GroupId'] === undefined || JSON.stringify(read.key).includes(String(call.input['GroupId']));
      if (isOfGroup) read.result = rulesAfter(read.result, call).map((row) => ({ ...row }));
    }
  }
  return JSON.stringify(recorded);
}
