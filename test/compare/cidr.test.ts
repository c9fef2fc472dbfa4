import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalCidr } from '../../src/compare/cidr.ts';

describe('canonicalCidr', () => {
  it.each([
    ['10.1.2.3/16', 4, '10.1.0.0/16'],
    ['10.1.2.3', 4, '10.1.2.3/32'],
    ['0.0.0.0/0', 4, '0.0.0.0/0'],
    ['255.255.255.255/1', 4, '128.0.0.0/1'],
    ['192.168.1.255/31', 4, '192.168.1.254/31'],
    ['::/0', 6, '::/0'],
    ['::', 6, '::/128'],
    ['2001:0DB8:0000::/32', 6, '2001:db8::/32'],
    ['2001:db8:0:0:1:0:0:1', 6, '2001:db8::1:0:0:1/128'],
    ['2001:db8:0:0:0:0:2:1/128', 6, '2001:db8::2:1/128'],
    ['1:2:3:4:5:6:0:8/128', 6, '1:2:3:4:5:6:0:8/128'],
    ['2001:db8:ffff:ffff::1/33', 6, '2001:db8:8000::/33'],
    ['FE80::1/10', 6, 'fe80::/10'],
    ['::ffff:10.0.0.1/128', 6, '::ffff:a00:1/128'],
  ])('%s is version %i, %s', (text, version, canonical) => {
    expect(canonicalCidr(text)).toEqual({ version, text: canonical });
  });

  it.each([
    '',
    ' 10.0.0.0/8',
    '10.0.0.0/8 ',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/08',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0/8',
    '10/8',
    '010.0.0.0/8',
    '0x0a.0.0.0/8',
    '256.0.0.0/8',
    '10.0.0.0/255.0.0.0',
    '2001:db8::1/129',
    '1::2::3/64',
    'fe80::1%eth0/64',
    '::1.2.3.4/128',
    '12345::/16',
    'sg-1',
    'pl-1',
    '/',
  ])('%j is none', (text) => {
    expect(canonicalCidr(text)).toBeUndefined();
  });

  const address4 = fc.array(fc.nat(255), { minLength: 4, maxLength: 4 });
  const address6 = fc.array(fc.oneof(fc.constant(0), fc.nat(0xffff)), { minLength: 8, maxLength: 8 });

  it('clears exactly the host bits', () => {
    fc.assert(
      fc.property(address4, fc.nat(32), (octets, prefix) => {
        const number = octets.reduce((sum, octet) => sum * 256n + BigInt(octet), 0n);
        const host = 2n ** BigInt(32 - prefix);
        const network = number - (number % host);
        const parts = [24n, 16n, 8n, 0n].map((shift) => (network >> shift) & 255n);
        expect(canonicalCidr(`${octets.join('.')}/${prefix}`)?.text).toBe(`${parts.join('.')}/${prefix}`);
      }),
    );
    fc.assert(
      fc.property(address6, fc.nat(128), (groups, prefix) => {
        const number = groups.reduce((sum, group) => sum * 65536n + BigInt(group), 0n);
        const host = 2n ** BigInt(128 - prefix);
        const network = number - (number % host);
        const parts = groups.map((_, index) => ((network >> BigInt(112 - 16 * index)) & 0xffffn).toString(16));
        const full = canonicalCidr(`${parts.join(':')}/${prefix}`);
        expect(canonicalCidr(`${groups.map((group) => group.toString(16)).join(':')}/${prefix}`)).toEqual(full);
      }),
    );
  });

  it('has one spelling for one block, and keeps it', () => {
    const upper = fc.boolean();
    const padded = fc.boolean();
    fc.assert(
      fc.property(address6, fc.nat(128), upper, padded, (groups, prefix, isUpper, isPadded) => {
        const words = groups.map((group) => group.toString(16).padStart(isPadded ? 4 : 1, '0')).join(':');
        const plain = canonicalCidr(`${groups.map((group) => group.toString(16)).join(':')}/${prefix}`);
        const other = canonicalCidr(`${isUpper ? words.toUpperCase() : words}/${prefix}`);
        expect(other).toEqual(plain);
        expect(other && canonicalCidr(other.text)).toEqual(plain);
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-fA-F:./%x]{0,24}$/)), (text) => {
        const cidr = canonicalCidr(text);
        if (cidr !== undefined) expect(canonicalCidr(cidr.text)).toEqual(cidr);
      }),
    );
  });
});
