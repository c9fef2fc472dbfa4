import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CallClock, systemClock } from '../../src/aws/clock.ts';
import { type TrailEvent, trailEvent } from '../../src/aws/reads/trail-event.ts';
import { deadline } from './deadline.ts';
import { instantClock } from './instant-clock.ts';
import { ecsError, isolate, quickReader, region, restore, serveJson } from './wire.ts';

beforeEach(() => isolate());
afterEach(restore);

const host = `cloudtrail.${region}`;
const key = { attribute: 'ResourceName', value: 'sg-1' } as const;
const instant = instantClock();

/** An event as CloudTrail answers it. */
function told(name: string, event: object, id = 'e-1') {
  return {
    EventId: id,
    EventName: name,
    EventTime: 1793630580.0,
    EventSource: 'ec2.amazonaws.com',
    Username: 'alice',
    ReadOnly: 'false',
    AccessKeyId: 'INVENTED',
    Resources: [{ ResourceType: 'AWS::EC2::SecurityGroup', ResourceName: 'sg-1' }],
    CloudTrailEvent: JSON.stringify({ eventName: name, ...event }),
  };
}

describe('a lookup on the wire', () => {
  it('has one attribute, and goes on with the token of the page before', async () => {
    const received = serveJson(host, ({ body }) => ({
      body:
        body.NextToken === undefined
          ? { Events: [told('DeleteSecurityGroup', { requestParameters: { groupId: 'sg-1' } })], NextToken: 'next' }
          : { Events: [] },
    }));
    const read = await quickReader({ clock: instant }).read('cloudtrail:LookupEvents', key);
    expect(received).toEqual([
      {
        action: 'LookupEvents',
        body: { LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: 'sg-1' }], MaxResults: 50 },
      },
      {
        action: 'LookupEvents',
        body: {
          LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: 'sg-1' }],
          MaxResults: 50,
          NextToken: 'next',
        },
      },
    ]);
    expect(read).toEqual({
      status: 'found',
      value: {
        events: [
          {
            eventId: 'e-1',
            eventName: 'DeleteSecurityGroup',
            happenedAt: new Date(1793630580_000),
            principal: 'alice',
            GroupId: 'sg-1',
          },
        ],
      },
    });
  });

  it('is between two moments where they are given', async () => {
    const received = serveJson(host, () => ({ body: { Events: [] } }));
    const [from, to] = ['2026-11-01T08:55:00.000Z', '2026-11-01T09:05:00.000Z'];
    const named = { attribute: 'EventName', value: 'RegisterTaskDefinition', from, to } as const;
    await quickReader({ clock: instant }).read('cloudtrail:LookupEvents', named);
    expect(received[0]?.body).toMatchObject({ StartTime: Date.parse(from) / 1000, EndTime: Date.parse(to) / 1000 });
  });

  it.each([
    ['a token that was there before', { Events: [], NextToken: 'same' }, { code: 'RepeatedPage' }],
    ['no list of events', {}, { member: 'Events' }],
    [
      'an event that is no JSON',
      { Events: [{ ...told('A', {}), CloudTrailEvent: '{' }] },
      { member: 'Events.CloudTrailEvent' },
    ],
    [
      'an event without a time',
      { Events: [{ ...told('A', {}), EventTime: undefined }] },
      { member: 'Events[0].EventTime' },
    ],
  ])('with %s is not used', async (_, body, problem) => {
    serveJson(host, () => ({ body }));
    expect(await quickReader({ clock: instant }).read('cloudtrail:LookupEvents', key)).toMatchObject({
      status: 'unreadable',
      problem: { kind: 'unexpected-answer', action: 'cloudtrail:LookupEvents', ...problem },
    });
  });

  it('that is throttled for good ends as that', async () => {
    const received = serveJson(host, () => ecsError('ThrottlingException', 'Rate exceeded'));
    const read = await quickReader({ clock: instant }).read('cloudtrail:LookupEvents', key);
    expect(read).toMatchObject({ status: 'unreadable', problem: { kind: 'throttled' } });
    expect(received).toHaveLength(6);
  });
});

