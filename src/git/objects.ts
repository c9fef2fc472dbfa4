import { limits } from '../model/budget.ts';
import { GitError } from './process.ts';
import type { Repository } from './repository.ts';

/** What a blob holds; or that it is larger than what may be read, or not in the clone. */
export type BlobContent = Uint8Array | 'missing' | 'too-large';

/** The blobs of a repository, read when they are asked for, and together with those that will be asked for next. */
export interface ObjectStore {
  /** Names blobs that are likely to be read: with the first of them all are, by one process. */
  expect(objects: Iterable<string>): void;
  /**
   * @param besides blobs that are likely to be read after this one, which nobody expected
   * @throws GitError when git takes too long, or the object is damaged
   */
  read(object: string, besides?: () => readonly string[]): BlobContent;
}

/** Larger files are read by themselves, and more than so many bytes not at once. */
const atOnce = { each: 1 << 20, all: 48 << 20, objects: 50_000 };

/** What `cat-file` prints of one object beside its content. Bytes. */
const headerLength = 128;

/**
 * Each process costs some 5 milliseconds and each further blob of it some hundredth of one, so that the code of a tree
 * is read at once: of 50,000 files, of which 500 are code, in some 50 milliseconds.
 */
export function objectStore(repository: Pick<Repository, 'runSync'>): ObjectStore {
  const known = new Map<string, BlobContent>();
  const expected = new Set<string>();
  /** Sizes by object; those that are no blob in the clone are noted as missing. */
  const sizesOf = (objects: readonly string[]): ReadonlyMap<string, number> => {
    const most = (objects.length + 1) * headerLength;
    const printed = repository.runSync(['cat-file', '--batch-check'], lines(objects), most).toString();
    const sizes = new Map<string, number>();
    for (const line of printed.split('\n')) {
      const [, name, size] = /^([0-9a-f]{40,64}) blob (\d+)$/.exec(line) ?? [];
      if (name !== undefined) sizes.set(name, Number(size));
    }
    for (const object of objects) if (!sizes.has(object)) known.set(object, 'missing');
    return sizes;
  };
  const readAll = (objects: readonly string[], sizes: ReadonlyMap<string, number>): void => {
    const bytes = objects.reduce((sum, object) => sum + (sizes.get(object) ?? 0) + headerLength, headerLength);
    const answer = repository.runSync(['cat-file', '--batch'], lines(objects), bytes);
    let at = 0;
    // `<name> blob <size>`, a line feed, the content, a line feed. https://git-scm.com/docs/git-cat-file#_batch_output
    for (const object of objects) {
      const size = sizes.get(object) ?? 0;
      const header = `${object} blob ${size}\n`;
      if (answer.toString('latin1', at, at + header.length) !== header) throw new GitError('git answered otherwise');
      at += header.length;
      known.set(object, answer.subarray(at, at + size));
      at += size + 1;
    }
  };
  const readExpected = (): void => {
    const objects = [...expected].filter((object) => !known.has(object));
    expected.clear();
    const sizes = sizesOf(objects);
    let all = 0;
    const small = objects.filter((object) => {
      const size = sizes.get(object);
      if (size === undefined || size > atOnce.each || all + size > atOnce.all) return false;
      all += size;
      return true;
    });
    if (small.length === 0) return;
    try {
      readAll(small, sizes);
    } catch (error) {
      // One damaged object ends the whole answer: each is then read by itself, when it is asked for.
      if (!(error instanceof GitError)) throw error;
    }
  };
  const expect = (objects: Iterable<string>): void => {
    for (const object of objects) {
      if (expected.size >= atOnce.objects) return;
      if (!known.has(object)) expected.add(object);
    }
  };
  return {
    expect,
    read: (object, besides = () => []) => {
      if (!known.has(object)) {
        if (!expected.has(object)) expect(besides());
        if (expected.has(object)) readExpected();
      }
      const before = known.get(object);
      if (before !== undefined) return before;
      const sizes = sizesOf([object]);
      const size = sizes.get(object);
      if (size === undefined) return 'missing';
      if (size > limits.inputFile.most) return 'too-large';
      readAll([object], sizes);
      const content = known.get(object) ?? 'missing';
      if (size > atOnce.each) known.delete(object);
      return content;
    },
  };
}

function lines(objects: readonly string[]): string {
  return objects.map((object) => `${object}\n`).join('');
}
