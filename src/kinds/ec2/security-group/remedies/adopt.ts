import { groupBy } from '../../../../model/group.ts';
import type { DifferingLeaf } from '../../../../model/leaf.ts';
import { formatPath } from '../../../../model/path.ts';
import type { RemedyEffect } from '../../../../model/report/remedies.ts';
import type { ComparedRule, DeclaredAtom, LiveRule } from '../../../../model/security-group.ts';
import type { SourceRange } from '../../../../model/source.ts';
import { isInline } from '../declared-rules.ts';
import { peerCode, ruleArguments } from './arguments.ts';
import type { RunCode, UnableToEdit } from './code.ts';
import { type Adopt, adopted, type GroupMembers, RuleInserter, refused } from './insert.ts';
import { type RuleSite, removePeer, removeSite, replacePeer, rewriteSite, siteOfRule, unownedBy } from './rewrite.ts';

/*
 * The change of the code by which it declares what AWS has, for every difference of rules of a run. Each holds by
 * itself, and all of them hold together.
 */

/** A leaf about a rule, with the two sides of it. */
export type RuleLeaf = DifferingLeaf & { readonly groupRule: ComparedRule };

/** What becomes of a rule that the code declares. */
interface Rewriting {
  readonly leaf: RuleLeaf;
  readonly site: RuleSite;
  readonly at: SourceRange;
  /** `leaves`: what declares it declares others that stay as they are, so that it has to go. */
  readonly way: 'in-place' | 'leaves';
}

/** The changes of code for leaves about rules, in their order. */
export function adoptRules(leaves: readonly RuleLeaf[], code: RunCode, members: GroupMembers): readonly Adopt[] {
  const inserter = new RuleInserter(code, members);
  const found = leaves.map((leaf) => rewritingOf(leaf, code));
  const known = found.flatMap((one) => (one === undefined || 'unable' in one ? [] : [one]));
  const bySite = groupBy(known, ({ site }) => siteKey(site));
  return leaves.map((leaf, index): Adopt => {
    const rewriting = found[index];
    if (rewriting === undefined) return adoptLive(leaf, leaf.isUnmanaged === true, inserter);
    if ('unable' in rewriting) return refused(rewriting.unable);
    const all = bySite.get(siteKey(rewriting.site)) ?? [];
    return rewriting.way === 'in-place' ? inPlace(rewriting, all, inserter) : leaving(rewriting, all, inserter);
  });
}

const siteKey = ({ range }: RuleSite): string => `${range.file}:${range.start.offset}`;

/** What is to be made of a declared rule; undefined where no code declares any. */
function rewritingOf(leaf: RuleLeaf, code: RunCode): Rewriting | UnableToEdit | undefined {
  const { groupRule, subject, change, at } = leaf;
  const { declared, undeterminedPeer, live, style } = groupRule;
  const rule = declared ?? undeterminedPeer;
  if (change === 'extra') return undefined;
  if (rule === undefined || style === undefined || at === undefined) return { unable: 'nothing-known' };
  const site = siteOfRule(code, subject.target, subject.address, { style, direction: rule.direction, at });
  if ('unable' in site) return site;
  if (live === undefined) return { leaf, site, at, way: 'leaves' };
  if (declared === undefined) return { unable: 'nothing-known' };
  return { leaf, site, at, way: isInPlace(site, declared, live) ? 'in-place' : 'leaves' };
}

/** Whether the arguments can be changed where they stand. */
function isInPlace(site: RuleSite, declared: DeclaredAtom, live: LiveRule): boolean {
  if (declared.direction !== live.direction) return false;
  if (site.peers === 1) return true;
  return (
    declared.protocol === live.protocol &&
    declared.fromPort === live.fromPort &&
    declared.toPort === live.toPort &&
    declared.sourceKind === live.sourceKind &&
    declared.source !== live.source &&
    (declared.description ?? '') === (live.description ?? '')
  );
}

function adoptLive({ subject, groupRule }: RuleLeaf, isApart: boolean, inserter: RuleInserter): Adopt {
  const { live, group } = groupRule;
  if (live === undefined) return refused('nothing-known');
  const { target, address } = subject;
  return inserter.adopt({ target, address, live, group, isApart });
}

/** @param all what is made of all rules of the same place */
function inPlace({ leaf, site, at }: Rewriting, all: readonly Rewriting[], inserter: RuleInserter): Adopt {
  const { subject, groupRule } = leaf;
  const { declared, live, group } = groupRule;
  if (declared === undefined || live === undefined) return refused('nothing-known');
  const { target, address } = subject;
  const rule = { target, address, group, isApart: !isInline(site.style) };
  const written = inserter.written(rule, live, site.declared);
  if (site.peers !== 1) {
    const edit = replacePeer(site, at, peerCode(written));
    return 'unable' in edit ? refused(edit.unable) : adopted([edit]);
  }
  const before = ruleArguments(inserter.written(rule, declared, site.declared), site.style);
  const after = ruleArguments(written, site.style);
  if (before === undefined || after === undefined) return refused('text');
  // Where the description has a leaf of its own, each of the two says what is its own.
  const isOfText = (one: Rewriting): boolean => one.leaf.path.at(-1)?.field === 'description';
  const isShared = all.some(isOfText) && !all.every(isOfText);
  const isOwn = (name: string): boolean =>
    !isShared || (name === 'description') === isOfText({ leaf, site, at, way: 'in-place' });
  const edits = rewriteSite(site, before, after, isOwn);
  return 'unable' in edits ? refused(edits.unable) : adopted(edits, after.isIncomplete);
}

/**
 * Takes a rule out of what declares it, and puts in what AWS has in its place.
 *
 * @param all what is made of all rules of the same place
 */
function leaving({ leaf, site, at }: Rewriting, all: readonly Rewriting[], inserter: RuleInserter): Adopt {
  const { groupRule } = leaf;
  const direction = (groupRule.declared ?? groupRule.undeterminedPeer)?.direction ?? 'ingress';
  const paths = [
    ...new Set(all.filter(({ way }) => way === 'leaves').map((one) => formatPath(one.leaf.path.slice(0, 1)))),
  ];
  const isWhole = site.peers !== undefined && paths.length >= site.peers;
  const removed = isWhole ? removeSite(site) : removePeer(site, at);
  if ('unable' in removed) return refused(removed.unable);
  const gone = 'action' in removed ? [removed] : removed;
  const effects: readonly RemedyEffect[] = isWhole
    ? [...(paths.length > 1 ? [{ code: 'same-block', paths } as const] : []), ...unownedBy(site, direction)]
    : [];
  if (groupRule.live === undefined) return adopted(gone, false, effects);
  const put = adoptLive(leaf, !isInline(site.style), inserter);
  if (put.unable !== undefined) return put;
  return { ...put, edits: [...gone, ...put.edits], effects: [...put.effects] };
}
