import { describe, expect, it } from 'vitest';
import type { Reads } from '../../src/aws/reads/index.ts';
import { type Answers, denied, found, plainWithCauses, understand } from './world.ts';

/* Prefix lists that rules name, by what the code calls them. */

const rule = (list: string) => `
  resource "aws_security_group_rule" "r" {
    security_group_id = "sg-1"
    type              = "egress"
    protocol          = "tcp"
    from_port         = 443
    to_port           = 443
    prefix_list_ids   = [${list}]
  }
  output "id" {
    value = ${list}
  }
`;
const action = 'ec2:DescribeManagedPrefixLists';
const office = { PrefixListId: 'pl-1', PrefixListName: 'office', OwnerId: '123456789012' };
const other = { ...office, PrefixListId: 'pl-2' };
const data = 'data.aws_ec2_managed_prefix_list.l.id';
const made = 'aws_ec2_managed_prefix_list.l.id';
const service = 'data.aws_prefix_list.l.id';
type Key = Reads[typeof action]['key'];

const byName: Key = { filters: { 'prefix-list-name': ['office'] } };
const making =
  'resource "aws_ec2_managed_prefix_list" "l" {\n name = "office"\n address_family = "IPv4"\n max_entries = 5\n}';

describe('the id of a prefix list', () => {
  it.each<[string, string, string, readonly Key[]]>([
    ['a name', 'data "aws_ec2_managed_prefix_list" "l" {\n name = "office"\n}', data, [byName]],
    ['an id', 'data "aws_ec2_managed_prefix_list" "l" {\n id = "pl-1"\n}', data, []],
    [
      'a filter',
      'data "aws_ec2_managed_prefix_list" "l" {\n filter {\n name = "prefix-list-name"\n values = ["office"]\n }\n}',
      data,
      [byName],
    ],
    [
      'the name of a service',
      'data "aws_prefix_list" "l" {\n name = "com.amazonaws.us-east-1.s3"\n}',
      service,
      [{ filters: { 'prefix-list-name': ['com.amazonaws.us-east-1.s3'] } }],
    ],
    ['its id', 'data "aws_prefix_list" "l" {\n prefix_list_id = "pl-1"\n}', service, [{ 'prefix-list-id': 'pl-1' }]],
    ['what the code makes', making, made, [byName]],
  ])('by %s', async (_, code, id, keys) => {
    const { asked, value } = await understand(code + rule(id), { [action]: () => found([office]) });
    expect(asked).toEqual(keys.map((key) => ({ action, key })));
    expect(plainWithCauses(value('id'))).toBe('pl-1');
  });

  it.each<[string, string, string, Answers[typeof action]]>([
    ['of several by one name', making, made, () => found([office, other])],
    ['that AWS may not be asked for', making, made, () => denied(action)],
    ['that AWS does not have', making, made, () => ({ status: 'absent' })],
    [
      'of several that a data source finds',
      'data "aws_ec2_managed_prefix_list" "l" {\n name = "office"\n}',
      data,
      () => found([office, other]),
    ],
  ])('is not known %s', async (_, code, id, answer) => {
    const { value } = await understand(code + rule(id), answer === undefined ? {} : { [action]: answer });
    expect(value('id')).toMatchObject({ kind: 'unknown', because: { kind: 'data', address: id.slice(0, -3) } });
  });

  it('is asked for only where a rule needs it', async () => {
    expect((await understand(making)).asked).toEqual([]);
    const unknown = making.replace('"office"', 'var.name');
    expect((await understand(`variable "name" {}\n${unknown}${rule(made)}`)).asked).toEqual([]);
  });
});
