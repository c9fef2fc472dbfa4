import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { check } from '../src/check/check.ts';
import { exitCode } from '../src/exit-code.ts';
import type { Leaf } from '../src/model/leaf.ts';
import { compareInTurn } from '../src/model/order.ts';
import { ProblemError } from '../src/model/problem.ts';
import type { Finding } from '../src/model/report/finding.ts';
import { type Report, reportSchema } from '../src/model/report/report.ts';
import { json } from '../src/report/json.ts';
import { chosenFixtures, fixtureFolders, fixtureOptions, fixtures, terraformOf } from './fixture-folder.ts';

/*
 * A fixture folder is a test (see `fixture-folder.ts`): what comes of it is in `expected.json`, beside its `live.json`.
 * UPDATE=1 writes what came out into `expected.json`, to be read before it is committed.
 */

interface Expected {
  readonly exitCode: number;
  /** Of a change. */
  readonly outcome?: string;
  readonly touched?: number;
  /** The problem's code, for a run that stops. */
  readonly problem?: string;
  /** How many resources came to what; absent for a run that stops. */
  readonly resources?: {
    inSync: number;
    owned?: number;
    ignored?: number;
    pending?: number;
    drifted: number;
    missing: number;
    undecided: number;
  };
  readonly findings: readonly {
    rule: string;
    type: string;
    address: string;
    path: string;
    /** Where it is no drift. */
    verdict?: string;
    at?: string;
    cause?: string;
    /** Of a change. */
    base?: unknown;
    removed?: boolean;
    untouched?: boolean;
    appliedFrom?: string;
    until?: string;
    /** Of a broken delivery. */
    brokenAt?: string;
    differences?: readonly string[];
    evidence?: readonly string[];
    tasks?: { running: number; affected: number };
  }[];
  readonly gaps: readonly { code: string; scope: string; address?: string; path?: string }[];
}

interface Outcome {
  readonly outcome: Expected;
  readonly report?: Report;
  readonly leaves?: readonly Leaf[];
}

async function run(folder: string): Promise<Outcome> {
  let leaves: readonly Leaf[] = [];
  try {
    const report = await check({
      ...(await fixtureOptions(folder)),
      onExamined: ({ examined }) => {
        leaves = examined.flatMap(({ compared }) => compared.leaves);
      },
    });
    const outcome: Expected = {
      exitCode: report.summary.exitCode,
      ...(report.change === undefined ? {} : { outcome: report.summary.outcome, touched: report.change.touched }),
      resources: resourcesOf(report),
      findings: report.findings
        .toSorted(byPlace)
        .map(({ rule, type, address, path, verdict, at, cause, ...finding }) => ({
          rule,
          type,
          address,
          path,
          ...(verdict === 'drift' ? {} : { verdict }),
          ...('brokenAt' in finding ? deliveryOf(finding) : {}),
          ...(at === undefined
            ? {}
            : { at: `${relative(relative(process.cwd(), terraformOf(folder)), at.file)}:${at.start.line}` }),
          ...(cause === undefined ? {} : { cause }),
          ...changeOfFinding(finding),
        })),
      gaps: report.gaps.map(({ code, scope, address, path }) => ({
        code,
        scope,
        ...(address === undefined ? {} : { address }),
        ...(path === undefined ? {} : { path }),
      })),
    };
    return { outcome, report, leaves };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { outcome: { exitCode: exitCode.couldNotRun, problem: error.problem.code, findings: [], gaps: [] } };
  }
}

/** By address and path, whatever is more important. */
function byPlace(a: Report['findings'][number], b: Report['findings'][number]): number {
  return compareInTurn([a.address, a.path, a.rule], [b.address, b.path, b.rule]);
}

function resourcesOf({ summary }: Report): NonNullable<Expected['resources']> {
  const { inSync, owned, ignored, pending, drifted, missing, undetermined } = summary.resources;
  return {
    inSync,
    ...(owned === undefined ? {} : { owned }),
    ...(ignored === undefined ? {} : { ignored }),
    ...(pending === undefined ? {} : { pending }),
    drifted,
    missing,
    undecided: undetermined,
  };
}

function changeOfFinding({
  base,
  removed,
  untouched,
  appliedFrom,
  until,
}: Pick<Report['findings'][number], 'base' | 'removed' | 'untouched' | 'appliedFrom' | 'until'>) {
  return {
    ...(base === undefined ? {} : { base }),
    ...(removed === undefined ? {} : { removed }),
    ...(untouched === undefined ? {} : { untouched }),
    ...(appliedFrom === undefined ? {} : { appliedFrom }),
    ...(until === undefined ? {} : { until }),
  };
}

