import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/*
 * Packages that most runs do not come to need: each is a file of its own in the bundle, which Node reads when something of it is used for the first
 * time. What imports them is plain code: `import { parse } from 'yaml'`. They are CommonJS there, since only that can be loaded in the middle of code
 * that waits for nothing.
 */

const require = createRequire(import.meta.url);

/**
 * The plugin for esbuild.
 *
 * @param {readonly string[]} packages
 */
export const lazyPackages = (packages) => ({
  name: 'lazy-packages',
  setup(plugin) {
    plugin.onResolve({ filter: /^[^./]/ }, ({ path }) =>
      packages.includes(path) ? { path, namespace: 'lazy-package' } : undefined,
    );
    plugin.onLoad({ filter: /.*/, namespace: 'lazy-package' }, ({ path }) => ({
      contents: [
        'let loaded;',
        // Of Node and not of esbuild, which would look for the file now.
        `const load = () => (loaded ??= requireOfNode(${JSON.stringify(`./${fileOf(path)}`)}));`,
        ...Object.keys(require(path)).map(
          (name) =>
            `Object.defineProperty(exports, ${JSON.stringify(name)}, { enumerable: true, get: () => load().${name} });`,
        ),
      ].join('\n'),
      loader: 'js',
    }));
  },
});

/**
 * Writes the packages beside the chunks, from where they are loaded.
 *
 * @param {import('esbuild').BuildOptions} options how they are written
 * @param {readonly string[]} packages
 * @param {string} directory
 * @returns {Promise<import('esbuild').BuildResult<{ metafile: true, write: false }>>}
 */
export function buildPackages(options, packages, directory) {
  return build({
    ...options,
    absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
    entryPoints: Object.fromEntries(
      packages.map((name) => [fileOf(name).replace(/\.cjs$/, ''), require.resolve(name)]),
    ),
    outdir: directory,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    metafile: true,
    write: false,
  });
}

/** @param {string} name of a package */
const fileOf = (name) => `${name.replace(/[^A-Za-z0-9]+/g, '-')}.cjs`;
