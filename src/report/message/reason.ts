import type { AwsProblem } from '../../model/report/aws-problem.ts';
import type { ReasonData } from '../../model/report/reason.ts';
import type { SourceRange } from '../../model/source.ts';

/** `main.tf:12` */
export function placeText(at: SourceRange): string {
  return `${at.file}:${at.start.line}`;
}

/** Steps into a value, as Terraform writes them: `.a[0]["b c"]`. */
export function pathText(path: readonly (string | number)[] | undefined): string {
  return (path ?? [])
    .map((step) => {
      if (typeof step === 'number') return `[${step}]`;
      return /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
    })
    .join('');
}

/**
 * What a reason comes down to: an operation that needs unknown values is undetermined because of those. Each once, in
 * order.
 */
export function rootReasons(reason: ReasonData): readonly ReasonData[] {
  const from = reason.from ?? [];
  if ((reason.kind !== 'operation' && reason.kind !== 'expansion') || from.length === 0) return [reason];
  const seen = new Map<string, ReasonData>();
  for (const root of from.flatMap(rootReasons)) {
    const text = rootText(root);
    if (!seen.has(text)) seen.set(text, root);
  }
  return [...seen.values()];
}

/** Why something is not known, with the place in the code that brought it in. */
export function reasonText(reason: ReasonData): string {
  return causes(reason, (root) =>
    root.at === undefined ? rootText(root) : `${rootText(root)} (${placeText(root.at)})`,
  );
}

/** Why something is not known, without the place: equal for everything that has the same cause. */
export function causeText(reason: ReasonData): string {
  return causes(reason, rootText);
}

const mostCauses = 4;

function causes(reason: ReasonData, text: (root: ReasonData) => string): string {
  const roots = rootReasons(reason);
  const more = roots.length - mostCauses;
  const shown = roots.slice(0, mostCauses).map(text).join('; ');
  return more > 0 ? `${shown}; and ${more} more in the JSON report` : shown;
}

function rootText(reason: ReasonData): string {
  const name = reason.name ?? '?';
  const subject = `${reason.address ?? '?'}${pathText(reason.path)}`;
  switch (reason.kind) {
    case 'variable':
      return reason.address === undefined || reason.address === ''
        ? `variable "${name}" has no value`
        : `variable "${name}" of ${reason.address} has no value`;
    case 'resource':
      return `only AWS can tell ${subject}`;
    case 'data':
      return dataText(subject.replace(/^((?:.*\.)?)data\./, '$1'), reason);
    case 'module':
      return reason.source === undefined
        ? `the code of ${subject} is not there`
        : `the code of ${subject} ("${reason.source}") is not there`;
    case 'expansion':
      return `how many instances ${subject} has is not known`;
    case 'operation':
      return `${name} cannot be computed before an apply`;
    case 'invalid':
      return `the expression is in error (${name})`;
    case 'plan':
      if (!reason.address) return 'the plan is not complete: it failed, or was made for a part of the code';
      return `the plan says that ${subject} is known only after an apply`;
    case 'aws':
      return reason.problem === undefined ? 'AWS did not answer' : awsProblemText(reason.problem);
    case 'secret':
      return reason.name === 'fingerprint-key'
        ? 'the fingerprint of the secret was made with another key: set the DRIFTCHECK_FINGERPRINT_KEY that the snapshot was recorded with'
        : 'only a fingerprint of the secret is known';
    case 'ambiguous':
      return candidatesText(reason.candidates ?? []);
    case 'ignored':
      return `ignore_changes lets ${name} be another one than the code has`;
    case 'unsupported':
      return `this version does not understand ${name}`;
    case 'git':
      return gitText(reason);
    case 'age':
      return ageText(name);
    case 'outside':
      return outsideText(reason);
    case 'elsewhere':
      return elsewhereText(reason);
    case 'target':
      return `the target in ${reason.source ?? '?'} could not be run (${name})`;
    case 'base':
      return baseText(reason);
    case 'expectation':
      return whyUnjudged(reason);
    case 'interrupted':
      return interruptedText(reason.name);
  }
}

/** That somebody ended the run, and how. */
function interruptedText(signal: string | undefined): string {
  if (signal === undefined) return 'the run was interrupted before it was compared';
  return `the run was interrupted (${signal === 'SIGINT' ? 'Ctrl-C, SIGINT' : signal})`;
}

/** Why an expectation cannot be judged. */
function whyUnjudged({ name, value = '', candidates = [] }: ReasonData): string {
  switch (name) {
    case 'too-many':
      return `${value || '?'} fit its pattern, more than are read`;
    case 'addresses':
      return `whether a rule for ${value || 'a block of addresses'} is for it depends on addresses, which are not read`;
    case 'ipv6-only':
      return 'rules let it through over IPv6 alone, and whether both ends have such addresses is not read';
    case 'no-groups':
      return 'the service names no security groups: it has the default one of its VPC, or that of its instances';
    case 'two-meanings':
      return `${JSON.stringify(value)} is a service and a security group: write service/${value} or group/${value}`;
    case 'several':
      return `the code calls several things ${JSON.stringify(value)}: name one of ${candidates.join(', ')}`;
    default:
      return `nothing there is called ${JSON.stringify(value)}, neither in the code nor on AWS`;
  }
}

