import type { AwsReader } from '../aws/reader.ts';
import { parseArn } from '../model/arn.ts';
import { groupBy } from '../model/group.ts';
import { type Compared, type DifferingLeaf, isFound, type Leaf, type Status, type Subject } from '../model/leaf.ts';
import { compareCodeUnits } from '../model/order.ts';
import type { RunPlace } from '../model/place.ts';
import { ProblemError } from '../model/problem.ts';
import type { DraftGap } from '../model/report/gap.ts';
import { rootsBelow } from '../terraform/load/load.ts';
import { honourAccounts } from './account.ts';
import { type Examination, resultsOf } from './examination.ts';
import { statusOf } from './views.ts';

/**
 * Asks AWS (or the snapshot) whose account it is. Being unable to tell is no error here.
 *
 * @param profile the profile that the credentials are of, where one is named
 */
export async function readPlace(aws: AwsReader, profile?: string): Promise<RunPlace> {
  const region = await aws.defaultRegion();
  const place = { ...(region === undefined ? {} : { region }), ...(profile === undefined ? {} : { profile }) };
  const identity = await aws.read('sts:GetCallerIdentity', {});
  if (identity.status === 'unreadable') return { ...place, problem: identity.problem };
  if (identity.status === 'absent') return place;
  const partition = parseArn(identity.value.arn)?.partition;
  return {
    ...place,
    account: identity.value.account,
    ...(partition === undefined || partition === '' ? {} : { partition }),
  };
}

/** Whom a run asked. */
type AskedReader = Pick<AwsReader, 'source' | 'hasAnswered'>;

/**
 * Stops a run that looks in the wrong place or saw nothing at all: an account that the code forbids, credentials that
 * do not work, several declared resources of which none exists (what every account has tells nothing). The result is
 * what may be told of the run: all of it, unless nobody knows the account and the code restricts it.
 * @throws ProblemError
 */
export function guardPlace(examination: Examination, aws: AskedReader): Examination {
  const honoured = honourAccounts(examination);
  const hasDecided = (one: Examination) => resultsOf(one).checked.some(({ status }) => isDecided(status));
  // Where nothing could be read for another reason, that is the one to name.
  if (hasDecided(examination) && !hasDecided(honoured)) return honoured;
  guardWhatWasRead(examination, aws);
  return honoured;
}

function isDecided(status: Status): boolean {
  return isFound(status) || status === 'missing';
}

function guardWhatWasRead(examination: Examination, aws: AskedReader): void {
  const { source } = aws;
  const { stack, place, types } = examination;
  const compared = withoutIgnored(examination.compared);
  const results = resultsOf(compared === examination.compared ? examination : { ...examination, compared });
  const { checked } = results;
  // What an expectation asks for besides tells nothing of where the run looks.
  const gaps = results.gaps.filter(({ expectation }) => expectation === undefined);
  const own = groupBy(compared.leaves, ({ subject }) => subject);
  const proving = compared.subjects.filter(({ isEverywhere }) => !isEverywhere);
  if (proving.some((subject) => isThere(subject, own.get(subject) ?? []))) return;
  // What a change takes out is there until it is applied.
  const isRemoved = (leaf: Leaf): leaf is DifferingLeaf => leaf.outcome === 'differs' && leaf.removed === true;
  if (compared.leaves.some((leaf) => isRemoved(leaf) && leaf.verdict === 'pending')) return;
  const problems = gaps.flatMap((gap) => (gap.reason.problem === undefined ? [] : [gap.reason.problem]));
  // What was not waited for may be there.
  if (problems.some(({ kind }) => kind === 'interrupted')) return;
  if (gaps.some(({ reason }) => reason.kind === 'interrupted')) return;

  const missing = checked.filter((resource) => resource.status === 'missing');
  // A data source that is not recorded is no thing that was looked for.
  const notRecorded = gaps.filter(({ reason }) => reason.kind === 'aws' && reason.problem?.kind === 'not-recorded');
  const refused = problems.find((problem) => problem.kind !== 'not-recorded');
  // Who was told whose account it is, or anything that is there, is told of each thing that could not be read there.
  const isAnswered = source === 'aws' && (place.account !== undefined || aws.hasAnswered?.() === true);
  if (refused !== undefined && missing.length === 0) {
    if (isAnswered) return;
    throw new ProblemError({ code: 'aws', problem: refused });
  }
  // The rules of a group that is not there are no further things that are not there.
  const looked = distinct([
    ...missing.map(({ kind, address, identity }) => ({ kind, address, name: nameOf(identity) })),
    ...notRecorded.map(({ kind, address = '', identity = {} }) => ({ kind, address, name: nameOf(identity) })),
  ]);
  const errors = stack.diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  if (looked.length > 1 || notRecorded.length > 0) {
    throw new ProblemError({
      code: 'wrong-place',
      declared: looked.length,
      ...(place.account === undefined ? {} : { account: place.account }),
      ...(place.region === undefined ? {} : { region: place.region }),
      workspace: stack.workspace,
      source,
      looked,
      ...(errors.length === 0 ? {} : { errors }),
    });
  }
  const isEmpty = checked.length === 0 && gaps.length === 0 && stack.holes.length === 0;
  if (isEmpty && !compared.leaves.some(isRemoved)) {
    const roots = rootsBelow(stack.directory, new Set(types));
    throw new ProblemError({ code: 'nothing-declared', directory: stack.directory, types, ...roots });
  }
}

/** Whether it was found. What is not applied yet need not be there, and tells nothing of where the run looks. */
function isThere(subject: Subject, leaves: readonly Leaf[]): boolean {
  const isMissing = leaves.some(({ whole, outcome }) => whole === true && outcome === 'differs');
  return !isMissing && isFound(statusOf(subject, leaves));
}

/** Who accepted that something is not there did not accept that the run looks elsewhere. */
function withoutIgnored(compared: Compared): Compared {
  const isIgnored = (leaf: Leaf): leaf is DifferingLeaf => leaf.outcome === 'differs' && leaf.verdict === 'ignored';
  if (!compared.leaves.some(isIgnored)) return compared;
  const leaves = compared.leaves.map((leaf): Leaf => (isIgnored(leaf) ? { ...leaf, verdict: 'drift' } : leaf));
  return { ...compared, leaves };
}

interface Looked {
  readonly kind: DraftGap['kind'];
  readonly address: string;
  readonly name: string;
}

/** Each thing once, under the first address that names it; by address. */
function distinct(looked: readonly Looked[]): { address: string; name: string }[] {
  const things = new Map<string, { address: string; name: string }>();
  for (const { kind, address, name } of looked.toSorted((a, b) => compareCodeUnits(a.address, b.address))) {
    const thing = `${kind}\n${name === '' ? address : name}`;
    if (!things.has(thing)) things.set(thing, { address, name });
  }
  return [...things.values()];
}

function nameOf(identity: NonNullable<DraftGap['identity']>): string {
  const name = identity.service ?? identity.family ?? identity.name ?? identity.id ?? '';
  return identity.cluster === undefined ? name : `${identity.cluster}/${name}`;
}
