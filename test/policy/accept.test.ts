import { expect, it } from 'vitest';
import type { DifferingLeaf, Subject } from '../../src/model/leaf.ts';
import { parsePath } from '../../src/model/path.ts';
import type { ShownValue } from '../../src/model/report/shown-value.ts';
import { withFingerprintKey } from '../../src/model/secret/fingerprint.ts';
import { concealName, hiddenBy } from '../../src/model/secret/hidden.ts';
import { Secret } from '../../src/model/secret/secret.ts';
import { shownSecret } from '../../src/model/shown-secret.ts';
import { acceptanceOf } from '../../src/policy/ignore/accept.ts';

const key = 'a long random text';
const text = 'invented-Zq81xKWp30vT';
const hidden = hiddenBy([text]);
const subject: Subject = {
  kind: 'ecs-task-definition',
  target: 'production',
  address: 'aws_ecs_task_definition.api',
  identity: {},
};
const drift: DifferingLeaf = {
  outcome: 'differs',
  change: 'changed',
  rule: 'ecs/env-changed',
  subject,
  path: parsePath('containers[api].environment[A]'),
};
const by = { owner: 'team-api', reason: 'old', expires: '2027-02-27' };

function accept(leaf: Partial<DifferingLeaf>, underKey?: string, namesTarget = false) {
  const leaves = [{ ...drift, ...leaf }];
  return withFingerprintKey(underKey, () =>
    acceptanceOf({ subjects: [subject], leaves }, { ...by, namesTarget }, hidden, () => true),
  );
}

const secret: ShownValue = { secret: true };
const digest = Secret.of(text).fingerprint(key);

it.each<[string, Partial<DifferingLeaf>, object]>([
  ['values', { declared: { value: 1 }, live: { value: ['a'] } }, { declared: 1, live: ['a'] }],
  ['what is not there', { declared: { value: false }, live: { absent: true } }, { declared: false, live: null }],
  ['no values', {}, {}],
  [
    'what is known of a value',
    { declared: { template: ['a-', { kind: 'variable', name: 'x' }] }, live: { value: '' } },
    { 'declared-partly': `a-\${var.x}`, live: '' },
  ],
  ['what AWS tells of it', { seen: 'api:150' }, { seen: 'api:150' }],
])('an entry holds %s', (_, leaf, values) => {
  expect(accept(leaf)).toEqual({
    entries: [{ rule: drift.rule, address: subject.address, path: 'containers[api].environment[A]', ...values, ...by }],
    refused: [],
  });
});

it('an entry names its target where there are several', () => {
  expect(accept({}, undefined, true).entries).toMatchObject([{ target: 'production' }]);
});

it.each<[string, Partial<DifferingLeaf>, string | undefined, string]>([
  ['a secret value without a key', { live: secret }, undefined, 'no-key'],
  ['a value that holds a secret, without a key', { live: { value: `x ${text}` } }, undefined, 'no-key'],
  ['a secret value that is not wholly known', { declared: secret }, key, 'no-fingerprint'],
  [
    'a text with holes that holds a secret',
    { declared: { template: [text, { kind: 'variable', name: 'x' }] } },
    key,
    'no-fingerprint',
  ],
  ['a secret name', { path: parsePath(`containers[api].environment[${text}]`) }, key, 'secret-name'],
  ['a name that the code calls secret', { path: [{ field: 'tags', key: concealName('short') }] }, key, 'secret-name'],
  ['a secret address', { subject: { ...subject, address: `aws_x.y["${text}"]` } }, key, 'secret-name'],
  ['what no code declares', { subject: { ...subject, address: '' } }, key, 'no-address'],
  ['a path that is read as another', { path: [{ field: 'tags', key: 'a].b' }] }, key, 'path'],
])('refuses %s, and shows nothing of it', (_, leaf, underKey, why) => {
  const { entries, refused } = accept(leaf, underKey);
  expect(entries).toEqual([]);
  expect(refused).toMatchObject([{ rule: drift.rule, why }]);
  for (const word of [text, 'short']) expect(JSON.stringify(refused)).not.toContain(word);
});

it.each<[string, ShownValue]>([
  ['a secret value', withFingerprintKey(key, () => shownSecret(Secret.of(text)))],
  ['a value that is a secret elsewhere', { value: text }],
])('holds the fingerprint of %s', (_, live) => {
  expect(accept({ live }, key).entries).toMatchObject([{ 'live-fingerprint': digest }]);
});

it('has one entry for two elements that look the same, and none for what fails nothing', () => {
  const leaves: DifferingLeaf[] = [drift, drift, { ...drift, verdict: 'owned' }, { ...drift, verdict: 'ignored' }];
  const all = acceptanceOf({ subjects: [subject], leaves }, { ...by, namesTarget: false }, hidden, () => true);
  expect(all.entries).toHaveLength(1);
});
