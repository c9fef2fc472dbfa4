import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { AwsReader } from '../../src/aws/reader.ts';
import { replaySnapshot } from '../../src/aws/snapshot/snapshot.ts';
import { check } from '../../src/check/check.ts';
import { interruptedReport } from '../../src/check/interrupted-report.ts';
import { type Course, unhindered } from '../../src/model/course.ts';
import type { Report } from '../../src/model/report/report.ts';
import { createServiceStack } from '../aws-server/service-stack.ts';
import { memoryFiles } from '../terraform/in-memory.ts';

/** A run that somebody ends once everything was read: at each moment at which that can be noticed. */

const directory = 'fixtures/incident';

function run(state: string, course: Course = unhindered): Promise<Report> {
  const file = `${directory}/states/${state}/live.json`;
  return check({ directory, environment: {}, aws: replaySnapshot(readFileSync(file, 'utf8'), file), course });
}

/** That of a run which is ended at its `last`th turn since there was something to keep, with no time left. */
function endedAt(last: number): Course & { readonly turns: () => number } {
  let turns = Number.NEGATIVE_INFINITY;
  return {
    ...unhindered,
    keep: () => {
      turns = Math.max(turns, 0);
    },
    turn: async () => {
      turns += 1;
    },
    isEnded: () => turns >= last,
    isOver: () => turns >= last,
    turns: () => turns,
  };
}

const whole = endedAt(Number.POSITIVE_INFINITY);
const drifted = await run('a-without-redis-rule', whole);
const inSync = await run('e-with-redis-rule');
const every = Math.ceil(whole.turns() / 12);
/** Some of what comes to pieces of one kind, and all of the last ones. */
const moments = Array.from({ length: whole.turns() }, (_, index) => index + 1).filter(
  (moment) => moment % every === 1 || moment > whole.turns() - 8,
);

const idsOf = ({ findings }: Report) => findings.map(({ rule, address, path }) => `${rule} ${address} ${path}`);

it('takes turns between the pieces of its work', () => {
  expect(moments.length).toBeGreaterThan(5);
});

describe.each(moments)('ended at turn %i', (moment) => {
  it('names each resource that it did not compare', async () => {
    const ended = await run('e-with-redis-rule', endedAt(moment));
    const named = new Set([...ended.checked, ...ended.gaps].map(({ address }) => address));
    for (const { address } of inSync.checked) expect(named).toContain(address);
    expect(ended.findings).toEqual([]);
    const leftOut = ended.gaps.filter(({ reason }) => reason.kind === 'interrupted');
    expect([0, inSync.summary.resources.declared]).toContain(leftOut.length);
    expect(leftOut.length + ended.summary.resources.declared).toBe(inSync.summary.resources.declared);
  });

  it('tells no drift but what there is', async () => {
    const ended = await run('a-without-redis-rule', endedAt(moment));
    expect(idsOf(drifted)).toEqual(expect.arrayContaining(idsOf(ended)));
    expect(ended.targets[0]?.account).toBe(drifted.targets[0]?.account);
  });
});

it('ends where nothing was evaluated', async () => {
  const over = new Error('over');
  const course: Course = {
    ...unhindered,
    requireKept: () => {
      throw over;
    },
  };
  await expect(run('e-with-redis-rule', course)).rejects.toBe(over);
});

/** A run about so many services that is ended while AWS is waited for; its turns before and after that, and what it told. */
async function endedWhileWaiting(services: number) {
  const { files } = createServiceStack({ services, tasks: 1, groups: 1, rules: 2 });
  const counted = { evaluating: 0, waiting: 0, ended: 0 };
  let step: keyof typeof counted = 'evaluating';
  let end: () => void = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const aws: AwsReader = {
    source: 'aws',
    defaultRegion: async () => 'us-east-1',
    read: async (name) => {
      if (name === 'sts:GetCallerIdentity')
        return found({ account: '123456789012', arn: 'arn:aws:iam::123456789012:root' });
      setTimeout(() => {
        step = 'ended';
        end();
      }, 0);
      await ended;
      return { status: 'unreadable', problem: { kind: 'interrupted', action: name, region: 'us-east-1' } };
    },
  };
  const course: Course = {
    ...unhindered,
    keep: () => {
      step = 'waiting';
    },
    turn: async () => {
      counted[step] += 1;
    },
    isEnded: () => step === 'ended',
    isOver: () => step === 'ended',
  };
  const report = await check({
    directory: '.',
    files: memoryFiles(Object.fromEntries(files)),
    environment: {},
    aws,
    course,
  });
  return { counted, report };
}

/** What a read found: a stub's answer stands for that of whatever was asked. */
function found<T>(value: unknown): { readonly status: 'found'; readonly value: T } {
  return { status: 'found', value: value as T };
}

it('does not evaluate or seal after the end what it did not before, however much code there is', async () => {
  const [few, many] = [await endedWhileWaiting(3), await endedWhileWaiting(9)];
  expect(many.counted.evaluating).toBeGreaterThan(2 * few.counted.evaluating);
  expect(many.counted.ended).toBe(few.counted.ended);
  expect(many.report.gaps.filter(({ reason }) => reason.kind === 'interrupted').length).toBeGreaterThanOrEqual(9 * 3);
});

describe('the report', () => {
  it('of an ended run never says that all is well', () => {
    expect(inSync.summary).toMatchObject({ outcome: 'in-sync', exitCode: 0, gaps: 0 });
    const ended = interruptedReport(inSync, { by: 'SIGTERM' }, 143);
    expect(ended.summary).toMatchObject({ outcome: 'incomplete', exitCode: 143, gaps: 1 });
    expect(ended.interrupted).toEqual({ by: 'SIGTERM' });
    expect(ended.gaps).toEqual([
      { code: 'interrupted', scope: 'run', reason: { kind: 'interrupted', name: 'SIGTERM' }, target: 'default' },
    ]);
  });

  it('keeps the drift that was found', () => {
    const ended = interruptedReport(drifted, { by: 'SIGINT' }, 130);
    expect(ended.summary).toMatchObject({ outcome: 'drift', exitCode: 130 });
    expect(ended.findings).toEqual(drifted.findings);
  });
});
