import type { Subject } from '../../../model/leaf.ts';
import { compareInTurn } from '../../../model/order.ts';
import type { Direction } from '../../../model/security-group.ts';
import type { ClaimSubjects } from './claims.ts';
import type { Extras, ExtrasOf, ResolvedRule } from './compare-rules.ts';
import { isListed } from './exclusive.ts';
import type { Declarers, ReportingSubject } from './leaves.ts';

/** What to make of live rules that no code declares, and who reports them. */
export interface Undeclared {
  readonly extras: ExtrasOf;
  readonly reporters: Declarers['reporters'];
}

/**
 * Who owns a direction of a group decides what a live rule is that no code declares. Where something owns it, the next
 * apply revokes the rule. Where the group is declared and says nothing of the direction, or rule resources are all that
 * declares anything, no apply does, and another root may have made it: it is unmanaged. Of a group that is only
 * referred to, nothing is known of what it is to have.
 *
 * @param pool all that is declared of one live group
 * @param rules what that declares
 */
export function undeclaredOf(pool: readonly ClaimSubjects[], rules: readonly ResolvedRule[]): Undeclared {
  const claims = pool.toSorted((a, b) => compareInTurn([a.claim.groups.root.target], [b.claim.groups.root.target]));
  const hole = claims.find(({ claim }) => claim.groups.root.hole !== undefined)?.claim.groups.root.hole;
  const exclusive = claims.flatMap(({ declared, members }) =>
    members.flatMap(({ resource, subject }) =>
      resource.exclusive === undefined
        ? []
        : [{ listed: resource.exclusive, reporter: declared === undefined ? subject : declared.subject }],
    ),
  );
  const of = (direction: Direction): { extras: Extras; reporter: ReportingSubject | undefined } => {
    const [only] = exclusive;
    if (only !== undefined) {
      const { open, owner } =
        exclusive.map(({ listed }) => listed[direction]).find((one) => one.open ?? one.owner) ?? {};
      const extras = open !== undefined ? { hidden: open } : owner === undefined ? 'report' : { owner };
      return { extras, reporter: { subject: only.reporter, isExclusive: true } };
    }
    const declaring = claims.flatMap(({ declared }) => declared ?? []);
    const inline = declaring.filter(({ group }) => group.ownership[direction] === 'inline');
    // Who lists the rules and keeps to it comes before who leaves them to others.
    const [keeping = inline[0]] = inline.filter(({ group }) => group.ignored[direction] === undefined);
    if (keeping !== undefined) {
      const owner = keeping.group.ignored[direction];
      const reporter = { subject: keeping.subject, isExclusive: true };
      return { extras: owner === undefined ? 'report' : { owner }, reporter };
    }
    const subject = reporterOf(claims, rules, direction);
    if (subject === undefined) return { extras: 'unowned', reporter: referring(claims, rules, direction) };
    const reporter = { subject, isExclusive: false };
    const owner = declaring.find(({ group }) => group.ignored[direction] !== undefined)?.group.ignored[direction];
    if (owner !== undefined && hole !== undefined) return { extras: 'leave', reporter: undefined };
    if (owner !== undefined) return { extras: { owner }, reporter };
    return { extras: hole === undefined ? 'report' : { hidden: hole }, reporter };
  };
  const [ingress, egress] = [of('ingress'), of('egress')];
  return {
    extras: {
      ingress: ingress.extras,
      egress: egress.extras,
      isListed: (live) => exclusive.some(({ listed }) => isListed(listed[live.direction], live)),
    },
    reporters: { ingress: ingress.reporter, egress: egress.reporter },
  };
}

/**
 * Who reports the rules of a direction that nobody owns and no code declares, whichever target comes first: the group,
 * where a target declares it. Of a group that targets only add rules to, one target alone does not say that it has no
 * other rules. Once several are compared together, what none of them declares is nobody's of them.
 */
function reporterOf(
  claims: readonly ClaimSubjects[],
  rules: readonly ResolvedRule[],
  direction: Direction,
): Subject | undefined {
  const groups = claims.flatMap(({ declared }) => declared?.subject ?? []);
  if (groups.length > 0) return first(groups);
  const targets = new Set(rules.map(({ subject }) => subject.target));
  return targets.size > 1 ? first(declaringOf(rules, direction)) : undefined;
}

/** Under what a word is said of a direction that nobody owns, of a group that is only referred to. */
function referring(
  claims: readonly ClaimSubjects[],
  rules: readonly ResolvedRule[],
  direction: Direction,
): ReportingSubject | undefined {
  const members = claims.flatMap((claim) => claim.members.map(({ subject }) => subject));
  const subject = first(declaringOf(rules, direction)) ?? first(members);
  return subject === undefined ? undefined : { subject, isExclusive: false };
}

function declaringOf(rules: readonly ResolvedRule[], direction: Direction): readonly Subject[] {
  return rules.filter(({ rule }) => rule.directions.includes(direction)).map(({ subject }) => subject);
}

function first(subjects: readonly Subject[]): Subject | undefined {
  return subjects.toSorted((a, b) => compareInTurn([a.target, a.address], [b.target, b.address]))[0];
}
