import { htmlOf, type Inline, markdownOf } from './inline.ts';

/*
 * A document as a tree, so that it can be cut to a size: a block is there as a whole or not at all, and how much is not
 * there is known. What stands first is kept.
 */

export type PageBlock =
  /** An entry of a list, with the lines below it. `weight`: how much of what is counted it tells of. */
  | { readonly type: 'item'; readonly text: string; readonly weight: number }
  | { readonly type: 'paragraph'; readonly text: string; readonly weight: number }
  /** A head, and what is not there without one of `blocks`. */
  | { readonly type: 'group'; readonly head: string; readonly blocks: readonly PageBlock[] }
  /** What is seen when somebody asks for it. `summary`: of so much as is there. */
  | {
      readonly type: 'fold';
      readonly summary: (shown: number) => readonly Inline[];
      readonly blocks: readonly PageBlock[];
    };

/** An entry of a list: its line, and entries below it. */
export function item(weight: number, parts: readonly Inline[], below: readonly string[] = []): PageBlock {
  return { type: 'item', weight, text: [`- ${markdownOf(parts)}`, ...below.map(indented)].join('\n') };
}

/** Lines as they stand below an entry of a list. */
export const indented = (text: string): string => text.replace(/^(?=.)/gm, '  ');

/** A paragraph by itself. */
export function paragraph(parts: readonly Inline[], weight = 0): PageBlock {
  return { type: 'paragraph', weight, text: markdownOf(parts) };
}

/** How long a text is, as those count who limit it. */
export type Measure = (text: string) => number;

export interface Fitted {
  readonly text: string;
  /** What is not there, as the weights of the blocks count it. */
  readonly left: number;
}

/** The blocks from the first on, as many as fit into `room`. The text begins and ends without a line feed. */
export function cut(blocks: readonly PageBlock[], room: number, measure: Measure): Fitted {
  const parts: string[] = [];
  let free = room;
  let before: PageBlock['type'] | undefined;
  for (const [index, block] of blocks.entries()) {
    const between = parts.length === 0 ? '' : block.type === 'item' && before === 'item' ? '\n' : '\n\n';
    const { text, left } = fitOne(block, free - between.length, measure);
    if (text !== '') {
      parts.push(between, text);
      free -= between.length + measure(text);
      before = block.type;
    }
    if (left > 0) return { text: parts.join(''), left: left + weightOf(blocks.slice(index + 1)) };
  }
  return { text: parts.join(''), left: 0 };
}

function fitOne(block: PageBlock, room: number, measure: Measure): Fitted {
  switch (block.type) {
    case 'item':
    case 'paragraph':
      return measure(block.text) <= room ? { text: block.text, left: 0 } : { text: '', left: block.weight };
    case 'group':
      return within(`${block.head}\n\n`, block.blocks, '', room, measure);
    case 'fold': {
      const all = weightOf(block.blocks);
      const begin = (shown: number): string => `<details><summary>${htmlOf(block.summary(shown))}</summary>\n\n`;
      // The line is not longer when it tells of less.
      return within(begin(all), block.blocks, '\n\n</details>', room, measure, (left) => begin(all - left));
    }
  }
}

function within(
  begin: string,
  blocks: readonly PageBlock[],
  end: string,
  room: number,
  measure: Measure,
  beginOf: (left: number) => string = () => begin,
): Fitted {
  const { text, left } = cut(blocks, room - measure(begin) - measure(end), measure);
  return text === '' ? { text, left } : { text: beginOf(left) + text + end, left };
}

/** What blocks tell of, all together. */
export function weightOf(blocks: readonly PageBlock[]): number {
  return blocks.reduce((sum, block) => sum + ('weight' in block ? block.weight : weightOf(block.blocks)), 0);
}
