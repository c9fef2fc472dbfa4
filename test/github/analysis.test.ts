import { expect, it } from 'vitest';
import { analysisRef, type CheckedOut } from '../../src/github/analysis.ts';

const [merge, head, tip, other] = ['a', 'b', 'c', 'd'].map((digit) => digit.repeat(40)) as [
  string,
  string,
  string,
  string,
];
const pullRequest = { number: 7, head };
const branch = { name: 'topic', commit: head };
const ofPull = { ref: 'refs/pull/7/merge', sha: merge };
const ofMain = { ref: 'refs/heads/main', sha: tip };

it.each<[string, CheckedOut, string | undefined]>([
  ['pull_request', { commit: merge, event: ofPull, pullRequest }, 'refs/pull/7/merge'],
  ['its head', { commit: head, event: ofPull, pullRequest }, 'refs/pull/7/head'],
  ['another commit', { commit: other, event: ofPull, pullRequest }, undefined],
  ['pull_request_target with the base', { commit: tip, event: ofMain, pullRequest }, 'refs/heads/main'],
  ['pull_request_target with the head', { commit: head, event: ofMain, pullRequest }, 'refs/pull/7/head'],
  ['push', { commit: tip, event: ofMain }, 'refs/heads/main'],
  ['push, with another commit', { commit: other, event: ofMain }, undefined],
  ['a tag', { commit: tip, event: { ref: 'refs/tags/v1', sha: tip } }, 'refs/tags/v1'],
  ['workflow_run', { commit: head, event: ofMain, branch }, 'refs/heads/topic'],
  ['no reference', { commit: tip, event: { ref: '', sha: tip } }, undefined],
])('the reference of an analysis: %s', (_, checkedOut, expected) => {
  expect(analysisRef(checkedOut)).toBe(expected);
});
