import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../src/exit-code.ts';
import { reaches } from '../src/model/severity-rank.ts';

const drift = { severity: 'error', verdict: 'drift' } as const;
const warning = { severity: 'warning', verdict: 'drift' } as const;
const leaf = { scope: 'leaf' } as const;
const resource = { scope: 'resource' } as const;

describe('exitCodeOf', () => {
  it.each([
    ['nothing', [], [], 'error', false, 0],
    ['drift', [drift], [], 'error', false, 2],
    ['drift wins over incomplete', [drift], [resource], 'error', false, 2],
    ['a warning below the threshold', [warning], [], 'error', false, 0],
    ['a warning at the threshold', [warning], [], 'warning', false, 2],
    ['a warning below, and incomplete', [warning], [resource], 'error', false, 3],
    ['a single undetermined value', [], [leaf], 'error', false, 0],
    ['a single undetermined value, strictly', [], [leaf], 'error', true, 3],
    ['an undetermined value of others, strictly', [], [{ ...leaf, policy: {} }], 'error', true, 0],
    ['an owned difference, strictly', [{ severity: 'error', verdict: 'owned' }], [], 'note', true, 0],
    ['a resource of others in error', [], [{ ...resource, policy: {} }], 'error', false, 3],
    ['a resource not read', [], [resource], 'error', false, 3],
    ['a missing module', [], [{ scope: 'module' }], 'error', false, 3],
    ['pending does not fail', [{ severity: 'error', verdict: 'pending' }], [], 'note', false, 0],
    ['owned does not fail', [{ severity: 'error', verdict: 'owned' }], [], 'note', false, 0],
    ['a collision fails', [{ severity: 'error', verdict: 'collides' }], [], 'error', false, 2],
  ] as const)('%s', (_, findings, gaps, failOn, strict, expected) => {
    expect(exitCodeOf({ findings, gaps }, failOn, strict)).toBe(expected);
  });
});

it.each([
  ['error', 'error', true],
  ['error', 'note', true],
  ['note', 'warning', false],
  ['warning', 'note', true],
] as const)('reaches(%s, %s) is %s', (severity, threshold, expected) => {
  expect(reaches(severity, threshold)).toBe(expected);
});
