import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ignoreForm } from '../../../src/config/sections/ignore.ts';
import { isBareWildcard } from '../../../src/config/sections/pattern.ts';
import { severityForm } from '../../../src/config/sections/severity.ts';
import { ruleIds } from '../../../src/model/rule.ts';

const entry = {
  rule: 'ecs/env-changed',
  address: 'aws_ecs_task_definition.api',
  path: 'containers[api].environment[LOG_LEVEL]',
  owner: 'team-api',
  reason: 'debugging until the release',
  expires: '2027-02-27',
};

/** The codes of what is wrong, each with its path. */
function mistakes(form: z.ZodType, value: unknown): readonly string[] {
  const { error } = form.safeParse(value);
  return (error?.issues ?? []).map((issue) => {
    const code = issue.code === 'custom' ? String(issue.params?.['code']) : issue.code;
    return `${issue.path.join('.')}: ${code}`;
  });
}

describe('an entry of ignore', () => {
  it.each([
    ['as it should be', {}, []],
    ['the resource as a whole', { rule: 'ecs/service-missing', path: '' }, []],
    ['a family of rules', { rule: 'sg/*' }, []],
    ['an unknown rule', { rule: 'ecs/env-chnged' }, ['rule: unknown-rule']],
    ['an unknown family', { rule: 'rds/*' }, ['rule: unknown-rule']],
    ['any rule', { rule: '*' }, ['rule: bare-wildcard']],
    ['any rule, in two parts', { rule: '*/*' }, ['rule: bare-wildcard']],
    ['any address', { address: '*' }, ['address: bare-wildcard']],
    ['any address, doubly', { address: '**' }, ['address: bare-wildcard']],
    ['any address in modules', { address: 'module.*' }, ['address: bare-wildcard']],
    ['any address of AWS', { address: 'aws_*' }, ['address: bare-wildcard']],
    ['all of a module', { address: 'module.api.*' }, []],
    ['all of a type', { address: 'aws_ecs_service.*' }, []],
    ['any path', { path: '*' }, ['path: bare-wildcard']],
    ['any element', { path: '*[*]' }, ['path: bare-wildcard']],
    ['any member of any element', { path: '*[*].*' }, ['path: bare-wildcard']],
    ['any container', { path: 'containers[*].image' }, []],
    ['no owner', { owner: undefined }, ['owner: invalid_type']],
    ['an empty owner', { owner: ' ' }, ['owner: too_small']],
    ['no reason', { reason: undefined }, ['reason: invalid_type']],
    ['no end', { expires: undefined }, ['expires: invalid_type']],
    ['a day that there is not', { expires: '2027-02-29' }, ['expires: invalid_format']],
    ['a leap day', { expires: '2028-02-29' }, []],
    ['no leap day in 2100', { expires: '2100-02-29' }, ['expires: invalid_format']],
    ['a month that there is not', { expires: '2027-13-01' }, ['expires: invalid_format']],
    ['a day written otherwise', { expires: '27.2.2027' }, ['expires: invalid_format']],
    ['a time of the day', { expires: '2027-02-27T00:00:00Z' }, ['expires: invalid_format']],
    ['values', { declared: 'info', live: null }, []],
    ['values of any type', { declared: [1, { a: true }], live: false }, []],
    ['fingerprints', { 'declared-fingerprint': 'a'.repeat(32), 'live-fingerprint': '0'.repeat(32) }, []],
    ['no fingerprint', { 'live-fingerprint': 'hunter2' }, ['live-fingerprint: malformed']],
    ['a value in two ways', { live: null, 'live-fingerprint': '0'.repeat(32) }, ['live-fingerprint: malformed']],
    ['a key that there is not', { value: 1 }, [': unrecognized_keys']],
  ])('%s', (_, more, expected) => {
    expect(mistakes(ignoreForm, { ...entry, ...more })).toEqual(expected);
  });

  it('names every rule to editors', () => {
    const schema = z.toJSONSchema(ignoreForm);
    const rule = schema.properties?.['rule'];
    expect(rule).toMatchObject({ type: 'string', enum: expect.arrayContaining(['sg/*', ...ruleIds]) });
  });
});

describe('an entry of severity', () => {
  it.each([
    ['everywhere', { rule: 'sg/rule-extra', severity: 'note' }, []],
    ['a family in a module', { rule: 'sg/*', address: 'module.sandbox.*', severity: 'error' }, []],
    ['any rule', { rule: '*', severity: 'note' }, ['rule: bare-wildcard']],
    ['a severity that there is not', { rule: 'sg/*', severity: 'info' }, ['severity: invalid_value']],
  ])('%s', (_, value, expected) => {
    expect(mistakes(severityForm, value)).toEqual(expected);
  });
});

it.each([
  ['*', true],
  ['**', true],
  ['*/*', true],
  ['*.*', true],
  ['[*]', true],
  ['', false],
  ['sg/*', false],
  ['module.*', false],
])('%s is nothing but a wildcard: %s', (pattern, bare) => {
  expect(isBareWildcard(pattern)).toBe(bare);
});
