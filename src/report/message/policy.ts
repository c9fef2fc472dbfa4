import type { Owner, OwnerBounds, PolicyData } from '../../model/report/policy.ts';
import type { PolicySource, PolicyWarning } from '../../model/report/policy-source.ts';
import { placeText } from './reason.ts';

/** Who owns a value, in a few words; empty when nobody is named. */
export function policyText({ by, owner, bounds, reason, expires }: PolicyData): string {
  return [
    ...(by === undefined ? [] : [ownerText(by)]),
    ...(owner === undefined ? [] : [`owner: ${owner}`]),
    ...(bounds === undefined ? [] : [boundsText(bounds)]),
    ...(reason === undefined ? [] : [`reason: ${reason}`]),
    ...(expires === undefined ? [] : [`until ${expires}`]),
  ].join(', ');
}

/** Where the policy of a run came from, and whether those who reviewed it are the ones who should have. */
export function policySourceText({ file, from, revision, commit = '', changed, unreviewed }: PolicySource): string {
  if (from === 'revision') {
    const short = commit.slice(0, 7);
    // The Action names the base by its commit.
    const of = revision === commit ? short : `${revision} (${short})`;
    const what = file === undefined ? `none, since ${of} has no driftcheck.yaml` : `${file} of ${of}`;
    return `${what}${changed === undefined ? '' : '; policy changed: the checked code has another one, which is not applied'}`;
  }
  const own =
    unreviewed === undefined ? '' : ', from the checked code itself; --config-from takes it from a reviewed revision';
  return `${file}${own}`;
}

/** That a value is outside of what its owner may set; undefined where it is not. */
export function outsideText({ bounds }: PolicyData): string | undefined {
  return bounds && `outside of what its owner sets: ${boundsText(bounds)}`;
}

function boundsText({ min, max, pattern }: OwnerBounds): string {
  if (pattern !== undefined) return `like ${pattern}`;
  if (min !== undefined && max !== undefined) return `${min} to ${max}`;
  return min === undefined ? `at most ${max}` : `at least ${min}`;
}

/** Who accepted a difference, until when, why, and where that stands. */
export function ignoredText({ owner, reason, expires, at }: PolicyData): string {
  const by = owner === undefined ? [] : [`by ${owner}`];
  const until = expires === undefined ? [] : [`until ${expires}`];
  const why = reason === undefined ? '' : `: ${reason}`;
  const place = at === undefined ? '' : ` (${placeText(at)})`;
  return `${[...by, ...until].join(' ')}${why}${place}`;
}

/** What should be looked at in an entry of the configuration: one sentence, without the place of the entry. */
export function policyWarningText(warning: PolicyWarning): string {
  const { rule, target, address, path } = warning;
  const where = [rule, address, path].filter((name) => name !== undefined && name !== '').join(' ');
  const named = `${where}${target === undefined ? '' : ` of target ${target}`}`;
  const by = warning.owner === undefined ? '' : ` (owner: ${warning.owner})`;
  return `${named}${named === '' ? '' : ': '}${warningWords[warning.code](warning)}${by}`;
}

const warningWords: Readonly<Record<PolicyWarning['code'], (warning: PolicyWarning) => string>> = {
  'ignore-expired': ({ expires }) => `expired on ${expires}, so what it names counts again; fix the drift, or renew it`,
  'ignore-unused': () => 'ignores nothing: what it names is as declared, or is not in the code any more; take it out',
  'ignore-value-changed': () => 'the difference has another value than the one that was accepted, so it counts again',
  'ignore-came-back': () =>
    'the difference is not the one that was accepted: that went away, and this one came after it, so it counts again',
  'ignore-not-followed': () =>
    'whether the difference stood all the time since it was accepted could not be read, so it counts again',
  'ignore-not-comparable': () =>
    'the fingerprint cannot be compared: set the DRIFTCHECK_FINGERPRINT_KEY that it was made with; until then it counts again',
  'owner-unused': () => 'owns nothing that differs or could differ; take it out, or mend what it names',
};

function ownerText(owner: Owner): string {
  switch (owner.kind) {
    case 'ignore-changes':
      return owner.argument === 'all' ? 'ignore_changes = all' : `ignore_changes = [${owner.argument}]`;
    case 'autoscaling-target':
      return `scaled by ${owner.address}`;
    case 'scalable-target':
      return owner.absent === true
        ? `not scaled: ${owner.id} is not registered with Application Auto Scaling`
        : `scaled by Application Auto Scaling (${owner.id})`;
    case 'deployment-strategy':
      return `moved by the deployment strategy ${owner.name}`;
    case 'deployment-controller':
      return owner.name === 'CODE_DEPLOY' ? 'set by CodeDeploy' : `set by the deployment controller ${owner.name}`;
  }
}