/** Why the code of the base of a change could not be read. */
function baseText({ name = '?', source = '?', file, value }: ReasonData): string {
  if (name === 'input-unreadable' && file !== undefined && value !== undefined) {
    return `${file} of ${source} cannot be read (${value})`;
  }
  if (name === 'revision-unusable' && value === 'uncommitted' && file !== undefined) {
    return `${file} is in no commit, so that ${source} cannot say what it was`;
  }
  return `the code of ${source} is in error (${name})`;
}

/** Why it is not known when a line was committed. */
function ageText(name: string): string {
  switch (name) {
    case 'shallow':
      return 'this clone is shallow, so that it may be older (with actions/checkout, fetch-depth: 0)';
    case 'future':
      return 'its commit is dated after the run';
    case 'uncommitted':
      return 'it is not committed';
    case 'outside':
      return 'it is in no git repository';
    default:
      return 'the git history could not be read';
  }
}

/** Where something lives that the credentials of the run do not lead to. */
function elsewhereText({ name, value, run }: ReasonData): string {
  switch (name) {
    case 'profile': {
      const profile = value === undefined ? 'another profile' : `the profile "${value}"`;
      return `its provider uses ${profile}, and the credentials are ${run === undefined ? 'not known to be of the same account' : `those of "${run}"`}`;
    }
    case 'credentials':
      return `its provider has credentials of its own (${value ?? '?'}), and whose they are is not known`;
    default: {
      const where = value === undefined ? `another ${name}` : `${name} ${value}`;
      const credentials =
        run === undefined ? `whose the credentials are is not known` : `the credentials are for ${run}`;
      return `it is in ${where}, and ${credentials}`;
    }
  }
}

/** What the code wants to read although it is not its own, and what would permit it. */
function outsideText({ name, address, source = 'a file', allow }: ReasonData): string {
  const who = name === undefined ? (address ?? 'the code') : `${name}()`;
  const permit = allow === undefined ? '' : `; to permit it: --allow-outside ${allow}`;
  return `${who} leads to ${source}, which is not a file of the code${permit}`;
}

/** What keeps git from being asked about a repository, and what to do. */
function gitText({ name, source = '?' }: ReasonData): string {
  switch (name) {
    case 'old-git':
      return 'git is older than 2.38; install a newer one';
    case 'dubious-ownership':
      return `${source} belongs to another user; if it is safe: git config --global --add safe.directory ${source}`;
    case 'outside':
      return `the repository leads out of itself, to ${source}; to permit it: --allow-outside ${source}`;
    case 'unsupported-references':
      return `${source} keeps its references in a format that this version does not read (reftable)`;
    default:
      return `git could not read ${source} (it may lack objects, as a partial clone does)`;
  }
}

function dataText(subject: string, { problem, candidates, from = [] }: ReasonData): string {
  if (problem !== undefined) return `data source ${subject} could not be read: ${awsProblemText(problem)}`;
  const [doubt] = from;
  if (doubt !== undefined) return `data source ${subject} is not read: ${rootText(doubt)}`;
  if (candidates === undefined) return `data source ${subject} is not read`;
  if (candidates.length === 0) return `data source ${subject} finds nothing on AWS`;
  return `data source ${subject} must find one thing: ${candidatesText(candidates)}`;
}

const mostCandidates = 5;

function candidatesText(candidates: readonly string[]): string {
  if (candidates.length === 0) return 'several live resources fit';
  const more = candidates.length - mostCandidates;
  const listed = candidates.slice(0, mostCandidates).join(', ');
  return `several live resources fit: ${listed}${more > 0 ? ` and ${more} more in the JSON report` : ''}`;
}

/** What a call to AWS ended in. */
export function awsProblemText(problem: AwsProblem): string {
  const where = problem.region === undefined ? '' : ` in ${problem.region}`;
  const call = `${problem.action}${where}`;
  switch (problem.kind) {
    case 'denied':
      return `access denied to ${call}`;
    case 'expired':
      return `the AWS credentials have expired (${call})`;
    case 'no-credentials':
      return `no usable AWS credentials (${call})`;
    case 'throttled':
      return `AWS throttled ${call} until the retries were used up`;
    case 'timeout':
      return problem.code === 'TimeLimit'
        ? `the time of the run was over before ${call} was answered`
        : `${call} was not answered in time`;
    case 'interrupted':
      return `the run was interrupted before ${call} was answered`;
    case 'call-limit':
      return `${call} would be one call more than --max-calls allows`;
    case 'network':
      return `${call} could not be reached${codeText(problem)}`;
    case 'server':
      return `${call} failed on AWS's side${codeText(problem)}`;
    case 'invalid-request':
      return `AWS refused ${call} as invalid${codeText(problem)}`;
    case 'unknown-region':
      return problem.region === undefined ? 'no AWS region is set' : `there is no AWS region "${problem.region}"`;
    case 'not-implemented':
      return `the endpoint does not implement ${problem.action}`;
    case 'not-recorded':
      return `the snapshot holds no answer to ${call}`;
    case 'unexpected-answer':
      if (problem.code === 'NamedButUnknown') return `${call} does not know yet, or no more, what AWS names elsewhere`;
      return `${call} answered in an unexpected form${problem.member === undefined ? codeText(problem) : ` (${problem.member})`}`;
  }
}

function codeText(problem: AwsProblem): string {
  return problem.code === undefined ? '' : ` (${problem.code})`;
}
