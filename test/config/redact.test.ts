import { describe, expect, it } from 'vitest';
import { redactionOf } from '../../src/config/redaction.ts';
import { redactForm } from '../../src/config/sections/redact.ts';
import { withRedaction } from '../../src/model/secret/redaction.ts';
import { classify } from '../../src/model/secret/sensitivity.ts';

const start = { line: 1, column: 1, offset: 0 };
const located = <T>(value: T) => ({ value, at: { file: 'driftcheck.yaml', start, end: start } });
const nothing = {
  targets: [],
  severity: [],
  owners: [],
  ignore: [],
  expect: [],
  redact: {},
  failOn: undefined,
  applyGrace: undefined,
  prScope: undefined,
  trustIgnoreChanges: true,
};

/** Invented, and joined here so that no scanner takes the file for a leak. */
const token = `${'gh'}p_${'aZ3bY7cX1dW9eV5fU2gT8hS4iR6jQ0kPaZ3b'}`;

describe('the section', () => {
  it.each([
    [{}],
    [{ allow: ['LOG_LEVEL'], also: ['ACME_*', { value: 'acme-[0-9]+' }] }],
    [{ allow: ['ACME_REGION'], also: ['ACME_*'] }],
    [{ also: ['*'] }],
  ])('may be %j', (section) => {
    expect(redactForm.safeParse(section).success).toBe(true);
  });

  it.each<[unknown, readonly (string | number)[], string | undefined]>([
    [{ allow: ['LOG_*'] }, ['allow', 0], 'exact-names'],
    [{ allow: ['*'] }, ['allow', 0], 'exact-names'],
    [{ allow: [''] }, ['allow', 0], undefined],
    [{ allow: ['x'.repeat(201)] }, ['allow', 0], undefined],
    [{ allow: 'LOG_LEVEL' }, ['allow'], undefined],
    [{ allow: [{ value: 'x' }] }, ['allow', 0], undefined],
    [{ allow: ['A', 'LOG_LEVEL'], also: ['log_level'] }, ['allow', 1], 'allowed-and-secret'],
    [{ also: [{ value: 'acme-[' }] }, ['also', 0, 'value'], 're2: missing closing ]'],
    [{ also: [{ value: '(?=a)b' }] }, ['also', 0, 'value'], 're2: invalid or unsupported Perl syntax'],
    [{ also: [{ value: '((a{30}){30}){30}' }] }, ['also', 0, 'value'], 're2: invalid repeat count'],
    [{ also: [{ value: '(?:a{30}){30}(?:b{30}){30}(?:c{30}){30}' }] }, ['also', 0, 'value'], 'large-pattern'],
    [{ also: [{ value: 'x'.repeat(301) }] }, ['also', 0, 'value'], 'long-pattern'],
    [{ also: [{ value: 'x*' }] }, ['also', 0, 'value'], 'empty-pattern'],
    [{ also: [{ value: '' }] }, ['also', 0, 'value'], undefined],
    [{ also: [{ values: 'x' }] }, ['also', 0], undefined],
    [{ deny: [] }, [], undefined],
  ])('may not be %j', (section, path, detail) => {
    const [issue] = redactForm.safeParse(section).error?.issues ?? [];
    expect(issue?.path).toEqual(path);
    expect(issue?.code === 'custom' ? issue.params?.['detail'] : undefined).toBe(detail);
  });

  it('does not repeat a pattern that it refuses: it may be a secret', () => {
    for (const value of [`${token}(`, `(?<${token}`, `[z-a]${token}`, `\\Q${token}`.repeat(9), `${token}**`]) {
      const { error } = redactForm.safeParse({ also: [{ value }] });
      expect(error?.issues).toHaveLength(1);
      expect(JSON.stringify(error?.issues), value).not.toContain(token.slice(4, 12));
    }
  });
});

describe('the redaction of a configuration', () => {
  it('says what the section says', async () => {
    const redact = { allow: ['API_TOKEN'], also: ['ACME_*', { value: 'acme-[0-9]{4}' }, { value: 'shop-[a-f]{4}' }] };
    const redaction = await redactionOf({ ...nothing, redact });
    expect(redaction.held).toEqual(new Set());
    const judged = await withRedaction(redaction, () => [
      classify('API_TOKEN', 'mellon'),
      classify('ACME_HOST', 'mellon'),
      classify('SETTING', 'acme-1234'),
      classify('SETTING', 'shop-abcd'),
    ]);
    expect(judged).toEqual([undefined, 'name', 'redacted', 'redacted']);
  });

  it('holds the secrets that somebody has written into the file', async () => {
    const path = 'containers[api].environment[DB_PASSWORD]';
    const ignore = {
      rule: 'ecs/env-changed',
      address: 'aws_ecs_task_definition.api',
      owner: 'team-api',
      expires: '2027-02-27',
    };
    const redaction = await redactionOf({
      ...nothing,
      targets: [located({ directory: '.', vars: { db_password: 'horse-battery', size: 2, colour: 'red' } })],
      ignore: [
        located({ ...ignore, path: 'containers[api].environment[PLAIN]', reason: `because of ${token}` }),
        located({ ...ignore, path, reason: 'old', declared: 'staple-house' }),
        located({ ...ignore, path, reason: 'old', 'live-fingerprint': '3f786850e387550fdab836ed7e6dc881' }),
      ],
    });
    expect(redaction.held).toEqual(new Set(['horse-battery', token, 'staple-house']));
  });

  it('allows there what it allows everywhere', async () => {
    const vars = { deploy_token: 'horse-battery' };
    const redaction = await redactionOf({
      ...nothing,
      redact: { allow: ['deploy_token'] },
      targets: [located({ directory: '.', vars })],
    });
    expect(redaction.held).toEqual(new Set());
  });
});
