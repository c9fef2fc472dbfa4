import { expect, it } from 'vitest';
import { fitsConstraint } from '../../../src/terraform/load/version-constraint.ts';

it.each([
  ['1.2.3', '1.2.3', true],
  ['1.2.3', '= 1.2.3', true],
  ['v1.2.3', '=1.2.3', true],
  ['1.2', '1.2.0', true],
  ['1.2.3', '1.2.4', false],
  ['1.2.3', '!= 1.2.3', false],
  ['1.2.3', '!= 1.2.4', true],
  ['1.10.0', '> 1.9', true],
  ['1.9.0', '> 1.9', false],
  ['1.9', '>= 1.9', true],
  ['1.9', '< 1.10', true],
  ['1.10', '<= 1.9.9', false],
  ['5.9.1', '~> 5.1', true],
  ['6.0.0', '~> 5.1', false],
  ['5.1.9', '~> 5.1.2', true],
  ['5.2.0', '~> 5.1.2', false],
  ['5.1.1', '~> 5.1.2', false],
  ['5.3.1', '~> 5', true],
  ['6.0.0', '~> 5', false],
  ['5.3.0', '~> 5.1, != 5.3.0', false],
  ['5.3.1', '>= 5.1, < 6.0', true],
  ['2.0.0-beta1', '>= 1.0', false],
  ['2.0.0-beta1', '2.0.0-beta1', true],
  ['2.0.0-beta1', '2.0.0', false],
  ['2.0.0', '2.0.0-beta1', false],
  ['latest', '>= 1.0', false],
  ['1.0.0', '', false],
  ['1.0.0', 'newest', false],
])('%s fits "%s": %s', (version, constraint, expected) => {
  expect(fitsConstraint(version, constraint)).toBe(expected);
});
