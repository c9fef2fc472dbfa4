import change from '../../rules/change.yaml';
import delivery from '../../rules/delivery.yaml';
import ecs from '../../rules/ecs.yaml';
import expect from '../../rules/expect.yaml';
import sg from '../../rules/sg.yaml';
import type { Severity } from './report/severity.ts';
import { type Rule, type RuleId, ruleIds } from './rule.ts';

/*
 * The rule catalogue: one YAML file per family. A family's file maps the second part of each id to what is said about
 * the rule.
 */

/** The files, by family. A further family is one line. */
export const families: Readonly<Record<string, unknown>> = { change, delivery, ecs, expect, sg };

/** All rules, in the order of `ruleIds`. */
export const rules: readonly Rule[] = ruleIds.map((id) => readRule(id));

const byId: ReadonlyMap<string, Rule> = new Map(rules.map((entry) => [entry.id, entry]));

/** The rule with this id. */
export function rule(id: RuleId): Rule {
  const found = byId.get(id);
  if (found === undefined) throw new Error(`rules/: ${id} is not described`);
  return found;
}

/** How much what breaks a rule weighs: as was judged, else as the catalogue says of the rule. */
export function severityOf({ rule: id, severity }: { readonly rule: RuleId; readonly severity?: Severity }): Severity {
  return severity ?? rule(id).severity;
}

/** Takes one rule out of its family's file. The files travel in the bundle: a mistake in them is one of ours. */
function readRule(id: RuleId): Rule {
  const [family = '', name = ''] = id.split('/');
  const entry = member(member(families, family), name);
  const title = member(entry, 'title');
  const finding = member(entry, 'finding');
  const severity = member(entry, 'severity');
  const why = member(entry, 'why');
  const remedy = member(entry, 'remedy');
  const links = member(entry, 'links');
  const isComplete = isText(title) && isText(finding) && isText(why) && isText(remedy);
  if (!isComplete || !isSeverity(severity) || !isTexts(links)) {
    throw new Error(`rules/${family}.yaml: ${id} is missing or incomplete`);
  }
  return { id, title, finding, severity, why: why.trimEnd(), remedy: remedy.trimEnd(), links };
}

function member(data: unknown, name: string): unknown {
  return typeof data === 'object' && data !== null && Object.hasOwn(data, name) ? Reflect.get(data, name) : undefined;
}

function isText(data: unknown): data is string {
  return typeof data === 'string' && data !== '';
}

function isTexts(data: unknown): data is string[] {
  return Array.isArray(data) && data.every(isText);
}

function isSeverity(data: unknown): data is Severity {
  return data === 'error' || data === 'warning' || data === 'note';
}
