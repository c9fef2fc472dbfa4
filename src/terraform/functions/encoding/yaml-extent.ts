/**
 * At most how deep a YAML text nests, and about how many values it has. Told by its characters alone, in one pass,
 * before it is parsed.
 */
export interface YamlExtent {
  readonly depth: number;
  readonly values: number;
}

const indicators = /[ ]*(?:[-?:](?=[ \t\r\n]|$)[ \t]*)?/y;

/**
 * Looks at indentation, at indicators in a row (`- - -`) and at brackets. What stands in quotes and blocks of text
 * counts like all else, so that the depth may be said to be more than it is, and never less.
 */
export function extentOfYaml(text: string): YamlExtent {
  const columns: number[] = [];
  let brackets = 0;
  let deepest = 0;
  let values = 0;
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    values++;
    const content = openLevels(text, at, end, columns);
    for (let index = content; index < end; index++) {
      const character = text[index];
      if (character === ',') values++;
      else if (character === '[' || character === '{') brackets++;
      else if ((character === ']' || character === '}') && brackets > 0) brackets--;
      deepest = Math.max(deepest, columns.length + brackets);
    }
    deepest = Math.max(deepest, columns.length + brackets);
    at = end + 1;
  }
  return { depth: deepest, values };
}

/** Opens the levels of a line, and closes those that do not reach so far; returns where its content begins. */
function openLevels(text: string, start: number, end: number, columns: number[]): number {
  let at = start;
  for (;;) {
    indicators.lastIndex = at;
    const taken = indicators.exec(text)?.[0] ?? '';
    const column = at - start + taken.length - taken.trimStart().length;
    if (column + start >= end) return end;
    while ((columns.at(-1) ?? -1) >= column) columns.pop();
    columns.push(column);
    at = Math.min(end, at + taken.length);
    if (!/[-?:]/.test(taken)) return at;
  }
}
