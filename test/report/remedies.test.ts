import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { replaySnapshot } from '../../src/aws/snapshot/snapshot.ts';
import { check } from '../../src/check/check.ts';
import { inert } from '../../src/report/inert.ts';
import { markdown } from '../../src/report/markdown/markdown.ts';
import { text } from '../../src/report/text.ts';

const directory = 'fixtures/security-group/inline';

const report = () =>
  check({
    directory,
    environment: {},
    aws: replaySnapshot(readFileSync(`${directory}/live.json`, 'utf8'), 'live.json'),
  });

const context = { width: 80, color: false };
const command = [
  'aws ec2 revoke-security-group-ingress --region us-east-1 --group-id sg-0a1b000000000000a',
  '--security-group-rule-ids sgr-0a1b0000000000004',
].join(' ');
const code = [
  'ingress {',
  '  description = "temporary"',
  '  protocol    = "tcp"',
  '  from_port   = 22',
  '  to_port     = 22',
  '  cidr_blocks = ["203.0.113.7/32"]',
  '}',
];

/** The lines without what stands before all of them. */
const linesOf = (printed: string): readonly string[] => printed.split('\n').map((line) => line.trimStart());

it('prints commands and code in whole lines, to be copied', async () => {
  const shown = await report();
  for (const reporter of [text, markdown]) {
    const printed = reporter(shown, { ...context, fixHints: true });
    expect(inert(printed)).toBe(printed);
    expect(linesOf(printed)).toEqual(expect.arrayContaining([command, ...code.map((line) => line.trimStart())]));
  }
});

it('prints none of it unless that is asked for', async () => {
  const shown = await report();
  for (const reporter of [text, markdown]) expect(reporter(shown, context)).not.toContain(command);
});
