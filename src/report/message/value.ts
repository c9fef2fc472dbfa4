import type { ReasonData } from '../../model/report/reason.ts';
import type { ShownValue } from '../../model/report/shown-value.ts';
import { asciiOnly, printable, shorten, shortenPair } from '../printable.ts';
import { pathText, reasonText } from './reason.ts';

/** One side of a difference, or both in one line when there is nothing to tell apart. */
export interface ValueLine {
  readonly label: 'base' | 'declared' | 'live' | 'values';
  readonly text: string;
}

/**
 * The lines that show a difference. An absent side is written as such; two secrets are one line. `limit`: the most
 * characters of a value to show; what is left out is never the place where the two differ. `base`: what counts as
 * applied, which stands before them where it is neither.
 */
export function differenceLines(
  declared: ShownValue | undefined,
  live: ShownValue | undefined,
  limit: number,
  base?: ShownValue,
): readonly ValueLine[] {
  return [...baseLines(base, declared, live, limit), ...sideLines(declared, live, limit)];
}

function baseLines(
  base: ShownValue | undefined,
  declared: ShownValue | undefined,
  live: ShownValue | undefined,
  limit: number,
): readonly ValueLine[] {
  if (base === undefined || isSame(base, declared) || isSame(base, live)) return [];
  const text = (value: ShownValue): string => ('absent' in value ? '(not declared)' : valueText(value));
  const other = live ?? declared;
  const shown = other === undefined ? shorten(text(base), limit) : shortenPair(text(base), text(other), limit)[0];
  return [{ label: 'base', text: shown }];
}

/** Whether two are shown alike. Of secrets that is not to be told. */
const isSame = (a: ShownValue, b: ShownValue | undefined): boolean =>
  b !== undefined && (('absent' in a && 'absent' in b) || valueText(a) === valueText(b));

function sideLines(
  declared: ShownValue | undefined,
  live: ShownValue | undefined,
  limit: number,
): readonly ValueLine[] {
  if (declared === undefined && live === undefined) return [];
  if (declared !== undefined && live !== undefined && 'secret' in declared && 'secret' in live) {
    return [{ label: 'values', text: `differs (values are secret)${fingerprints(declared, live)}` }];
  }
  const before = declared === undefined || 'absent' in declared ? '(not declared)' : valueText(declared);
  const after = live === undefined || 'absent' in live ? '(not there)' : valueText(live);
  const [left, right] = looksLike(before, after) ? [asciiOnly(before), asciiOnly(after)] : [before, after];
  const shown =
    declared !== undefined && live !== undefined
      ? shortenPair(left, right, limit)
      : [shorten(left, limit), shorten(right, limit)];
  return [
    { label: 'declared', text: shown[0] ?? '' },
    { label: 'live', text: shown[1] ?? '' },
  ];
}

/** Whether a reader may take one for the other: composed and decomposed letters, full-width forms. */
function looksLike(a: string, b: string): boolean {
  return a === b || a.normalize('NFKC') === b.normalize('NFKC');
}

type SecretValue = Extract<ShownValue, { secret: true }>;

function fingerprints(declared: SecretValue, live: SecretValue): string {
  if (declared.fingerprint === undefined || live.fingerprint === undefined) return '';
  return `, fingerprints ${declared.fingerprint} and ${live.fingerprint}`;
}

/** A value on one line, printable. Strings stand in quotes, so that blanks at their ends are seen. */
export function valueText(value: ShownValue): string {
  if ('value' in value) return jsonText(value.value);
  if ('absent' in value) return '(not there)';
  if ('secret' in value) {
    return value.fingerprint === undefined
      ? '(secret, not shown)'
      : `(secret, not shown, fingerprint ${value.fingerprint})`;
  }
  if ('template' in value) return `${templateText(value.template)}${knownText(value.template)}`;
  if ('list' in value) return `[${[...value.list.map(partText), ...moreText(value.open)].join(', ')}]`;
  if ('members' in value) {
    const entries = Object.entries(value.members).map(([key, each]) => `${jsonText(key)}: ${partText(each)}`);
    return `{ ${[...entries, ...moreText(value.open)].join(', ')} }`;
  }
  if ('unknown' in value) return `(not known: ${reasonText(value.unknown)})`;
  return `${printable(value.reference)}${pathText(value.path)} (its value is not known)`;
}

type ShownPart = string | ReasonData;

function templateText(template: readonly ShownPart[]): string {
  const parts = wholeReferences(template).map((part) =>
    typeof part === 'string' ? literalText(part) : `\${${holeText(part)}}`,
  );
  return `"${parts.join('')}"`;
}

/** What is known of a template in which references stand for more than their holes: it tells why a value is none. */
function knownText(template: readonly ShownPart[]): string {
  const isTold = template.some((part) => {
    const { before = 0, after = 0 } = aroundOf(part) ?? {};
    return before + after > 0;
  });
  if (!isTold) return '';
  return ` (${template.map((part) => (typeof part === 'string' ? literalText(part) : '…')).join('')})`;
}

/**
 * A template as its author wrote it: what is known of an attribute around its holes is left out, since the reference
 * holds it. Several holes of one attribute are one reference.
 */
