import { describe, expect, it } from 'vitest';
import {
  attribute,
  blocks,
  describeReference,
  readBool,
  readList,
  readNumber,
  readObject,
  readString,
  readStringLike,
  readText,
  reasonOf,
  shownDeclared,
  shownLive,
} from '../../src/model/declared.ts';
import { Secret } from '../../src/model/secret/secret.ts';
import type { Unknown } from '../../src/model/value.ts';
import { bool, nullOf, number, object, string, template, tuple, unknown } from '../../src/terraform/evaluate/value.ts';

const because: Unknown = { kind: 'variable', module: '', name: 'v' };
const hole = unknown(because);
const withHole = template(['a-', hole, '-b']);
const at = {
  file: 'main.tf',
  start: { line: 1, column: 1, offset: 0 },
  end: { line: 1, column: 2, offset: 1 },
};

describe('readers', () => {
  it('take null and nothing for not declared', () => {
    for (const read of [readString, readStringLike, readNumber, readBool, readText, readList, readObject]) {
      expect(read(undefined)).toBeUndefined();
      expect(read(nullOf())).toBeUndefined();
    }
  });

  it('convert as Terraform does', () => {
    expect(readStringLike(number(1e21))).toEqual({ state: 'known', value: '1000000000000000000000' });
    expect(readStringLike(bool(true))).toEqual({ state: 'known', value: 'true' });
    for (const [text, value] of [
      ['8080', 8080],
      ['1e3', 1000],
      ['-0.5', -0.5],
      ['1.', 1],
    ] as const) {
      expect(readNumber(string(text))).toEqual({ state: 'known', value });
    }
    for (const text of ['', ' 1', '0x10', '1_000', 'a']) {
      expect(readNumber(string(text))).toMatchObject({ state: 'unknown', because: { kind: 'invalid' } });
    }
    expect(readBool(string('1'))).toEqual({ state: 'known', value: true });
    expect(readBool(string('yes'))).toMatchObject({ state: 'unknown', because: { kind: 'invalid' } });
    expect(readString(number(1))).toMatchObject({ state: 'unknown', because: { kind: 'invalid' } });
    expect(readList(string('x'))).toMatchObject({ unknown: { kind: 'invalid' } });
    expect(readObject(tuple([]))).toMatchObject({ unknown: { kind: 'invalid' } });
  });

  it('keep what is known around a hole, where a part can be known', () => {
    expect(readString(withHole)).toEqual({ state: 'partial', parts: ['a-', because, '-b'] });
    expect(readNumber(withHole)).toMatchObject({ state: 'unknown', because: { kind: 'operation', from: [because] } });
    expect(readString(hole)).toEqual({ state: 'unknown', because });
    const open = { ...tuple([string('a')]), open: because };
    expect(readList(open)).toEqual({ elements: [string('a')], open: because });
  });

  it('take the mark of a provider for one where a secret may stand, and nowhere else', () => {
    const parameter = { ...hole, sensitive: true, bySchema: true } as const;
    expect(readText(parameter)).toMatchObject({ sensitive: true, bySchema: true });
    expect(readString(parameter)).not.toHaveProperty('sensitive');
    expect(readList(parameter)).not.toHaveProperty('sensitive');
    expect(readString({ ...hole, sensitive: true })).toMatchObject({ sensitive: true });
  });

  it('carry the place and the sensitive mark, also into the parts', () => {
    expect(readString(string('x', { at }))).toEqual({ state: 'known', value: 'x', at });
    const marked = { ...tuple([string('x')]), sensitive: true } as const;
    const list = readList(marked);
    expect(list).toMatchObject({ elements: [{ secret: true }] });
    const entries = readObject({ ...object([['k', string('x')]]), sensitive: true });
    expect(entries !== undefined && 'entries' in entries && entries.entries.get('k')?.secret).toBe(true);
    expect(readNumber({ ...number(1), sensitive: true })).toEqual({ state: 'known', value: 1, sensitive: true });
  });
});

describe('readText', () => {
  it('seals by the mark, the name and the shape', () => {
    const token = ['gh', 'p_', 'a'.repeat(36)].join('');
    const reads = [
      readText({ ...string('plain'), sensitive: true }),
      readText(string('a-long-value'), 'DB_PASSWORD'),
      readText(string(token), 'ANYTHING'),
    ];
    for (const read of reads) expect(read?.state === 'known' && read.value instanceof Secret).toBe(true);
    expect(readText(string('info'), 'LOG_LEVEL')).toEqual({ state: 'known', value: 'info' });
  });

  it('hides what is known of a secret template', () => {
    expect(readText(template(['first-half-of-it-', hole]), 'API_KEY')).toMatchObject({
      state: 'partial',
      secret: true,
    });
    expect(readText(template(['http://user:', 'hunter-two', '@', hole]))).toMatchObject({ secret: true });
    expect(readText(template(['http://', hole, ':80']), 'URL')).not.toHaveProperty('secret');
    expect(readText(template(['a', { ...hole, sensitive: true }]))).toMatchObject({ secret: true });
  });
});

describe('what is shown', () => {
  it('is never a secret, however deep', () => {
    expect(shownLive([{ a: Secret.of('x') }])).toEqual({ secret: true });
    expect(shownLive(new Map([['a', 'b']]))).toEqual({ value: { a: 'b' } });
    expect(shownLive(undefined)).toEqual({ absent: true });
    expect(shownLive({ a: 1, b: undefined })).toEqual({ value: { a: 1 } });
    expect(shownDeclared({ state: 'known', value: 'x', sensitive: true })).toEqual({ secret: true });
    expect(shownDeclared({ state: 'partial', parts: ['x', because], secret: true })).toEqual({ secret: true });
  });

  it('names the holes', () => {
    const reference: Unknown = { kind: 'resource', address: 'aws_x.y', path: ['id'] };
    const variable = { kind: 'variable', name: 'v', address: '' };
    expect(shownDeclared({ state: 'partial', parts: ['a-', because] })).toEqual({ template: ['a-', variable] });
    expect(shownDeclared({ state: 'unknown', because })).toEqual({ unknown: variable });
    expect(shownDeclared({ state: 'unknown', because: reference })).toEqual({ reference: 'aws_x.y', path: ['id'] });
    expect(describeReference(reference)).toBe('aws_x.y.id');
    expect(describeReference({ kind: 'operation', name: 'join', from: [] })).toBeUndefined();
    expect(reasonOf({ kind: 'operation', name: 'join', from: [because], at })).toEqual({
      kind: 'operation',
      name: 'join',
      from: [variable],
      at,
    });
  });
});

describe('a body', () => {
  const body = {
    attributes: new Map([
      ['a', { value: string('x'), at }],
      ['none', { value: nullOf(), at }],
    ]),
    blocks: new Map(),
  };

  it('gives the argument its place, and none for null', () => {
    expect(attribute(body, 'a')).toEqual(string('x', { at }));
    expect(attribute(body, 'none')).toBeUndefined();
    expect(attribute(body, 'b')).toBeUndefined();
    expect(blocks(body, 'b').blocks).toEqual([]);
  });
});
