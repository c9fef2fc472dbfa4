import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';

/*
 * Markdown as GitHub renders it: CommonMark with tables, task lists, strikethrough, autolinks and footnotes. HTML in it
 * is let through, as GitHub lets through what is harmless.
 */

/** The page as HTML. */
export function rendered(markdown: string): string {
  return micromark(markdown, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });
}

/** What HTML has beside text. */
export interface Markup {
  /** Every tag, in order, as it is written. */
  readonly tags: readonly string[];
  /** What stands neither in code nor in a link. */
  readonly prose: string;
  /** What stands in each piece of code. */
  readonly code: readonly string[];
}

const empty: ReadonlySet<string> = new Set(['', 'br', 'hr', 'img', 'input']);

/** Takes HTML apart; throws for tags that do not match. */
export function markupOf(html: string): Markup {
  const tags: string[] = [];
  const open: string[] = [];
  const code: string[] = [];
  let prose = '';
  for (const [part] of html.matchAll(/<!--[\s\S]*?-->|<[^>]*>|[^<]+/g)) {
    if (!part.startsWith('<')) {
      const text = decoded(part);
      if (open.includes('code')) code[code.length - 1] += text;
      else prose += open.includes('a') ? ' ' : text;
      continue;
    }
    tags.push(part);
    prose += '\n';
    const name = /^<\/?([a-z0-9]+)/i.exec(part)?.[1] ?? '';
    if (empty.has(name)) continue;
    if (part.startsWith('</')) {
      if (open.pop() !== name) throw new Error(`${part} closes nothing`);
    } else {
      open.push(name);
      if (name === 'code') code.push('');
    }
  }
  if (open.length > 0) throw new Error(`not closed: ${open.join(', ')}`);
  return { tags, prose, code };
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

const decoded = (text: string): string => text.replace(/&(\w+);/g, (_, name: string) => entities[name] ?? '\ufffd');
