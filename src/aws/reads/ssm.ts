import type { ParameterMetadata } from '@aws-sdk/client-ssm';
import { ask, type Session } from '../ask.ts';
import { parametersPerCall } from '../limits.ts';
import { allPages, distribute, toPage } from '../pages.ts';
import type { LiveParameter, Read } from '../reads.ts';

/**
 * What Parameter Store says of these parameters, at most 50, without their values. AWS's own public parameters are not among them.
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeParameters.html
 */
export async function describeParameters(
  session: Session,
  region: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, Read<LiveParameter>>> {
  const action = 'ssm:DescribeParameters';
  const ParameterFilters = [{ Key: 'Name', Option: 'Equals', Values: [...names] }];
  const answer = await allPages(action, region, async (NextToken) => {
    const page = await ask(session, action, region, async (options) => {
      const client = await session.clients.ssm(region);
      const { DescribeParametersCommand } = await import('../sdk/ssm.ts');
      const input = { ParameterFilters, MaxResults: parametersPerCall, ...(NextToken && { NextToken }) };
      return client.send(new DescribeParametersCommand(input), options);
    });
    return toPage(page, ({ Parameters: items, NextToken: next }) => ({ items, next }));
  });
  return distribute(answer, names, {
    action,
    region,
    singly: (name) => describeParameters(session, region, [name]),
    fits: ({ Name }, name) => Name === name,
    found: ([parameter]) =>
      parameter === undefined ? { status: 'absent' } : { status: 'found', value: pick(parameter) },
  });
}

/** Descriptions, patterns and policies are free text, and nothing is made of them. */
function pick({ Name, ARN, Type, Version, DataType, Tier, LastModifiedDate }: ParameterMetadata): LiveParameter {
  return { Name, ARN, Type, Version, DataType, Tier, ...(LastModifiedDate && { LastModifiedDate }) };
}
