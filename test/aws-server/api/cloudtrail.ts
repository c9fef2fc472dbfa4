import { integer, objects, text } from '../wire/json-input.ts';
import { page } from '../wire/page.ts';
import { AwsError } from '../wire/shape.ts';
import type { TrailEventState } from '../world.ts';
import type { JsonHandler } from './handler.ts';

/*
 * CloudTrail. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
 */

const horizonSeconds = 90 * 24 * 60 * 60;

const lookupEvents: JsonHandler = (view, input) => {
  const { world } = view;
  const size = integer(input, 'MaxResults') ?? 50;
  if (size < 1 || size > 50) throw new AwsError('InvalidMaxResultsException', 'MaxResults must be between 1 and 50.');
  const attributes = objects(input, 'LookupAttributes');
  if (attributes.length > 1) {
    throw new AwsError('InvalidLookupAttributesException', 'Only one lookup attribute can be given.');
  }
  const [attribute] = attributes;
  const [key, value] = [attribute && text(attribute, 'AttributeKey'), attribute && text(attribute, 'AttributeValue')];
  const [start, end] = [time(input, 'StartTime') ?? 0, time(input, 'EndTime') ?? Number.POSITIVE_INFINITY];
  if (start > end) throw new AwsError('InvalidTimeRangeException', 'StartTime is after EndTime.');
  const from = Math.max(start, world.now - horizonSeconds);
  const found = world.trail
    .filter((event) => event.EventTime >= from && event.EventTime <= end && fits(event, key, value))
    .toSorted((a, b) => b.EventTime - a.EventTime);
  const { items, next } = page(
    view,
    'LookupEvents',
    found,
    size,
    text(input, 'NextToken'),
    'InvalidNextTokenException',
  );
  return { Events: items, ...(next === undefined ? {} : { NextToken: next }) };
};

function time(input: Readonly<Record<string, unknown>>, member: string): number | undefined {
  const value = input[member];
  if (value === undefined) return undefined;
  if (typeof value !== 'number') throw new AwsError('SerializationException', `${member} is of the wrong type.`);
  return value;
}

function fits(event: TrailEventState, key: string | undefined, value: string | undefined): boolean {
  switch (key) {
    case undefined:
      return true;
    case 'EventName':
      return event.EventName === value;
    case 'ResourceName':
      return (event.Resources ?? []).some(({ ResourceName }) => ResourceName === value);
    default:
      throw new AwsError('InvalidLookupAttributesException', `${key} is not looked up here.`);
  }
}

/** The actions of CloudTrail. */
export const cloudTrail: Readonly<Record<string, JsonHandler>> = { LookupEvents: lookupEvents };
