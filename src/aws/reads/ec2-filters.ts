import * as z from 'zod/mini';
import { compareCodeUnits } from '../../model/order.ts';
import { allPages, type Page } from '../pages.ts';
import type { CallPlace, Read } from '../read.ts';

/*
 * EC2's filters: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html
 */

/** The filters of an EC2 call, by their names in the API; a value may hold EC2's wildcards. */
export type Ec2Filters = Readonly<Record<string, readonly string[]>>;

/** "up to 200 values" for a filter. */
export const valuesPerFilter = 200;

/**
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroupRules.html: 5 to 1000. Calls that
 * name neither a page size nor a filter share a smaller bucket:
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
export const resultsPerPage = 1000;

/** The value of a filter that has exactly one, without wildcards. */
export function onlyValue(filters: Ec2Filters, name: string): string | undefined {
  const [value, ...others] = filters[name] ?? [];
  return others.length > 0 || value === undefined || /[*?]/.test(value) ? undefined : value;
}

/** The key of what filters find. */
export function filtersKey(): z.ZodMiniType<{ readonly filters: Ec2Filters }> {
  return z.strictObject({ filters: z.record(z.string(), z.array(z.string())) });
}

/**
 * What filters find, ordered by id; absent when nothing fits. The filters are the code's own, so no two searches travel
 * in one call.
 */
export async function find<A, T>(
  place: CallPlace,
  filters: Ec2Filters,
  ask: (input: FilterInput) => Promise<Read<A>>,
  take: (answer: A) => Page<T>,
  idOf: (item: T) => string | undefined,
): Promise<Read<T[]>> {
  const answer = await allPages(place, (token) => ask({ ...input(filters), ...(token && { NextToken: token }) }), take);
  if (answer.status !== 'found') return answer;
  if (answer.value.length === 0) return { status: 'absent' };
  return { status: 'found', value: answer.value.toSorted((a, b) => compareCodeUnits(idOf(a), idOf(b))) };
}

interface FilterInput {
  Filters?: { Name: string; Values: string[] }[];
  MaxResults: number;
  NextToken?: string;
}

function input(filters: Ec2Filters): FilterInput {
  const list = Object.entries(filters)
    .toSorted(([a], [b]) => compareCodeUnits(a, b))
    .map(([Name, values]) => ({ Name, Values: [...values] }));
  // EC2 does not take an empty list of filters.
  return { ...(list.length === 0 ? {} : { Filters: list }), MaxResults: resultsPerPage };
}
