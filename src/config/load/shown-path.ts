import { relative, resolve, sep } from 'node:path';

/** A path as places have it: relative to where the run began, with forward slashes. */
export function shownPath(path: string, cwd: string): string {
  return relative(cwd, resolve(cwd, path)).split(sep).join('/');
}