describe('the pace of lookups', () => {
  const keyOf = (index: number) => ({ ...key, value: `sg-${index}` });

  it('is kept in each region by itself, whoever asks', async () => {
    const clock = instantClock();
    for (const where of [region, 'eu-west-1']) serveJson(`cloudtrail.${where}`, () => ({ body: { Events: [] } }));
    const aws = quickReader({ clock });
    await Promise.all([0, 1, 2, 3].map((index) => aws.read('cloudtrail:LookupEvents', keyOf(index))));
    // Four fifths of two a second.
    expect(clock.waited).toEqual([625, 625, 625]);
    await aws.read('cloudtrail:LookupEvents', keyOf(0), 'eu-west-1');
    expect(clock.waited).toHaveLength(3);
  });

  it('keeps nobody waiting beyond the time of the run', async () => {
    serveJson(host, () => ({ body: { Events: [] } }));
    const clock: CallClock = { now: () => 0, wait: (_, signal) => systemClock.wait(60_000, signal) };
    const aws = quickReader({ clock, signal: deadline(300) });
    const reads = await Promise.all([0, 1].map((index) => aws.read('cloudtrail:LookupEvents', keyOf(index))));
    // Which of two that are asked for at once is sent first is the SDK's affair.
    expect(reads.filter(({ status }) => status === 'found')).toHaveLength(1);
    expect(reads.find(({ status }) => status !== 'found')).toMatchObject({
      status: 'unreadable',
      problem: { kind: 'timeout', code: 'TimeLimit' },
    });
  });

  it('ends when the user does', async () => {
    serveJson(host, () => ({ body: { Events: [] } }));
    const controller = new AbortController();
    const clock: CallClock = {
      now: () => 0,
      wait: (_, signal) => {
        const waiting = systemClock.wait(60_000, signal);
        controller.abort(new Error('the user'));
        return waiting;
      },
    };
    const aws = quickReader({ clock, signal: controller.signal });
    const reads = [0, 1].map((index) => aws.read('cloudtrail:LookupEvents', keyOf(index)));
    await expect(Promise.all(reads)).rejects.toThrow('the user');
  });

  it('waits as long as it is said to', async () => {
    const before = systemClock.now();
    await systemClock.wait(20, undefined);
    expect(systemClock.now() - before).toBeGreaterThanOrEqual(15);
    await expect(systemClock.wait(20, AbortSignal.abort(new Error('over')))).rejects.toThrow('over');
  });
});

