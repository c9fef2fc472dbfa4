import type { Rule, RuleId } from '../model/rule.ts';
import { shownName } from '../model/secret/shown.ts';
import { blank, item, type Line, line, renderLines, solid } from './layout.ts';
import type { RenderContext } from './reporter.ts';

/** What a rule means, why it matters and what to do, for the terminal. */
export function explain(rule: Rule, context: RenderContext): string {
  return renderLines(ruleLines(rule), context);
}

/** What to say when no rule has the name that was asked for. `suggestions`: those that may have been meant. */
export function unknownRule(name: string, suggestions: readonly RuleId[], context: RenderContext): string {
  return renderLines(
    [
      line(0, 'there is no rule ', solid(`"${shownName(name)}"`)),
      ...(suggestions.length === 0 ? [] : [line(2, 'Did you mean:'), ...suggestions.map((id) => line(4, solid(id)))]),
      line(2, '"driftcheck explain" lists all rules.'),
    ],
    context,
  );
}

/** All rules, a line each. */
export function ruleList(rules: readonly Rule[], context: RenderContext): string {
  const idWidth = Math.max(...rules.map(({ id }) => id.length));
  return renderLines(
    rules.map(({ id, severity, title }): Line => {
      const columns = [id.padEnd(idWidth), severity.padEnd('warning'.length), ''].join('  ');
      return { indent: 0, hanging: columns.length, pieces: [solid(columns), { text: title }] };
    }),
    context,
  );
}

/** A rule in full. */
export function ruleLines(rule: Rule): readonly Line[] {
  return [
    line(0, solid(rule.id, 'strong'), ' (', { text: rule.severity, style: rule.severity }, ')'),
    line(0, rule.title),
    blank,
    line(2, { text: 'Why it matters', style: 'strong' }),
    ...paragraphs(rule.why),
    blank,
    line(2, { text: 'What to do', style: 'strong' }),
    ...paragraphs(rule.remedy),
    blank,
    line(2, { text: 'More', style: 'strong' }),
    ...rule.links.map((link) => line(2, solid(link))),
  ];
}

/** Lines joined into paragraphs that are wrapped again; commands stay as they are. */
function paragraphs(text: string): readonly Line[] {
  return text.split('\n\n').flatMap((paragraph, index) => {
    const commands = paragraph.split('\n');
    const lines = commands.every((each) => each.startsWith('    '))
      ? commands.map((each) => item(4, solid(each.trim())))
      : [item(2, commands.join(' '))].map((each): Line => ({ ...each, hanging: 2 }));
    return index === 0 ? lines : [blank, ...lines];
  });
}
