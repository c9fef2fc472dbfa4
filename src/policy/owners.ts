import type { AwsReader } from '../aws/reader.ts';
import type { OwnerForm } from '../config/sections/owners.ts';
import type { OwnedPlace, OwnerOf } from '../kinds/owner-of.ts';
import { type Compared, isOwned, type Leaf, leftTo } from '../model/leaf.ts';
import { formatPath, type Path, parsePath } from '../model/path.ts';
import type { OwnerBounds, PolicyData } from '../model/report/policy.ts';
import type { PolicyWarning } from '../model/report/policy-source.ts';
import type { ShownValue } from '../model/report/shown-value.ts';
import type { RuleId } from '../model/rule.ts';
import { mayLieIn, nothingUnseen, type Unseen } from './ignore/unseen.ts';
import { matchesAddress, matchesGlob, matchesPath } from './pattern.ts';
import type { Policy } from './policy.ts';
import { type OwnerEntry, ownsRule, withRuleOwners } from './rule-owners.ts';
import { noScalableTargets, readScalableTargets, type ScalableTargets, scaledBy } from './scalable-targets.ts';

/*
 * Ownership: what an entry of `owners` names may differ inside of its bounds. It is listed by the name of its owner,
 * and everything else of the same resource still counts.
 */

/**
 * What was compared, with what the policy leaves to others owned by them. What an entry covers and is outside of its
 * bounds stays drift, and says so. May be called again when leaves were added.
 *
 * @param targets what {@link readOwners} has read
 */
export function withOwners(
  compared: Compared,
  policy: Pick<Policy, 'owners'>,
  targets: ScalableTargets = noScalableTargets,
): Compared {
  const { owners } = policy;
  if (owners.length === 0) return compared;
  const ofRules = withRuleOwners(compared, policy);
  return { ...ofRules, leaves: ofRules.leaves.map((leaf) => judged(leaf, owners, targets)) };
}

/** Reads what {@link withOwners} needs of Application Auto Scaling; nothing where no entry says that it owns. */
export async function readOwners(
  { leaves }: Compared,
  { owners }: Pick<Policy, 'owners'>,
  aws: AwsReader,
): Promise<ScalableTargets> {
  const scaled = owners.filter(({ value }) => value.by === 'autoscaling');
  return readScalableTargets(
    leaves.filter((leaf) => scaled.some((entry) => covers(entry, leaf))),
    aws,
  );
}

function judged(leaf: Leaf, owners: readonly OwnerEntry[], targets: ScalableTargets): Leaf {
  if (leaf.outcome === 'equal' || leaf.whole === true || leaf.policy?.at !== undefined || !isOfValue(leaf)) return leaf;
  const covering = owners.filter((entry) => covers(entry, leaf));
  const scaler = covering.find(({ value }) => value.by === 'autoscaling');
  const scaled = scaler === undefined ? leaf : scaledBy(leaf, policyOf(scaler), targets);
  const own = covering.find((entry) => isLeft(entry, leaf));
  if (scaled !== leaf && (own === undefined || own.value.by === 'autoscaling')) return scaled;
  if (own !== undefined) return leftTo(leaf, { ...(isOwned(leaf) ? leaf.policy : {}), ...policyOf(own) });
  const [first] = covering;
  if (first === undefined || isOwned(leaf) || leaf.outcome !== 'differs') return leaf;
  return { ...leaf, policy: { ...leaf.policy, ...policyOf(first) } };
}

/**
 * Whether a leaf is about what stands at its path. That the service runs another revision than the newest one is not:
 * who owns which revision a service runs does not own what is lost with it. Nor is that an image was built again under
 * its name, that a secret is newer than a task, or that what is referred to is not there.
 */
function isOfValue(leaf: Leaf): boolean {
  // Who sets a value does not decide what is expected of it.
  if (leaf.expectation !== undefined) return false;
  if (leaf.outcome !== 'differs') return true;
  return leaf.delivery === undefined ? !isOfReference(leaf.rule) : isSetInTask(leaf);
}

const isSetInTask = (leaf: Leaf): boolean => leaf.outcome === 'differs' && leaf.rule === 'delivery/overrides';

const isOfReference = (rule: RuleId): boolean => /^ecs\/secret-(?:source|version)-/.test(rule);

/** Whether what AWS has is the owner's to set. What Application Auto Scaling sets was told from its band before. */
function isLeft({ value }: OwnerEntry, leaf: Leaf): boolean {
  if (value.by === 'autoscaling') return isOwned(leaf);
  return leaf.outcome !== 'equal' && isInside(leaf.live, boundsOf(value));
}

