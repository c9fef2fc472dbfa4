import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/**
 * The fenced blocks of a Markdown page.
 *
 * @param {string} page
 * @returns {readonly import('./fences.mjs').Fence[]}
 */
export function fencesIn(page) {
  const lines = page.split('\n');
  const fences = [];
  for (let at = 0; at < lines.length; at++) {
    const [, indent, ticks, language] = /^( *)(`{3,}|~{3,})(\S*)/.exec(lines[at]) ?? [];
    if (ticks === undefined) continue;
    const from = at + 1;
    do at++;
    while (at < lines.length && lines[at].trim() !== ticks);
    const text = lines.slice(from, at).map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
    fences.push({ language, text: text.map((line) => `${line}\n`).join(''), line: from + 1 });
  }
  return fences;
}

/**
 * The pages that people read, relative to the project.
 *
 * @param {string} root
 * @returns {readonly string[]}
 */
export function pagesOf(root) {
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' });
  const top = readdirSync(root).filter((name) => name.endsWith('.md'));
  return [
    ...top,
    ...docs.filter((name) => name.endsWith('.md')).map((name) => `docs/${name.replaceAll('\\', '/')}`),
  ].sort();
}

/**
 * The GitHub Actions workflows that the pages show.
 *
 * @param {string} root
 * @returns {readonly import('./fences.mjs').ShownWorkflow[]}
 */
export function shownWorkflows(root) {
  return pagesOf(root).flatMap((page) =>
    fencesIn(readFileSync(join(root, page), 'utf8'))
      .filter(({ language, text }) => /^ya?ml$/.test(language) && isWorkflow(text))
      .map(({ text, line }) => ({ page, text, line })),
  );
}

/** GitLab's files and Atlantis's have no `on` beside `jobs`. */
function isWorkflow(text) {
  const data = parse(text);
  return typeof data === 'object' && data !== null && 'on' in data && 'jobs' in data;
}
