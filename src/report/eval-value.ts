import { hasHole, type SealedValue } from '../model/understanding.ts';
import { item, type Line, labelled, line } from './layout.ts';
import { moreElementsText, reasonsText, shownScalarText } from './message/eval.ts';
import { displayWidth } from './printable.ts';

/**
 * A value in the form of Terraform's own code: `name = value`, lists and objects over several lines when they do not
 * fit in one. What is not known has its reason in a comment below it.
 */
export function sealedLines(
  indent: number,
  name: string | undefined,
  value: SealedValue,
  width: number,
): readonly Line[] {
  const label = name === undefined ? '' : `${nameText(name)} = `;
  if (value.kind === 'blocks') return blockLines(indent, name ?? '', value, width);
  if (value.kind === 'json') {
    return [
      verbatim(indent, `${label}jsonencode(`),
      ...sealedLines(indent + 2, undefined, value.decoded, width),
      verbatim(indent, ')'),
    ];
  }
  const inline = inlineText(value);
  if (inline !== undefined && fits(indent, `${label}${inline}`, width)) return [verbatim(indent, `${label}${inline}`)];
  switch (value.kind) {
    case 'list':
      return [
        verbatim(indent, `${label}[`),
        ...value.elements.flatMap((element) => sealedLines(indent + 2, undefined, element, width)),
        ...openLines(indent + 2, value.open),
        verbatim(indent, ']'),
      ];
    case 'object':
      return [
        verbatim(indent, `${label}{`),
        ...[...value.entries].flatMap(([key, entry]) => sealedLines(indent + 2, key, entry, width)),
        ...openLines(indent + 2, value.open),
        verbatim(indent, '}'),
      ];
    default:
      return [...labelled(indent, label, label.length, shownScalarText(value), width), ...whyLines(indent + 2, value)];
  }
}

function blockLines(
  indent: number,
  type: string,
  { blocks, open }: Extract<SealedValue, { kind: 'blocks' }>,
  width: number,
): readonly Line[] {
  return [
    ...blocks.flatMap((block) => [
      verbatim(indent, `${type} {`),
      ...(block.kind === 'object'
        ? [...block.entries].flatMap(([name, entry]) => sealedLines(indent + 2, name, entry, width))
        : sealedLines(indent + 2, undefined, block, width)),
      verbatim(indent, '}'),
    ]),
    ...(open === undefined ? [] : [verbatim(indent, `${type} { … }`), ...openLines(indent + 2, open)]),
    ...(blocks.length === 0 && open === undefined ? [item(indent, `# no ${type} blocks`)] : []),
  ];
}

const verbatim = (indent: number, text: string): Line => ({ indent, verbatim: true, pieces: [{ text }] });

function openLines(indent: number, open: Extract<SealedValue, { kind: 'list' }>['open']): readonly Line[] {
  return open === undefined ? [] : [comment(indent, moreElementsText([open]))];
}

function whyLines(indent: number, value: SealedValue): readonly Line[] {
  if (value.kind === 'unknown') return [comment(indent, reasonsText([value.because]))];
  if (value.kind !== 'template') return [];
  const reasons = value.parts.flatMap((part) => (part.kind === 'hole' ? [part.because] : []));
  if (reasons.length === 0) return [];
  return [comment(indent, reasonsText(reasons))];
}

const comment = (indent: number, text: string): Line => ({
  ...line(indent, { text: `# ${text}`, style: 'warning' }),
  hanging: indent + 2,
});

/**
 * The value in one line, when there is nothing in it that needs an explanation and no collection within a collection.
 */
function inlineText(value: SealedValue, depth = 0): string | undefined {
  switch (value.kind) {
    case 'template':
      return hasHole(value) ? undefined : shownScalarText(value);
    case 'unknown':
    case 'blocks':
    case 'json':
      return undefined;
    case 'list': {
      if (value.open !== undefined || (depth > 0 && value.elements.length > 0)) return undefined;
      const elements = value.elements.map((element) => inlineText(element, depth + 1));
      return elements.includes(undefined) ? undefined : `[${elements.join(', ')}]`;
    }
    case 'object': {
      if (value.open !== undefined || (depth > 0 && value.entries.size > 0)) return undefined;
      const entries = [...value.entries].map(([key, entry]) => {
        const text = inlineText(entry, depth + 1);
        return text === undefined ? undefined : `${nameText(key)} = ${text}`;
      });
      if (entries.includes(undefined)) return undefined;
      return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
    }
    default:
      return shownScalarText(value);
  }
}

const nameText = (name: string): string =>
  /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u.test(name) ? name : JSON.stringify(name);

const fits = (indent: number, text: string, width: number): boolean => indent + displayWidth(text) <= width;
