import { rules } from '../model/catalogue.ts';
import { editDistance } from '../model/nearest-name.ts';
import { compareCodeUnits } from '../model/order.ts';
import { type Rule, type RuleId, ruleIds } from '../model/rule.ts';

/** What a text that a user typed stands for. */
export type FoundRule =
  | { readonly status: 'found'; readonly rule: Rule }
  /** `suggestions` holds the ids that were probably meant, the nearest first; none when nothing is near. */
  | { readonly status: 'unknown'; readonly text: string; readonly suggestions: readonly RuleId[] };

/** Finds the rule that `text` names: its id in any case, or the part after the slash when only one family has it. */
export function findRule(text: string): FoundRule {
  const wanted = text.trim().toLowerCase();
  const exact = rules.find((entry) => entry.id === wanted);
  if (exact !== undefined) return { status: 'found', rule: exact };
  const short = rules.filter((entry) => shortName(entry.id) === wanted);
  const [only] = short;
  if (only !== undefined && short.length === 1) return { status: 'found', rule: only };
  return { status: 'unknown', text, suggestions: suggest(wanted) };
}

const shortName = (id: string): string => id.slice(id.indexOf('/') + 1);

const mostSuggestions = 5;
const longestText = 64;

/** Ids that contain the text, then those that a few typing errors away. */
function suggest(wanted: string): readonly RuleId[] {
  if (wanted === '' || wanted.length > longestText) return [];
  const tolerance = Math.max(2, Math.floor(wanted.length / 3));
  return ruleIds
    .map((id) => {
      const distance = Math.min(editDistance(wanted, id), editDistance(wanted, shortName(id)));
      return { id, distance: id.includes(wanted) ? 0 : distance };
    })
    .filter(({ distance }) => distance <= tolerance)
    .toSorted((a, b) => a.distance - b.distance || compareCodeUnits(a.id, b.id))
    .slice(0, mostSuggestions)
    .map(({ id }) => id);
}
