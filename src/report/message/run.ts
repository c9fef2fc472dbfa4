import { type Limit, limits } from '../../model/budget.ts';
import { type DiagnosticWithExcerpt, mostShownErrors, type Problem } from '../../model/problem.ts';
import type { ProgressStep } from '../../model/progress.ts';
import type { AwsProblem } from '../../model/report/aws-problem.ts';
import type { Report } from '../../model/report/report.ts';
import { shownName, withShownNames } from '../../model/secret/shown.ts';
import { blank, item, type Line, line, renderLines, solid } from '../layout.ts';
import { displayWidth, printable } from '../printable.ts';
import { awsProblemText, placeText, reasonText } from './reason.ts';
import { rootLines } from './roots.ts';

/*
 * What is said about a run as a whole: why there is no report, what it is busy with, how it ended. What is said about a part of a
 * report stands in `message/`.
 */

/** `1 value`, `2 values` */
export function countText(count: number, one: string, more = `${one}s`): string {
  return `${count} ${count === 1 ? one : more}`;
}

/** What a run is busy with, in one line without a line feed. */
export function progressText(progress: ProgressStep): string {
  switch (progress.step) {
    case 'load':
      return printable(`Reading the Terraform code in ${shownName(progress.directory)}`);
    case 'read':
      return progress.round === 1
        ? `Comparing ${countText(progress.resources, 'resource')} with AWS`
        : `Following references (round ${progress.round})`;
  }
}

/**
 * Why a run could not be made: what was wrong, with the wrong value and its place, and what to do next. Several lines, the last
 * without a line feed; the first leaves room for `error: ` before it.
 */
export function problemText(problem: Problem, width = 80): string {
  const [first, ...rest] = problemLines(problem, width);
  if (first === undefined) return problem.code;
  const lines = [{ ...first, hanging: 2, taken: 'error: '.length }, ...rest];
  return renderLines(lines, { width, color: false }).trimEnd();
}

function problemLines(problem: Problem, width: number): readonly Line[] {
  switch (problem.code) {
    case 'usage':
      return [line(0, problem.message), next('See "driftcheck --help".')];
    case 'directory-missing':
      if (problem.isFile) {
        return [
          line(0, solid(shownName(problem.directory)), ' is a file'),
          next('Give the directory of the root module that the file belongs to.'),
        ];
      }
      return [
        line(0, 'there is no directory ', solid(shownName(problem.directory))),
        isUrl(problem.directory)
          ? next('A URL is not read: clone what it names, and give the directory.')
          : next('Give the directory of a root module, or a command ("driftcheck --help" lists them).'),
      ];
    case 'no-terraform-files':
      return noFiles(problem);
    case 'terraform-invalid':
      return invalidCode(problem.diagnostics, width);
    case 'variable-invalid': {
      const name = shownName(problem.name);
      return [
        line(0, `the value of variable "${name}" from ${problem.origin} is wrong: ${problem.detail}`),
        problem.undeclared
          ? next(`Leave it out, or declare it: variable "${name}" {}`)
          : next(`Correct it there, or set it with --var '${name}=…', which comes last and wins.`),
      ];
    }
    case 'aws':
      return awsLines(problem.problem);
    case 'wrong-place':
      return wrongPlace(problem);
    case 'account-not-allowed':
      return notAllowed(problem);
    case 'account-elsewhere':
      return accountElsewhere(problem);
    case 'not-looked-for':
      return [
        line(0, solid(shownName(problem.address)), ` is not looked for: ${reasonText(problem.reason)}`),
        next('Choose the credentials of its account, and give the variables that its place is made of.'),
      ];
    case 'nothing-declared':
      return [
        line(0, solid(shownName(problem.directory)), ' declares nothing that driftcheck compares'),
        ...(problem.types.length === 0 ? [] : [item(2, `It compares: ${problem.types.join(', ')}.`)]),
        ...((problem.roots ?? []).length === 0
          ? [next('Give the directory of the root module that declares the services and security groups.')]
          : rootLines(problem)),
      ];
    case 'address-unknown':
      return [
        line(0, 'nothing in the code has the address ', solid(shownName(problem.address))),
        ...(problem.candidates.length === 0
          ? [next('"driftcheck eval <dir>" lists what there is.')]
          : [
              next('Did you mean:'),
              ...listed(problem.candidates, (candidate) => line(4, solid(shownName(candidate)))),
            ]),
      ];
    case 'snapshot-unreadable':
      return [
        line(
          0,
          solid(shownName(problem.file)),
          ` is not a snapshot that this version can replay: ${withShownNames(problem.detail)}`,
        ),
        next('Record it again: driftcheck snapshot -o ', solid(shownName(problem.file))),
      ];
    case 'too-large':
      return tooLargeLines(problem);
    case 'output-unwritable':
      return [
        line(0, 'cannot write ', solid(shownName(problem.file)), `: ${systemText(problem.detail)}`),
        next('Give a file in a directory that exists and may be written to.'),
      ];
    case 'input-unreadable':
      return [
        line(0, 'cannot read ', solid(shownName(problem.file)), `: ${systemText(problem.detail)}`),
        isUrl(problem.file)
          ? next('A URL is not read: download what it names, and give the file.')
          : next('Give a file that exists and may be read, or - for standard input.'),
      ];
    case 'outside':
      return [
        line(0, solid(problem.file), ' leads to ', solid(problem.path), ', which is not a file of the code'),
        problem.directory === undefined
          ? next('Devices, and what the system tells of its processes, are never read.')
          : next('If it is meant to be read, permit it: --allow-outside ', solid(problem.directory)),
      ];
    case 'terraform-json':
      return unusableInput(problem);
  }
}

