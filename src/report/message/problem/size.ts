import { type Limit, limits } from '../../../model/budget.ts';
import type { Problem } from '../../../model/problem.ts';
import { type Line, line, solid } from '../../layout.ts';
import { placeText } from '../reason.ts';
import { next } from './advice.ts';

/** That a limit was passed, and where. */
export function tooLargeLines({ limit, where }: Extract<Problem, { code: 'too-large' }>): readonly Line[] {
  const place =
    where === undefined
      ? []
      : 'address' in where
        ? [' (at ', solid(where.address), ...(where.at === undefined ? [] : [', ', solid(placeText(where.at))]), ')']
        : [' (at ', solid('file' in where ? where.file : placeText(where.at)), ')'];
  return [
    line(0, `${limits[limit].what}: more than ${limitText(limits[limit])}, which is the limit`, ...place),
    next(
      'Split the configuration, or make this part of it smaller. docs/limits.md lists the limits and their reasons.',
    ),
  ];
}

/** A limit with its unit: `16 MiB`, `500 levels`. */
export function limitText({ most, unit }: Limit): string {
  const mebibyte = 1024 * 1024;
  if (unit === 'bytes' && most >= mebibyte) return `${most / mebibyte} MiB`;
  if (unit === 'bytes' && most >= 1024) return `${most / 1024} KiB`;
  return unit === 'milliseconds' ? `${most / 1000} seconds` : `${most.toLocaleString('en-US')} ${unit}`;
}
