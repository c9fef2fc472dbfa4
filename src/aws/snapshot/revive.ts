import { mapChanged, mapMembersChanged } from '../../model/map-changed.ts';
import type { Secret } from '../../model/secret/secret.ts';
import type { AnyRecorded, Read } from '../read.ts';
import { recordMembers, type Sealer } from '../seal.ts';
import type { ReadData, SnapshotData } from './format.ts';

/**
 * A read of a snapshot as the API's reader would have given it: with dates and secrets, everything secret sealed.
 *
 * @param secret the secret that a fingerprint stands for
 */
export function revive(
  data: ReadData,
  snapshot: SnapshotData,
  sealer: Sealer,
  secret: (fingerprint: string) => Secret,
): AnyRecorded {
  const region = data.region ?? snapshot.region ?? '';
  sealer.isSecretName(region);
  const { read } = sealer.seal(data.key, readOf(data, region, secret));
  return { action: data.action, region, key: data.key, read };
}

function readOf(data: ReadData, region: string, secret: (fingerprint: string) => Secret): Read<unknown> {
  if (data.problem === undefined) {
    return data.absent === true
      ? { status: 'absent' }
      : { status: 'found', value: reviveMember(undefined, data.result, secret) };
  }
  const { kind, code, message, member } = data.problem;
  return {
    status: 'unreadable',
    problem: {
      kind,
      action: data.action,
      ...(region === '' ? {} : { region }),
      ...(code === undefined ? {} : { code }),
      ...(message === undefined ? {} : { message }),
      ...(member === undefined ? {} : { member }),
    },
  };
}

/**
 * A value with dates and secrets; the value itself where it holds none, so that most of a snapshot is there once.
 *
 * The members that AWS's models type as dates all end in `At` or `Date`: `registeredAt`, `updatedAt`,
 * `LastModifiedDate`.
 */
function reviveMember(name: string | undefined, value: unknown, secret: (fingerprint: string) => Secret): unknown {
  if (typeof value === 'string') return name !== undefined && /(?:At|Date)$/.test(name) ? reviveDate(value) : value;
  if (Array.isArray(value)) return mapChanged(value, (element) => reviveMember(undefined, element, secret));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value);
  const [first] = members;
  // In a record of free names one called `createdAt` is no date, and one called `$secret` no fingerprint.
  const isRecord = name !== undefined && recordMembers.has(name);
  if (!isRecord && members.length === 1 && first?.[0] === '$secret' && typeof first[1] === 'string') {
    return secret(first[1]);
  }
  return mapMembersChanged(value, (member, key) => reviveMember(isRecord ? undefined : key, member, secret));
}

function reviveDate(text: string): Date | string {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? text : date;
}
