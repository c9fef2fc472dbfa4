import { dirname } from 'node:path';
import { inRegion } from '../aws/joined-reader.ts';
import { type AwsReader, createReader, type LiveReader } from '../aws/reader.ts';
import { createSession, type Session } from '../aws/session.ts';
import { replaySnapshot } from '../aws/snapshot/snapshot.ts';
import { createTraffic } from '../aws/traffic.ts';
import type { Config } from '../config/config.ts';
import { type NamedTarget, namedTargets } from '../config/targets.ts';
import { nearestName } from '../model/nearest-name.ts';
import { ProblemError } from '../model/problem.ts';
import { shownName } from '../model/secret/shown.ts';
import { isInside, realPath } from '../terraform/load/boundary.ts';
import type { VariableInput } from '../terraform/load/variables.ts';
import { fingerprintKey } from './fingerprint-key.ts';
import { inputPieces } from './input.ts';
import type { Interruption } from './interrupt.ts';

/** The flags that say what a run is about, as commander gives them. */
export interface TargetFlags {
  /** `--var` and `--var-file` in the order given. */
  inputs: VariableInput[];
  /** `--only-target`. */
  onlyTarget?: string[];
  /** `--allow-outside`. */
  allowOutside?: string[];
  workspace?: string;
  region?: string;
  profile?: string;
  timeout?: number;
  maxCalls?: number;
  live?: string;
  state?: string;
  plan?: string;
  /** `name=file`, as given. */
  remoteState?: string[];
}

/** A target with what the flags say of it, which wins over the file. */
export interface ChosenTarget {
  /** Absent for a directory that is no target of a file. */
  readonly name?: string;
  readonly directory: string;
  readonly inputs: readonly VariableInput[];
  readonly workspace?: string;
  /** Of what names none. */
  readonly region?: string;
  readonly profile?: string;
  readonly role?: string;
  readonly state?: string;
  readonly plan?: string;
}

/**
 * The targets that a run is about. With a directory those of it that the file has, else those below it, else the
 * directory by itself; without one all of the file.
 *
 * @throws ProblemError `usage` for a target that there is not, or a flag that is of one target; as `namedTargets`
 */
export function chooseTargets(
  directory: string | undefined,
  flags: TargetFlags,
  config: Config | undefined,
): readonly ChosenTarget[] {
  const { onlyTarget: only = [] } = flags;
  const all = config === undefined ? [] : namedTargets(config);
  const own = directory === undefined ? all : targetsOf(realPath(directory), all);
  if (only.length > 0) requireTargets(only, own, { isEmpty: all.length === 0, directory });
  const chosen = only.length === 0 ? own : own.filter(({ name }) => only.includes(name));
  if (chosen.length === 0) return [{ directory: directory ?? '.', inputs: flags.inputs, ...placeFlags(flags) }];
  const [, second] = chosen;
  for (const flag of ['state', 'plan'] as const) {
    if (flags[flag] === undefined || second === undefined) continue;
    throw usage(`--${flag} is of one target, and this run is about ${chosen.length}: choose one with --only-target`);
  }
  return chosen.map((target) => withFlags(target, flags, config?.file ?? ''));
}

/** @param directory without links */
function targetsOf(directory: string, targets: readonly NamedTarget[]): readonly NamedTarget[] {
  const placed = targets.map((target) => ({ target, path: realPath(target.value.directory) }));
  const exactly = placed.filter(({ path }) => path === directory);
  return (exactly.length > 0 ? exactly : placed.filter(({ path }) => isInside(path, directory))).map(
    ({ target }) => target,
  );
}

/**
 * The targets of a file that a run is not about. What the file says may be about them, or, with the empty name, about
 * other directories: a run of one that is no target of the file, and where the file is not, is one of several.
 */
export function notChosen(chosen: readonly ChosenTarget[], config: Config | undefined): readonly string[] {
  if (config === undefined) return [];
  const names = namedTargets(config).map(({ name }) => name);
  const others = names.filter((name) => !chosen.some((target) => target.name === name));
  const isFurther = ({ name, directory }: ChosenTarget): boolean =>
    name === undefined && realPath(directory) !== dirname(realPath(config.file));
  return chosen.some(isFurther) ? ['', ...others] : others;
}

