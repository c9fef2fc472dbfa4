import * as z from 'zod/mini';
import { limits } from '../../model/budget.ts';
import { page, text } from '../answers/answer-form.ts';
import { apiBuckets } from '../api-buckets.ts';
import { unexpected } from '../pages.ts';
import { defineRead, type Read } from '../read.ts';
import type { Sealed } from '../seal.ts';
import { date, sealable, sealables } from '../snapshot/recorded-form.ts';
import { type TrailEvent, trailEvent } from './trail-event.ts';

/** The events of the last 90 days that were asked for, the newest first. */
export interface KeptEvents {
  readonly events: readonly TrailEvent[];
  /** There are more, from before this moment. */
  readonly cutAt?: Date;
}

export type LiveTrailEvent = Sealed<TrailEvent>;

/**
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html: at most 50 in a page.
 */
const perPage = 50;

/**
 * What CloudTrail tells of one resource, or of all events of a name, between two moments. Security groups are among the
 * resources that it lists events by; of what ECS has, its pages name none, so those are looked for among the events of
 * a name. https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events-cli.html
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupAttribute.html: one attribute in a call.
 */
export const lookupEvents = defineRead({
  action: 'cloudtrail:LookupEvents',
  why: 'who changed what differs, and when; asked for by `--who` alone',
  after: [],
  bucket: apiBuckets.cloudTrail,
  key: () =>
    z.strictObject({
      attribute: z.enum(['EventName', 'ResourceName']),
      value: z.string(),
      from: z.optional(date),
      to: z.optional(date),
    }),
  answer: () =>
    z.object({
      Events: z.array(z.object({ EventId: text, EventName: text, EventTime: z.date(), CloudTrailEvent: text })),
      NextToken: page,
    }),
  result: () => z.looseObject({ events: z.array(recordedEvent()), cutAt: z.optional(date) }),
  one: async (calls, { attribute, value, from, to }): Promise<Read<KeptEvents>> => {
    const input = {
      LookupAttributes: [{ AttributeKey: attribute, AttributeValue: value }],
      ...(from === undefined ? {} : { StartTime: new Date(from) }),
      ...(to === undefined ? {} : { EndTime: new Date(to) }),
      MaxResults: perPage,
    };
    const events: TrailEvent[] = [];
    const seen = new Set<string>();
    for (let token: string | undefined; ; ) {
      const NextToken = token;
      const answer = await calls.ask((client, { LookupEventsCommand }, options) =>
        client.send(new LookupEventsCommand({ ...input, ...(NextToken && { NextToken }) }), options),
      );
      if (answer.status !== 'found') return answer;
      for (const told of answer.value.Events) {
        const event = trailEvent(told);
        if (event === undefined) return unexpected(calls, { member: 'Events.CloudTrailEvent' });
        events.push(event);
      }
      token = answer.value.NextToken || undefined;
      if (token === undefined) return { status: 'found', value: { events } };
      if (seen.has(token)) return unexpected(calls, { code: 'RepeatedPage' });
      seen.add(token);
      const oldest = answer.value.Events.at(-1)?.EventTime;
      if (seen.size >= limits.trailPages.most) {
        return { status: 'found', value: { events, cutAt: oldest ?? events.at(-1)?.happenedAt ?? new Date(0) } };
      }
    }
  },
  plausible: () => ({ events: [] }),
  docs: {
    calls: `with \`--who\` alone: one for each page of ${perPage} events, at most ${limits.trailPages.most}, of each security group, and of each name of an event of ECS, of which something differs`,
    key: '`attribute` (`ResourceName`, `EventName`), `value`, and `from` and `to` where they are given',
    result: 'who, when and on what, as `{ "events" }`: nothing else of an event is kept; `cutAt` where there are more',
  },
});

function recordedEvent() {
  const plain = z.optional(z.string());
  const rule = z.looseObject({
    SecurityGroupRuleId: plain,
    IsEgress: z.optional(z.boolean()),
    IpProtocol: plain,
    FromPort: z.optional(z.number()),
    ToPort: z.optional(z.number()),
    CidrIpv4: plain,
    CidrIpv6: plain,
    PrefixListId: plain,
    ReferencedGroupInfo: z.optional(z.looseObject({ GroupId: plain, UserId: plain })),
  });
  return z.looseObject({
    eventId: sealable,
    eventName: sealable,
    happenedAt: date,
    failed: z.optional(z.literal(true)),
    principal: plain,
    invokedBy: z.optional(sealable),
    client: z.optional(sealable),
    GroupId: plain,
    rules: z.optional(z.array(rule)),
    tagKeys: z.optional(sealables),
    tagged: z.optional(z.array(z.looseObject({ ResourceId: plain }))),
    serviceArn: plain,
    serviceName: plain,
    clusterArn: plain,
    taskDefinitionArn: plain,
    parameters: z.optional(sealables),
  });
}
