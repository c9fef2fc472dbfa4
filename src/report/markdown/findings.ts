import { withoutKeys } from '../../model/address.ts';
import { rule } from '../../model/catalogue.ts';
import { groupBy } from '../../model/group.ts';
import { isInFlight } from '../../model/leaf.ts';
import type { Finding } from '../../model/report/finding.ts';
import { severityRank } from '../../model/severity-rank.ts';
import { findingNotes, identityText, titlePieces } from '../message/finding.ts';
import { furtherText, instancesText, otherInstancesText, ruleText } from '../message/markdown.ts';
import { item, type PageBlock } from './blocks.ts';
import { dot, type FindingStyle, findingDetails, findingParts, placeParts, valueParts } from './finding.ts';
import { code, type Inline, joined, markdownOf, own, prose, strong } from './inline.ts';
import { inlineOf } from './lines.ts';

/*
 * Findings in as few words as say all of them: what instances of one resource have in common is said once, a rule that
 * many resources break is one entry with a list of them, and what is left of a long list is folded.
 */

/** A rule that so many resources break is said once for all of them. */
const manyResources = 5;
/** Of one rule and of one resource so many are seen before somebody asks for the rest. */
const seenOfRule = 5;
const seenOfResource = 10;
/** So many instances are named where all have the same. */
const namedInstances = 8;

/** What is the case in one or more instances of a resource: the first stands for all. */
interface FindingEntry {
  readonly first: Finding;
  readonly all: readonly Finding[];
}

/** Findings as blocks, those that weigh most first. `isShort`: a line for each, as suits what fails nothing. */
export function findingBlocks(
  findings: readonly Finding[],
  style: FindingStyle,
  isShort = false,
): readonly PageBlock[] {
  const common = commonRules(findings, style);
  const isCommon = (finding: Finding): boolean => common.has(ruleKey(finding));
  const groups = groupBy(findings, (finding) =>
    JSON.stringify(isCommon(finding) ? [finding.severity, finding.rule] : resourceKey(finding)),
  );
  return [...groups.values()]
    .map((group) => group.toSorted((a, b) => severityRank[a.severity] - severityRank[b.severity]))
    .toSorted(([a], [b]) => rankOf(a) - rankOf(b))
    .flatMap((group): readonly PageBlock[] => {
      const [first] = group;
      if (first === undefined) return [];
      return [isCommon(first) ? ruleBlock(first, group, style) : resourceBlock(first, group, style, isShort)];
    });
}

const ruleKey = ({ severity, rule: id }: Finding): string => `${severity} ${id}`;

/** The rules that so many resources break that they are said once; instances with the same difference are one. */
function commonRules(findings: readonly Finding[], style: FindingStyle): ReadonlySet<string> {
  // What is to be done is said of each by itself.
  if (style.fixHints === true) return new Set();
  const shown = entriesOf(findings).flatMap((entry) => alike(entry, style).map(({ first }) => first));
  const common = [...groupBy(shown, ruleKey)].filter(([, all]) => {
    return new Set(all.map(({ target, address }) => `${target} ${address}`)).size >= manyResources;
  });
  return new Set(common.map(([key]) => key));
}

const rankOf = (finding: Finding | undefined): number => (finding === undefined ? 0 : severityRank[finding.severity]);

/** Instances of one resource are one thing to read about; of others every live thing is. */
function resourceKey({ target, address, kind, identity }: Finding): readonly string[] {
  const resource = withoutKeys(address);
  return resource === address ? [target, address, identityText(kind, identity)] : [target, resource];
}

function resourceBlock(first: Finding, group: readonly Finding[], style: FindingStyle, isShort: boolean): PageBlock {
  const addresses = new Set(group.map(({ address }) => address));
  const live = identityText(first.kind, first.identity);
  const isOne = addresses.size === 1;
  const named = isOne ? first.address : withoutKeys(first.address);
  const head = joined(
    [
      ...(named === '' ? [] : [[strong(code(named))]]),
      ...(style.targets ? [[prose('target '), code(first.target)]] : []),
      ...(isOne && live !== '' ? [[prose(live)]] : []),
    ],
    dot,
  );
  const entries = entriesOf(group);
  const seen = isShort ? 0 : style.fixHints === true ? entries.length : seenOfResource;
  const short = (entry: FindingEntry): PageBlock => shortItem(entry, isOne ? [] : [code(entry.first.address)], style);
  const rest = entries.slice(seen).flatMap((entry) => alike(entry, style));
  return {
    type: 'group',
    head: markdownOf(head),
    blocks: [
      ...entries.slice(0, seen).flatMap((entry) => entryBlocks(entry, isOne, style)),
      ...folded(rest, isShort, short),
    ],
  };
}

