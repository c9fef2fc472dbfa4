import type { Rule } from '../model/rule.ts';

/**
 * A rule of the catalogue as code scanning shows it beside each of its results.
 * https://docs.github.com/code-security/reference/code-scanning/sarif-files/sarif-support#reportingdescriptor-object
 */
export function ruleDescriptor(rule: Rule): object {
  const { id, title, severity, why, remedy, links } = rule;
  const [first = title] = paragraphsOf(why);
  return {
    id,
    name: nameOf(id),
    shortDescription: { text: title },
    fullDescription: { text: cut(joined(first)) },
    help: { text: helpText(rule), markdown: helpMarkdown({ why, remedy, links }) },
    defaultConfiguration: { level: severity },
    properties: {
      tags: ['aws', 'drift', 'terraform', id.slice(0, id.indexOf('/'))],
      // What is compared is either the same or not.
      precision: 'very-high',
      'problem.severity': severity === 'note' ? 'recommendation' : severity,
    },
  };
}

/** `ecs/env-missing` as `EcsEnvMissing`. */
const nameOf = (id: string): string => id.replace(/(?:^|[/-])(\w)/g, (_, letter: string) => letter.toUpperCase());

const longestDescription = 1024;
const cut = (text: string): string =>
  text.length <= longestDescription ? text : `${text.slice(0, longestDescription - 2)} …`;

const paragraphsOf = (text: string): readonly string[] => text.split('\n\n');
const isCommand = (paragraph: string): boolean => paragraph.split('\n').every((line) => line.startsWith('    '));
const joined = (paragraph: string): string => paragraph.split('\n').join(' ');

function helpText({ why, remedy, links }: Rule): string {
  const prose = [...paragraphsOf(why), ...paragraphsOf(remedy)].map((each) => (isCommand(each) ? each : joined(each)));
  return [...prose, ...links].join('\n\n');
}

function helpMarkdown({ why, remedy, links }: Pick<Rule, 'why' | 'remedy' | 'links'>): string {
  const prose = (text: string): readonly string[] => paragraphsOf(text).map(markdownParagraph);
  return [
    '## Why it matters',
    ...prose(why),
    '## What to do',
    ...prose(remedy),
    '## More',
    links.map((link) => `- <${link}>`).join('\n'),
  ].join('\n\n');
}

function markdownParagraph(paragraph: string): string {
  if (isCommand(paragraph)) {
    const commands = paragraph.split('\n').map((line) => line.slice(4));
    return ['```sh', ...commands, '```'].join('\n');
  }
  // The catalogue is plain text but for code in backticks: `<name>` would be taken for HTML, `*` for emphasis.
  return joined(paragraph)
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replace(/[\\<>*_[\]]/g, String.raw`\$&`)))
    .join('');
}
