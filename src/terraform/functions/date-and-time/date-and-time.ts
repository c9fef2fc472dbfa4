import { number, numberType, string, stringType } from '../../evaluate/value.ts';
import { textOf } from '../arguments.ts';
import { FunctionError, type TerraformFunction } from '../function.ts';
import { neverKnown } from '../never-known.ts';
import { clockOf, formatInstant, formatOffset, type Instant, parseDuration, parseInstant, two } from './instant.ts';

/** Terraform's date and time functions. */
export const dateAndTimeFunctions: readonly TerraformFunction[] = [
  neverKnown('plantimestamp', []),
  neverKnown('timestamp', []),
  {
    name: 'timeadd',
    parameters: [
      { name: 'timestamp', type: stringType },
      { name: 'duration', type: stringType },
    ],
    returns: stringType,
    call: ([timestamp, duration]) => {
      const instant = instantOf(textOf(timestamp), 0);
      const added = parseDuration(textOf(duration));
      if (added === undefined) throw new FunctionError('not a duration such as "1h30m"', 1);
      const moved = { ...instant, nanoseconds: instant.nanoseconds + added };
      const { year } = clockOf(moved);
      if (!(year >= 0 && year <= 9999)) throw new FunctionError('the result is out of range');
      return string(formatInstant(moved));
    },
  },
  {
    name: 'timecmp',
    parameters: [
      { name: 'timestamp_a', type: stringType },
      { name: 'timestamp_b', type: stringType },
    ],
    returns: numberType,
    call: ([a, b]) => {
      const left = instantOf(textOf(a), 0).nanoseconds;
      const right = instantOf(textOf(b), 1).nanoseconds;
      return number(left < right ? -1 : left > right ? 1 : 0);
    },
  },
  {
    name: 'formatdate',
    parameters: [
      { name: 'format', type: stringType },
      { name: 'time', type: stringType },
    ],
    returns: stringType,
    call: ([format, time]) => string(formatDate(textOf(format), instantOf(textOf(time), 1))),
  },
];

function instantOf(text: string, argument: number): Instant {
  const instant = parseInstant(text);
  if (instant === undefined) throw new FunctionError('not an RFC 3339 timestamp', argument);
  return instant;
}

const months = 'January February March April May June July August September October November December'.split(' ');
const weekdays = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

/**
 * Runs of one letter are verbs, texts in single quotes stand as they are (`''` for a quote), and so does everything
 * else.
 */
function formatDate(format: string, instant: Instant): string {
  const token = /'(?:[^']|'')*'(?!')|''|([A-Za-z])\1*|[^A-Za-z']+/y;
  let result = '';
  let at = 0;
  while (at < format.length) {
    token.lastIndex = at;
    const match = token.exec(format);
    if (match === null) throw new FunctionError('a quoted text does not end', 0);
    const [text] = match;
    result += match[1] === undefined ? literal(text) : formatVerb(text, instant);
    at += text.length;
  }
  return result;
}

function literal(text: string): string {
  if (text === "''") return "'";
  return text.startsWith("'") ? text.slice(1, -1).replaceAll("''", "'") : text;
}

function formatVerb(verb: string, instant: Instant): string {
  const { year, month, day, weekday, hour, minute, second } = clockOf(instant);
  const half = hour % 12 === 0 ? 12 : hour % 12;
  const monthName = months[month - 1] ?? '';
  const dayName = weekdays[weekday] ?? '';
  switch (verb) {
    case 'YY':
      return two(year % 100);
    case 'YYYY':
      return String(year).padStart(4, '0');
    case 'M':
      return String(month);
    case 'MM':
      return two(month);
    case 'MMM':
      return monthName.slice(0, 3);
    case 'MMMM':
      return monthName;
    case 'D':
      return String(day);
    case 'DD':
      return two(day);
    case 'EEE':
      return dayName.slice(0, 3);
    case 'EEEE':
      return dayName;
    case 'h':
      return String(hour);
    case 'hh':
      return two(hour);
    case 'H':
      return String(half);
    case 'HH':
      return two(half);
    case 'AA':
      return hour < 12 ? 'AM' : 'PM';
    case 'aa':
      return hour < 12 ? 'am' : 'pm';
    case 'm':
      return String(minute);
    case 'mm':
      return two(minute);
    case 's':
      return String(second);
    case 'ss':
      return two(second);
    case 'Z':
      return formatOffset(instant.offset, ':', 'Z');
    case 'ZZZ':
      return formatOffset(instant.offset, '', 'UTC');
    case 'ZZZZ':
      return formatOffset(instant.offset, '', '+0000');
    case 'ZZZZZ':
      return formatOffset(instant.offset, ':', '+00:00');
    default:
      throw new FunctionError('the format has an unknown verb', 0);
  }
}