/** Whether an entry names the place of a leaf. What tasks were started with is of the task definition too. */
function covers({ value }: OwnerEntry, leaf: Leaf): boolean {
  const addresses = [leaf.subject.address];
  if (leaf.outcome === 'differs' && isSetInTask(leaf)) {
    addresses.push(...(leaf.related ?? []).flatMap(({ address }) => address ?? []));
  }
  return addresses.some((address) => coversPlace(value, { ...leaf.subject, address }, leaf.path));
}

function coversPlace(entry: OwnerForm, subject: OwnedPlace['subject'], path: Path): boolean {
  const owned = ownedPath(entry);
  return owned !== undefined && coversSubject(entry, subject) && matchesPath(owned, path);
}

function coversSubject({ target, address, by }: OwnerForm, subject: OwnedPlace['subject']): boolean {
  if (target !== undefined && target !== subject.target) return false;
  if (by === 'autoscaling' && subject.kind !== 'ecs-service') return false;
  return address === undefined || matchesAddress(address, subject.address);
}

/** The path that an entry is about; undefined for one that is about rules. */
function ownedPath({ path, by }: OwnerForm): string | undefined {
  return path ?? (by === 'autoscaling' ? 'desired_count' : undefined);
}

/** Whose a difference is, as the policy says. What an entry covers outside of its bounds is nobody's. */
export function ownerOfPolicy({ owners }: Pick<Policy, 'owners'>): OwnerOf {
  return ({ subject, difference: { path, live } }) => {
    const own = owners.find(({ value }) => coversPlace(value, subject, path) && isInside(live, boundsOf(value)));
    return own && policyOf(own);
  };
}

/**
 * The entries that name nothing that was compared: a field that is as declared is named all the same. Of one that may
 * name something where nobody looked it is not known.
 */
export function unusedOwners(
  { leaves }: Compared,
  { owners }: Pick<Policy, 'owners'>,
  unseen: Unseen = nothingUnseen,
): readonly PolicyWarning[] {
  return owners
    .filter(({ value: { target } }) => !unseen.isMissing(target))
    .filter(
      ({ value: { address } }) => !unseen.addresses.some((one) => address === undefined || mayLieIn(address, one)),
    )
    .filter((entry) => !leaves.some((leaf) => covers(entry, leaf) || ownsRule(entry, leaf) || mayCover(entry, leaf)))
    .map(({ value, at }) => ({ value, at, path: ownedPath(value) }))
    .map(({ value: { owner, target, address }, at, path }) => ({
      code: 'owner-unused',
      at,
      owner,
      ...(target === undefined ? {} : { target }),
      ...(address === undefined ? {} : { address }),
      ...(path === undefined ? {} : { path }),
    }));
}

/**
 * What an entry names may lie in what could not be read, or is not known. Rules that somebody adds to a group may come
 * and go.
 */
function mayCover({ value }: OwnerEntry, { subject, path, ...leaf }: Leaf): boolean {
  if (ownedPath(value) === undefined) {
    const isOfGroup = subject.kind === 'security-group' || leaf.undeclaredGroup !== undefined;
    return isOfGroup && coversSubject(value, subject);
  }
  // Of a list that is not known as a whole the path has no key.
  const named = parsePath(ownedPath(value) ?? '')
    .slice(0, path.length)
    .map((step, index) => (path[index]?.key === undefined ? { field: step.field } : step));
  if (leaf.whole !== true && (leaf.outcome !== 'undetermined' || !matchesPath(formatPath(named), path))) return false;
  return coversSubject(value, subject);
}

function policyOf({ value, at }: OwnerEntry): PolicyData {
  const bounds = boundsOf(value);
  return { owner: value.owner, ...(bounds === undefined ? {} : { bounds }), at };
}

function boundsOf({ min, max, pattern }: OwnerForm): OwnerBounds | undefined {
  if (min === undefined && max === undefined && pattern === undefined) return undefined;
  return {
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(pattern === undefined ? {} : { pattern }),
  };
}

/** Whether AWS has what an owner may set. What is not there, or may not be shown, is inside of no bounds. */
function isInside(live: ShownValue | undefined, bounds: OwnerBounds | undefined): boolean {
  if (bounds === undefined) return true;
  if (live === undefined || !('value' in live)) return false;
  const { value } = live;
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, pattern } = bounds;
  if (pattern !== undefined) return typeof value === 'string' && matchesGlob(pattern, value);
  return typeof value === 'number' && value >= min && value <= max;
}
