// Bundles src/ into dist/: what the npm bin runs, and below it in action/ what the GitHub Action runs. `--check` compares with what is
// committed and writes nothing.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';
import { stableChunkNames } from './chunk-names.mjs';
import { buildPackages, lazyPackages } from './lazy-packages.mjs';
import { thirdPartyNotices } from './notices.mjs';
import { withSharedClasses } from './spreads.mjs';
import { startChunks } from './start-chunks.mjs';
import { yamlPlugin } from './yaml.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** hcl2json looks for its WASM beside its own folder; in the bundle it lies beside the chunk. */
const hcl2jsonWasm = {
  name: 'hcl2json-wasm',
  setup(plugin) {
    plugin.onLoad({ filter: /@cdktf[\\/]hcl2json[\\/]lib[\\/]bridge\.js$/ }, (args) => {
      const text = readFileSync(args.path, 'utf8');
      const place = '(0, path_1.join)(__dirname, "..", "main.wasm.gz")';
      if (!text.includes(place)) throw new Error(`${args.path}: the place of the WASM file has changed`);
      return { contents: text.replace(place, 'new URL("./hcl2json.wasm.gz", chunkUrl())'), loader: 'js' };
    });
  },
};

/**
 * Node makes all that `process` has, also what takes it long, when a module imports it by name; the global has it made when it is asked for.
 */
const globalProcess = {
  name: 'global-process',
  setup(plugin) {
    plugin.onResolve({ filter: /^node:process$/ }, ({ kind }) =>
      kind === 'import-statement' ? { path: 'process', namespace: 'global-process', sideEffects: false } : undefined,
    );
    plugin.onLoad({ filter: /.*/, namespace: 'global-process' }, () => ({
      contents: 'export default process; export const { env, versions } = process;',
      loader: 'js',
    }));
  },
};

/** Of the package's own description the version, which is all that the program uses of it. */
const versionAlone = {
  name: 'version-alone',
  setup(plugin) {
    plugin.onLoad({ filter: /package\.json$/ }, ({ path }) => {
      if (path !== join(root, 'package.json')) return undefined;
      const { version } = JSON.parse(readFileSync(path, 'utf8'));
      return { contents: `export default ${JSON.stringify({ version })};`, loader: 'js' };
    });
  },
};

/**
 * What is taken of modules of Node that hold much else: Node makes all of it for a module that imports any of it by name (`node:crypto` WebCrypto,
 * `node:util` the parsing of arguments and of media types).
 */
const takenOf = {
  'node:crypto': ['constants', 'createHash', 'createHmac', 'createPrivateKey', 'privateDecrypt', 'randomBytes'],
  'node:util': ['inspect', 'isDeepStrictEqual'],
};

const partsOfNode = {
  name: 'parts-of-node',
  setup(plugin) {
    plugin.onResolve({ filter: /^node:(?:crypto|util)$/ }, ({ path, importer }) =>
      importer.startsWith(join(root, 'src')) ? { path, namespace: 'parts-of-node', sideEffects: false } : undefined,
    );
    plugin.onLoad({ filter: /.*/, namespace: 'parts-of-node' }, ({ path }) => ({
      contents: takenOf[path]
        .map((name) => `export const ${name} = /* @__PURE__ */ (() => process.getBuiltinModule('${path}').${name})();`)
        .join('\n'),
      loader: 'js',
    }));
    // Commander starts a program for each command that is one of its own; none here is.
    plugin.onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      /node_modules[\\/]commander[\\/]/.test(importer) ? { path: 'commander', namespace: 'no-programs' } : undefined,
    );
    plugin.onLoad({ filter: /.*/, namespace: 'no-programs' }, () => ({
      contents: 'module.exports = {};',
      loader: 'js',
    }));
  },
};

/**
 * The shapes of all that a client of AWS can do stand in one file, as lists that name their keys by constants: `{ [_xN]: "Filter" }`. esbuild does not
 * know that to make such a key does nothing else, and would keep every shape, with the key written out only those that are used.
 */