type BrokenDelivery = Extract<Report['findings'][number], { type: 'delivery-broken' }>;

function deliveryOf({
  brokenAt,
  differences = [],
  evidence = [],
  tasks,
}: Pick<BrokenDelivery, 'brokenAt' | 'differences' | 'evidence' | 'tasks'>) {
  return {
    brokenAt,
    ...(differences.length === 0 ? {} : { differences: differences.map(({ path }) => path) }),
    ...(evidence.length === 0 ? {} : { evidence: evidence.map(({ text }) => text) }),
    ...(tasks === undefined ? {} : { tasks }),
  };
}

const repeated = new Set(chosenFixtures(fixtureFolders(), (folder) => folder));

describe.each(fixtureFolders().map((folder) => relative(fixtures, folder)))('%s', (name) => {
  const folder = join(fixtures, name);
  const file = join(folder, 'expected.json');
  let made: ReturnType<typeof run> | undefined;
  const once = (): ReturnType<typeof run> => {
    made ??= run(folder);
    return made;
  };

  it('comes to what is expected', async () => {
    const { outcome } = await once();
    if (process.env['UPDATE'] === '1') writeFileSync(file, `${JSON.stringify(outcome, null, 2)}\n`);
    const expected = JSON.parse(readFileSync(file, 'utf8')) as Expected;
    const withoutSourcePositions = expected.findings.every((finding) => finding.at === undefined);
    const actual = withoutSourcePositions
      ? { ...outcome, findings: outcome.findings.map(({ at: _, ...finding }) => finding) }
      : outcome;
    expect(actual).toEqual(expected);
  });

  it('gives a valid report, the same bytes each time', async () => {
    const first = await once();
    const second = repeated.has(folder) ? await run(folder) : first;
    if (first.report === undefined || second.report === undefined) {
      expect(second.outcome).toEqual(first.outcome);
      return;
    }
    expect(reportSchema.safeParse(JSON.parse(JSON.stringify(first.report))).error).toBeUndefined();
    const context = { color: false, width: 80 };
    expect(json(second.report, context)).toBe(json(first.report, context));
  });

  it('counts what its leaves came to, and has nothing in sync that has a failing finding', async () => {
    const { report, leaves = [] } = await once();
    if (report === undefined) return;
    const counted = leaves.filter(({ isRemark, whole }) => isRemark !== true && whole !== true);
    const of = (outcome: Leaf['outcome']) => counted.filter((leaf) => leaf.outcome === outcome).length;
    const counts = report.summary.attributes;
    const { compared: both, equal, drifted, owned = 0, ignored = 0, pending = 0, undetermined } = counts;
    const judged = (...verdicts: readonly Finding['verdict'][]) =>
      counted.filter((leaf) => leaf.outcome === 'differs' && verdicts.includes(leaf.verdict ?? 'drift')).length;
    expect({ both, equal, drifted, owned, ignored, pending, undetermined }).toEqual({
      both: of('equal') + of('differs'),
      equal: of('equal'),
      drifted: judged('drift', 'collides'),
      owned: judged('owned'),
      ignored: judged('ignored'),
      pending: judged('pending', 'awaiting-apply', 'adopts'),
      undetermined: of('undetermined'),
    });
    const failing = report.findings.filter(
      ({ severity, verdict }) => severity !== 'note' && (verdict === 'drift' || verdict === 'collides'),
    );
    for (const { address, path } of failing) {
      // What no code declares was compared with none.
      if (address === '') continue;
      const statuses = report.checked.filter((one) => one.address === address).map(({ status }) => status);
      expect(statuses, `${address} ${path}`).not.toEqual([]);
      expect(
        statuses.some((status) => status === 'drifted' || status === 'missing'),
        `${address} ${path}`,
      ).toBe(true);
    }
    const {
      inSync,
      owned: theirs = 0,
      ignored: accepted = 0,
      pending: coming = 0,
      drifted: drift,
      missing,
      undecided,
    } = resourcesOf(report);
    const others = theirs + accepted + coming;
    expect(inSync + others + drift + missing + undecided).toBe(
      new Set(report.checked.map(({ address }) => address)).size,
    );
    const notInSync = report.checked.filter(({ status }) => status !== 'in-sync').map(({ address }) => address);
    expect(others + drift + missing + undecided).toBe(new Set(notInSync).size);
  });
});
