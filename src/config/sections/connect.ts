import { canonicalCidr } from '../../compare/cidr.ts';

/*
 * `connect: api -> redis 6379`: who is to reach whom, on which port.
 */

/** One end, as it is written. `text`: the name or pattern without what says what it is of. */
export type WrittenEnd =
  /** Whatever has the name: a service, else a group. */
  | { readonly kind: 'any'; readonly text: string }
  | { readonly kind: 'service'; readonly text: string; readonly cluster?: string }
  | { readonly kind: 'group'; readonly text: string }
  | { readonly kind: 'id'; readonly text: string }
  /** In canonical form. */
  | { readonly kind: 'cidr'; readonly text: string };

/** What `connect` says. Without ports it is all traffic, and the protocol is `-1`. */
export interface WrittenConnection {
  readonly source: WrittenEnd;
  readonly destination: WrittenEnd;
  readonly protocol: 'tcp' | 'udp' | '-1';
  readonly fromPort?: number;
  readonly toPort?: number;
}

/** What is wrong with it, by the name that `report/message/problem/config-detail.ts` has for it. */
export interface WrongConnection {
  readonly wrong: string;
}

/** Reads the text of `connect`. */
export function readConnection(text: string): WrittenConnection | WrongConnection {
  const [left, right, ...others] = text.split('->');
  if (left === undefined || right === undefined) {
    return { wrong: 'connect-arrow' };
  }
  if (others.length > 0) return { wrong: 'connect-arrows' };
  const [, to = '', ports = ''] = /^(.*?)\s+(\S+)$/s.exec(right.trim()) ?? [];
  if (left.trim() === '') return { wrong: 'connect-source' };
  if (to.trim() === '') {
    return { wrong: 'connect-destination' };
  }
  const traffic = readTraffic(ports);
  if ('wrong' in traffic) return traffic;
  const [source, destination] = [readEnd(left.trim()), readEnd(to.trim())];
  if ('wrong' in source) return source;
  if ('wrong' in destination) return destination;
  if (source.kind === 'cidr' && destination.kind === 'cidr') {
    return { wrong: 'connect-addresses' };
  }
  return { source, destination, ...traffic };
}

function readTraffic(text: string): Omit<WrittenConnection, 'source' | 'destination'> | WrongConnection {
  if (text === 'all') return { protocol: '-1' };
  const [, from, to = from, protocol = 'tcp'] = /^(\d{1,5})(?:-(\d{1,5}))?(?:\/([A-Za-z0-9]+))?$/.exec(text) ?? [];
  if (from === undefined) return { wrong: 'connect-port' };
  const known = protocol.toLowerCase();
  if (known !== 'tcp' && known !== 'udp') return { wrong: 'connect-protocol' };
  const [fromPort, toPort] = [Number(from), Number(to)];
  if (fromPort > 65535 || toPort > 65535) return { wrong: 'connect-large-port' };
  if (fromPort > toPort) return { wrong: 'connect-empty-range' };
  return { protocol: known, fromPort, toPort };
}

/** What looks as if it were to be addresses. */
const addressLike = /^(?:[\d.]+(?:\/\d+)?|[\da-f:.]*::?[\da-f:.]*\/\d+)$/i;

function readEnd(text: string): WrittenEnd | WrongConnection {
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html: no name begins with "sg-".
  if (text.startsWith('sg-')) {
    return /^sg-[\da-z]+$/.test(text) ? { kind: 'id', text } : { wrong: 'connect-group-id' };
  }
  const [, prefix, name = ''] = /^(service|group)\/(.*)$/s.exec(text) ?? [];
  if (prefix === 'service') {
    const parts = name.split('/');
    const [first = '', second] = parts;
    if (parts.length > 2 || parts.includes('')) {
      return { wrong: 'connect-service-name' };
    }
    return second === undefined ? { kind: 'service', text: first } : { kind: 'service', text: second, cluster: first };
  }
  if (prefix === 'group') {
    return name === '' ? { wrong: 'connect-group-name' } : { kind: 'group', text: name };
  }
  if (addressLike.test(text)) {
    const cidr = canonicalCidr(text);
    return cidr === undefined ? { wrong: 'connect-block' } : { kind: 'cidr', text: cidr.text };
  }
  return { kind: 'any', text };
}
