import type { Identified, LiveIdentity } from './identity.ts';
import type { Path } from './path.ts';
import type { Checked } from './report/checked.ts';
import type { Connection } from './report/connection.ts';
import type { CoveredBy } from './report/covered-by.ts';
import type { Danger } from './report/danger.ts';
import type { DeliveryData } from './report/delivery.ts';
import type { ExpectationSide } from './report/expectation.ts';
import type { Finding } from './report/finding.ts';
import type { Gap } from './report/gap.ts';
import type { Owner, PolicyData } from './report/policy.ts';
import type { ReasonData } from './report/reason.ts';
import type { Remedies } from './report/remedies.ts';
import type { Report } from './report/report.ts';
import type { Severity } from './report/severity.ts';
import type { ShownValue } from './report/shown-value.ts';
import type { RuleId } from './rule.ts';
import type { ComparedRule } from './security-group.ts';
import type { SourceRange } from './source.ts';
import type { UndeclaredGroup } from './undeclared-group.ts';

/*
 * What comparing comes to. A leaf is one value, element or thing that the code and AWS were held against each other in:
 * findings, gaps, counts and the status of a resource are views of leaves, made in `check/views.ts`.
 */

/** Both sides have the same. */
export interface Equal {
  readonly outcome: 'equal';
  readonly path: Path;
}

/** The sides do not have the same. `missing`: only the code has it. `extra`: only AWS has it. */
export interface Differing {
  readonly outcome: 'differs';
  readonly change: 'changed' | 'missing' | 'extra';
  readonly path: Path;
  readonly declared?: ShownValue;
  readonly live?: ShownValue;
  /** Where it is declared. */
  readonly at?: SourceRange;
}

/** Whether the sides have the same cannot be told, for `reason`. */
export interface Undetermined {
  readonly outcome: 'undetermined';
  readonly code: Gap['code'];
  readonly path: Path;
  readonly reason: ReasonData;
  readonly declared?: ShownValue;
  readonly live?: ShownValue;
  /** Where it is declared. */
  readonly at?: SourceRange;
}

/** What holding one value of the code against one of AWS comes to. */
export type Outcome = Equal | Differing | Undetermined;

/** A resource of the code and the live thing that it was held against: what leaves are about. */
export type Subject = SubjectContext & Identified;

interface SubjectContext {
  /** The target whose code declares it. */
  readonly target: string;
  readonly address: string;
  /** Where it is declared. */
  readonly at?: SourceRange;
  /**
   * It is nothing but elements of another thing, as a rule resource is of a group: it is missing when all its elements
   * are, and unidentified when none of them could be told.
   */
  readonly isElements?: true;
  /** Every account has such a thing: that it was found tells nothing of where the run looks. */
  readonly isEverywhere?: true;
}

/** What all leaves have beside their outcome. */
interface LeafContext {
  readonly subject: Subject;
  /** What it is about, where more is known of that than the subject says. */
  readonly identity?: LiveIdentity;
  /**
   * It is about the resource as a whole, which is therefore missing (`differs`), unreadable (`undetermined` with the
   * code `unreadable`) or unidentified (`undetermined` otherwise).
   */
  readonly whole?: true;
  /** It says more of what other leaves count, so it enters no count itself. */
  readonly isRemark?: true;
  /** Another leaf tells it with the same cause: it counts, and is no finding or gap of its own. */
  readonly isExplained?: true;
  /** Who owns the value or accepted the difference. */
  readonly policy?: Finding['policy'];
  /** The rule of a security group that it is about, where it differs or no code may declare it. */
  readonly groupRule?: ComparedRule;
  /** The security group that no code declares, of a service to which ECS adds one. */
  readonly undeclaredGroup?: UndeclaredGroup;
  /** It says that an expectation is not met, or that this cannot be told: the code and AWS need not differ there. */
  readonly expectation?: LeafExpectation;
}

/** An expectation, and the versions of a thing that it was held against. */
export interface LeafExpectation {
  readonly name: string;
  readonly sides: readonly ExpectationSide[];
}

/** How a declared value was lost on its way, and what is not as declared behind the hop at which it was. */
export interface LostDelivery extends Omit<DeliveryData, 'differences' | 'evidence'> {
  readonly differences?: readonly LostDifference[];
  readonly evidence?: readonly NonNullable<DeliveryData['evidence']>[number][];
}

/** What is not as declared behind the hop at which it was lost. `seen`: as of a leaf. */
export interface LostDifference extends Differing {
  readonly rule: RuleId;
  readonly seen?: string;
}

