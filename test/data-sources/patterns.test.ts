import { describe, expect, it } from 'vitest';
import { filterFor, textFoundBy } from '../../src/model/filter-value.ts';
import { type Answers, found, plainWithCauses, understand } from './world.ts';

/* `*` and `?` in what an EC2 data source is searched by: they stand for other texts, and never for themselves. */

describe('the value of a filter', () => {
  it.each([
    ['web', 'web'],
    ['web*', undefined],
    ['?eb', undefined],
    ['web\\*', 'web*'],
    ['web\\?', 'web?'],
    ['a\\\\b', 'a\\b'],
    ['a\\\\*', undefined],
    ['a\\b', 'a\\b'],
    ['', ''],
  ])('%s finds %s', (value, text) => {
    expect(textFoundBy(value)).toBe(text);
    if (text !== undefined) expect(textFoundBy(filterFor(text))).toBe(text);
  });
});

const rule = (group: string) => `
resource "aws_security_group_rule" "r" {
  security_group_id = ${group}
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_blocks       = ["10.0.0.0/8"]
}
`;

async function told(source: string, expression: string, answers: Answers = {}) {
  const { asked, value } = await understand(
    `${source}${rule(expression)}output "o" {\n  value = ${expression}\n}\n`,
    answers,
  );
  return { asked: asked.map(({ key }) => key), value: plainWithCauses(value('o')) };
}

const because = (path: string) => expect.objectContaining({ kind: 'data', path: [path] });

describe('what is asked', () => {
  const group = (body: string) => `data "aws_security_group" "x" {\n${body}\n}\n`;
  it.each([
    ['name = "web-*"', { filters: { 'group-name': ['web-*'] } }],
    ['name = "web-\\\\*"', { 'group-name': 'web-*' }],
    ['name = "we?"\nvpc_id = "vpc-1"', { filters: { 'group-name': ['we?'], 'vpc-id': ['vpc-1'] } }],
    ['name = "web"\nvpc_id = "vpc-*"', { filters: { 'group-name': ['web'], 'vpc-id': ['vpc-*'] } }],
    ['tags = { Name = "web-*" }', { filters: { 'tag:Name': ['web-*'] } }],
    ['filter {\nname = "group-name"\nvalues = ["web-*"]\n}', { filters: { 'group-name': ['web-*'] } }],
  ])('of a group by %s', async (body, key) => {
    expect((await told(group(body), 'data.aws_security_group.x.id')).asked).toEqual([key]);
  });
});

describe('what a reference to a search argument gives', () => {
  it.each([
    ['aws_security_group', 'name = "web-*"', 'name', because('name')],
    ['aws_security_group', 'name = "web-\\\\*"', 'name', 'web-*'],
    ['aws_security_group', 'name = "web"', 'name', 'web'],
    ['aws_security_group', 'name = "web"\nvpc_id = "vpc-?"', 'vpc_id', because('vpc_id')],
    ['aws_vpc', 'cidr_block = "10.*"', 'cidr_block', because('cidr_block')],
    ['aws_subnet', 'availability_zone = "us-east-1?"', 'availability_zone', because('availability_zone')],
    ['aws_vpc', 'tags = { Name = "main-*" }', 'tags["Name"]', expect.objectContaining({ kind: 'operation' })],
    ['aws_vpc', 'tags = { Name = "main" }', 'tags["Name"]', 'main'],
    ['aws_vpc', 'tags = { Name = "main" }', 'tags["Owner"]', expect.objectContaining({ kind: 'operation' })],
    ['aws_ec2_managed_prefix_list', 'name = "com.amazonaws.*.s3"', 'name', because('name')],
    ['aws_acm_certificate', 'domain = "*.example.com"', 'domain', '*.example.com'],
  ])('of %s with %s', async (type, body, attribute, expected) => {
    expect((await told(`data "${type}" "x" {\n${body}\n}\n`, `data.${type}.x.${attribute}`)).value).toEqual(expected);
  });

  it('is what was found', async () => {
    const answers: Answers = {
      'ec2:DescribeSecurityGroups': () => found([{ GroupId: 'sg-1', GroupName: 'web-blue', VpcId: 'vpc-1' }]),
    };
    const { value } = await told(
      'data "aws_security_group" "x" {\n  name = "web-*"\n}\n',
      'data.aws_security_group.x.name',
      answers,
    );
    expect(value).toBe('web-blue');
  });
});
