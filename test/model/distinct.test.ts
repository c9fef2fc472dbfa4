import { describe, expect, it } from 'vitest';
import { typeOfAddress } from '../../src/model/address.ts';
import type { UnknownOf, Value } from '../../src/model/declared.ts';
import { alwaysEqual, mayBeNothing, mayBeNull, neverEqual, neverSame } from '../../src/model/distinct.ts';
import type { Unknown, ValueStep } from '../../src/model/value.ts';

const of = (
  address: string,
  path: readonly ValueStep[] = ['id'],
  key?: ValueStep | 'any',
): Extract<Unknown, { kind: 'resource' }> => ({
  kind: 'resource',
  address,
  path,
  ...(key !== undefined && { instance: key === 'any' ? {} : { key } }),
});
const data = (address: string, path: readonly ValueStep[] = ['id']): Unknown => ({ kind: 'data', address, path });
const variable: Unknown = { kind: 'variable', module: '', name: 'v' };
const operation = (name: string): Unknown => ({ kind: 'operation', name, from: [variable] });
const unknown = (because: Unknown, notNull?: true): UnknownOf => ({
  state: 'unknown',
  because,
  ...(notNull && { notNull }),
});
const partial = (...parts: (string | Unknown)[]): Value<string> => ({ state: 'partial', parts });

describe('unknowns that are never equal', () => {
  it.each([
    ['ids of two resources', of('aws_subnet.a'), of('aws_subnet.b')],
    ['ARNs of two', of('aws_lb.a', ['arn']), of('aws_lb.b', ['arn'])],
    ['two instances of count', of('aws_subnet.a[0]'), of('aws_subnet.a[1]')],
    ['two instances of for_each', of('aws_subnet.a["x"]'), of('aws_subnet.a["y"]')],
    ['one resource in two instances of a module', of('module.m[0].aws_subnet.a'), of('module.m[1].aws_subnet.a')],
    ['any instance, and another resource', of('aws_subnet.a', ['id'], 'any'), of('aws_subnet.b')],
    ['two keys of a count that is not known', of('aws_subnet.a', ['id'], 0), of('aws_subnet.a', ['id'], 1)],
    ['resources of two types', of('aws_security_group.a'), of('aws_default_security_group.a')],
    ['names of load balancers', of('aws_lb.a', ['dns_name']), of('aws_lb.b', ['dns_name'])],
  ])('%s', (_, a, b) => {
    expect(neverEqual(a, b)).toBe(true);
    expect(neverEqual(b, a)).toBe(true);
  });

  it.each([
    ['the same id', of('aws_subnet.a'), of('aws_subnet.a')],
    ['any instance twice', of('aws_subnet.a', ['id'], 'any'), of('aws_subnet.a', ['id'], 'any')],
    ['one key of a count that is not known', of('aws_subnet.a', ['id'], 0), of('aws_subnet.a', ['id'], 0)],
    ['any instance, and one that is there', of('aws_subnet.a', ['id'], 'any'), of('aws_subnet.a["x"]')],
    ['another attribute', of('aws_subnet.a', ['vpc_id']), of('aws_subnet.b', ['vpc_id'])],
    ['two attributes', of('aws_vpc.a', ['default_security_group_id']), of('aws_default_security_group.b')],
    ['two variables', variable, { ...variable, name: 'w' } as const],
    ['two data sources', data('data.aws_subnet.a'), data('data.aws_subnet.b')],
    ['a data source and a resource', data('data.aws_subnet.a'), of('aws_subnet.b')],
    [
      'two versions, which have the ARN of their secret',
      of('aws_secretsmanager_secret_version.a', ['arn']),
      of('aws_secretsmanager_secret_version.b', ['arn']),
    ],
    [
      'a version and its secret',
      of('aws_secretsmanager_secret_version.a', ['arn']),
      of('aws_secretsmanager_secret.a', ['arn']),
    ],
    ['a bucket and what is named after it', of('aws_s3_bucket.a'), of('aws_s3_bucket_notification.a')],
    ['two resources that adopt one VPC', of('aws_default_vpc.a'), of('aws_default_vpc.b')],
  ])('not: %s', (_, a, b) => {
    expect(neverEqual(a, b)).toBe(false);
    expect(neverEqual(b, a)).toBe(false);
  });

  it('tells one attribute of one instance from what may be another', () => {
    expect(alwaysEqual(of('aws_subnet.a'), of('aws_subnet.a'))).toBe(true);
    expect(alwaysEqual(data('data.aws_x.a', ['b']), data('data.aws_x.a', ['b']))).toBe(true);
    expect(alwaysEqual(of('aws_subnet.a', ['id'], 'any'), of('aws_subnet.a', ['id'], 'any'))).toBe(false);
    expect(alwaysEqual(variable, variable)).toBe(false);
  });
});