function wholeReferences(parts: readonly ShownPart[]): readonly ShownPart[] {
  return parts.flatMap((part, index): readonly ShownPart[] => {
    const [left, right] = [parts[index - 1], parts[index + 1]];
    if (typeof part !== 'string') return isWithinOne(left, parts[index - 2], part) ? [] : [part];
    if (isWithinOne(part, left, right)) return [];
    const before = aroundOf(left)?.after ?? 0;
    const after = aroundOf(right)?.before ?? 0;
    // A text that was shortened is not the attribute's any more.
    return [before + after > part.length ? part : part.slice(before, part.length - after)];
  });
}

/** Whether a text between two holes belongs to the attribute that both are of. */
function isWithinOne(text?: ShownPart, left?: ShownPart, right?: ShownPart): boolean {
  if (typeof text !== 'string' || typeof left !== 'object' || typeof right !== 'object') return false;
  const isWhole = aroundOf(left)?.after === text.length && aroundOf(right)?.before === text.length;
  return isWhole && text !== '' && holeText(left) === holeText(right);
}

function aroundOf(part: ShownPart | undefined): ReasonData['around'] {
  return typeof part === 'object' ? part.around : undefined;
}

/** A part of a list or object: what is not known stands there as a hole. */
function partText(value: ShownValue): string {
  if ('unknown' in value) return `\${${holeText(value.unknown)}}`;
  if ('reference' in value) return `\${${printable(value.reference)}${pathText(value.path)}}`;
  return 'template' in value ? templateText(value.template) : valueText(value);
}

/** What stands behind the parts of a list or object when there may be more. */
function moreText(open: ReasonData | undefined): readonly string[] {
  return open === undefined ? [] : [`\${${holeText(open)}}...`];
}

/** JSON on one line, with a space after commas and colons; a security group rule in its own short form. */
function jsonText(value: unknown): string {
  if (isRule(value)) return ruleText(value);
  if (Array.isArray(value)) return `[${value.map(jsonText).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, each]) => `${jsonText(key)}: ${jsonText(each)}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }
  return printable(JSON.stringify(value) ?? 'null');
}

/** A security group rule as findings hold it. */
interface ShownRule {
  readonly protocol: string;
  readonly fromPort?: unknown;
  readonly toPort?: unknown;
  readonly source: {
    readonly value: string;
    readonly address?: unknown;
    readonly account?: unknown;
    /** Of a prefix list. */
    readonly name?: unknown;
  };
  readonly description?: unknown;
  readonly id?: unknown;
  /** What it names is gone. */
  readonly stale?: unknown;
}

function isRule(value: unknown): value is ShownRule {
  if (typeof value !== 'object' || value === null || !('protocol' in value) || !('source' in value)) return false;
  const { protocol, source } = value;
  if (typeof protocol !== 'string' || typeof source !== 'object' || source === null) return false;
  return 'kind' in source && 'value' in source && typeof source.value === 'string';
}

/** `6379/tcp, sg-1 (aws_security_group.tasks), "Redis from the tasks", sgr-1` */
function ruleText(rule: ShownRule): string {
  const { source, description, id } = rule;
  const account = source.account === undefined ? '' : ` of account ${source.account}`;
  const called = source.address ?? source.name;
  const address = called === undefined ? '' : ` (${called})`;
  return [
    printable(trafficText(rule)),
    printable(`${source.value}${account}${address}`),
    ...(description === undefined ? [] : [jsonText(description)]),
    ...(id === undefined ? [] : [printable(String(id))]),
    ...(rule.stale === true ? ['stale: what it names is gone'] : []),
  ].join(', ');
}

/** Ports stand before `tcp` and `udp`, type and code behind `icmp`. */
function trafficText({ protocol, fromPort, toPort }: ShownRule): string {
  if (protocol === '-1') return 'all traffic';
  if (fromPort === undefined) return protocol;
  const numbers = toPort === undefined || toPort === fromPort ? `${fromPort}` : `${fromPort}-${toPort}`;
  return protocol === 'tcp' || protocol === 'udp' ? `${numbers}/${protocol}` : `${protocol}/${numbers}`;
}

/** A known part of a template, escaped as Terraform does it. */
export function literalText(text: string): string {
  const quoted = printable(JSON.stringify(text));
  return quoted.slice(1, -1).replaceAll('${', () => '$${');
}

/** What stands in a hole, as short as it can be said. */
export function holeText(reason: ReasonData): string {
  switch (reason.kind) {
    case 'variable':
      return `var.${reason.name ?? '?'}`;
    case 'resource':
    case 'data':
    case 'module':
    case 'plan':
      return `${reason.address ?? '?'}${pathText(reason.path)}`;
    case 'operation':
      return `${reason.name ?? '?'}(${(reason.from ?? []).map(holeText).join(', ')})`;
    case 'expansion':
    case 'interrupted':
    case 'invalid':
    case 'aws':
    case 'elsewhere':
    case 'secret':
    case 'ambiguous':
    case 'ignored':
    case 'unsupported':
    case 'git':
    case 'age':
    case 'outside':
    case 'target':
    case 'base':
    case 'expectation':
      return '?';
  }
}
