import type { ReasonData } from '../../model/report/reason.ts';
import type { ShownValue } from '../../model/report/shown-value.ts';

/**
 * What is known of a value of the code, as one text with a `${…}` for each part that is not: by this an accepted
 * difference is told from one of another value. The same code gives the same text, wherever it stands.
 *
 * @returns undefined for a value that is wholly known, is not there or has a secret in it
 */
export function knownPart(shown: ShownValue): string | undefined {
  if ('value' in shown || 'absent' in shown) return undefined;
  const part = partOf(shown);
  return part === undefined || typeof part === 'string' ? part : JSON.stringify(part);
}

type KnownPart = string | number | boolean | null | readonly KnownPart[] | { readonly [key: string]: KnownPart };

/** undefined where something in it is secret. */
function partOf(shown: ShownValue): KnownPart | undefined {
  if ('secret' in shown) return undefined;
  if ('absent' in shown) return null;
  if ('value' in shown) return shown.value;
  if ('template' in shown) return shown.template.map((part) => (typeof part === 'string' ? part : hole(part))).join('');
  if ('unknown' in shown) return hole(shown.unknown);
  if ('reference' in shown) return `\${${shown.reference}${stepsText(shown.path)}}`;
  const more = shown.open === undefined ? [] : [`${hole(shown.open)}...`];
  if ('list' in shown) {
    const elements = shown.list.map(partOf);
    return elements.every((element) => element !== undefined) ? [...elements, ...more] : undefined;
  }
  const entries = Object.entries(shown.members).map(([name, member]) => [name, partOf(member)] as const);
  const known = entries.flatMap(([name, part]) => (part === undefined ? [] : [[name, part] as const]));
  return known.length < entries.length
    ? undefined
    : Object.fromEntries([...known, ...more.map((text) => ['...', text] as const)]);
}

const hole = (reason: ReasonData): string => `\${${reasonName(reason)}}`;

/** What is not known, by what the code calls it. */
function reasonName({ kind, address, name, path, from = [] }: ReasonData): string {
  switch (kind) {
    case 'variable':
      return `${address === undefined || address === '' ? '' : `${address}.`}var.${name ?? ''}`;
    case 'resource':
    case 'data':
    case 'module':
    case 'plan':
      return `${address ?? ''}${stepsText(path)}`;
    default: {
      const causes = from.length === 0 ? '' : `(${from.map(reasonName).join(', ')})`;
      return `${[kind, name, address].filter((part) => part !== undefined && part !== '').join(' ')}${causes}`;
    }
  }
}

function stepsText(path: readonly (string | number)[] = []): string {
  return path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
}
