import type { AwsReader } from '../../aws/reader.ts';
import type { LiveTrailEvent } from '../../aws/reads/cloudtrail-lookup-events.ts';
import type { Reads } from '../../aws/reads/index.ts';
import type { AwsProblem } from '../../model/report/aws-problem.ts';

/** The events of one lookup that changed something, the newest first. */
export type TrailEvents =
  | {
      readonly status: 'found';
      readonly events: readonly LiveTrailEvent[];
      /** There are more, from before this moment. */
      readonly cutAt?: Date;
    }
  | { readonly status: 'unreadable'; readonly problem: AwsProblem };

/** Looks events up in the trail of an account. */
export interface Trail {
  lookUp(key: Reads['cloudtrail:LookupEvents']['key'], region: string | undefined): Promise<TrailEvents>;
}

/** What the next lookup would be answered with, too. */
const lasting: ReadonlySet<AwsProblem['kind']> = new Set([
  'denied',
  'expired',
  'no-credentials',
  'not-implemented',
  'unknown-region',
]);

/**
 * The trail of the account that `aws` reads from. CloudTrail answers twice a second: what it refuses once in a region
 * is not asked for again there.
 */
export function trailOf(aws: AwsReader): Trail {
  const refused = new Map<string | undefined, AwsProblem>();
  return {
    async lookUp(key, region) {
      const before = refused.get(region);
      if (before !== undefined) return { status: 'unreadable', problem: before };
      const read = await aws.read('cloudtrail:LookupEvents', key, region);
      if (read.status === 'unreadable') {
        if (lasting.has(read.problem.kind)) refused.set(region, read.problem);
        return read;
      }
      if (read.status === 'absent') return { status: 'found', events: [] };
      const { events, cutAt } = read.value;
      return {
        status: 'found',
        events: events
          .filter(({ failed }) => failed !== true)
          .toSorted((a, b) => b.happenedAt.getTime() - a.happenedAt.getTime()),
        ...(cutAt === undefined ? {} : { cutAt }),
      };
    },
  };
}
