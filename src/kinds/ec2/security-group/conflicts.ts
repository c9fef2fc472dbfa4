import type { DifferingLeaf, Leaf, Subject } from '../../../model/leaf.ts';
import { compareInTurn } from '../../../model/order.ts';
import type { Direction } from '../../../model/security-group.ts';
import type { ClaimSubjects, RuleSubject } from './claims.ts';
import type { DeclaredGroup } from './declared.ts';
import { directions } from './model.ts';

/*
 * A group that lists its rules, of which something else declares rules too: each apply of the one takes away what the
 * other has made. The provider forbids it.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/default_security_group
 */

/** The directions of one live group that are declared in two ways that undo each other, each once. */
export function conflictLeaves(claims: readonly ClaimSubjects[]): readonly Leaf[] {
  const members = claims.flatMap((claim) => claim.members);
  return directions.flatMap((direction): readonly Leaf[] => {
    const listing = claims
      .flatMap(({ declared }) => declared ?? [])
      .filter(({ group }) => lists(group, direction))
      .toSorted((a, b) => inTurn(a.subject, b.subject));
    const [first, ...others] = listing;
    if (first === undefined) return [];
    const own = first.group.rules.filter((rule) => rule.directions.includes(direction));
    const isListed = listing.some(({ group }) => group.rules.some((rule) => rule.directions.includes(direction)));
    const undoing = members.filter((member) => declares(member, direction) || revokes(member, direction, isListed));
    if (undoing.length === 0) return [];
    const at = own[0]?.at ?? first.subject.at;
    return [
      {
        outcome: 'differs',
        change: 'changed',
        rule: 'sg/rules-conflict',
        isDeclaredTwice: true,
        isRemark: true,
        subject: first.subject,
        path: [{ field: direction }],
        ...(at === undefined ? {} : { at }),
        related: [...others, ...undoing]
          .map(({ subject }) => subject)
          .toSorted(inTurn)
          .map(placeFor(first.subject)),
      },
    ];
  });
}

/** Whether a group is certain to list its rules of the direction, and to keep to that. */
function lists({ ownership, ignored, expansion }: DeclaredGroup, direction: Direction): boolean {
  return ownership[direction] === 'inline' && ignored[direction] === undefined && expansion === undefined;
}

/** Whether a rule resource is certain to declare a rule of the direction. */
function declares({ resource }: RuleSubject, direction: Direction): boolean {
  return resource.rules.some(({ directions: [own, ...more], open }) => {
    return own === direction && more.length === 0 && (open === undefined || open.atLeastOne);
  });
}

/** Whether a resource that lists no rules of the group's own revokes those. */
function revokes({ resource: { exclusive } }: RuleSubject, direction: Direction, isListed: boolean): boolean {
  return isListed && exclusive !== undefined && exclusive[direction].owner === undefined;
}

function inTurn(a: Subject, b: Subject): number {
  return compareInTurn([a.target, a.address], [b.target, b.address]);
}

/** An address says nothing to another target. */
function placeFor({ target }: Subject): (subject: Subject) => NonNullable<DifferingLeaf['related']>[number] {
  return ({ target: own, address, at }) => ({
    ...(own === target ? { address } : {}),
    ...(at === undefined ? {} : { at }),
  });
}
