import { expect, it } from 'vitest';
import type { GitHubFailureCode } from '../../../src/model/github.ts';
import { commentSkippedText, githubFailureText, uploadSkippedText } from '../../../src/report/message/github.ts';

const codes: Readonly<Record<GitHubFailureCode, true>> = {
  'no-token': true,
  'bad-credentials': true,
  permission: true,
  'not-found': true,
  locked: true,
  'code-scanning-off': true,
  'too-large': true,
  rejected: true,
  'rate-limited': true,
  unavailable: true,
  unreachable: true,
  timeout: true,
  unreadable: true,
  'too-many-requests': true,
  'other-commit': true,
  contended: true,
  interrupted: true,
};

it('has different words for each failure, with what is known of it', () => {
  const texts = Object.keys(codes).map((code) =>
    githubFailureText({ code: code as GitHubFailureCode, needs: 'pull-requests: write' }),
  );
  expect(new Set(texts).size).toBe(texts.length);
  for (const text of texts) expect(text).not.toMatch(/undefined|\n/);
  expect(commentSkippedText({ code: 'permission', needs: 'pull-requests: write' })).toContain('`pull-requests: write`');
  expect(uploadSkippedText({ code: 'code-scanning-off' }, '/tmp/results.sarif')).toContain('/tmp/results.sarif');
  expect(githubFailureText({ code: 'rate-limited', until: '2026-01-02T03:04:05.678Z' })).toContain(
    '2026-01-02 03:04 UTC',
  );
  expect(githubFailureText({ code: 'unreachable', system: 'ENOTFOUND' })).toContain('ENOTFOUND');
});

it('shows what GitHub itself says, without what a terminal or a runner obeys', () => {
  const text = githubFailureText({ code: 'rejected', status: 422, message: 'no\u001b[2J\n::error::such' });
  expect(text).toContain('422');
  expect(text).not.toMatch(/\p{Cc}/u);
});
