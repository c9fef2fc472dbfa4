import { stringify } from 'yaml';
import type { TargetForm } from '../config/sections/targets.ts';
import { shownName } from '../model/secret/shown.ts';

/** A target of the file, and what is to be said of it there. */
export interface WrittenTarget {
  readonly form: TargetForm;
  /** Where its code says that it is. */
  readonly regions: readonly string[];
  readonly accounts: readonly string[];
  /** The variables that have no value. */
  readonly unset: readonly string[];
}

/** What is left out of the file. */
export interface LeftOut {
  readonly directory: string;
  /** `empty`: nothing in it is compared. `invalid`: its code could not be read. */
  readonly why: 'empty' | 'invalid';
}

/**
 * The text of a `driftcheck.yaml` with its targets, and every other section as a comment with an example.
 *
 * @param schema where its JSON Schema is published
 */
export function configText(targets: readonly WrittenTarget[], leftOut: readonly LeftOut[], schema: string): string {
  return [
    `# yaml-language-server: $schema=${schema}`,
    '#',
    '# What driftcheck compares, and what of it counts. "driftcheck init" wrote it; from here on it is yours to edit.',
    '',
    '# The root modules that are checked, each with its variables. A target may also have: vars, workspace, region,',
    '# profile or role, state, plan. Paths are relative to this file.',
    'targets:',
    ...targets.flatMap(targetLines),
    ...leftOut.map(leftOutLine),
    '',
    sections,
  ].join('\n');
}

function targetLines({ form, regions, accounts, unset }: WrittenTarget): readonly string[] {
  const place = [...regions, ...accounts.map((account) => `account ${account}`)].filter(isPlain);
  const names = unset.map(shownName).filter(isPlain);
  // Every text on one line, so that no name can begin another one.
  const lines = stringify([form], { blockQuote: false, lineWidth: 0 }).trimEnd().split('\n');
  return [
    ...(place.length === 0 ? [] : [`  # In ${place.join(', ')}, as the code says.`]),
    ...(regions.length > 0
      ? []
      : ['  # The code does not say in which region: without "region" the environment does.']),
    ...(names.length === 0 ? [] : [`  # Nothing gives these variables a value: ${names.join(', ')}.`]),
    ...lines.map((one) => `  ${one}`),
  ];
}

function leftOutLine({ directory, why }: LeftOut): string {
  const shown = JSON.stringify(shownName(directory)).replace(/[^\x20-\x7e\p{L}\p{M}\p{N}]/gu, '…');
  return why === 'empty'
    ? `  # Left out, since nothing in it is compared: ${shown}`
    : `  # Left out, since its code could not be read: ${shown}`;
}

/** Whether a text can stand in a comment. */
function isPlain(text: string): boolean {
  return /^[\p{L}\p{M}\p{N}_. -]+$/u.test(text);
}

/** The sections that nobody has written yet. */
const sections = `# The least severity of a drift that makes the exit code 2: error (default), warning or note.
# fail-on: warning

# How long merged code may wait for its "terraform apply" before its differences are drift, in pull requests and in CI.
# apply-grace: 30m

# Which drift fails a pull request: that of what it touches (default), or all.
# pr-scope: all

# How much the findings of a rule weigh, where they are at an address. The last entry that fits counts.
# severity:
#   - rule: sg/*
#     address: module.sandbox.*
#     severity: note

# Who else sets values that the code declares. What is owned may differ, and is listed.
# owners:
#   - owner: the pipeline
#     address: module.api.*
#     path: containers[*].image
#   - owner: the autoscaler
#     by: autoscaling
#   - owner: the load balancer controller
#     preset: aws-load-balancer-controller

# Whether what lifecycle.ignore_changes names is left to others (default: true).
# trust-ignore-changes: false

# Differences that somebody has accepted until a day. "driftcheck accept" writes those that there are today.
# ignore:
#   - rule: ecs/env-changed
#     address: aws_ecs_task_definition.api
#     path: containers[api].environment[LOG_LEVEL]
#     live: debug
#     owner: team-api
#     reason: debugging until the release
#     expires: 2027-02-27

# What must hold of the code and of AWS, also where the code says nothing of it.
# expect:
#   - name: images are named by digest
#     task-definition: "api-*"
#     image-by-digest: true
#   - name: SSH is not open to the world
#     security-group: "web-*"
#     no-public-ingress: [22]

# Names that sound secret and are not, and names whose values are secret though nothing tells.
# redact:
#   allow: [TOKEN_TTL]
#   also: [CUSTOMER_*]
`;
