/** A moment with the offset it was written in. Times of day are those of the offset. */
export interface Instant {
  /** Nanoseconds since 1970-01-01T00:00:00Z. */
  readonly nanoseconds: bigint;
  /** Minutes east of UTC. */
  readonly offset: number;
}

/** The parts of an instant on its own clock. `weekday` 0 is Sunday. */
export interface Clock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const perSecond = 1_000_000_000n;
const perMinute = 60n * perSecond;

const rfc3339 = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:(Z)|([+-])(\d{2}):(\d{2}))$/;

/** Reads an RFC 3339 timestamp as Go's `time.Parse(time.RFC3339, …)` does; undefined when it is none. */
export function parseInstant(text: string): Instant | undefined {
  const match = rfc3339.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const days = daysSinceEpoch(year, month, day);
  if (days === undefined) return undefined;
  const offsetHours = Number(match[10] ?? 0);
  const offsetMinutes = Number(match[11] ?? 0);
  if (offsetHours > 23 || offsetMinutes > 59) return undefined;
  const offset = (match[9] === '-' ? -1 : 1) * (offsetHours * 60 + offsetMinutes);
  const fraction = BigInt((match[7] ?? '').slice(0, 9).padEnd(9, '0'));
  const seconds = BigInt(days) * 86_400n + BigInt(hour * 3600 + minute * 60 + second);
  return { nanoseconds: seconds * perSecond + fraction - BigInt(offset) * perMinute, offset };
}

/** Days since 1970-01-01 in the proleptic Gregorian calendar; undefined for a day that does not exist. */
function daysSinceEpoch(year: number, month: number, day: number): number | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const exists = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists ? Math.floor(date.getTime() / 86_400_000) : undefined;
}

/** The date and time of an instant, at its own offset from UTC. */
export function clockOf(instant: Instant): Clock {
  const local = instant.nanoseconds + BigInt(instant.offset) * perMinute;
  const seconds = local >= 0n ? local / perSecond : -((-local + perSecond - 1n) / perSecond);
  const date = new Date(Number(seconds) * 1000);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
  };
}

/** RFC 3339 in whole seconds, as Go's `Format(time.RFC3339)`. */
export function formatInstant(instant: Instant): string {
  const { year, month, day, hour, minute, second } = clockOf(instant);
  const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
  return `${date}T${two(hour)}:${two(minute)}:${two(second)}${formatOffset(instant.offset, ':', 'Z')}`;
}

/** `+02:00`; `zero` for no offset. */
export function formatOffset(offset: number, separator: string, zero: string): string {
  if (offset === 0) return zero;
  const size = Math.abs(offset);
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}${separator}${two(size % 60)}`;
}

/** Two digits at least. */
export function two(value: number): string {
  return String(value).padStart(2, '0');
}

const unitSizes: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['µs', 1_000n],
  ['μs', 1_000n],
  ['ms', 1_000_000n],
  ['s', perSecond],
  ['m', perMinute],
  ['h', 60n * perMinute],
]);
const durationPart = /(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/y;
/** Go's `time.Duration` is a 64-bit number of nanoseconds. */
const longestDuration = 2n ** 63n - 1n;

/** Nanoseconds of a Go duration such as `-1h30m` or `1.5s`; undefined when malformed. */
export function parseDuration(text: string): bigint | undefined {
  const sign = text.startsWith('-') ? -1n : 1n;
  const body = text.replace(/^[+-]/, '');
  if (body === '0') return 0n;
  if (body === '' || body.length > 200) return undefined;
  let total = 0n;
  let at = 0;
  while (at < body.length) {
    durationPart.lastIndex = at;
    const [all = '', whole = '', fraction = '', unit = ''] = durationPart.exec(body) ?? [];
    const size = unitSizes.get(unit);
    if (size === undefined || (whole === '' && fraction === '')) return undefined;
    total += BigInt(whole === '' ? 0 : whole) * size;
    total += (BigInt(fraction === '' ? 0 : fraction) * size) / 10n ** BigInt(fraction.length);
    at += all.length;
  }
  return total > longestDuration ? undefined : sign * total;
}
