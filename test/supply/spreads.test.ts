import { describe, expect, it } from 'vitest';
import { withSharedClasses } from '../../build/spreads.mjs';

describe('withSharedClasses', () => {
  it.each([
    ['const a = { ...b, c: 1 };', 'const a = { ...[], ...b, c: 1 };'],
    ['f({...b, ...{...c, d}})', 'f({...[], ...b, ...{...[], ...c, d}})'],
    ['a = {\n  ...(b ? {} : { c }),\n  d,\n};', 'a = {\n  ...[], ...(b ? {} : { c }),\n  d,\n};'],
  ])('begins an object with something else than a spread: %j', (code, written) => {
    expect(withSharedClasses(code, 'a.js')).toBe(written);
  });

  it.each([
    ['of which nothing else is made', 'const a = { ...b };'],
    ['that begins with a member', 'const a = { c: 1, ...b };'],
    ['of an argument', 'const f = ({ ...rest }, [...all]) => g(...all);'],
    ['in a text', 'const a = "{ ...b, c }", d = `{ ...b, c }`, f = /{ ...b, c }/;'],
  ])('leaves an object alone %s', (_, code) => {
    expect(withSharedClasses(code, 'a.js')).toBe(code);
  });

  it('keeps members, their order and what they are', () => {
    const code = '(b, c) => ({ ...b, ...(c === undefined ? {} : { c }), d: 1 })';
    const make = (text: string): unknown => new Function(`return ${text}`)();
    const own = JSON.parse('{"__proto__":1,"d":2,"2":3}');
    for (const c of [undefined, 1]) {
      const [before, after] = [code, withSharedClasses(code, 'a.js')].map((text) =>
        (make(text) as (b: unknown, c: unknown) => object)(own, c),
      );
      expect(after).toEqual(before);
      expect(Reflect.ownKeys(after ?? {})).toEqual(Reflect.ownKeys(before ?? {}));
      expect(Object.getPrototypeOf(after)).toBe(Object.prototype);
    }
  });

  it('names the file that does not parse', () => {
    expect(() => withSharedClasses('({ ...a, b }', 'src/a.ts')).toThrow('src/a.ts: ');
  });
});
