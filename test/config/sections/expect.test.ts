import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { expectForm } from '../../../src/config/sections/expect.ts';
import { expectations } from '../../../src/policy/expect/expectations.ts';

const named = (form: Record<string, unknown>) => ({ name: 'expected', ...form });

/** Where each mistake is. */
function mistakes(form: Record<string, unknown>): readonly string[] {
  return (expectForm.safeParse(named(form)).error?.issues ?? []).map(
    ({ code, path }) => `${code}${path.length === 0 ? '' : ` ${path.join('.')}`}`,
  );
}

const definition = { 'task-definition': 'hokusai-api-*' };
const group = { 'security-group': '*' };

describe('an expectation', () => {
  it.each([
    [{ ...definition, secret: 'HUGGINGFACE_API_KEY' }],
    [{ ...definition, secret: 'HUGGINGFACE_API_KEY', container: 'api', target: 'api-*', except: ['hokusai-api-old'] }],
    [{ ...definition, environment: 'LOG_LEVEL' }],
    [{ ...definition, environment: 'REDIS_PORT', value: 6379 }],
    [{ ...definition, environment: 'DEBUG', value: false }],
    [{ 'task-definition': '*', 'no-plain-secrets': true }],
    [{ 'task-definition': '*', 'image-by-digest': true, 'except-containers': ['datadog-agent'] }],
    [{ 'task-definition': '*', 'log-driver': 'awslogs' }],
    [{ ...group, 'no-public-ingress': [22, 5432, 65535] }],
    [{ connect: 'api -> redis 6379' }],
    [{ connect: '10.0.0.0/8 -> service/main/api 8000-8100/udp', target: 'api-*' }],
  ])('may be %j', (form) => {
    expect(mistakes(form)).toEqual([]);
    // Each is judged by one, and one alone.
    const entry = expectForm.parse(named(form));
    expect(expectations.filter((one) => one.isExpected(entry))).toHaveLength(1);
  });

  it.each([
    [{}, ['custom']],
    [definition, ['custom']],
    [{ secret: 'A' }, ['custom']],
    [{ ...definition, secret: 'A', 'image-by-digest': true }, ['custom image-by-digest']],
    [{ ...group, secret: 'A' }, ['custom security-group']],
    [{ ...definition, ...group, secret: 'A' }, ['custom security-group']],
    [{ ...definition, 'no-public-ingress': [22] }, ['custom task-definition']],
    [{ ...group, 'no-public-ingress': [22], container: 'api' }, ['custom container']],
    [{ ...definition, secret: 'A', value: 'b' }, ['custom value']],
    [{ ...definition, 'image-by-digest': false }, ['invalid_value image-by-digest']],
    [{ ...definition, 'image-by-digest': 'yes' }, ['invalid_value image-by-digest']],
    [{ ...group, 'no-public-ingress': [] }, ['too_small no-public-ingress']],
    [{ ...group, 'no-public-ingress': [70000] }, ['too_big no-public-ingress.0']],
    [{ ...group, 'no-public-ingress': ['22'] }, ['invalid_type no-public-ingress.0']],
    [{ ...group, 'no-public-ingress': 22 }, ['invalid_type no-public-ingress']],
    [{ ...definition, secret: '' }, ['too_small secret']],
    [{ connect: 'api -> redis' }, ['custom connect']],
    [{ connect: 'api to redis 6379' }, ['custom connect']],
    [{ connect: '' }, ['too_small connect']],
    [{ connect: 6379 }, ['invalid_type connect']],
    [{ ...group, connect: 'api -> redis 6379' }, ['custom security-group']],
    [{ ...definition, connect: 'api -> redis 6379' }, ['custom task-definition']],
    [{ connect: 'api -> redis 6379', except: ['api'] }, ['custom except']],
    [{ connect: 'api -> redis 6379', container: 'api' }, ['custom container']],
    [{ connect: 'api -> redis 6379', value: 'a' }, ['custom value']],
    [{ ...definition, secret: 'A', connect: 'api -> redis 6379' }, ['custom connect']],
    [{ ...definition, secrets: ['A'] }, ['unrecognized_keys', 'custom']],
    [{ ...definition, secret: 'A', except: 'api' }, ['invalid_type except']],
  ])('cannot be %j', (form, found) => {
    const all = mistakes(form);
    expect(all.length).toBeGreaterThan(0);
    // What zod finds wrong keeps the rest from being looked at.
    expect(all[0]).toBe(found[0]);
  });

  it('has a name', () => {
    expect(expectForm.safeParse({ ...definition, secret: 'A' }).error?.issues).toMatchObject([{ path: ['name'] }]);
  });

  it('has a schema with its keys', () => {
    const { properties = {} } = z.toJSONSchema(expectForm, { io: 'input' });
    expect(Object.values(properties).every((one) => typeof one === 'object' && one.description !== undefined)).toBe(
      true,
    );
  });
});