describe('what is kept of an event', () => {
  const kept = (name: string, event: object): TrailEvent | undefined => {
    const { EventId, EventName, CloudTrailEvent } = told(name, event);
    return trailEvent({ EventId, EventName, EventTime: new Date(0), CloudTrailEvent });
  };
  const authorize = 'AuthorizeSecurityGroupIngress';
  const permission = { ipProtocol: 'tcp', fromPort: 22, toPort: 22 };
  const rule = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IsEgress: false };

  it.each<readonly [string, string, object, object | undefined]>([
    [
      'one rule for each peer of each kind',
      authorize,
      {
        groupId: 'sg-1',
        ipPermissions: {
          items: [
            {
              ...permission,
              groups: { items: [{ groupId: 'sg-2', userId: '123456789012' }] },
              ipRanges: { items: [{ cidrIp: '10.0.0.0/8' }, { cidrIp: '192.0.2.0/24', description: 'office' }] },
              ipv6Ranges: { items: [{ cidrIpv6: '::/0' }] },
              prefixListIds: { items: [{ prefixListId: 'pl-1' }] },
            },
          ],
        },
      },
      [
        { ...rule, CidrIpv4: '10.0.0.0/8' },
        { ...rule, CidrIpv4: '192.0.2.0/24' },
        { ...rule, CidrIpv6: '::/0' },
        { ...rule, PrefixListId: 'pl-1' },
        { ...rule, ReferencedGroupInfo: { GroupId: 'sg-2', UserId: '123456789012' } },
      ],
    ],
    [
      'a rule of a request that has no permissions',
      authorize,
      { groupId: 'sg-1', ...permission, cidrIp: '10.0.0.0/8' },
      [{ ...rule, CidrIpv4: '10.0.0.0/8' }],
    ],
    [
      'a request as newer actions have it, with one of a list as it is',
      'UpdateSecurityGroupRuleDescriptionsIngress',
      {
        UpdateSecurityGroupRuleDescriptionsIngressRequest: {
          GroupId: 'sg-1',
          IpPermissions: {
            IpProtocol: 'tcp',
            FromPort: 22,
            ToPort: '22',
            tag: 1,
            IpRanges: { CidrIp: '10.0.0.0/8', tag: 1, Description: 'new' },
          },
        },
      },
      [{ ...rule, CidrIpv4: '10.0.0.0/8' }],
    ],
    [
      'ids as texts',
      'RevokeSecurityGroupEgress',
      { groupId: 'sg-1', securityGroupRuleIds: ['sgr-1', 'sgr-2'] },
      [
        { SecurityGroupRuleId: 'sgr-1', IsEgress: true },
        { SecurityGroupRuleId: 'sgr-2', IsEgress: true },
      ],
    ],
    [
      'changes, several or one',
      'ModifySecurityGroupRules',
      {
        ModifySecurityGroupRulesRequest: {
          GroupId: 'sg-1',
          SecurityGroupRule: [
            {
              SecurityGroupRuleId: 'sgr-1',
              SecurityGroupRule: { IpProtocol: '-1', ReferencedGroupId: 'sg-2', Description: 'new' },
            },
          ],
        },
      },
      [{ SecurityGroupRuleId: 'sgr-1', IpProtocol: '-1', ReferencedGroupInfo: { GroupId: 'sg-2' } }],
    ],
    ['nothing of empty lists', authorize, { groupId: 'sg-1', ipPermissions: {} }, undefined],
    ['nothing of what is elsewhere', authorize, { groupId: 'sg-1', ipPermissions: { items: 'tcp' } }, undefined],
    ['nothing of other members', authorize, { groupId: 'sg-1', __proto__: { ipPermissions: [permission] } }, undefined],
  ])('%s', (_, name, requestParameters, rules) => {
    const event = kept(name, { requestParameters });
    expect(event?.GroupId).toBe('sg-1');
    expect(event?.rules).toEqual(rules);
  });

  it('is nothing but who, when and what: the request and the answer go no further', () => {
    const whole = {
      userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::123456789012:user/alice', accessKeyId: 'INVENTED' },
      sourceIPAddress: '198.51.100.7',
      userAgent: 'Boto3/1.40',
      errorCode: 'ClientException',
      errorMessage: 'free text',
      requestParameters: {
        family: 'api',
        containerDefinitions: [{ name: 'api', environment: [{ name: 'TOKEN', value: 'invented' }] }],
      },
      responseElements: {
        taskDefinition: {
          taskDefinitionArn: 'arn:aws:ecs:us-east-1:123456789012:task-definition/api:7',
          containerDefinitions: [{ name: 'api' }],
        },
      },
    };
    expect(kept('RegisterTaskDefinition', whole)).toEqual({
      eventId: 'e-1',
      eventName: 'RegisterTaskDefinition',
      happenedAt: new Date(0),
      failed: true,
      principal: 'arn:aws:iam::123456789012:user/alice',
      taskDefinitionArn: 'arn:aws:ecs:us-east-1:123456789012:task-definition/api:7',
    });
  });

  it.each([
    ['null', 'null'],
    ['a list', '[]'],
    ['cut off', '{"eventName": "A"'],
  ])('is nothing where it is %s', (_, CloudTrailEvent) => {
    expect(trailEvent({ EventId: 'e', EventName: 'A', EventTime: new Date(0), CloudTrailEvent })).toBeUndefined();
  });

  it.each<object>([
    {},
    { userIdentity: null, requestParameters: null, responseElements: null },
    { userIdentity: 'alice', requestParameters: [1], responseElements: 'x' },
    {
      requestParameters: { groupId: 7, ipPermissions: { items: [null, 7, { ipRanges: { items: [{ cidrIp: 7 }] } }] } },
    },
  ])('is what there is of it: %j', (event) => {
    for (const name of [
      authorize,
      'ModifySecurityGroupRules',
      'CreateTags',
      'UpdateService',
      'RegisterTaskDefinition',
      'Other',
    ]) {
      expect(kept(name, event)).toMatchObject({ eventName: name });
    }
  });
});
