import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The licences of all packages that a bundle takes code from, in name order.
 * @param {string} root the project's folder
 * @param {readonly string[]} inputs the files that went into the bundle, relative to it
 * @returns {string}
 */
export function thirdPartyNotices(root, inputs) {
  const folders = new Set();
  for (const input of inputs) {
    const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match?.[1] !== undefined) folders.add(match[1]);
  }
  const notices = new Map();
  for (const folder of [...folders].sort()) {
    const path = join(root, folder);
    const { name, version, license } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
    const texts = readdirSync(path)
      .filter((file) => /^(licen[cs]e|notice|copying)/i.test(file))
      .sort()
      .map((file) => readFileSync(join(path, file), 'utf8').replaceAll('\r\n', '\n').trim());
    if (typeof license !== 'string' && texts.length === 0) throw new Error(`${name}: no licence found`);
    notices.set(`${name} ${version}`, [`${name} ${version} (${license})`, ...texts].join('\n\n'));
  }
  const rule = `\n\n${'-'.repeat(78)}\n\n`;
  return `driftcheck bundles the packages below, under their own licences.${rule}${[...notices.keys()]
    .sort()
    .map((key) => notices.get(key))
    .join(rule)}\n`;
}
