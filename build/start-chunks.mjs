import { build } from 'esbuild';

/*
 * Which code lies in one file. esbuild cuts what a bundle loads by who may load it: a module that one more command uses comes into a file of its own,
 * so that a check would find, read and compile some fifty files. What is always needed together is one file here: whoever loads nearly all of it,
 * or is loaded when all of it is there already, is made to load it all.
 */

/**
 * @typedef {object} Together modules that are always needed together
 * @property {readonly string[]} modules relative to the working directory, as all paths here
 * @property {ReadonlySet<string>} importers the files that are to import them all
 */

/**
 * What of a bundle is to lie in one file each.
 *
 * @param {import('esbuild').BuildOptions} options of the bundle
 * @param {readonly string[]} heads files, of each of which all that it loads is needed together; of the second and those behind it what the first loads too
 * @returns {Promise<readonly Together[]>}
 */
export async function startChunks(options, heads) {
  const { metafile } = await build({ ...options, metafile: true, write: false, splitting: false, outdir: 'unwritten' });
  const { inputs, outputs } = metafile;
  const importsOf = (file, isDynamic) =>
    (inputs[file]?.imports ?? [])
      .filter(({ external, kind }) => external !== true && (kind === 'dynamic-import') === isDynamic)
      .map(({ path }) => path);
  const closureOf = (file) => {
    const reached = new Set([file]);
    for (const one of reached) for (const next of importsOf(one, false)) reached.add(next);
    return [...reached];
  };
  const roots = Object.values(outputs).flatMap(({ entryPoint }) => entryPoint ?? []);
  /** What is loaded by itself, with all that it loads and what may be loaded by any of that later. */
  const entries = new Map(
    [...new Set([...roots, ...Object.keys(inputs).flatMap((file) => importsOf(file, true))])].map((file) => {
      const files = closureOf(file);
      return [file, { files, later: files.flatMap((one) => importsOf(one, true)) }];
    }),
  );
  const sizeOf = (files) => files.reduce((sum, file) => sum + (inputs[file]?.bytes ?? 0), 0);
  const first = new Set(closureOf(heads[0]));
  return heads.map((head) => {
    if (inputs[head] === undefined) throw new Error(`the bundle has no ${head}`);
    const group = new Set(closureOf(head).filter((file) => first.has(file)));
    const usesNearlyAll = (file) =>
      sizeOf(entries.get(file).files.filter((one) => group.has(one))) > sizeOf([...group]) * 0.9;
    const importers = new Set([...entries.keys()].filter((file) => !roots.includes(file) || usesNearlyAll(file)));
    for (let before = -1; before !== importers.size; ) {
      before = importers.size;
      for (const file of importers) {
        const isLater = [...entries].every(([one, { later }]) => importers.has(one) || !later.includes(file));
        if (!isLater && !usesNearlyAll(file)) importers.delete(file);
      }
    }
    return { modules: [...group].filter((file) => file.startsWith('src/')).toSorted(), importers };
  });
}
