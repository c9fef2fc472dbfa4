import { describe, expect, it } from 'vitest';
import { createCompactor } from '../../src/aws/compact.ts';

describe('createCompactor', () => {
  it('makes the same data', () => {
    const at = new Date(0);
    const data = {
      status: 'found',
      value: [
        { GroupId: 'sg-1', IsEgress: false, FromPort: 0, Tags: [], CreatedAt: at, None: undefined, Null: null },
        {},
      ],
    };
    const before = structuredClone(data);
    const made = createCompactor()(data);
    expect(made).toStrictEqual(before);
    expect(data).toStrictEqual(before);
    expect(made.value[0]?.CreatedAt).toBe(at);
  });

  it('keeps what is called like a member of all objects', () => {
    const labels = JSON.parse('{"__proto__":"a","constructor":"b","2":"c","1":"d"}');
    const made = createCompactor()({ labels }).labels;
    expect(Object.entries(made)).toEqual(Object.entries(labels));
    expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
  });

  it('keeps the order of lists, and what is no plain object as it is', () => {
    class Own {
      readonly list = ['a'];
    }
    const own = new Own();
    const bytes = new Uint8Array([1]);
    const made = createCompactor()([own, ['b', 'a'], bytes]);
    expect(made[0]).toBe(own);
    expect(made[1]).toEqual(['b', 'a']);
    expect(made[2]).toBe(bytes);
  });
});