function tooLargeLines({ limit, where }: Extract<Problem, { code: 'too-large' }>): readonly Line[] {
  const place =
    where === undefined
      ? []
      : 'address' in where
        ? [' (at ', solid(where.address), ...(where.at === undefined ? [] : [', ', solid(placeText(where.at))]), ')']
        : [' (at ', solid('file' in where ? where.file : placeText(where.at)), ')'];
  return [
    line(0, `${limits[limit].what}: more than ${limitText(limits[limit])}, which is the limit`, ...place),
    next(
      'Split the configuration, or make this part of it smaller. docs/limits.md lists the limits and their reasons.',
    ),
  ];
}

/** A limit with its unit: `16 MiB`, `500 levels`. */
export function limitText({ most, unit }: Limit): string {
  const mebibyte = 1024 * 1024;
  if (unit === 'bytes' && most >= mebibyte) return `${most / mebibyte} MiB`;
  return unit === 'milliseconds' ? `${most / 1000} seconds` : `${most.toLocaleString('en-US')} ${unit}`;
}

const isUrl = (text: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(text);

function unusableInput({
  file,
  expected,
  found,
  detail,
}: Extract<Problem, { code: 'terraform-json' }>): readonly Line[] {
  const subject = solid(file === '-' ? 'standard input' : shownName(file));
  const show = expected === 'plan' ? 'terraform show -json <plan file>' : 'terraform show -json';
  const make = next(`Make one with: ${show} > ${expected}.json`);
  switch (found) {
    case 'empty':
      return [line(0, subject, ` is empty, not a ${expected}`), make];
    case 'not-json':
      return [line(0, subject, ` is not JSON, so it is no ${expected}`), make];
    case 'foreign':
      return [line(0, subject, ` is JSON, but no ${expected} of Terraform's`), make];
    case 'binary-plan':
      return [
        line(0, subject, ' is a saved plan, which only Terraform itself can read'),
        next(
          'Turn it into JSON and give that with --plan: terraform show -json ',
          file === '-' ? '<plan file>' : subject,
          ' > plan.json',
        ),
      ];
    case 'encrypted':
      return [
        line(0, subject, ' is an encrypted state'),
        next('Let OpenTofu decrypt it: tofu show -json | driftcheck --state -'),
      ];
    case 'version':
      return [
        line(0, subject, ` is of format version ${detail ?? '?'}, which this version of driftcheck does not read`),
        next('It reads state files of version 4 and what "terraform show -json" prints in format version 1.'),
      ];
    case 'plan':
      return [line(0, subject, ' is a plan, not a state'), next('Give it with --plan.')];
    case 'state':
      return [line(0, subject, ' is a state, not a plan'), next('Give it with --state.')];
  }
}

const next = (...pieces: Parameters<typeof line>[1][]): Line => item(2, ...pieces);

const mostListed = 10;

/** At most `mostListed` of them, and how many more there are. */
function listed<T>(all: readonly T[], each: (entry: T) => Line): readonly Line[] {
  const more = all.length - mostListed;
  return [...all.slice(0, mostListed).map(each), ...(more > 0 ? [line(4, `and ${more} more`)] : [])];
}

function noFiles(problem: Extract<Problem, { code: 'no-terraform-files' }>): readonly Line[] {
  const itself = problem.roots.length === 0 ? '' : ' itself';
  return [line(0, solid(shownName(problem.directory)), ` holds no .tf files${itself}`), ...rootLines(problem)];
}

function invalidCode(diagnostics: readonly DiagnosticWithExcerpt[], width: number): readonly Line[] {
  const more = diagnostics.length - mostShownErrors;
  return [
    line(0, `the Terraform code is not valid (${countText(diagnostics.length, 'error')})`),
    ...diagnostics.slice(0, mostShownErrors).flatMap((each) => [blank, ...diagnosticLines(each, width)]),
    ...(more > 0 ? [blank, line(2, `and ${countText(more, 'more error', 'more errors')}`)] : []),
  ];
}

/** `file:line:column`, what is wrong, the line of code with a caret under the place, and the detail. */
function diagnosticLines({ diagnostic, excerpt }: DiagnosticWithExcerpt, width: number): readonly Line[] {
  const { at } = diagnostic;
  const place = at === undefined ? [] : [solid(`${at.file}:${at.start.line}:${at.start.column}`), ': '];
  return [
    item(2, ...place, `${diagnostic.severity}: ${diagnostic.summary}`),
    ...(excerpt === undefined ? [] : excerptLines(excerpt, width)),
    ...(diagnostic.detail === '' ? [] : [item(4, diagnostic.detail)]),
  ];
}

function excerptLines(excerpt: NonNullable<DiagnosticWithExcerpt['excerpt']>, width: number): readonly Line[] {
  const room = Math.max(20, width - 8);
  const start = Math.max(0, excerpt.column - 1 - Math.floor(room / 2));
  const show = (text: string): string => printable(text.replaceAll('\t', ' '));
  const shown = show(excerpt.line.slice(start, start + room));
  const before = displayWidth(show(excerpt.line.slice(start, excerpt.column - 1)));
  const marked = displayWidth(show(excerpt.line.slice(excerpt.column - 1, excerpt.column - 1 + excerpt.width)));
  const carets = Math.max(1, Math.min(marked, displayWidth(shown) - before));
  return [
    { indent: 4, verbatim: true, pieces: [{ text: `| ${shown}` }] },
    { indent: 4, verbatim: true, pieces: [{ text: `| ${' '.repeat(before)}${'^'.repeat(carets)}` }] },
  ];
}

function wrongPlace(problem: Extract<Problem, { code: 'wrong-place' }>): readonly Line[] {
  const { account, region, workspace, source, declared, looked, errors = [] } = problem;
  const snapshot = source === 'snapshot';
  return [
    line(
      0,
      declared === 1
        ? `the one resource that is declared was not found ${snapshot ? 'in the snapshot' : 'on AWS'}: `
        : `none of the ${declared} declared resources was found ${snapshot ? 'in the snapshot' : 'on AWS'}: `,
      'this looks like the wrong place',
    ),
    { indent: 2, verbatim: true, pieces: [{ text: `account    ${account ?? '(not known)'}` }] },
    {
      indent: 2,
      verbatim: true,
      pieces: [{ text: `region     ${region === undefined ? '(not set)' : shownName(region)}` }],
    },
    { indent: 2, verbatim: true, pieces: [{ text: `workspace  ${shownName(workspace)}` }] },
    line(2, 'looked for:'),
    ...listed(looked, ({ address, name }) => item(4, solid(name), ' for ', solid(address))),
    ...(errors.length === 0 ? [] : [line(2, 'errors in the code, which may be why:')]),
    ...listed(errors, ({ summary, at }) =>
      item(4, summary, ...(at === undefined ? [] : [' (', solid(placeText(at)), ')'])),
    ),
    next(
      snapshot
        ? 'Give the snapshot of the account and region that the code is for, and the right --workspace and variables.'
        : 'Set the account with --profile, the region with --region, and check --workspace and the variables that names are made of.',
    ),
  ];
}

function notAllowed(problem: Extract<Problem, { code: 'account-not-allowed' }>): readonly Line[] {
  const { account, allowed, forbidden } = problem;
  return [
    line(0, `the code does not allow account ${account}`),
    ...(allowed.length === 0 ? [] : [item(2, `allowed_account_ids: ${allowed.join(', ')}`)]),
    ...(forbidden.length === 0 ? [] : [item(2, `forbidden_account_ids: ${forbidden.join(', ')}`)]),
    next('Choose the credentials of an account that is allowed, with --profile or AWS_PROFILE.'),
  ];
}

function accountElsewhere({
  account,
  assumed,
  address,
  at,
}: Extract<Problem, { code: 'account-elsewhere' }>): readonly Line[] {
  const where = at === undefined ? '' : ` (${placeText(at)})`;
  return [
    line(
      0,
      assumed === undefined
        ? `the code is for another account, and the credentials are for ${account}`
        : `the code is for account ${assumed}, and the credentials are for ${account}`,
    ),
    item(2, `${address} works in that account${where}`),
    next('Choose the credentials of that account, with --profile or AWS_PROFILE.'),
  ];
}

function awsLines(problem: AwsProblem): readonly Line[] {
  return [
    line(0, awsProblemText(problem)),
    ...(problem.message === undefined || problem.message === '' ? [] : [item(2, `AWS says: ${problem.message}`)]),
    ...awsAdvice(problem),
  ];
}

function awsAdvice(problem: AwsProblem): readonly Line[] {
  switch (problem.kind) {
    case 'denied':
      return [
        next('Allow it in the policy of the role or user that driftcheck runs as:'),
        ...statementLines(problem.action),
      ];
    case 'expired':
      return [next('Sign in again ("aws sso login", or new keys for the session) and run driftcheck again.')];
    case 'no-credentials':
      return [
        next('Set AWS_PROFILE or --profile, sign in with "aws sso login", or run where a role is attached.'),
        next('"aws sts get-caller-identity" shows which credentials are found. With --live <file> none are needed.'),
      ];
    case 'throttled':
      return [next('Others use the same API now. Wait a minute and run driftcheck again.')];
    case 'timeout':
      return [next('Check the network, or allow more time with --timeout.')];
    case 'network':
      return [next('Check the network, the proxy, AWS_ENDPOINT_URL and whether the region exists.')];
    case 'unknown-region':
      return [next('Set the region with --region, AWS_REGION or in the profile: us-east-1, eu-central-1, …')];
    case 'server':
      return [next('Run driftcheck again; https://health.aws.amazon.com shows whether AWS has a fault.')];
    case 'invalid-request':
      return [next('Check the name in the code. If it is right, this is a defect of driftcheck.')];
    case 'not-implemented':
      return [next('AWS_ENDPOINT_URL points at something that is not AWS and lacks this call.')];
    case 'not-recorded':
      return [next('Record the snapshot again, from the same code: driftcheck snapshot -o <file>')];
    case 'unexpected-answer':
      return [next('Check AWS_ENDPOINT_URL and the proxy: what answered may not be AWS.')];
  }
}

/** The least IAM statement that allows one action; most of what driftcheck calls knows no resource-level permissions. */
function statementLines(action: string): readonly Line[] {
  const text = JSON.stringify({ Effect: 'Allow', Action: action, Resource: '*' });
  return [{ indent: 4, verbatim: true, pieces: [{ text }] }];
}

/** Error codes of Node and the operating system in words; others as they are. */
function systemText(code: string): string {
  return systemCodes.get(code) ?? code;
}

const systemCodes: ReadonlyMap<string, string | undefined> = new Map([
  ['ENOENT', 'there is no such file or directory'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'operation not permitted'],
  ['EISDIR', 'it is a directory'],
  ['ENOTDIR', 'a part of the path is not a directory'],
  ['ENOSPC', 'no space left on the device'],
  ['EROFS', 'the file system is read-only'],
  ['EMFILE', 'too many open files'],
  ['ELOOP', 'its symbolic links lead back to themselves'],
]);

/** How much was compared: one sentence. */
export function comparedText(report: Report): string {
  const { resources, attributes, awsCalls } = report.summary;
  const parts = [
    `${attributes.equal} equal`,
    `${attributes.drifted} drifted`,
    ...(attributes.undetermined === 0 ? [] : [`${attributes.undetermined} not known`]),
  ];
  const calls = awsCalls === undefined ? '' : ` ${countText(awsCalls, 'AWS call')}.`;
  // What does not exist was looked for and found missing: that is a comparison too.
  const decided = resources.compared + resources.missing;
  const of = decided >= resources.declared ? '' : ` of ${resources.declared}`;
  const noun = resources.declared === 1 ? 'resource' : 'resources';
  const missing = resources.missing === 0 ? '' : ` (${resources.missing} missing)`;
  const compared = countText(attributes.compared, 'attribute');
  return `Compared ${decided}${of} ${noun}${missing}, ${compared}: ${parts.join(', ')}.${calls}`;
}

/** How the run ended: the last line of a report. */
export function verdictLine(report: Report): string {
  const { outcome, exitCode, failOn, findings, gaps } = report.summary;
  const counted = (['error', 'warning', 'note'] as const)
    .filter((severity) => findings[severity] > 0)
    .map((severity) => countText(findings[severity], severity));
  const incomplete = incompleteText(report);
  switch (outcome) {
    case 'drift': {
      const below = exitCode === 2 ? '' : ` Nothing reaches --fail-on ${failOn}.`;
      return `Drift: ${counted.join(', ')}.${below}${incomplete === '' ? '' : ` Incomplete: ${incomplete}.`}`;
    }
    case 'incomplete':
      return `Incomplete: ${incomplete || `${countText(gaps, 'value')} could not be decided`}; no drift in the rest.`;
    case 'in-sync': {
      const aside = counted.length === 0 ? '' : ` Listed, but no drift: ${counted.join(', ')}.`;
      return gaps === 0
        ? `In sync: AWS has what the code declares.${aside}`
        : `In sync as far as it is known: ${countText(gaps, 'value')} could not be decided.${aside}`;
    }
  }
}

/** What of the declared could not be identified or read; empty when all was. */
function incompleteText({ gaps, summary }: Report): string {
  const resources = summary.resources.undetermined;
  const modules = new Set(gaps.filter((gap) => gap.scope === 'module').map((gap) => gap.address)).size;
  const others = gaps.filter((gap) => gap.scope === 'resource' || gap.scope === 'run').length;
  const parts = [
    ...(resources === 0 ? [] : [countText(resources, 'resource')]),
    ...(modules === 0 ? [] : [countText(modules, 'module')]),
    ...(resources === 0 && others > 0 ? [countText(others, 'part')] : []),
  ];
  return parts.length === 0 ? '' : `${parts.join(' and ')} could not be identified or read`;
}
