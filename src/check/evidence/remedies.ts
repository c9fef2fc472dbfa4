import { adoptRules, type RuleLeaf } from '../../kinds/ec2/security-group/remedies/adopt.ts';
import { RunCode } from '../../kinds/ec2/security-group/remedies/code.ts';
import { groupRemedies } from '../../kinds/ec2/security-group/remedies/group.ts';
import { groupMembers } from '../../kinds/ec2/security-group/remedies/insert.ts';
import { type Restore, restoreRule } from '../../kinds/ec2/security-group/remedies/restore.ts';
import type { Compared, DifferingLeaf, Leaf } from '../../model/leaf.ts';
import type { Remedies } from '../../model/report/remedies.ts';
import type { Hidden } from '../../model/secret/hidden.ts';
import { Secret, type Text } from '../../model/secret/secret.ts';
import type { ComparedRule } from '../../model/security-group.ts';
import type { EvaluatedTarget } from '../evaluated-target.ts';
import type { ReadPool } from '../pools.ts';
import { asksForEvidence } from './asked.ts';

/** What remedies are made of. */
export interface RemediesRun {
  readonly pools: readonly ReadPool[];
  /** Hides the secrets of the run. */
  readonly hidden: Hidden;
}

/**
 * Adds the two answers to the differences of security groups: what makes AWS as the code is, and what makes the code as
 * AWS is. AWS is asked for nothing, and nothing of them is run.
 */
export function withRemedies(compared: Compared, { pools, hidden }: RemediesRun): Compared {
  if (!compared.leaves.some(asksForRemedies)) return compared;
  const members = pools.flatMap((pool) => pool.members);
  const targets = new Map(members.map(({ target }) => [target.name, target]));
  const code = new RunCode(
    members.map(({ target, root }) => ({
      target: target.name,
      stack: root.stack,
      ...(target.tree === undefined ? {} : { tree: target.tree }),
    })),
  );
  const groups = groupMembers(
    compared.subjects.flatMap(({ kind, target, address, identity, isElements }) =>
      kind === 'security-group' && identity.id !== undefined
        ? [{ target, address, groupId: identity.id, isElements: isElements === true }]
        : [],
    ),
  );
  const asking = compared.leaves.filter(asksForRemedies);
  const ruleLeaves = asking.flatMap((leaf) => ruleLeaf(leaf, targets, hidden) ?? []);
  const adopting = adoptRules(ruleLeaves, code, groups);
  const answers = new Map(
    ruleLeaves.map((leaf, index): [Leaf, Remedies] => [
      leaf.from,
      {
        restore: isSecretLeaf(leaf) && leaf.change !== 'extra' ? restoreSecret(leaf) : restoreOf(leaf),
        adopt: isSecretLeaf(leaf)
          ? { edits: [], unable: 'secret', effects: [] }
          : (adopting[index] ?? { edits: [], unable: 'nothing-known', effects: [] }),
      },
    ]),
  );
  return {
    ...compared,
    leaves: compared.leaves.map((leaf): Leaf => {
      if (!asksForRemedies(leaf)) return leaf;
      const target = targets.get(leaf.subject.target);
      const remedies = answers.get(leaf) ?? (target && groupRemedies(leaf, code, runOf(target)));
      return remedies === undefined ? leaf : { ...leaf, remedies: shownRemedies(remedies, hidden) };
    }),
  };
}

function asksForRemedies(leaf: Leaf): leaf is DifferingLeaf {
  return asksForEvidence(leaf) && leaf.rule.startsWith('sg/');
}

/** A leaf about a rule with what may be shown of it, and the leaf that it was made from. */
function ruleLeaf(
  leaf: DifferingLeaf,
  targets: ReadonlyMap<string, EvaluatedTarget>,
  hidden: Hidden,
): (RuleLeaf & { readonly from: Leaf }) | undefined {
  const { groupRule, subject } = leaf;
  // A tag is no rule, and has answers of its own.
  if (groupRule === undefined || leaf.rule === 'sg/rule-tags-changed') return undefined;
  const region = groupRule.region ?? targets.get(subject.target)?.place.region;
  return {
    ...leaf,
    from: leaf,
    groupRule: { ...sealed(groupRule, hidden), ...(region === undefined ? {} : { region }) },
  };
}

/** A rule with every text sealed that the run knows to hold a secret. */
function sealed(rule: ComparedRule, hidden: Hidden): ComparedRule {
  const seal = (text: Text): Text => (typeof text === 'string' && hidden.hides(text) ? Secret.of(text) : text);
  const textsOf = <T extends { readonly description?: Text; readonly tags?: ReadonlyMap<string, Text> }>(
    one: T,
  ): T => ({
    ...one,
    ...(one.description === undefined ? {} : { description: seal(one.description) }),
    ...(one.tags === undefined ? {} : { tags: new Map([...one.tags].map(([key, value]) => [key, seal(value)])) }),
  });
  const { declared, undeterminedPeer, live } = rule;
  return {
    ...rule,
    ...(declared && { declared: textsOf(declared) }),
    ...(undeterminedPeer && { undeterminedPeer: textsOf(undeterminedPeer) }),
    ...(live && { live: textsOf(live) }),
  };
}

/** Whether something of the rule may not be shown, on whichever side. */
function isSecretLeaf({ declared, live, path }: RuleLeaf): boolean {
  const isOfText = path.at(-1)?.field === 'description' && path.length > 1;
  return !isOfText && [declared, live].some((side) => side !== undefined && 'secret' in side);
}

function restoreOf(leaf: RuleLeaf): Restore {
  return restoreRule({ ...leaf.groupRule, address: leaf.subject.address });
}

/** Of a secret rule, what is not secret is told: all but the peer, where that is all that is. */
function restoreSecret(leaf: RuleLeaf): Restore {
  const { declared: _, ...rule } = leaf.groupRule;
  if (rule.undeterminedPeer === undefined) return { commands: [], unable: 'secret', effects: [] };
  return restoreRule({ ...rule, address: leaf.subject.address });
}

/** Where a target is applied from. */
function runOf({ options, place }: EvaluatedTarget): Parameters<typeof groupRemedies>[2] {
  const { directory, workspace, variables = [] } = options;
  return {
    directory,
    ...(workspace === undefined ? {} : { workspace }),
    ...(place.region === undefined ? {} : { region: place.region }),
    hasVariables: variables.length > 0,
  };
}

/** The remedies, unless a text of them holds a secret all the same. */
function shownRemedies({ restore, adopt }: Remedies, hidden: Hidden): Remedies {
  const hides = (data: unknown): boolean => hidden.hides(JSON.stringify(data));
  return {
    restore: hides(restore) ? { commands: [], unable: 'secret', effects: [] } : restore,
    adopt: hides(adopt) ? { edits: [], unable: 'secret', effects: [] } : adopt,
  };
}
