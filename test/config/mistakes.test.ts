import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load/load.ts';
import type { ConfigMistake } from '../../src/model/config-mistake.ts';
import { type Problem, ProblemError } from '../../src/model/problem.ts';
import { problemText } from '../../src/report/message/problem/problem.ts';
import { displayWidth } from '../../src/report/printable.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'driftcheck-config-')));
const code = join(folder, 'code');
mkdirSync(join(code, '.git'), { recursive: true });
mkdirSync(join(folder, 'elsewhere'));
symlinkSync(join(folder, 'elsewhere'), join(code, 'linked'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// The forms and the reader of YAML are loaded with the first file.
beforeAll(() => problemOf(''));

/** The problem of a run with such a file; undefined when there is none. */
async function problemOf(content: string | Uint8Array): Promise<Problem | undefined> {
  writeFileSync(join(code, 'driftcheck.yaml'), content);
  try {
    await loadConfig({ directory: code, cwd: code });
    return undefined;
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
}

const ignored = (more: string): string => `ignore:
  - rule: sg/rule-extra
    address: aws_security_group.api
    path: ""
    owner: team-api
    reason: until the release
${more}`;

const expires = '    expires: 2027-02-27\n';
const token = 'ghp_16C7e42F292c6912E7710c838347Ae178B4a';

/** A mistake without its place in the text, and without its line. */
type Said = Partial<Omit<ConfigMistake, 'at' | 'excerpt' | 'first'>>;

/** Of each: the file, `line:column` and what is said of it, of all its mistakes in order. */
const wrong: readonly [name: string, content: string | Uint8Array, ...mistakes: [at: string, said: Said][]][] = [
  // The text.
  ['an empty file', '', ['1:1', { code: 'empty', path: '' }]],
  ['nothing but a comment', '# to do\n', ['1:1', { code: 'empty', path: '' }]],
  ['nothing but a marker', '---\n', ['1:1', { code: 'empty', path: '' }]],
  ['no UTF-8', Buffer.from('fail-on: error\n# caf\xe9\n', 'latin1'), ['2:6', { code: 'not-utf8' }]],
  ['UTF-16', Buffer.from('\ufefffail-on: error\n', 'utf16le'), ['1:1', { code: 'not-utf8' }]],
  ['a binary file', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1]), ['1:1', { code: 'control-character' }]],
  ['a control character', 'fail-on: error\n# \x1b[31m\n', ['2:3', { code: 'control-character' }]],
  ['a tab', 'ignore:\n\t- rule: sg/rule-extra\n', ['2:1', { code: 'tab', path: '' }]],
  ['a tab after spaces', 'redact:\n  allow: [A]\n \talso: [B]\n', ['3:2', { code: 'tab', path: '' }]],
  ['an open quote', 'fail-on: "error\n', ['1:10', { code: 'syntax', detail: 'open-quote' }]],
  ['an open bracket', 'redact: {allow: [A, B}\n', ['1:22', { code: 'syntax', detail: 'open-bracket' }]],
  ['a colon too many', 'fail-on: note: error\n', ['1:10', { code: 'syntax', detail: 'block-as-implicit-key' }]],
  ['a wrong indentation', 'redact:\n  allow: []\n also: []\n', ['3:1', { code: 'syntax', detail: 'bad-indent' }]],
  ['a reserved sign', 'fail-on: @error\n', ['1:10', { code: 'syntax', detail: 'bad-scalar-start' }]],
  ['an escape', 'fail-on: "e\\qrror"\n', ['1:12', { code: 'syntax', detail: 'bad-dq-escape' }]],
  ['two documents', 'fail-on: error\n---\nfail-on: note\n', ['2:1', { code: 'several-documents' }]],
  ['a directive', '%YAML 1.1\n---\nfail-on: error\n', ['1:1', { code: 'directive' }]],
  ['a tag', 'fail-on: !env LEVEL\n', ['1:15', { code: 'tag', path: 'fail-on' }]],
  ['an anchor', 'redact: &r\n  allow: []\n', ['2:3', { code: 'anchor', path: 'redact' }]],
  [
    'an alias',
    'redact:\n  allow: &names [A]\n  also: *names\n',
    ['2:17', { code: 'anchor', path: 'redact.allow' }],
    ['3:9', { code: 'alias', path: 'redact.also' }],
  ],
  ['a merge key', 'redact:\n  <<: {allow: []}\n', ['2:3', { code: 'merge-key', path: 'redact' }]],
  ['a wildcard without quotes', 'owners:\n  - owner: ci\n    path: *\n', ['3:11', { code: 'alias' }]],
  [
    'a pattern without quotes',
    'owners:\n  - owner: ci\n    path: *.image\n',
    ['3:11', { code: 'alias', path: 'owners[0].path' }],
  ],
  ['a key twice', 'fail-on: error\nfail-on: note\n', ['2:1', { code: 'duplicate-key', path: 'fail-on' }]],
  ['a key that is a list', '? [a]\n: b\n', ['1:3', { code: 'key-not-text' }]],
  ['no key', ': error\n', ['1:1', { code: 'key-not-text' }]],
  [
    'a number that loses its zero',
    'targets:\n  - directory: .\n    vars: {tag: 1.20, account: 012345678901, ratio: 0.5}\n',
    ['3:17', { code: 'number-form', path: 'targets[0].vars.tag' }],
    ['3:32', { code: 'number-form', path: 'targets[0].vars.account' }],
  ],
  ['many levels', `redact: ${'['.repeat(5000)}${']'.repeat(5000)}\n`, ['1:1', { code: 'too-deep' }]],
  // The form.
  ['a list', '- fail-on: error\n', ['1:1', { code: 'not-a-map', path: '', found: 'list' }]],
  ['a text', 'fail-on error\n', ['1:1', { code: 'not-a-map', path: '', found: 'text' }]],
  ['JSON of something else', '[1]\n', ['1:1', { code: 'not-a-map', path: '', found: 'list' }]],
  ['a section mistyped', 'ignroe: []\n', ['1:1', { code: 'unknown-key', path: 'ignroe', nearest: 'ignore' }]],
  [
    'a section in another style',
    'failOn: note\n',
    ['1:1', { code: 'unknown-key', path: 'failOn', nearest: 'fail-on' }],
  ],
  ['a section of a later version', 'notify: team\n', ['1:1', { code: 'unknown-key', path: 'notify' }]],
  [
    'a key mistyped within an entry',
    ignored('    expire: 2027-02-27\n'),
    ['2:5', { code: 'missing-key', path: 'ignore[0].expires' }],
    ['7:5', { code: 'unknown-key', path: 'ignore[0].expire', nearest: 'expires' }],
  ],
  [
    'a section that is empty',
    'ignore:\n',
    ['1:1', { code: 'wrong-type', path: 'ignore', found: 'nothing', allowed: ['list'] }],
  ],
  [
    'an entry instead of a list',
    'ignore:\n  rule: sg/rule-extra\n',
    ['2:3', { code: 'wrong-type', path: 'ignore', found: 'map', allowed: ['list'] }],
  ],
  [
    'a text instead of a map',
    'redact: LOG_LEVEL\n',
    ['1:9', { code: 'wrong-type', path: 'redact', found: 'text', allowed: ['map'] }],
  ],
  [
    'a word that is no boolean',
    'trust-ignore-changes: yes\n',
    ['1:23', { code: 'wrong-type', path: 'trust-ignore-changes', found: 'text', allowed: ['boolean'] }],
  ],
  [
    'a number instead of a text',
    `redact:\n  allow: [5432]\n`,
    ['2:11', { code: 'wrong-type', path: 'redact.allow[0]', found: 'number', allowed: ['text'] }],
  ],
  [
    'a severity mistyped',
    'fail-on: eror\n',
    ['1:10', { code: 'not-allowed', found: 'eror', nearest: 'error', allowed: ['error', 'warning', 'note'] }],
  ],
  [
    'a severity of another tool, which is not repeated',
    'severity:\n  - rule: sg/rule-extra\n    severity: catastrophic\n',
    ['3:15', { code: 'not-allowed', path: 'severity[0].severity', allowed: ['error', 'warning', 'note'] }],
  ],
  [
    'an empty text',
    'redact:\n  allow: [""]\n',
    ['2:11', { code: 'too-small', path: 'redact.allow[0]', limit: { count: 1, unit: 'characters' } }],
  ],
  [
    'a long text',
    `redact:\n  also: [${'A'.repeat(201)}]\n`,
    ['2:10', { code: 'too-large', path: 'redact.also[0]', limit: { count: 200, unit: 'characters' } }],
  ],
  [
    'bounds with nothing between them',
    'owners:\n  - {owner: scaler, path: desired_count, min: 2, max: -1}\n',
    ['2:55', { code: 'malformed', path: 'owners[0].max', detail: 'owner-bounds-empty' }],
  ],
  [
    'a negative number',
    'expect:\n  - name: no ssh\n    security-group: "api-*"\n    no-public-ingress: [-22]\n',
    ['4:25', { code: 'too-small', path: 'expect[0].no-public-ingress[0]', limit: { count: 0, unit: 'value' } }],
  ],
  [
    'a number with a fraction',
    'expect:\n  - name: no ssh\n    security-group: "api-*"\n    no-public-ingress: [2.2]\n',
    ['4:25', { code: 'wrong-type', path: 'expect[0].no-public-ingress[0]', allowed: ['whole-number'] }],
  ],
  [
    'an empty list',
    'expect:\n  - name: no ssh\n    security-group: "api-*"\n    no-public-ingress: []\n',
    ['4:24', { code: 'too-small', path: 'expect[0].no-public-ingress', limit: { count: 1, unit: 'entries' } }],
  ],
  [
    'more targets than a run takes',
    `targets:\n${Array.from({ length: 501 }, (_, index) => `  - {name: t${index}, directory: ., vars: {n: ${index}}}\n`).join('')}`,
    ['2:3', { code: 'too-large', path: 'targets', limit: { count: 500, unit: 'entries' } }],
  ],
  [
    'a value of no type that may be',
    'expect:\n  - {name: x, task-definition: a, environment: A, value: [1]}\n',
    ['2:58', { code: 'wrong-type', path: 'expect[0].value', found: 'list', allowed: ['text', 'number', 'boolean'] }],
  ],
  [
    'an expectation of nothing',
    'expect:\n  - {name: x, task-definition: a}\n',
    ['2:5', { code: 'malformed', path: 'expect[0]' }],
  ],
  [
    'a connection without a port',
    'expect:\n  - name: x\n    connect: api -> redis\n',
    ['3:14', { code: 'malformed', path: 'expect[0].connect', detail: 'connect-destination' }],
  ],
  [
    'a connection to a group of no such id',
    'expect:\n  - {name: x, connect: "api -> sg-ABC 1", value: 1}\n',
    ['2:24', { code: 'malformed', path: 'expect[0].connect', detail: 'connect-group-id' }],
    ['2:50', { code: 'malformed', path: 'expect[0].value' }],
  ],
  [
    'the wrong constant',
    'expect:\n  - {name: x, task-definition: a, image-by-digest: false}\n',
    ['2:52', { code: 'not-allowed', path: 'expect[0].image-by-digest' }],
  ],
  ['a day that is none', ignored('    expires: 2027-02-30\n'), ['7:14', { code: 'date', path: 'ignore[0].expires' }]],
  ['a day in another form', ignored('    expires: 30.6.2027\n'), ['7:14', { code: 'date', path: 'ignore[0].expires' }]],
  ['a time instead of a day', ignored('    expires: "2027-02-27T10:00:00Z"\n'), ['7:14', { code: 'date' }]],
  [
    'a year instead of a day',
    ignored('    expires: 2027\n'),
    ['7:14', { code: 'wrong-type', found: 'number', allowed: ['text'] }],
  ],
  ...['30', '30 m', '-30m', '5 minutes', '1.5h', '30m1h', 'm', '""', 'PT30M', '30M', '99999999m'].map(
    (duration): (typeof wrong)[number] => [
      `${duration}, which is no duration`,
      `apply-grace: ${duration}\n`,
      ['1:14', { code: 'malformed', path: 'apply-grace', detail: 'duration' }],
    ],
  ),
  ...['8d', '168h1s', '9999999d'].map((duration): (typeof wrong)[number] => [
    `${duration}, which is longer than a grace may be`,
    `apply-grace: ${duration}\n`,
    ['1:14', { code: 'malformed', path: 'apply-grace', detail: 'long-grace' }],
  ]),
  [
    'a grace of another type',
    'apply-grace: true\n',
    ['1:14', { code: 'wrong-type', path: 'apply-grace', found: 'boolean', allowed: ['text', 'number'] }],
  ],
  [
    'a scope mistyped',
    'pr-scope: touch\n',
    [
      '1:11',
      { code: 'not-allowed', path: 'pr-scope', found: 'touch', nearest: 'touched', allowed: ['touched', 'all'] },
    ],
  ],
  [
    'a scope that is none',
    'pr-scope: mine-alone\n',
    ['1:11', { code: 'not-allowed', path: 'pr-scope', allowed: ['touched', 'all'] }],
  ],
  ['no day', ignored(''), ['2:5', { code: 'missing-key', path: 'ignore[0].expires' }]],
  // What it means.
  [
    'a rule mistyped',
    ignored(expires).replace('rule-extra', 'rule-exta'),
    ['2:11', { code: 'unknown-rule', path: 'ignore[0].rule', found: 'sg/rule-exta', nearest: 'sg/rule-extra' }],
  ],
  [
    'a rule without its family',
    ignored(expires).replace('sg/rule-extra', 'rule-extra'),
    ['2:11', { code: 'unknown-rule', path: 'ignore[0].rule', nearest: 'sg/rule-extra' }],
  ],
  [
    'a family that is none',
    ignored(expires).replace('sg/rule-extra', 'rds/*'),
    ['2:11', { code: 'unknown-rule', path: 'ignore[0].rule' }],
  ],
  [
    'wildcards and nothing else',
    ignored(expires).replace('sg/rule-extra', '"*"').replace('aws_security_group.api', '"**"').replace('""', '"*"'),
    ['2:11', { code: 'bare-wildcard', path: 'ignore[0].rule' }],
    ['3:14', { code: 'bare-wildcard', path: 'ignore[0].address' }],
    ['4:11', { code: 'bare-wildcard', path: 'ignore[0].path' }],
  ],
  [
    'an entry twice',
    `${ignored(expires)}${ignored(expires).replace('ignore:\n', '').replace('team-api', 'team-web')}`,
    ['8:5', { code: 'duplicate', path: 'ignore[1]' }],
  ],
  [
    'two targets of one name',
    'targets:\n  - {name: api, directory: a}\n  - {name: api, directory: b}\n',
    ['3:5', { code: 'duplicate', path: 'targets[1]' }],
  ],
  [
    'two targets that are called the same',
    'targets:\n  - {directory: a, vars: {x: 1}}\n  - {directory: ./a/, vars: {x: 2}}\n',
    ['3:5', { code: 'duplicate', path: 'targets[1].name' }],
  ],
  [
    'a target that there is not',
    `targets:\n  - {name: api-production, directory: a}\n  - {directory: b}\n${ignored(`    target: api-prodution\n${expires}`)}`,
    ['10:13', { code: 'unknown-target', path: 'ignore[0].target', found: 'api-prodution', nearest: 'api-production' }],
  ],
  ['a name twice', 'redact:\n  allow: [A, B, A]\n', ['2:17', { code: 'duplicate', path: 'redact.allow[2]' }]],
  [
    'a pattern among exact names',
    'redact:\n  allow: ["LOG_*"]\n',
    ['2:11', { code: 'malformed', path: 'redact.allow[0]' }],
  ],
  [
    'a bad regular expression',
    'redact:\n  also: [{value: "acme-("}]\n',
    ['2:18', { code: 'malformed', path: 'redact.also[0].value' }],
  ],
  [
    'an owner of nothing',
    'owners:\n  - owner: ci\n',
    ['2:5', { code: 'malformed', path: 'owners[0]', detail: 'owner-of-nothing' }],
  ],
  [
    'a directory outside',
    'targets:\n  - directory: ../elsewhere\n',
    ['2:16', { code: 'outside', path: 'targets[0].directory' }],
  ],
  [
    'an absolute path outside',
    'targets:\n  - directory: .\n    state: /etc/passwd\n',
    ['3:12', { code: 'outside', path: 'targets[0].state' }],
  ],
  [
    'a file outside, by a link',
    'targets:\n  - directory: .\n    var-files: [a.tfvars, linked/b.tfvars]\n',
    ['3:27', { code: 'outside', path: 'targets[0].var-files[1]' }],
  ],
  // All of it at once, in the order of the places.
  [
    'several mistakes',
    'fail-on: eror\nredact: {allow: 1, alos: []}\nignor: []\n',
    ['1:10', { code: 'not-allowed', path: 'fail-on', nearest: 'error' }],
    ['2:17', { code: 'wrong-type', path: 'redact.allow', found: 'number' }],
    ['2:20', { code: 'unknown-key', path: 'redact.alos', nearest: 'also' }],
    ['3:1', { code: 'unknown-key', path: 'ignor', nearest: 'ignore' }],
  ],
  ['lines that end as on Windows', 'redact:\r\n  allow: 1\r\n', ['2:10', { code: 'wrong-type', path: 'redact.allow' }]],
  ['a byte-order mark', '\ufefffail-on: eror\n', ['1:10', { code: 'not-allowed', nearest: 'error' }]],
  // Secrets in the wrong place.
  ['a token as a value', `fail-on: ${token}\n`, ['1:10', { code: 'not-allowed', path: 'fail-on' }]],
  ['a token as a key', `${token}: 1\n`, ['1:1', { code: 'unknown-key', path: '…', found: '…' }]],
  ['a password as a value', 'redact: hunter2hunter2\n', ['1:9', { code: 'wrong-type', path: 'redact', found: 'text' }]],
  [
    'a token as a rule',
    ignored(expires).replace('sg/rule-extra', token),
    ['2:11', { code: 'unknown-rule', path: 'ignore[0].rule' }],
  ],
];

test('the table is as long as it should be', () => {
  expect(wrong.length).toBeGreaterThanOrEqual(60);
});

describe('a wrong driftcheck.yaml is refused with all that is wrong in it', () => {
  test.each(wrong)('%s', async (_, content, ...expected) => {
    const problem = await problemOf(content);
    if (problem?.code !== 'config-invalid') throw new Error(`the problem is ${JSON.stringify(problem)}`);
    const { file, mistakes, count } = problem;
    expect({ file, count }).toEqual({ file: 'driftcheck.yaml', count: expected.length });
    expect(mistakes.map(({ at }) => `${at.start.line}:${at.start.column}`)).toEqual(expected.map(([at]) => at));
    for (const [index, [, said]] of expected.entries()) {
      expect(mistakes[index]).toMatchObject(said);
      expect(mistakes[index]?.at.file).toBe('driftcheck.yaml');
      // Nothing is said to be meant, or found, that the row does not name.
      expect('nearest' in said || mistakes[index]?.nearest === undefined).toBe(true);
    }
  });
});

describe('what makes a file large is refused early', () => {
  test('a billion laughs', async () => {
    const levels = Array.from({ length: 30 }, (_, level) =>
      level === 0
        ? 'a0: &a0 [lol]'
        : `a${level}: &a${level} [${Array.from({ length: 9 }, () => `*a${level - 1}`).join(', ')}]`,
    );
    const problem = await problemOf(`${levels.join('\n')}\n`);
    expect(problem).toMatchObject({
      code: 'config-invalid',
      mistakes: expect.arrayContaining([expect.objectContaining({ code: 'anchor' })]),
    });
  });

  test('5 MB', async () => {
    const problem = await problemOf(`# ${'x'.repeat(5_000_000)}\n`);
    expect(problem).toEqual({ code: 'too-large', limit: 'configFile', where: { file: 'driftcheck.yaml' } });
    expect(problem && problemText(problem)).toContain('driftcheck.yaml');
  });

  test('more mistakes than anybody reads are counted', async () => {
    const problem = await problemOf(Array.from({ length: 5000 }, (_, index) => `key${index}: 1\n`).join(''));
    if (problem?.code !== 'config-invalid') throw new Error('there is no problem');
    expect(problem.count).toBe(5000);
    expect(problem.mistakes).toHaveLength(20);
    expect(problemText(problem)).toContain('and 4980 more errors');
  });
});

describe('the message', () => {
  const messages = async (): Promise<readonly string[]> => {
    const problems: Problem[] = [];
    for (const [, content] of wrong) problems.push((await problemOf(content)) ?? { code: 'usage', message: '' });
    return problems.map((problem) => problemText(problem, 80));
  };

  test('at 80 columns has the place, the line and what to do', async () => {
    const problem = await problemOf('fail-on: eror\nignor: []\nredact:\n  allow: hunter2hunter2\n');
    expect(problem && problemText(problem, 80)).toBe(
      [
        'driftcheck.yaml is not valid (3 errors)',
        '',
        '  driftcheck.yaml:1:10: fail-on cannot be eror',
        '    | fail-on: eror',
        '    |          ^^^^',
        '    Did you mean error? It is one of error, warning, note.',
        '',
        '  driftcheck.yaml:2:1: unknown key ignor',
        '    | ignor: []',
        '    | ^^^^^',
        '    Did you mean ignore?',
        '',
        '  driftcheck.yaml:4:10: redact.allow is a text, not a list',
        '    |   allow: …',
        '    |          ^',
        '',
        '  docs/configuration.md describes all keys.',
      ].join('\n'),
    );
  });

  test('names the keys that an entry lacks together', async () => {
    const problem = await problemOf('ignore:\n  - rule: sg/rule-extra\n    owner: team-api\n');
    expect(problem && problemText(problem, 80)).toBe(
      [
        'driftcheck.yaml is not valid (4 errors)',
        '',
        '  driftcheck.yaml:2:5: ignore[0].address, path, reason, expires are missing',
        '    |   - rule: sg/rule-extra',
        '    |     ^^^^',
        '',
        '  docs/configuration.md describes all keys.',
      ].join('\n'),
    );
  });

  test('is never wider than the terminal, and says something for each mistake', async () => {
    for (const message of await messages()) {
      expect(message).toMatch(/^driftcheck\.yaml is not valid/);
      expect(message).toMatch(/driftcheck\.yaml:\d+:\d+: ./);
      for (const line of message.split('\n')) expect(displayWidth(line), line).toBeLessThanOrEqual(80);
    }
  });

  test('repeats no value that may be a secret', async () => {
    for (const message of await messages()) {
      expect(message).not.toContain('hunter2');
      for (let at = 4; at + 8 <= token.length; at++) expect(message).not.toContain(token.slice(at, at + 8));
      expect(message).not.toContain('until the release');
    }
  });
});
