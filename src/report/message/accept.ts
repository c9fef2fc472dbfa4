import { printable } from '../printable.ts';
import { countText } from './count.ts';

/** A difference without an entry; names in it are fit to be shown. */
interface Refused {
  readonly rule: string;
  readonly target: string;
  readonly address: string;
  readonly path: string;
  readonly why: keyof typeof refusals;
}

const refusals = {
  'no-key':
    'a value of it is secret, and can be accepted only by its fingerprint: set DRIFTCHECK_FINGERPRINT_KEY to any long random text, and keep it for the runs that check',
  'no-fingerprint': 'a value of it is secret, and not all of it is known, so that it has no fingerprint',
  'secret-name': 'its address or path holds what the code calls secret',
  'no-address': 'no code declares it; leave it out of the expectation with except, or declare it',
  path: 'its path cannot be written so that it names this one alone',
} as const;

/** What `driftcheck accept` did. */
export function acceptText(done: {
  readonly file: string;
  readonly added: number;
  readonly renewed: number;
  readonly expires: string;
  readonly entries: readonly { readonly rule: string; readonly address: string; readonly path: string }[];
  readonly refused: readonly Refused[];
}): string {
  const { file, added, renewed, entries, refused, expires } = done;
  const name = ({ rule, address, path }: { rule: string; address: string; path: string }): string =>
    printable([rule, address, path].filter((part) => part !== '').join(' '));
  const wrote = [
    ...(added === 0 ? [] : [`${countText(added, 'new entry', 'new entries')}`]),
    ...(renewed === 0 ? [] : [`${countText(renewed, 'entry', 'entries')} anew`]),
  ];
  const lines = [
    wrote.length === 0
      ? 'Nothing to accept: nothing counts that could have an entry.'
      : `Wrote ${wrote.join(' and ')} to ${printable(file)}, until ${expires}:`,
    ...entries.map((entry) => `  ${name(entry)}`),
    ...(refused.length === 0 ? [] : [`Not accepted, and still counts: ${countText(refused.length, 'difference')}`]),
    ...refused.flatMap((one) => [`  ${name(one)}`, `    ${refusals[one.why]}`]),
  ];
  return `${lines.join('\n')}\n`;
}