/** A difference that breaks a rule. */
export interface DifferingLeaf extends Differing, LeafContext {
  readonly rule: RuleId;
  /** Further addresses or places that have to do with it. */
  readonly related?: Finding['related'];
  readonly history?: Finding['history'];
  /** What the rule of a security group that it is about reaches now. */
  readonly reaches?: Finding['reaches'];
  /** What a state says of how it came about. */
  readonly cause?: Finding['cause'];
  /** Who made it, as CloudTrail tells it. */
  readonly who?: Finding['who'];
  /** What it opens or closes that weighs, of a rule of a security group; the worst first. */
  readonly danger?: readonly Danger[];
  /** Other rules of the group that let the same through. */
  readonly coveredBy?: CoveredBy;
  /** How the declared value was lost on its way to the running tasks. */
  readonly delivery?: LostDelivery;
  /**
   * What AWS tells of the live thing by which this difference is known from one like it at another time: the revision
   * that has it (`api:150`), the id of the rule (`sgr-…`). Absent where AWS leaves no trace of it.
   */
  readonly seen?: string;
  /** What a connection that is expected came to. */
  readonly connection?: Connection;
  /** AWS knows no such member, so it gets nowhere. `nearest`: the one that was probably meant. */
  readonly unknownMember?: { readonly nearest?: string };
  /**
   * What it comes to when the live element, which is taken for the declared one with a detail changed, is another one:
   * the declared one is missing, and the live one is declared nowhere.
   */
  readonly apart?: readonly Leaf[];
  /** The code declares it in two ways of which each undoes the other, whatever AWS has. */
  readonly isDeclaredTwice?: true;
  /** Nothing of the code owns what only AWS has: no apply takes it away, and other code may declare it. */
  readonly isUnmanaged?: true;
  /** In a run about a change: as of a finding. */
  readonly base?: ShownValue;
  readonly removed?: true;
  readonly untouched?: true;
  readonly appliedFrom?: string;
  readonly until?: string;
  /** What makes the two sides the same again, either way. */
  readonly remedies?: Remedies;
  /** Of a tag of EC2's: the id of what has it. */
  readonly tagged?: string;
  /** What was judged of it. Default: `drift`. */
  readonly verdict?: Finding['verdict'];
  /** How much it weighs. Default: what the catalogue says of its rule. */
  readonly severity?: Severity;
}
export interface EqualLeaf extends Equal, LeafContext {}
export interface UndeterminedLeaf extends Undetermined, LeafContext {
  /**
   * `resource`: more than a single value is not known, so the run is incomplete. Default: `leaf`, or `resource` for a
   * whole resource.
   */
  readonly scope?: Gap['scope'];
}
/** One thing that was compared, of one resource. */
export type Leaf = EqualLeaf | DifferingLeaf | UndeterminedLeaf;

/** What comparing resources with what AWS has came to. */
export interface Compared {
  /** Every resource that was to be compared, also those without leaves. */
  readonly subjects: readonly Subject[];
  readonly leaves: readonly Leaf[];
}

/** The leaves that the outcomes of a comparison are. `ruleOf` names the rule that a difference breaks. */
export function leavesOf(
  outcomes: readonly Outcome[],
  subject: Subject,
  ruleOf: (difference: Differing) => RuleId,
): readonly Leaf[] {
  return outcomes.map(
    (outcome): Leaf =>
      outcome.outcome === 'differs' ? { ...outcome, subject, rule: ruleOf(outcome) } : { ...outcome, subject },
  );
}

/**
 * The leaves with what differs left to `owner`: it is listed, and is no drift. What is not known is no gap of the code
 * then. What is equal, owned already or missing as a whole stays as it is: Terraform makes a resource that is not there
 * whatever it leaves to others.
 */
export function ownedBy(leaves: readonly Leaf[], owner: Owner): readonly Leaf[] {
  return leaves.map((leaf) => (isOwned(leaf) ? leaf : leftTo(leaf, { by: owner })));
}

/** One leaf as {@link ownedBy} has it, with all that is to be said of whose it is. */
export function leftTo(leaf: Leaf, policy: PolicyData): Leaf {
  if (leaf.outcome === 'equal' || leaf.whole === true) return leaf;
  return leaf.outcome === 'differs' ? { ...leaf, verdict: 'owned', policy } : { ...leaf, scope: 'leaf', policy };
}

/** Whether what differs, or is not known, is somebody else's. What is outside of an owner's bounds is not. */
export function isOwned(leaf: Leaf): boolean {
  return leaf.outcome === 'differs' ? leaf.verdict === 'owned' : leaf.policy !== undefined;
}

/** Whether it is what the code itself does wrong, whatever AWS has: another check than whether both are the same. */
export function isAboutCode(leaf: DifferingLeaf): boolean {
  return leaf.expectation !== undefined || leaf.unknownMember !== undefined || leaf.isDeclaredTwice === true;
}

/** What was compared of one target. */
export function ofTarget({ subjects, leaves }: Compared, target: string): Compared {
  return {
    subjects: subjects.filter((subject) => subject.target === target),
    leaves: leaves.filter(({ subject }) => subject.target === target),
  };
}

/** What the leaves of several comparisons are together. */
export function joinCompared(all: readonly Compared[]): Compared {
  return { subjects: all.flatMap(({ subjects }) => subjects), leaves: all.flatMap(({ leaves }) => leaves) };
}

/** The verdicts that fail a run. */
export function isFailing(verdict: Finding['verdict'] = 'drift'): boolean {
  return verdict === 'drift' || verdict === 'collides';
}

/** The change that a run is about, as far as it says what fails. */
export type ChangeScope = Pick<NonNullable<Report['change']>, 'scope'> | undefined;

/** Whether a finding is drift, in a run about a change, that the change does not answer for: it is listed alone. */
export function isBesideChange(change: ChangeScope, { untouched }: Pick<Finding, 'untouched'>): boolean {
  return untouched === true && change?.scope !== 'all';
}

/** Whether a finding fails a run about a change as far as its verdict tells: whatever its severity. */
export function isFailingIn(change: ChangeScope, finding: Pick<Finding, 'verdict' | 'untouched'>): boolean {
  return isFailing(finding.verdict) && !isBesideChange(change, finding);
}

/** Whether a finding stands in a section of its own, behind what drifted: it is somebody else's, or was accepted. */
export function isSetAside(verdict: Finding['verdict']): boolean {
  return verdict === 'owned' || verdict === 'ignored';
}

/** Whether a finding says nothing but that something is not applied yet, or is on AWS before it is in the code. */
export function isInFlight(verdict: Finding['verdict']): boolean {
  return verdict === 'pending' || verdict === 'awaiting-apply' || verdict === 'adopts';
}

/** What a resource came to as a whole. */
export type Status = Checked['status'];

/** Whether a resource that came to this was found and held against the code. */
export function isFound(status: Status): boolean {
  return status !== 'missing' && status !== 'unidentified' && status !== 'unreadable';
}