function ruleBlock(first: Finding, group: readonly Finding[], style: FindingStyle): PageBlock {
  const { title } = rule(first.rule);
  const resources = new Set(group.map(({ target, address }) => `${target} ${address}`)).size;
  const entries = entriesOf(group).flatMap((entry) => alike(entry, style));
  const short = (entry: FindingEntry): PageBlock => {
    const { target, address, kind, identity } = entry.first;
    const thing = address === '' ? prose(identityText(kind, identity)) : code(address);
    return shortItem(entry, [...(style.targets ? [code(target), own(dot)] : []), thing], style);
  };
  const head = [
    ...(isInFlight(first.verdict) ? [] : [strong(prose(first.severity)), own(dot)]),
    strong(prose(ruleText(title, resources))),
    own(dot),
    code(first.rule),
  ];
  return {
    type: 'group',
    head: markdownOf(head),
    blocks: [...entries.slice(0, seenOfRule).map(short), ...folded(entries.slice(seenOfRule), false, short)],
  };
}

/** `isOpen`: nothing is folded. */
function folded(
  entries: readonly FindingEntry[],
  isOpen: boolean,
  short: (entry: FindingEntry) => PageBlock,
): readonly PageBlock[] {
  if (isOpen || entries.length < 2) return entries.map(short);
  return [{ type: 'fold', summary: (shown) => [own(furtherText(shown))], blocks: entries.map(short) }];
}

function entriesOf(findings: readonly Finding[]): readonly FindingEntry[] {
  const groups = groupBy(findings, (finding) => {
    const { rule: id, severity, path, at, verdict } = finding;
    const line = at === undefined ? '' : `${at.file}:${at.start.line}`;
    return JSON.stringify([...resourceKey(finding), severity, id, verdict, path, line]);
  });
  return [...groups.values()].flatMap((all) => {
    const [first] = all;
    return first === undefined ? [] : [{ first, all }];
  });
}

/** The instances of an entry by what is said of them. */
function alike(entry: FindingEntry, style: FindingStyle): readonly FindingEntry[] {
  const { all } = entry;
  if (all.length === 1) return [entry];
  const groups = groupBy(all, (one) =>
    JSON.stringify([one.declared, one.live, one.base, ...findingDetails(one, style)]),
  );
  return [...groups.values()].flatMap((each): readonly FindingEntry[] => {
    const [first] = each;
    return first === undefined ? [] : [{ first, all: each }];
  });
}

/** An entry in full. Of instances that differ otherwise than the first one there is a line each. */
function entryBlocks(entry: FindingEntry, isOne: boolean, style: FindingStyle): readonly PageBlock[] {
  const [same, ...others] = alike(entry, style);
  if (same === undefined) return [];
  const instances = isOne ? [] : [`- ${markdownOf(instanceParts(same.all))}`];
  if (style.fixHints === true && others.length > 0) {
    return entry.all.flatMap((first) => entryBlocks({ first, all: [first] }, isOne, style));
  }
  const short = others.map((other) => shortItem(other, [code(other.first.address)], style));
  return [
    item(same.all.length, findingParts(same.first, style), [...instances, ...findingDetails(same.first, style)]),
    ...(short.length === 0
      ? []
      : [{ type: 'fold', summary: (shown: number) => [own(otherInstancesText(shown))], blocks: short } as const]),
  ];
}

function instanceParts(same: readonly Finding[]): readonly Inline[] {
  const [first] = same;
  if (first === undefined) return [];
  if (same.length === 1) {
    const live = identityText(first.kind, first.identity);
    return joined([[code(first.address)], live === '' ? [] : [prose(live)]], dot);
  }
  const more = same.length - namedInstances;
  const named = same.slice(0, namedInstances).map(({ address }) => [code(address)]);
  return [
    own(`${instancesText(same.length)} `),
    ...joined(named, ', '),
    ...(more > 0 ? [own(` and ${more} more`)] : []),
  ];
}

/** All of an entry in a line; of a way to the containers, which is none, the whole. `what`: stands first. */
function shortItem({ first, all }: FindingEntry, what: readonly Inline[], style: FindingStyle): PageBlock {
  if (first.type === 'delivery-broken') {
    return item(all.length, joined([what, findingParts(first, style)], dot), findingDetails(first, style));
  }
  const values = valueParts(first, style);
  const title = titlePieces(first).map(inlineOf);
  const parts = [
    what,
    title,
    values,
    placeParts(first.calledAt ?? first.at, style.links),
    ...findingNotes(first).map((note) => [prose(note)]),
    ...(all.length > 1 ? [instanceParts(all)] : []),
  ];
  return item(all.length, joined(parts, dot));
}
