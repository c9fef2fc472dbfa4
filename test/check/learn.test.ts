import { describe, expect, it } from 'vitest';
import { learnPlace, mergeKnown } from '../../src/check/learn.ts';
import type { KnownAttributes, Resource, Stack } from '../../src/model/stack.ts';
import type { TerraformValue, Unknown } from '../../src/model/value.ts';
import { at as line, resource, stackOf } from '../kinds/resources.ts';

const text = (value: string): TerraformValue => ({ kind: 'string', value });
const known = (entries: Record<string, Record<string, string>>): KnownAttributes =>
  new Map(
    Object.entries(entries).map(([address, attributes]) => [
      address,
      new Map(Object.entries(attributes).map(([name, value]) => [name, text(value)])),
    ]),
  );

const at = line(1);

const data = (type: string, region?: string): Resource => resource(`data.${type}.this`, { region });

describe('mergeKnown', () => {
  it('is the first map itself when nothing is new', () => {
    const first = known({ a: { id: '1' } });
    expect(mergeKnown([first, known({}), known({ a: { id: '1' } })])).toBe(first);
  });

  it('joins addresses and attributes', () => {
    const merged = mergeKnown([known({ a: { id: '1' } }), known({ a: { arn: 'x' }, b: { id: '2' } })]);
    expect(merged).toEqual(known({ a: { id: '1', arn: 'x' }, b: { id: '2' } }));
  });

  it('keeps what was known first, so that rounds come to an end', () => {
    const first = known({ a: { id: '1' } });
    expect(mergeKnown([first, known({ a: { id: '2' } })])).toBe(first);
  });
});

describe('mergeKnown with what is known in part', () => {
  const hole: TerraformValue = { kind: 'unknown', type: { kind: 'string' }, because: { kind: 'invalid', code: 'x' } };
  const partly: TerraformValue = { kind: 'template', parts: ['a', hole] };
  const one = (value: TerraformValue): KnownAttributes => new Map([['a', new Map([['id', value]])]]);

  it('prefers what is known better', () => {
    expect(mergeKnown([one(hole), one(partly)])).toEqual(one(partly));
    expect(mergeKnown([one(partly), one(text('ab'))])).toEqual(one(text('ab')));
    expect(mergeKnown([one(hole), one(partly), one(text('ab')), one(partly)])).toEqual(one(text('ab')));
  });

  it('is the first map itself when nothing is known better', () => {
    const first = one(partly);
    expect(mergeKnown([first, one(hole), one({ kind: 'template', parts: ['b', hole] })])).toBe(first);
  });
});

describe('learnPlace', () => {
  const run = { account: '123456789012', region: 'cn-north-1', partition: 'aws-cn' };

  it('answers the data sources about the place', () => {
    const stack = stackOf([data('aws_caller_identity'), data('aws_region'), data('aws_partition'), data('aws_vpc')]);
    expect(learnPlace({ ...stack, run })).toEqual(
      known({
        'data.aws_caller_identity.this': { account_id: '123456789012', id: '123456789012' },
        'data.aws_region.this': { name: 'cn-north-1', id: 'cn-north-1', region: 'cn-north-1' },
        'data.aws_partition.this': {
          partition: 'aws-cn',
          id: 'aws-cn',
          dns_suffix: 'amazonaws.com.cn',
          reverse_dns_prefix: 'cn.com.amazonaws',
        },
      }),
    );
  });

  it("prefers the region that the code names over the SDK's", () => {
    expect(
      learnPlace({ ...stackOf([data('aws_region', 'eu-west-1')]), run })
        .get('data.aws_region.this')
        ?.get('name'),
    ).toEqual(text('eu-west-1'));
  });

  it('tells the account of the role that the provider assumes, and none that it cannot know', () => {
    const assuming = (role: TerraformValue): Stack => ({
      ...stackOf([{ ...data('aws_caller_identity'), provider: 0 }]),
      providers: [
        {
          name: 'aws',
          module: '',
          at,
          body: {
            attributes: new Map(),
            blocks: new Map([
              [
                'assume_role',
                {
                  blocks: [
                    {
                      labels: [],
                      at,
                      body: { attributes: new Map([['role_arn', { value: role, at }]]), blocks: new Map() },
                    },
                  ],
                },
              ],
            ]),
          },
        },
      ],
    });
    const accountWith = (role: TerraformValue) =>
      learnPlace({ ...assuming(role), run })
        .get('data.aws_caller_identity.this')
        ?.get('account_id');
    expect(accountWith(text('arn:aws:iam::210987654321:role/deploy'))).toEqual(text('210987654321'));
    const unknown: TerraformValue = {
      kind: 'unknown',
      type: { kind: 'string' },
      because: { kind: 'invalid', code: 'x' },
    };
    expect(accountWith(unknown)).toBeUndefined();
  });

  it('says nothing of a place that a data source may still change', () => {
    const because: Unknown = { kind: 'data', address: 'data.aws_x.y', path: ['region'] };
    const region: TerraformValue = { kind: 'unknown', type: { kind: 'string' }, because };
    const stack: Stack = {
      ...stackOf([
        { ...data('aws_caller_identity'), provider: 0 },
        { ...data('aws_partition'), provider: 0 },
      ]),
      providers: [
        {
          name: 'aws',
          module: '',
          at,
          body: { attributes: new Map([['region', { value: region, at }]]), blocks: new Map() },
        },
      ],
      run,
    };
    expect(learnPlace(stack)).toEqual(new Map());
  });

  it('says nothing of what the place does not tell', () => {
    expect(learnPlace(stackOf([data('aws_caller_identity'), data('aws_partition')]))).toEqual(new Map());
  });
});
