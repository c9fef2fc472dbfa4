import { expect, it } from 'vitest';
import type { AwsProblem } from '../../src/model/report/aws-problem.ts';
import type { ReasonData } from '../../src/model/report/reason.ts';
import { comesFromUnread } from '../../src/model/unread.ts';

const because = (kind: AwsProblem['kind'], action = 'ecs:ListTasks'): ReasonData => ({
  kind: 'aws',
  problem: { kind, action },
});

it.each<[string, ReasonData, boolean]>([
  ['a call that was denied', because('denied'), true],
  ['one of which half an answer came', because('unexpected-answer'), true],
  [
    'a data source that was throttled',
    { kind: 'data', address: 'data.aws_vpc.main', from: [because('throttled')] },
    true,
  ],
  ['a variable without a value', { kind: 'variable', name: 'image' }, false],
  ['what a snapshot does not hold', because('not-recorded'), false],
  ['who made a difference', because('denied', 'cloudtrail:LookupEvents'), false],
])('%s', (_, reason, expected) => {
  expect(comesFromUnread(reason)).toBe(expected);
});
