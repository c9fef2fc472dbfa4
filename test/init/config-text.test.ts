import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/load/parse.ts';
import type { TargetForm } from '../../src/config/sections/targets.ts';
import { configText, type WrittenTarget } from '../../src/init/config-text.ts';

const schema = 'https://example.com/config.schema.json';
const written = (form: TargetForm, more: Partial<WrittenTarget> = {}): WrittenTarget => ({
  form,
  regions: ['us-east-1'],
  accounts: ['123456789012'],
  unset: [],
  ...more,
});
const parse = (text: string) => parseConfig(Buffer.from(text), 'driftcheck.yaml');

/** The sections that are written as comments, each without them. */
function examples(text: string): readonly string[] {
  return text
    .split('\n\n')
    .map((block) => block.split('\n').filter((line) => /^# {0,4}(?:- )?[\w-]+:/.test(line) || /^# {2,}/.test(line)))
    .filter((lines) => lines.length > 0 && lines.every((line) => !line.includes('$schema')))
    .map((lines) => lines.map((line) => line.slice(2)).join('\n'));
}

const text = configText([written({ name: 'api', directory: '.' })], [], schema);

describe('the file that init writes', () => {
  it('tells editors of its form in its first line', () => {
    expect(text.split('\n')[0]).toBe(`# yaml-language-server: $schema=${schema}`);
  });

  it('says nothing but its targets', () => {
    const { targets, severity, owners, ignore, expect: expected, redact, failOn, trustIgnoreChanges } = parse(text);
    expect(targets.map(({ value }) => value)).toEqual([{ name: 'api', directory: '.' }]);
    expect({ severity, owners, ignore, expected, redact, failOn, trustIgnoreChanges }).toEqual({
      ...{ severity: [], owners: [], ignore: [], expected: [], redact: {}, failOn: undefined },
      trustIgnoreChanges: true,
    });
  });

  it('has an example of every other section, valid as it stands', () => {
    const all = examples(text);
    expect(all.map((one) => /^[\w-]+/.exec(one)?.[0])).toEqual([
      'fail-on',
      'apply-grace',
      'pr-scope',
      'severity',
      'owners',
      'trust-ignore-changes',
      'ignore',
      'expect',
      'redact',
    ]);
    const config = parse(`${text}\n${all.join('\n')}\n`);
    expect(config).toMatchObject({ failOn: 'warning', applyGrace: 1800, prScope: 'all' });
    expect(config.owners).toHaveLength(3);
    expect(config.expect).toHaveLength(2);
    expect(config.redact.also).toEqual(['CUSTOMER_*']);
  });

  it('has no line that is too long to read', () => {
    expect(text.split('\n').filter((line) => line.length > 120)).toEqual([]);
  });

  it.each([
    "it's",
    'a "quoted" one',
    '# no comment',
    'key: value',
    'with\nnewline: x',
    '- list',
    '*alias',
    '&anchor',
    '!tag',
    '%TAG',
    '{map}',
    '[list]',
    '日本 ünïcode',
    'true',
    'null',
    '~',
    '1.20',
    '0x10',
    '2026-11-29',
    'trailing ',
    ' leading',
    '\ttab',
    '|',
    '>',
    '@at',
    '`tick',
    'x'.repeat(300),
    'back\\slash',
  ])('keeps the name %j as it is', (name) => {
    const form = { name, directory: `infra/${name}`, 'var-files': [`vars/${name}.tfvars`, 'b.tfvars'] };
    const config = parse(configText([written(form), written({ name: 'other', directory: name })], [], schema));
    expect(config.targets.map(({ value }) => value)).toEqual([form, { name: 'other', directory: name }]);
  });

  it('says what the code says of places and what nothing sets, and no more than names', () => {
    const lines = configText(
      [
        written({ name: 'a', directory: 'a' }, { regions: [], accounts: ['x\ny'], unset: ['image', 'a\nb: c'] }),
        written({ name: 'b', directory: 'b' }, { regions: ['eu-west-1', 'us-east-1'], accounts: [] }),
      ],
      [
        { directory: 'c\nd: e', why: 'empty' },
        { directory: 'f\u2028g', why: 'invalid' },
      ],
      schema,
    );
    expect(lines).toContain('value: image.\n');
    expect(lines).toContain('# In eu-west-1, us-east-1, as the code says.\n');
    expect(parse(lines).targets).toHaveLength(2);
    expect(lines).not.toMatch(/^\s*[bdey]: |\u2028/m);
  });
});
