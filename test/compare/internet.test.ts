import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalCidr } from '../../src/compare/cidr.ts';
import { internetShare, isPublic, publicBlocks } from '../../src/compare/internet.ts';

describe('internetShare', () => {
  it.each([
    ['0.0.0.0/0', 'all'],
    ['0.0.0.0/1', 'most'],
    ['128.0.0.0/1', 'most'],
    ['64.0.0.0/2', 'most'],
    ['8.0.0.0/7', 'most'],
    ['10.0.0.0/7', 'most'],
    ['160.0.0.0/3', 'most'],
    ['192.0.0.0/4', 'most'],
    ['17.0.0.0/8', 'some'],
    ['203.0.113.7/32', 'some'],
    ['172.0.0.0/8', 'some'],
    ['100.0.0.0/9', 'some'],
    ['10.0.0.0/8', 'none'],
    ['10.1.2.3/32', 'none'],
    ['172.16.0.0/12', 'none'],
    ['172.31.255.0/24', 'none'],
    ['192.168.0.0/16', 'none'],
    ['100.64.0.0/10', 'none'],
    ['127.0.0.0/8', 'none'],
    ['169.254.0.0/16', 'none'],
    ['224.0.0.0/3', 'none'],
    ['240.0.0.0/4', 'none'],
    ['::/0', 'all'],
    ['::/1', 'all'],
    ['2000::/3', 'all'],
    ['2000::/4', 'most'],
    ['2a00::/12', 'most'],
    ['2a00::/13', 'some'],
    ['2001:db8::/32', 'some'],
    ['2001:db8::1/128', 'some'],
    ['8000::/1', 'none'],
    ['fc00::/7', 'none'],
    ['fd00:1::/48', 'none'],
    ['fe80::/10', 'none'],
    ['::1/128', 'none'],
    ['::ffff:0:0/96', 'none'],
    ['10.0.0.0', 'none'],
    ['pl-0123456789abcdef0', 'none'],
    ['', 'none'],
  ])('%s holds %s of it', (cidr, share) => {
    expect(internetShare(cidr)).toBe(share);
  });

  it('never grows when a block is cut in half', () => {
    const ranks = ['none', 'some', 'most', 'all'];
    const block = fc.oneof(
      fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 31 })),
      fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 127 })),
    );
    fc.assert(
      fc.property(block, ([address, length]) => {
        const [whole, half] = [length, length + 1].map((bits) => canonicalCidr(`${address}/${bits}`)?.text ?? '');
        const rank = (cidr = '') => ranks.indexOf(internetShare(cidr));
        expect(rank(half)).toBeLessThanOrEqual(rank(whole));
        expect(isPublic(whole ?? '')).toBe(rank(whole) >= 2);
      }),
    );
  });
});

describe('publicBlocks', () => {
  it('are those of which all are public, in canonical form, and no block beside them is', () => {
    const blocks = new Set(publicBlocks());
    expect([...blocks].filter((block) => !isPublic(block) || canonicalCidr(block)?.text !== block)).toEqual([]);
    const address = fc.oneof(
      fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 10 })),
      fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 16 })),
    );
    fc.assert(
      fc.property(address, ([start, length]) => {
        const block = canonicalCidr(`${start}/${length}`)?.text ?? '';
        expect(blocks.has(block)).toBe(isPublic(block));
      }),
    );
  });
});
