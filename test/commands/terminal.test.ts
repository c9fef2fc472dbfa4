import { expect, it } from 'vitest';
import { terminal } from '../../src/commands/terminal.ts';

const stream = (isTTY: boolean, columns = 100) => ({ isTTY, columns }) as NodeJS.WriteStream;

it.each([
  ['a terminal', stream(true), true, {}, true],
  ['a pipe', stream(false), true, {}, false],
  ['--no-color', stream(true), false, {}, false],
  ['NO_COLOR', stream(true), true, { NO_COLOR: '1' }, false],
  ['an empty NO_COLOR', stream(true), true, { NO_COLOR: '' }, true],
  ['a dumb terminal', stream(true), true, { TERM: 'dumb' }, false],
  ['FORCE_COLOR in a log', stream(false), true, { FORCE_COLOR: '1' }, true],
  ['FORCE_COLOR=0', stream(true), true, { FORCE_COLOR: '0' }, false],
  ['NO_COLOR against FORCE_COLOR', stream(true), true, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
])('colour: %s', (_, target, allowed, environment, expected) => {
  expect(terminal(target, allowed, environment).color).toBe(expected);
});

it.each([
  [stream(true, 132), 132],
  [stream(true, 500), 160],
  [stream(true, 10), 40],
  [stream(true, 0), 80],
  [stream(false, 132), 80],
])('width of %o', (target, expected) => {
  expect(terminal(target, true, {}).width).toBe(expected);
});
