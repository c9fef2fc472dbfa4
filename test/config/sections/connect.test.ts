import { describe, expect, it } from 'vitest';
import { readConnection } from '../../../src/config/sections/connect.ts';
import { detailText } from '../../../src/report/message/problem/config-detail.ts';

/* What `connect` may say, and what is said of what it may not. */

const any = (text: string) => ({ kind: 'any', text });
const port = { protocol: 'tcp', fromPort: 6379, toPort: 6379 };

describe('a connection', () => {
  it.each<[string, object]>([
    ['api -> redis 6379', { source: any('api'), destination: any('redis'), ...port }],
    ['api->redis 6379', { source: any('api'), destination: any('redis'), ...port }],
    ['  api  ->  redis   6379/tcp ', { source: any('api'), destination: any('redis'), ...port }],
    ['api -> redis 6379/UDP', { protocol: 'udp', fromPort: 6379, toPort: 6379 }],
    ['api -> redis 8000-8100', { protocol: 'tcp', fromPort: 8000, toPort: 8100 }],
    ['api -> redis 0-65535/udp', { protocol: 'udp', fromPort: 0, toPort: 65535 }],
    ['api -> redis all', { protocol: '-1' }],
    ['api-* -> redis-* 6379', { source: any('api-*'), destination: any('redis-*') }],
    [
      'a group with spaces -> another one 6379',
      { source: any('a group with spaces'), destination: any('another one') },
    ],
    [
      'service/api -> group/redis 6379',
      { source: { kind: 'service', text: 'api' }, destination: { kind: 'group', text: 'redis' } },
    ],
    ['service/main/api -> redis 6379', { source: { kind: 'service', cluster: 'main', text: 'api' } }],
    ['sg-0a1b -> sg-1 6379', { source: { kind: 'id', text: 'sg-0a1b' }, destination: { kind: 'id', text: 'sg-1' } }],
    ['10.0.0.0/8 -> redis 6379', { source: { kind: 'cidr', text: '10.0.0.0/8' } }],
    ['10.1.2.3/8 -> redis 6379', { source: { kind: 'cidr', text: '10.0.0.0/8' } }],
    ['192.0.2.1 -> redis 6379', { source: { kind: 'cidr', text: '192.0.2.1/32' } }],
    ['2001:DB8::/32 -> redis 6379', { source: { kind: 'cidr', text: '2001:db8::/32' } }],
    ['api -> ::/0 443', { destination: { kind: 'cidr', text: '::/0' } }],
    ['module.api.aws_ecs_service.this -> redis 6379', { source: any('module.api.aws_ecs_service.this') }],
  ])('is read: %s', (text, expected) => {
    expect(readConnection(text)).toMatchObject(expected);
  });

  it.each([
    ['api redis 6379', 'connect-arrow'],
    ['api => redis 6379', 'connect-arrow'],
    ['api -> cache -> redis 6379', 'connect-arrows'],
    ['-> redis 6379', 'connect-source'],
    ['api -> 6379', 'connect-destination'],
    ['api -> redis', 'connect-destination'],
    ['api ->', 'connect-destination'],
    ['api -> redis http', 'connect-port'],
    ['api -> redis 6379/icmp', 'connect-protocol'],
    ['api -> redis 6379/tcp/udp', 'connect-port'],
    ['api -> redis 70000', 'connect-large-port'],
    ['api -> redis 1-70000', 'connect-large-port'],
    ['api -> redis 8100-8000', 'connect-empty-range'],
    ['sg-ABC -> redis 6379', 'connect-group-id'],
    ['service/ -> redis 6379', 'connect-service-name'],
    ['service/a/b/c -> redis 6379', 'connect-service-name'],
    ['group/ -> redis 6379', 'connect-group-name'],
    ['10.0.0.0/33 -> redis 6379', 'connect-block'],
    ['10.0.0 -> redis 6379', 'connect-block'],
    ['10.0.0.0/8 -> 192.0.2.0/24 6379', 'connect-addresses'],
  ])('is refused: %s', (text, wrong) => {
    expect(readConnection(text)).toEqual({ wrong });
    // The name stands for a sentence.
    expect(detailText(wrong)).not.toBe(wrong);
  });
});
