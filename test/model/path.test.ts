import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  concerns,
  elementAt,
  formatPath,
  isWithin,
  memberAt,
  type Path,
  parsePath,
  wholePath,
} from '../../src/model/path.ts';

const member = fc.stringMatching(/^[A-Za-z_]{1,8}$/);
const key = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_./: -]{0,12}$/),
  fc.constantFrom('a[0]', 'x.y', '6379/tcp from sg-1', '[x'),
);
const path = fc
  .array(fc.tuple(member, fc.array(key, { maxLength: 2 })), { maxLength: 4 })
  .map((steps) =>
    steps.reduce<Path>((before, [field, keys]) => keys.reduce(elementAt, memberAt(before, field)), wholePath),
  );

describe('a path', () => {
  it.each([
    ['', []],
    ['cpu', [{ field: 'cpu' }]],
    [
      'containers[api].environment[LOG_LEVEL]',
      [
        { field: 'containers', key: 'api' },
        { field: 'environment', key: 'LOG_LEVEL' },
      ],
    ],
    [
      'ingress[6379/tcp from sg-1].description',
      [{ field: 'ingress', key: '6379/tcp from sg-1' }, { field: 'description' }],
    ],
    ['tags[a[0]]', [{ field: 'tags', key: 'a[0]' }]],
    ['a[b][c].d', [{ field: 'a', key: 'b' }, { field: '', key: 'c' }, { field: 'd' }]],
  ])('is read as it is written: %s', (text, steps) => {
    expect(parsePath(text)).toEqual(steps);
    expect(formatPath(steps)).toBe(text);
  });

  it('is written the same when it was read', () => {
    fc.assert(
      fc.property(path, (one) => {
        expect(formatPath(parsePath(formatPath(one)))).toBe(formatPath(one));
      }),
    );
  });

  it('is within itself and all that leads to it, and in nothing else', () => {
    fc.assert(
      fc.property(path, member, (one, field) => {
        const inner = memberAt(one, field);
        expect(isWithin(one, one)).toBe(true);
        expect(isWithin(inner, one)).toBe(true);
        expect(isWithin(one, inner)).toBe(false);
        expect(concerns(one, inner) && concerns(inner, one)).toBe(true);
      }),
    );
  });

  it('tells an element from its collection, and from others', () => {
    const environment = parsePath('containers[api].environment');
    expect(isWithin(parsePath('containers[api].environment[A]'), environment)).toBe(true);
    expect(isWithin(environment, parsePath('containers[api].environment[A]'))).toBe(false);
    expect(isWithin(parsePath('containers[api].environmentFiles'), environment)).toBe(false);
    expect(concerns(parsePath('containers[worker]'), environment)).toBe(false);
  });
});
