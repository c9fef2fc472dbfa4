import { lastSegment, parseArn } from '../../model/arn.ts';

/** A family, and a revision where one is named. */
export interface RevisionName {
  readonly family: string;
  readonly revision?: number;
}

/** Reads `family`, `family:revision` or the ARN of a revision (or of a family: `arn_without_revision`). */
export function parseRevision(text: string): RevisionName | undefined {
  const arn = parseArn(text);
  if (arn !== undefined && !arn.resource.startsWith('task-definition/')) return undefined;
  const name = arn === undefined ? text : arn.resource.slice('task-definition/'.length);
  const match = /^([A-Za-z0-9_-]+)(?::(\d+))?$/.exec(name);
  if (match?.[1] === undefined) return undefined;
  return { family: match[1], ...(match[2] === undefined ? {} : { revision: Number(match[2]) }) };
}

/** The name of a cluster given by name or ARN. */
export function clusterName(nameOrArn: string): string {
  const arn = parseArn(nameOrArn);
  return arn === undefined ? nameOrArn : arn.resource.replace(/^cluster\//, '');
}

/**
 * Whether a role given in the code is the one that AWS has: an ARN, or a name for the role of that name in the same
 * account.
 */
export function sameRole(declared: string, live: string): boolean {
  return declared === live || roleSpellings(live).includes(declared) || roleSpellings(declared).includes(live);
}

/** The ways to write a role in code: its ARN, its name, its path and name. */
export function roleSpellings(role: string): readonly string[] {
  const resource = parseArn(role)?.resource;
  if (resource?.startsWith('role/') !== true) return [role];
  const path = resource.slice('role/'.length);
  return [role, path, lastSegment(path)];
}