describe('values that are never the same', () => {
  it.each([
    ['two ids', unknown(of('aws_subnet.a')), unknown(of('aws_subnet.b'))],
    ['two ids in one text', partial('arn:x:', of('aws_lb.a'), ':*'), partial('arn:x:', of('aws_lb.b'), ':*')],
    [
      'two ARNs made of names that are not known',
      { state: 'partial', parts: ['arn:x/', variable], identityOf: of('aws_lambda_function.a', ['arn']) } as const,
      { state: 'partial', parts: ['arn:x/', variable], identityOf: of('aws_lambda_function.b', ['arn']) } as const,
    ],
    [
      'the id of one, which is known, and that of another one',
      { state: 'known', value: 'sg-1', identityOf: of('aws_security_group.a') } as const,
      unknown(of('aws_security_group.b')),
    ],
    [
      'two ARNs of which the names are not known',
      partial('arn:x/', variable, '-blue/', of('aws_lb_target_group.a', ['arn'])),
      partial('arn:x/', variable, '-green/', of('aws_lb_target_group.b', ['arn'])),
    ],
    ['two beginnings', partial('a-', variable), partial('b-', variable)],
    ['two ends', partial(variable, '-a'), partial(variable, '-b')],
    ['an end and a known text', partial(variable, '-a'), { state: 'known', value: 'x-b' } as const],
  ])('%s', (_, a, b) => {
    expect(neverSame(a, b)).toBe(true);
    expect(neverSame(b, a)).toBe(true);
  });

  it.each([
    ['a beginning of the other', partial('a-', variable), partial('a-b', variable)],
    ['two ids each', partial(of('aws_lb.a'), of('aws_lb.b')), partial(of('aws_lb.b'), of('aws_lb.a'))],
    ['one id with other texts', partial(of('aws_lb.a'), variable), partial(of('aws_lb.a'), variable, variable)],
    ['an id and a known text', unknown(of('aws_subnet.a')), { state: 'known', value: 'subnet-1' } as const],
  ])('not: %s', (_, a, b) => {
    expect(neverSame(a, b)).toBe(false);
  });
});

describe('what may be nothing', () => {
  it.each([
    ['an id', unknown(of('aws_efs_file_system.a')), false, false],
    ['an attribute that the provider always sets', unknown(of('aws_sqs_queue.a', ['url'])), false, false],
    ['the same of a data source', unknown(data('data.aws_ssm_parameter.a', ['value'])), false, false],
    ['one of count, of which the instance is not known', unknown(of('aws_lb.a', ['arn'], 'any')), false, false],
    ['an optional attribute', unknown(of('aws_subnet.a', ['ipv6_cidr_block'])), true, true],
    ['what is within an attribute', unknown(of('aws_subnet.a', ['id', 0])), true, true],
    ['a variable', unknown(variable), true, true],
    ['a variable that is not nullable', unknown(variable, true), false, true],
    ['the result of join', unknown(operation('join'), true), false, true],
    ['the result of coalesce', { ...unknown(operation('coalesce'), true), notEmpty: true } as const, false, false],
    ['a text with a hole', partial('a', variable), false, false],
    ['a text of nothing but holes', partial(variable, variable), false, true],
    ['a text of nothing but an id and a hole', partial(of('aws_lb.a'), variable), false, false],
  ] as const)('%s', (_, value, isNull, isNothing) => {
    expect(mayBeNull(value)).toBe(isNull);
    expect(mayBeNothing(value)).toBe(isNothing);
  });
});

it.each([
  ['aws_x.y', 'aws_x'],
  ['data.aws_x.y["a.b"]', 'aws_x'],
  ['module.m["a.b\\"]"].aws_x.y[0]', 'aws_x'],
])('the type of %s is %s', (address, type) => {
  expect(typeOfAddress(address)).toBe(type);
});
