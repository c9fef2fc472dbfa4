import { posix } from 'node:path';
import type { FileReader } from '../../src/terraform/files.ts';

/** Files that are only in memory, by their path relative to where the run begins. */
export function memoryFiles(files: Readonly<Record<string, string>>): FileReader {
  const paths = Object.keys(files);
  return {
    read: (path) => {
      const text = files[posix.normalize(path)];
      return text === undefined ? undefined : new TextEncoder().encode(text);
    },
    list: (directory) => {
      const normal = posix.normalize(directory).replace(/\/$/, '');
      const prefix = normal === '.' ? '' : `${normal}/`;
      const below = paths.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length).split('/'));
      if (below.length === 0) return undefined;
      const names = new Map(below.map(([name = '', ...rest]) => [name, rest.length > 0]));
      return [...names].map(([name, isDirectory]) => ({ name, isDirectory }));
    },
  };
}