const usedShapesAlone = {
  name: 'used-shapes-alone',
  setup(plugin) {
    plugin.onLoad({ filter: /@aws-sdk[\\/].+[\\/]schemas[\\/]schemas_\d+\.js$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      const constants = new Map(
        [...text.matchAll(/^const (\w+) = ("[^"\\]*");$/gm)].map(([, name, value]) => [name, value]),
      );
      const contents = text.replace(/\[(\w+)\](?=: )/g, (key, name) => constants.get(name) ?? key);
      return { contents, loader: 'js' };
    });
  },
};

/** @param {string} path @returns {Promise<string>} the file with short names within its functions */
async function shortened(path) {
  const { code } = await transform(readFileSync(path, 'utf8'), {
    loader: extname(path).endsWith('ts') ? 'ts' : 'js',
    sourcefile: path,
    minifyIdentifiers: true,
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  });
  return code;
}

/**
 * Shortens the names within functions, which Node reads at every start. Those of whole files stay: a stack tells them, and in dist/ a change of one
 * file changes none of another. Has files that load nearly all of what is needed together load it all, and our own make objects of shared classes.
 *
 * @param {readonly import('./start-chunks.mjs').Together[]} chunks
 * @param {boolean} isFirst whether it runs on the first Node.js that is supported: later ones share the classes by themselves
 */
const sources = (chunks, isFirst) => ({
  name: 'sources',
  setup(plugin) {
    plugin.onLoad({ filter: /\.[cm]?[jt]s$/ }, async ({ path }) => {
      const code = await shortened(path);
      const imports = chunks.flatMap(({ importers }, index) =>
        importers.has(relative(root, path)) ? [`\nimport 'together:${index}';`] : [],
      );
      const own = isFirst && path.startsWith(join(root, 'src')) ? withSharedClasses(code, path) : code;
      return { contents: [own, ...imports].join(''), loader: 'js' };
    });
    plugin.onResolve({ filter: /^together:/ }, ({ path }) => ({ path, namespace: 'together' }));
    plugin.onLoad({ filter: /.*/, namespace: 'together' }, ({ path }) => ({
      contents: chunks[Number(path.split(':')[1])].modules.map((file) => `import './${file}';`).join('\n'),
      resolveDir: root,
    }));
  },
});

/**
 * What checks AWS's answers is loaded by most runs, and what checks the rest by few: of a module that both share, both would get all that either uses.
 */
const zodMiniByItself = {
  name: 'zod-mini-by-itself',
  setup(plugin) {
    plugin.onResolve({ filter: /.*/ }, async ({ path, namespace, pluginData, resolveDir, kind }) => {
      const isOurs = namespace === 'zod-mini' || /^zod\/(?:mini$|v4\/locales\/)/.test(path);
      if (!isOurs || pluginData === 'resolving') return undefined;
      const found = await plugin.resolve(path, { resolveDir, kind, pluginData: 'resolving' });
      if (found.errors.length > 0) return found;
      return { path: relative(root, found.path), namespace: 'zod-mini', sideEffects: false };
    });
    plugin.onLoad({ filter: /.*/, namespace: 'zod-mini' }, async ({ path }) => ({
      contents: await shortened(join(root, path)),
      loader: 'js',
      resolveDir: dirname(join(root, path)),
    }));
  },
};

/**
 * Packages of the action that do nothing when they are loaded, which their package.json does not say: what is not used of them (the client
 * of OpenID Connect, and the HTTP client of it) is left out.
 */
const withoutSideEffects = {
  name: 'without-side-effects',
  setup(plugin) {
    plugin.onResolve({ filter: /^(?:@actions\/|undici$)/ }, async ({ path, ...options }) => {
      if (options.pluginData === 'resolving') return undefined;
      const { resolveDir, kind, importer, namespace } = options;
      const found = await plugin.resolve(path, { resolveDir, kind, importer, namespace, pluginData: 'resolving' });
      return found.errors.length > 0 ? found : { path: found.path, sideEffects: false };
    });
    // Their own files import each other by path.
    plugin.onResolve({ filter: /^\.\.?\// }, async ({ path, ...options }) => {
      if (options.pluginData === 'resolving' || !/node_modules[\\/]@actions[\\/]/.test(options.importer))
        return undefined;
      const { resolveDir, kind, importer, namespace } = options;
      const found = await plugin.resolve(path, { resolveDir, kind, importer, namespace, pluginData: 'resolving' });
      return found.errors.length > 0 ? found : { path: found.path, sideEffects: false };
    });
  },
};

const target = 'node20.19';

/** Packages that a run loads when it comes to need them. */
const rarelyNeeded = ['chalk', 'get-east-asian-width', 're2js', 'yaml'];

/**
 * @param {string} outdir
 * @param {Readonly<Record<string, string>>} entryPoints
 * @param {readonly string[]} heads files of each of which all that it loads lies in one file, as far as the first loads it too
 * @param {boolean} isFirst whether it runs on the first Node.js that is supported
 */
async function bundle(outdir, entryPoints, heads, isFirst) {
  const options = (chunks) => ({
    absWorkingDir: root,
    entryPoints,
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target,
    // The SDK's ES modules: only what is imported of a client gets into the bundle.
    mainFields: ['module', 'main'],
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    chunkNames: 'chunks/[name]-[hash]',
    metafile: true,
    write: false,
    logLevel: 'warning',
    // CommonJS packages (the SDK's XML parser, hcl2json) call require() for Node's own modules. Most chunks have none of them.
    banner: {
      js: "let requireOfChunk; const requireOfNode = (name) => process.getBuiltinModule(name) ?? (requireOfChunk ??= process.getBuiltinModule('module').createRequire(import.meta.url))(name); const require = requireOfNode; const chunkUrl = () => import.meta.url;",
    },
    // Node's global has existed since Node 16; hcl2json asks for the package only where it does not.
    external: ['performance'],
    plugins: [
      yamlPlugin(),
      lazyPackages(rarelyNeeded),
      globalProcess,
      zodMiniByItself,
      versionAlone,
      partsOfNode,
      hcl2jsonWasm,
      withoutSideEffects,
      usedShapesAlone,
      sources(chunks, isFirst),
    ],
  });
  const result = await build(options(await startChunks(options([]), heads)));
  const packages = await buildPackages(
    { target, minify: true, legalComments: 'none' },
    rarelyNeeded,
    join(outdir, 'chunks'),
  );
  const names = stableChunkNames(result.metafile);
  const renamed = (text) => text.replace(/[\w-]+-[A-Z0-9]{8}\.js/g, (name) => names.get(name) ?? name);
  // esbuild leaves other characters in regular expressions alone. V8 takes twice the room for each character of a file that has one of them.
  const inAscii = (text) =>
    text.replace(/[^\0-\x7F]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
  for (const { path, text } of [...result.outputFiles, ...packages.outputFiles]) {
    const file = join(dirname(path), names.get(basename(path)) ?? basename(path));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, inAscii(renamed(text)));
  }
  const wasm = readFileSync(join(root, 'node_modules/@cdktf/hcl2json/main.wasm.gz'));
  const chunk = Object.keys(result.metafile.outputs).find((file) =>
    Object.keys(result.metafile.outputs[file].inputs).some((input) => input.endsWith('hcl2json/lib/bridge.js')),
  );
  if (chunk === undefined) throw new Error('the bundle has no chunk with hcl2json');
  writeFileSync(join(root, dirname(chunk), 'hcl2json.wasm.gz'), wasm);
  writeFileSync(
    join(outdir, 'THIRD_PARTY_NOTICES'),
    thirdPartyNotices(
      root,
      [result, packages].flatMap(({ metafile }) =>
        Object.keys(metafile.inputs).map((input) => input.replace(/^zod-mini:/, '')),
      ),
    ),
  );
  return result.metafile;
}

/** @param {string} outdir */
async function bundleAll(outdir) {
  const action = join(outdir, 'action');
  const metafiles = [
    await bundle(
      outdir,
      { cli: 'src/cli.ts', index: 'src/index.ts' },
      ['src/commands/demo.ts', 'src/commands/eval.ts', 'src/commands/failure.ts', 'src/cli.ts'],
      true,
    ),
    // By itself: a job that uses the action runs these files, and whoever vendors it copies this directory alone.
    await bundle(action, { index: 'src/action.ts' }, ['src/action/run.ts'], false),
  ];
  // Wherever it is copied to, no package.json above it says what its files are.
  writeFileSync(join(action, 'package.json'), `${JSON.stringify({ private: true, type: 'module' })}\n`);
  return metafiles;
}

/** @param {import('esbuild').Metafile} metafile @returns {string} how many files, and how large they are */
function sizeOf({ outputs }) {
  const size = Object.values(outputs).reduce((sum, output) => sum + output.bytes, 0);
  return `${Object.keys(outputs).length} files, ${(size / 1024).toFixed(0)} KB of JavaScript`;
}

/** @param {string} directory @returns {string[]} all files below, relative, sorted */
function files(directory) {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
    .sort();
}

const dist = join(root, 'dist');
if (process.argv.includes('--check')) {
  const fresh = mkdtempSync(join(root, 'node_modules/.driftcheck-build-'));
  try {
    await bundleAll(fresh);
    const stale = [...new Set([...files(dist), ...files(fresh)])].filter((file) => {
      if (file.startsWith('types/')) return false;
      const [a, b] = [join(dist, file), join(fresh, file)];
      return !existsSync(a) || !existsSync(b) || !readFileSync(a).equals(readFileSync(b));
    });
    if (stale.length > 0) {
      console.error(
        `dist/ is stale, run "npm run build" and commit it:\n${stale.map((file) => `  ${file}`).join('\n')}`,
      );
      process.exitCode = 1;
    } else console.log('dist/ is what src/ builds to');
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
} else {
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  const [package_, action] = await bundleAll(dist);
  console.log(`dist/: ${sizeOf(package_)}; dist/action/: ${sizeOf(action)}`);
}
