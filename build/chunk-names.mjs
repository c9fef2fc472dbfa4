import { basename } from 'node:path';

/**
 * Names for the chunks that esbuild named after a hash of their content: each after the source that most of it is made of, so that a change
 * of that content changes no name and a commit changes only the files of dist/ that it changes.
 *
 * @param {import('esbuild').Metafile} metafile
 * @returns {ReadonlyMap<string, string>} esbuild's file name to the stable one
 */
export function stableChunkNames(metafile) {
  const sources = Object.entries(metafile.outputs)
    .filter(([file]) => file.includes('/chunks/'))
    .map(([file, output]) => ({ file: basename(file), source: sourceOf(output) }));
  const used = new Map();
  return new Map(
    // In the order of their sources and not of the hashes, so that the numbers of namesakes do not move.
    sources
      .toSorted((a, b) => (a.source < b.source ? -1 : a.source > b.source ? 1 : 0))
      .map(({ file, source }) => {
        const slug = slugOf(source);
        const count = (used.get(slug) ?? 0) + 1;
        used.set(slug, count);
        return [file, count === 1 ? `${slug}.js` : `${slug}-${count}.js`];
      }),
  );
}

function sourceOf({ entryPoint, inputs }) {
  const largest = Object.entries(inputs).toSorted(
    ([a, x], [b, y]) => y.bytesInOutput - x.bytesInOutput || (a < b ? -1 : 1),
  )[0]?.[0];
  // A chunk without sources holds what esbuild itself adds for CommonJS packages.
  return entryPoint ?? largest ?? 'runtime';
}

function slugOf(source) {
  return source
    .replace(/^.*node_modules\//, '')
    .replace(/^src\//, '')
    .replace(/\.[cm]?[jt]s$/, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
