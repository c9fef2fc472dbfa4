import { reads } from '../../src/aws/reads/index.ts';
import { draw } from '../aws-server/draw.ts';
import type { Damage, Fault } from '../aws-server/faults.ts';
import { inSync } from './accounts.ts';

/*
 * What may happen to a part of all calls.
 */

/** Damage of a run: `part` of it, from 0 to 1, is hit, and which part follows from `seed`. */
export interface DamagePlan {
  readonly name: string;
  faults(part: number, seed: number): readonly Fault[];
}

const each = (name: string, damage: Damage, where: Pick<Fault, 'action'> = {}): DamagePlan => ({
  name,
  faults: (probability, seed) => [{ ...damage, ...where, probability, seed }],
});

const all: readonly (readonly [string, Damage])[] = [
  ['throttling', { kind: 'throttled' }],
  ['status 500', { kind: 'server-error' }],
  ['status 503', { kind: 'unavailable' }],
  ['access denied to a call', { kind: 'denied' }],
  ['HTML page, status 200', { kind: 'html', status: 200 }],
  ['HTML page, status 502', { kind: 'html', status: 502 }],
  ['connection reset', { kind: 'reset' }],
  ['truncated body, right length', { kind: 'truncated', announced: 'half' }],
  ['truncated body, wrong length', { kind: 'truncated', announced: 'whole' }],
  ['truncated body, no length', { kind: 'truncated', announced: 'nothing' }],
  ['empty body', { kind: 'empty' }],
  ['stalled body', { kind: 'stalled' }],
  ['trickling body', { kind: 'trickle', bytesPerSecond: 1500 }],
  ['no answer', { kind: 'slow', ms: 60_000 }],
  ['another form', { kind: 'misshapen' }],
];

/** The revisions that services name. */
const named = inSync().services.flatMap(({ taskDefinition }) => taskDefinition ?? []);

/** Roughly how many calls a run makes. */
const callsOfRun = 35;

export const damagePlans: readonly DamagePlan[] = [
  ...all.map(([name, damage]) => each(name, damage)),
  {
    name: 'access denied to an action',
    faults: (part, seed) =>
      reads
        .filter(({ action }) => draw(seed, 'denied', action) < part)
        .map(({ action }): Fault => ({ kind: 'denied', action })),
  },
  {
    name: 'token expired from a call on',
    faults: (part, seed) => [
      { kind: 'expired', from: 1 + Math.round(callsOfRun * (1 - part) * draw(seed, 'expired')) },
    ],
  },
  each('revision not yet seen', { kind: 'unseen', things: named }, { action: 'ecs:DescribeTaskDefinition' }),
  each('task not yet seen', { kind: 'unseen' }, { action: 'ecs:DescribeTasks' }),
  each('deployment not yet seen', { kind: 'unseen' }, { action: 'ecs:DescribeServiceDeployments' }),
  each('service revision not yet seen', { kind: 'unseen' }, { action: 'ecs:DescribeServiceRevisions' }),
  {
    name: 'all of them',
    faults: (part, seed) => all.map(([, damage]): Fault => ({ ...damage, probability: part / all.length, seed })),
  },
];
