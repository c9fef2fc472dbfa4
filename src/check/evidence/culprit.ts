import type { LiveTrailEvent } from '../../aws/reads/cloudtrail-lookup-events.ts';
import type { WhoData } from '../../model/report/who.ts';
import { Secret } from '../../model/secret/secret.ts';
import type { TrailEvents } from './trail.ts';

/** The event that made a difference, and how sure that is. */
export interface Culprit {
  readonly event: LiveTrailEvent;
  readonly confidence: Extract<WhoData, { status: 'found' }>['confidence'];
}

/** What an event is to a thing: the one that made it so, one that may have, or one of something else. */
export type EventFit = 'certain' | 'vague' | 'other';

/**
 * The newest event that is certain to be the one; without one, the newest that may be. What may have come after the
 * certain one leaves that likely.
 *
 * @param events the newest first
 */
export function newestCulprit(
  events: readonly LiveTrailEvent[],
  fitOf: (event: LiveTrailEvent) => EventFit,
): Culprit | undefined {
  let vague: LiveTrailEvent | undefined;
  for (const event of events) {
    const fit = fitOf(event);
    if (fit === 'certain') return { event, confidence: vague === undefined ? 'certain' : 'likely' };
    if (fit === 'vague') vague ??= event;
  }
  return vague === undefined ? undefined : { event: vague, confidence: 'likely' };
}

/** What is said of a culprit. */
export function foundWho({ event, confidence }: Culprit): WhoData {
  const { eventId, eventName, happenedAt, principal, invokedBy, client } = event;
  return {
    status: 'found',
    confidence,
    event: {
      id: String(eventId),
      name: String(eventName),
      at: happenedAt.toISOString(),
      ...(principal === undefined ? {} : { principal }),
      ...(invokedBy === undefined ? {} : { invokedBy: String(invokedBy) }),
      ...(client === undefined || client instanceof Secret ? {} : { client }),
    },
  };
}

/**
 * What is said where no event fits.
 *
 * @param isOlder whether the thing was there before the events that all are told
 */
export function withoutCulprit(found: Extract<TrailEvents, { status: 'found' }>, isOlder: boolean): WhoData {
  if (found.cutAt !== undefined) return { status: 'not-found', since: found.cutAt.toISOString() };
  return { status: isOlder ? 'older' : 'not-found' };
}