function requireTargets(
  only: readonly string[],
  targets: readonly NamedTarget[],
  { isEmpty, directory }: { readonly isEmpty: boolean; readonly directory: string | undefined },
): void {
  if (isEmpty) throw usage('--only-target chooses among the targets of driftcheck.yaml, and there are none');
  const names = targets.map(({ name }) => name);
  const missing = only.find((name) => !names.includes(name));
  if (missing === undefined) return;
  const of = directory === undefined ? '' : ` of ${shownName(directory)}`;
  const nearest = nearestName(missing, names);
  const known = names.length === 0 ? 'there is none' : `there are: ${names.map(shownName).join(', ')}`;
  const meant = nearest === undefined ? known : `did you mean ${shownName(nearest)}?`;
  throw usage(`there is no target ${shownName(missing)}${of} (${meant})`);
}

function placeFlags({ workspace, region, profile, state, plan }: TargetFlags) {
  return {
    ...(workspace === undefined ? {} : { workspace }),
    ...(region === undefined ? {} : { region }),
    ...(profile === undefined ? {} : { profile }),
    ...(state === undefined ? {} : { state }),
    ...(plan === undefined ? {} : { plan }),
  };
}

function withFlags({ name, value, at }: NamedTarget, flags: TargetFlags, file: string): ChosenTarget {
  const { directory, 'var-files': files = [], vars, workspace, region, profile, role, state, plan } = value;
  const origin = `${file}:${at.start.line}`;
  const variables: VariableInput[] = [
    ...files.map((path): VariableInput => ({ kind: 'var-file', value: path, origin })),
    ...(vars === undefined ? [] : [{ kind: 'json' as const, value: JSON.stringify(vars), origin }]),
  ];
  return {
    name,
    directory,
    inputs: [...variables, ...flags.inputs],
    ...(workspace === undefined ? {} : { workspace }),
    ...(region === undefined ? {} : { region }),
    // Credentials that the flag names are not those of the role.
    ...(profile === undefined || flags.profile !== undefined ? {} : { profile }),
    ...(role === undefined || flags.profile !== undefined ? {} : { role }),
    ...(state === undefined ? {} : { state }),
    ...(plan === undefined ? {} : { plan }),
    ...placeFlags(flags),
  };
}

/** Readers of the targets of a run: those with the same credentials share a session, and all a snapshot. */
export function targetReaders(flags: TargetFlags, interruption: Interruption): (target: ChosenTarget) => AwsReader {
  const { live } = flags;
  if (live === undefined) return liveReaders(flags, interruption, { isRecorded: false });
  const snapshot = replaySnapshot(inputPieces(live), live, fingerprintKey());
  return ({ name, region }) => (region === undefined || name === undefined ? snapshot : inRegion(snapshot, region));
}

/**
 * The same of the API alone.
 *
 * @param options.isRecorded whether a snapshot is made of what they read
 */
export function liveReaders(
  { maxCalls }: Pick<TargetFlags, 'maxCalls'>,
  { signal, attend }: Pick<Interruption, 'signal' | 'attend'>,
  { isRecorded }: { readonly isRecorded: boolean },
): (target: ChosenTarget) => LiveReader {
  const sessions = new Map<string, Session>();
  const traffic = createTraffic({ maxCalls });
  return ({ region, profile, role }) => {
    const key = JSON.stringify([profile, role]);
    const session =
      sessions.get(key) ??
      createSession({
        signal,
        isRecorded,
        traffic,
        ...(profile === undefined ? {} : { profile }),
        ...(role === undefined ? {} : { role }),
      });
    sessions.set(key, session);
    return attend(createReader(session, region === undefined ? {} : { region }));
  };
}

function usage(message: string): ProblemError {
  return new ProblemError({ code: 'usage', message });
}
