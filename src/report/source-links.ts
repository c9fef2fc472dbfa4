import type { SourceRange } from '../model/source.ts';
import type { SourceLinks } from './reporter.ts';

/**
 * The path of a file from the top of the repository; undefined of one that is outside of it. `file`: from where the run
 * began. `directory`: where that is, from the top of the repository.
 */
export function repositoryPath(file: string, directory: string): string | undefined {
  if (file === '' || file.startsWith('/') || /^[A-Za-z]:/.test(file)) return undefined;
  const steps: string[] = [];
  for (const step of `${directory}/${file}`.split('/')) {
    if (step === '..' && steps.pop() === undefined) return undefined;
    if (step !== '' && step !== '.' && step !== '..') steps.push(step);
  }
  return steps.join('/');
}

/**
 * Where a line of the code can be looked at, as it is in the commit that was checked; undefined of what the repository
 * does not hold: files outside of it, and installed modules.
 * https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/creating-a-permanent-link-to-a-code-snippet
 */
export function sourceUrl(at: SourceRange, links: SourceLinks | undefined): string | undefined {
  if (links === undefined) return undefined;
  const path = repositoryPath(at.file, links.directory)?.split('/');
  if (path === undefined || path.includes('.terraform')) return undefined;
  const { server, repository, sha } = links;
  return `${server}/${repository}/blob/${sha}/${path.map(encoded).join('/')}#L${at.start.line}`;
}

/** Also what closes a link in Markdown. For half a surrogate pair, which no URL holds, the sign of a lost character. */
const encoded = (text: string): string =>
  encodeURIComponent(text.replace(/\p{Cs}/gu, '\ufffd')).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
