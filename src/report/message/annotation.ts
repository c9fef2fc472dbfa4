import type { Finding, Verdict } from '../../model/report/finding.ts';
import { countText } from './count.ts';

/** What an output that shows only the worst says at its end: how much more there is, and what it leaves out. */
export function moreAnnotations(
  { error, warning, notice }: Readonly<Record<'error' | 'warning' | 'notice', number>>,
  inFlight: readonly Finding[],
): readonly string[] {
  const more = [
    ...(error === 0 ? [] : [countText(error, 'error')]),
    ...(warning === 0 ? [] : [countText(warning, 'warning')]),
    ...(notice === 0 ? [] : [countText(notice, 'note')]),
  ];
  const flying = inFlightText(inFlight);
  return [
    ...(more.length === 0 ? [] : [`and ${more.join(', ')} more: see the report`]),
    ...(flying === '' ? [] : [flying]),
  ];
}

/** How much of what differs is no drift, since it is on its way; empty when there is none. */
export function inFlightText(findings: readonly Finding[]): string {
  const counted = inFlight.flatMap(([verdict, said]) => {
    const count = findings.filter((finding) => finding.verdict === verdict).length;
    return count === 0 ? [] : [`${countText(count, 'difference')} ${said}`];
  });
  return counted.length === 0 ? '' : `No drift: ${counted.join(', ')}`;
}

const inFlight: readonly (readonly [Verdict, string])[] = [
  ['pending', 'that this change brings about when it is applied'],
  ['awaiting-apply', 'committed a short while ago and not applied yet'],
  ['adopts', 'that this change takes over from AWS'],
];
