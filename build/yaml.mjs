import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/*
 * YAML files as modules: the default export is the parsed data. They are parsed when the code is built, so that no YAML parser and
 * no file is needed when it runs. Once for esbuild, once for Vite (vitest).
 */

/**
 * @param {string} text
 * @param {string} file named in the error when the text is not YAML
 * @returns {string} the source of a JavaScript module
 */
function moduleOf(text, file) {
  try {
    return `export default ${JSON.stringify(parse(text))};\n`;
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** The plugin for esbuild. */
export function yamlPlugin() {
  return {
    name: 'yaml',
    setup(build) {
      build.onLoad({ filter: /\.ya?ml$/ }, (args) => ({
        contents: moduleOf(readFileSync(args.path, 'utf8'), args.path),
        loader: 'js',
      }));
    },
  };
}

/** The plugin for Vite. */
export function yamlVitePlugin() {
  return {
    name: 'yaml',
    /** @param {string} code @param {string} id */
    transform(code, id) {
      return /\.ya?ml$/.test(id) ? { code: moduleOf(code, id), map: null, moduleType: 'js' } : undefined;
    },
  };
}
