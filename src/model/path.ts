import { compareCodeUnits } from './order.ts';

/*
 * Where in a model something stands. Paths are data everywhere; they become text where a report is written and nowhere
 * else.
 */

/** One step: a member, and the key of an element when the member is a collection or map. */
export interface PathStep {
  readonly field: string;
  readonly key?: string;
}
/** From the thing as a whole (no step) to a part of it. */
export type Path = readonly PathStep[];

/** The thing as a whole. */
export const wholePath: Path = [];

/** A step further: the member `field` of what stands at `path`. */
export function memberAt(path: Path, field: string): Path {
  return [...path, { field }];
}

/** A step further: the element `key` of the collection or map that stands at `path`. */
export function elementAt(path: Path, key: string): Path {
  const last = path.at(-1);
  // A collection within a collection, and one that is the thing as a whole, has no name of its own.
  if (last === undefined || last.key !== undefined) return [...path, { field: '', key }];
  return [...path.slice(0, -1), { ...last, key }];
}

/** The path as reports write it: `containers[api].environment[FOO]`; '' for the thing as a whole. */
export function formatPath(path: Path): string {
  return path
    .map(({ field, key }, index) => {
      const name = index === 0 || field === '' ? field : `.${field}`;
      return key === undefined ? name : `${name}[${key}]`;
    })
    .join('');
}

/** Whether `path` is `outer` or leads into it. */
export function isWithin(path: Path, outer: Path): boolean {
  if (path.length < outer.length) return false;
  return outer.every(({ field, key }, index) => {
    const step = path[index];
    if (step?.field !== field) return false;
    // `containers[api]` leads into `containers`, which is the last step of the outer path then.
    return step.key === key || (key === undefined && index === outer.length - 1);
  });
}

/** Whether two paths lead to the same value. */
export function isSamePath(path: Path, other: Path): boolean {
  return (
    path.length === other.length &&
    path.every(({ field, key }, index) => {
      const step = other[index];
      return step?.field === field && step.key === key;
    })
  );
}

/** The order of paths: that of what reports write. */
export function comparePaths(path: Path, other: Path): number {
  return compareCodeUnits(formatPath(path), formatPath(other));
}

/** Whether two paths have to do with the same value: one is the other or leads into it. */
export function concerns(path: Path, other: Path): boolean {
  return isWithin(path, other) || isWithin(other, path);
}

/**
 * Reads a path that somebody wrote as reports write it. A name may hold brackets itself: it ends where a bracket closes
 * before a dot, another bracket or the end.
 */
export function parsePath(text: string): Path {
  let path: Path = [];
  let rest = text;
  while (rest !== '') {
    const element = /^\[(.*?)\](?=$|\.|\[)/s.exec(rest);
    const member = element === null ? /^\.?([^.[]+)/.exec(rest) : null;
    if (element?.[1] !== undefined) path = elementAt(path, element[1]);
    else path = memberAt(path, member?.[1] ?? rest);
    rest = rest.slice((element ?? member)?.[0].length ?? rest.length);
  }
  return path;
}
