import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Comparer, differencesOf } from '../../src/compare/comparison.ts';
import type { CollectionOf, Declared, RecordOf } from '../../src/compare/declared.ts';
import { keyed } from '../../src/compare/keyed.ts';
import { list } from '../../src/compare/list.ts';
import { map } from '../../src/compare/map.ts';
import { members } from '../../src/compare/record.ts';
import { scalar, text } from '../../src/compare/scalar.ts';
import { set } from '../../src/compare/set.ts';
import type { Value } from '../../src/model/declared.ts';
import { formatPath } from '../../src/model/path.ts';
import { Secret, type Text } from '../../src/model/secret/secret.ts';
import type { Unknown } from '../../src/model/value.ts';

/* What must hold of every comparison, whatever the values. */

const place = { path: [{ field: 'x' }] };
const because: Unknown = { kind: 'variable', module: '', name: 'v' };

interface Entry {
  readonly name?: string | undefined;
  readonly value?: Text | undefined;
}
const entries: Comparer<CollectionOf<RecordOf<Entry>>, readonly Entry[]> = keyed<Entry>({
  declaredKey: (entry) => entry.members.name,
  liveKey: (entry) => entry.name ?? '',
  compare: members<Entry>({
    name: { compare: scalar<string>(), omitted: 'absent' },
    value: { compare: text(), omitted: 'absent' },
  }),
});

const known = <T>(value: T): Value<T> => ({ state: 'known', value });
const declareEntry = ({ name, value }: Entry): RecordOf<Entry> => ({
  state: 'record',
  members: {
    name: name === undefined ? undefined : known(name),
    value: value === undefined ? undefined : known(value),
  },
});
const collection = <D>(elements: readonly D[], open?: Unknown): CollectionOf<D> => ({
  state: 'collection',
  elements,
  ...(open === undefined ? {} : { open }),
});

const word = fc.string({ maxLength: 4 });
const anyText: fc.Arbitrary<Text> = fc.oneof(
  word,
  word.map((value) => Secret.of(value)),
);
const entry = fc.record({ name: fc.constantFrom('A', 'B', 'C', 'D'), value: anyText });
const shuffled = <T>(values: readonly T[]): fc.Arbitrary<T[]> =>
  fc.shuffledSubarray([...values], { minLength: values.length, maxLength: values.length });

describe('a value compared with itself', () => {
  it('is equal: scalars, lists, sets, maps and keyed collections', () => {
    fc.assert(
      fc.property(fc.array(entry), fc.array(anyText), (elements, texts) => {
        const results = [
          ...texts.map((value) => scalar<Text>()(known(value), value, place)),
          list<Text>()(collection(texts.map(known)), texts, place),
          set<Text>()(collection(texts.map(known)), texts, place),
          entries(collection(elements.map(declareEntry)), elements, place),
          map<Value<Text>, Text>(text())(
            { state: 'map', entries: new Map(elements.map((one) => [one.name, known(one.value)])) },
            new Map(elements.map((one) => [one.name, one.value])),
            place,
          ),
        ];
        for (const result of results) {
          expect(result.filter(({ outcome }) => outcome !== 'equal')).toEqual([]);
        }
      }),
    );
  });
});

describe('order', () => {
  it('does not count in sets and keyed collections', () => {
    fc.assert(
      fc.property(
        fc.array(entry, { maxLength: 6 }).chain((elements) => fc.tuple(fc.constant(elements), shuffled(elements))),
        fc.array(word).chain((words) => fc.tuple(fc.constant(words), shuffled(words))),
        ([elements, other], [words, otherWords]) => {
          expect(differencesOf(entries(collection(elements.map(declareEntry)), other, place))).toEqual([]);
          expect(differencesOf(set<string>()(collection(words.map(known)), otherWords, place))).toEqual([]);
        },
      ),
    );
  });

  it('counts in lists', () => {
    const result = list<string>()(collection([known('a'), known('b')]), ['b', 'a'], place);
    expect(differencesOf(result).map(({ change }) => change)).toEqual(['changed']);
  });
});

describe('outcomes', () => {
  it('stand for every declared and every live entry; nothing is extra where more may be declared', () => {
    const maybe = fc.oneof(
      word.map((value): Value<string> => known(value)),
      fc.constant<Value<string>>({ state: 'unknown', because }),
      fc.tuple(word, word).map(([a, b]): Value<string> => ({ state: 'partial', parts: [a, because, b] })),
    );
    const element = fc
      .tuple(fc.constantFrom('A', 'B', 'C'), maybe)
      .map(([name, value]): RecordOf<Entry> => ({ state: 'record', members: { name: known(name), value } }));
    const live = fc.array(fc.record({ name: fc.constantFrom('A', 'B', 'C'), value: word }));
    fc.assert(
      fc.property(fc.array(element), live, fc.boolean(), (elements, others, open) => {
        const result = entries(collection(elements, open ? because : undefined), others, place);
        const extra = differencesOf(result).filter(({ change }) => change === 'extra');
        if (open) expect(extra).toEqual([]);
        expect(result.length).toBeGreaterThanOrEqual(elements.length + extra.length);
      }),
    );
  });
});

describe('a string with holes', () => {
  it('never contradicts what it can be filled in to, and does contradict what it cannot', () => {
    fc.assert(
      fc.property(word, word, word, (before, hole, after) => {
        const declared: Value<string> = { state: 'partial', parts: [before, because, after] };
        const result = scalar<string>()(declared, `${before}${hole}${after}`, place);
        expect(result.map(({ outcome }) => outcome)).toEqual(['undetermined']);
        const contradicted = scalar<string>()(declared, `#${before}${hole}${after}`, place);
        if (before !== '' && !before.startsWith('#')) expect(differencesOf(contradicted)).toHaveLength(1);
      }),
    );
  });
});

describe('secrets', () => {
  it('are never shown, nor is what they are compared with', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8 }), fc.string({ minLength: 8 }), (declared, live) => {
        const texts: [Text, Text][] = [
          [Secret.of(declared), live],
          [declared, Secret.of(live)],
          [Secret.of(declared), Secret.of(live)],
        ];
        for (const [left, right] of texts) {
          const results = [
            text()(known(left), right, place),
            list<Text>()(collection([known(left)]), [right], place),
            set<Text>()(collection([known(left)]), [right], place),
          ];
          for (const result of results.slice(0, 2)) {
            for (const difference of differencesOf(result)) {
              expect(difference.declared).toEqual({ secret: true });
              expect(difference.live).toEqual({ secret: true });
            }
          }
          const secret = left instanceof Secret ? declared : live;
          const found = differencesOf(results[2] ?? []).flatMap((one) => [
            one.declared,
            one.live,
            formatPath(one.path),
          ]);
          const other = left instanceof Secret ? live : declared;
          if (!JSON.stringify(other).includes(secret))
            expect(JSON.stringify(found)).not.toContain(JSON.stringify(secret));
        }
      }),
    );
  });
});

/** The declared form keeps the shape of the model: this does not compile when it does not. */
const shape: Declared<readonly Entry[]> = collection([declareEntry({ name: 'A', value: 'b' })]);
it('has the shape of the model', () => expect(shape.state).toBe('collection'));
