import type { Evidence, Hop, Waiting } from '../../model/report/delivery.ts';
import type { Finding } from '../../model/report/finding.ts';
import type { ShownValue } from '../../model/report/shown-value.ts';
import { shorten } from '../printable.ts';
import { instantText } from './instant.ts';
import { valueText } from './value.ts';

/** The finding of a service that does not run what is declared. */
export type BrokenDelivery = Extract<Finding, { type: 'delivery-broken' }>;

/** What is not in the containers, in one line before the list of it. */
export function lostText({ differences = [], tasks }: BrokenDelivery): string {
  const settings = differences.length === 1 ? 'one setting is' : `${differences.length} settings are`;
  if (tasks === undefined) return `${settings} not as declared:`;
  const { running, affected } = tasks;
  if (running === 0) return `${settings} not as declared (no task runs):`;
  return `${settings} not as declared in ${affected} of ${running} running ${running === 1 ? 'task' : 'tasks'}:`;
}

/** The hop at which what is declared was lost, when that is known: never one of which nobody knows how it stands. */
export function hopOfLoss(hops: readonly Hop[], brokenAt: Hop['hop'] | undefined): Hop | undefined {
  return hops.find(({ hop, state }) => hop === brokenAt && state === 'differs');
}

/** `missing, declared "debug"`; `"debug", not declared`. `limit`: the most characters of a value. */
export function changeText(declared: ShownValue | undefined, live: ShownValue | undefined, limit: number): string {
  const bothSecret = declared !== undefined && live !== undefined && 'secret' in declared && 'secret' in live;
  if (bothSecret) return 'differs (values are secret)';
  const text = (value: ShownValue | undefined): string | undefined =>
    value === undefined || 'absent' in value ? undefined : shorten(valueText(value), limit);
  const [before, after] = [text(declared), text(live)];
  return `${after ?? 'missing'}, ${before === undefined ? 'not declared' : `declared ${before}`}`;
}

const sources: Readonly<Record<Evidence['source'], string>> = {
  deployment: 'ECS says of the deployment',
  event: 'an event of the service',
  task: 'a task stopped',
};

/** AWS's own words, with where they come from. */
export function evidenceText({ source, text, at }: Evidence): string {
  return `${sources[source]}${at === undefined ? '' : ` (${instantText(at)})`}: ${shorten(text, longestReason)}`;
}

const longestReason = 500;

/** `waits for somebody at POST_SCALE_UP, until 2026-10-01 08:00 UTC (then ROLLBACK)` */
export function waitingText({ stage, until, otherwise }: Waiting): string {
  const then = otherwise === undefined ? '' : ` (then ${otherwise})`;
  return [
    `waits for somebody${stage === undefined ? '' : ` at ${stage}`}`,
    ...(until === undefined ? [] : [`until ${instantText(until)}${then}`]),
  ].join(' ');
}

/** The command with which a deployment goes on. */
export function continueCommand({ deployment, hook }: Waiting): string {
  return `aws ecs continue-service-deployment --service-deployment-arn ${deployment} --hook-id ${hook} --action CONTINUE`;
}
