import { build } from 'esbuild';

/*
 * Which code lies in one file. esbuild cuts what a bundle loads by who may load it: a module that one more command uses comes into a file of its own,
 * so that a check would find, read and compile some fifty files. What every check needs is one file here: whoever loads most of it, or is
 * loaded when all of it is there already, is made to load it all.
 */

/**
 * The modules that are always needed together, and the files that are to import them all.
 *
 * @param {import('esbuild').BuildOptions} options of the bundle
 * @param {string} always the file whose static imports are the group
 * @returns {Promise<{ readonly modules: readonly string[], readonly importers: ReadonlySet<string> }>} paths relative to the working directory
 */
export async function startChunk(options, always) {
  const { metafile } = await build({ ...options, metafile: true, write: false, splitting: false, outdir: 'unwritten' });
  const { inputs } = metafile;
  const edges = (file, isDynamic) =>
    (inputs[file]?.imports ?? [])
      .filter(({ external, kind }) => external !== true && (kind === 'dynamic-import') === isDynamic)
      .map(({ path }) => path);
  const closure = (file) => {
    const reached = new Set([file]);
    for (const one of reached) for (const next of edges(one, false)) reached.add(next);
    return reached;
  };
  const roots = Object.values(metafile.outputs).flatMap(({ entryPoint }) => entryPoint ?? []);
  const loaded = new Set([...roots, ...Object.keys(inputs).flatMap((file) => edges(file, true))]);
  const closures = new Map([...loaded].map((file) => [file, closure(file)]));
  const group = closure(always);
  const size = (files) => files.reduce((sum, file) => sum + (inputs[file]?.bytes ?? 0), 0);
  const usesMost = ([...files]) => size(files.filter((file) => group.has(file))) > size([...group]) / 2;
  /** Files that load most of the group, and those that nothing loads before it is there. */
  const importers = new Set([...loaded].filter((file) => !roots.includes(file) || usesMost(closures.get(file))));
  const loadersOf = (file) =>
    [...closures].filter(([, files]) => [...files].some((one) => edges(one, true).includes(file))).map(([one]) => one);
  for (let before = -1; before !== importers.size; ) {
    before = importers.size;
    for (const file of importers) {
      const isLater = loadersOf(file).every((one) => importers.has(one));
      if (!isLater && !usesMost(closures.get(file))) importers.delete(file);
    }
  }
  return { modules: [...group].filter((file) => file.startsWith('src/')).toSorted(), importers };
}
