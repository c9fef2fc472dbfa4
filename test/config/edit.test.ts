import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { withIgnoreEntries } from '../../src/config/edit/ignore.ts';
import { parseConfig } from '../../src/config/load/parse.ts';
import type { IgnoreForm } from '../../src/config/sections/ignore.ts';

const entry: IgnoreForm = {
  rule: 'ecs/env-changed',
  address: 'aws_ecs_task_definition.api["a"]',
  path: 'containers[api].environment[LOG_LEVEL]',
  declared: 'info',
  live: null,
  owner: 'team-api',
  reason: 'the release: "soon" # not a comment',
  expires: '2027-02-27',
};
const other: IgnoreForm = { ...entry, path: 'cpu', live: 512, declared: '512' };

const listed = (text: string): unknown => parse(text).ignore;

const shortEntry = '{rule: ecs/env-extra, address: aws_x.y, path: cpu, owner: a, reason: b, expires: 2027-01-01}';
const before = {
  rule: 'ecs/env-extra',
  address: 'aws_x.y',
  path: 'cpu',
  owner: 'a',
  reason: 'b',
  expires: '2027-01-01',
};

const lines = (...all: string[]): string => `${all.join('\n')}\n`;
const block = [
  '# what we live with',
  'ignore:',
  '- rule: ecs/env-extra   # by hand',
  '  address: aws_x.y',
  "  path: 'cpu'",
  '  owner: a',
  '',
  '  # a comment in between',
  '  reason: b',
  '  expires: 2027-01-01 # last',
  '',
  '# how it weighs',
  'severity:',
  '    - {rule: sg/*, severity: note}',
] as const;

describe('entries that are written', () => {
  it.each<[string, string, readonly unknown[]]>([
    ['into an empty text', '', []],
    ['behind other sections', lines('fail-on: warning # yes'), []],
    ['behind a text without a last line end', 'fail-on: warning', []],
    ['behind entries, with sections behind them', lines(...block), [before]],
    ['behind entries at the end', lines('ignore:', `    -   ${shortEntry}`), [before]],
    ['behind entries without a last line end', `ignore:\n  - ${shortEntry}`, [before]],
    ['into an empty list', lines('ignore: [] # none', 'fail-on: note'), []],
    ['into nothing', lines('ignore:', 'fail-on: note'), []],
    ['into a list in one line', lines(`ignore: [${shortEntry}]`, '# end'), [before]],
    ['with line ends of Windows', lines(...block).replaceAll('\n', '\r\n'), [before]],
  ])('%s', (_, text, old) => {
    const edited = withIgnoreEntries(text, [entry, other]);
    expect(edited).toMatchObject({ added: 2, renewed: 0 });
    expect(listed(edited.text)).toEqual([...old, entry, other]);
    const { ignore: _before, ...rest } = parse(text) ?? {};
    const { ignore: _after, ...kept } = parse(edited.text);
    expect(kept).toEqual(rest);
    const comments = (all: string): readonly string[] => all.match(/#[^#\n\r"]*$/gm) ?? [];
    expect(comments(text).filter((comment) => !edited.text.includes(comment))).toEqual([]);
    expect(parseConfig(Buffer.from(edited.text), 'driftcheck.yaml').ignore).toHaveLength(old.length + 2);
    expect(edited.text.includes('\r\n')).toBe(text.includes('\r\n'));
    expect(edited.text.replaceAll('\r\n', '')).not.toContain('\r');
  });

  it('leave every line of the text as it is', () => {
    const edited = withIgnoreEntries(lines(...block), [entry]).text.split('\n');
    expect(edited.filter((line) => (block as readonly string[]).includes(line))).toEqual([...block, '']);
    const first = edited.indexOf('- rule: ecs/env-changed');
    expect(edited[first - 1]).toBe('  expires: 2027-01-01 # last');
  });

  it('take the place of one that names the same', () => {
    const once = withIgnoreEntries(lines(...block), [entry, other]).text;
    const anew = { ...entry, live: 'trace', expires: '2028-01-01' };
    const edited = withIgnoreEntries(once, [anew]);
    expect(edited).toMatchObject({ added: 0, renewed: 1 });
    expect(listed(edited.text)).toEqual([before, anew, other]);
    expect(edited.text).toContain('# how it weighs');
    expect(withIgnoreEntries(edited.text, [anew]).text).toBe(edited.text);
  });

  it('change nothing where there are none', () => {
    expect(withIgnoreEntries('ignore:   []', [])).toEqual({ text: 'ignore:   []', added: 0, renewed: 0 });
  });

  it.each([
    '1.20',
    '007',
    'true',
    'null',
    '~',
    '- a',
    'a: b',
    'a\nb\n',
    ' a ',
    '',
    '2027-01-01',
    '*',
    '&a',
    '!x',
    '%',
    '🙂',
  ])('hold any text: %j', (text) => {
    const hard = { ...entry, declared: text, live: [text, { [`k${text}`]: text }], reason: `r${text}` };
    const edited = withIgnoreEntries(lines(...block), [hard]).text;
    const [, found] = parseConfig(Buffer.from(edited), 'driftcheck.yaml').ignore;
    expect(found?.value).toEqual({ ...hard, reason: hard.reason.trim() });
  });
});
