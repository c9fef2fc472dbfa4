import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endpointsIn, hole, portOfUrl } from '../../../src/model/secret/endpoint.ts';
import { Secret } from '../../../src/model/secret/secret.ts';

/* Which endpoints texts name. */

const short = (text: string): readonly string[] =>
  endpointsIn(text).map(({ host, port, scheme }) => `${scheme ?? '-'} ${host === '' ? '?' : host} ${port}`);

describe('an endpoint', () => {
  it.each<[string, ...string[]]>([
    ['redis://redis.example.com:6379', 'redis redis.example.com 6379'],
    ['redis://redis.example.com:6380/0', 'redis redis.example.com 6380'],
    ['rediss://:secret@redis.example.com', 'rediss redis.example.com 6379'],
    ['bolt://graph.example.com:7687', 'bolt graph.example.com 7687'],
    ['bolt+s://graph.example.com', 'bolt graph.example.com 7687'],
    ['postgres://user:p@ss@db.example.com/app?sslmode=require', 'postgres db.example.com 5432'],
    ['postgresql+asyncpg://db/app', 'postgresql db 5432'],
    ['jdbc:mysql://db.example.com/app', 'mysql db.example.com 3306'],
    ['mongodb://a.example.com:27018,b.example.com/app', 'mongodb a.example.com 27018', 'mongodb b.example.com 27017'],
    ['amqps://queue.example.com', 'amqps queue.example.com 5671'],
    ['http://milvus.example.com:19530', 'http milvus.example.com 19530'],
    ['tcp://10.1.2.3:9092', 'tcp 10.1.2.3 9092'],
    ['redis://[2001:db8::1]:6379', 'redis 2001:db8::1 6379'],
    ['milvus.example.com:19530', '- milvus.example.com 19530'],
    ['10.1.2.3:6379', '- 10.1.2.3 6379'],
    ['broker-1:9092,broker-2:9092', '- broker-1 9092', '- broker-2 9092'],
    [`redis://${hole}:6379`, 'redis ? 6379'],
    [`redis://user:${hole}@redis.example.com`, 'redis redis.example.com 6379'],
    [`${hole}:6379`, '- ? 6379'],
  ])('is named by %s', (text, ...expected) => {
    expect(short(text)).toEqual(expected);
  });

  it.each([
    '',
    'redis',
    'redis.example.com',
    '6379',
    'https://registry.example.com/mlflow',
    'mongodb+srv://cluster.example.com',
    's3://bucket/key',
    'app:8080',
    'a:1',
    '12:30',
    '12:5432',
    'db.example.com:99999',
    'postgres://db.example.com:99999',
    'arn:aws:rds:us-east-1:123456789012:db:main',
    'user@example.com:5432 and more',
    `redis://${hole}`,
    `redis://redis.example.com:${hole}`,
    `redis://${hole}/0`,
    `redis://${'a'.repeat(3000)}:6379`,
    'redis://a b:6379',
  ])('is none in %s', (text) => {
    expect(short(text).filter((one) => !one.startsWith('redis a 6379'))).toEqual([]);
  });
});

describe('a secret', () => {
  it.each([
    ['redis://:hunter2hunter2@redis.example.com:6380', 6380],
    ['postgres://app:hunter2@db.example.com/app', 5432],
    // It may be a password with its number as well.
    ['hunter2.example:5432', undefined],
    ['hunter2', undefined],
  ])('tells the port of a URL, and nothing else', (text, port) => {
    const secret = Secret.of(text);
    expect(secret.port).toBe(port);
    expect(inspect(secret) + String(secret) + JSON.stringify(secret)).not.toContain('hunter2');
  });

  it('tells none where only its fingerprint is known', () => {
    expect(Secret.fromFingerprint('salt', '0'.repeat(32)).port).toBeUndefined();
  });

  it('tells the same port whatever its user, password and path are', () => {
    const word = fc.stringMatching(/^[a-z0-9:!$&'()*+=._~-]{0,20}$/);
    fc.assert(
      fc.property(word, word, word, (user, password, path) => {
        expect(portOfUrl(`redis://${user}:${password}@redis.example.com:6380/${path}`)).toBe(6380);
      }),
    );
  });
});
