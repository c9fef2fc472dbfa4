import { compareInTurn } from '../model/order.ts';
import type { Finding } from '../model/report/finding.ts';
import type { Severity } from '../model/report/severity.ts';
import type { RuleId } from '../model/rule.ts';

/*
 * The order of findings: what somebody who was just paged has to know first. What is gone comes before what does not
 * run as declared, that before what tasks need to start, and all of it before a setting that differs. Of what is as
 * severe, a danger comes before all of that.
 */

/** The most important first; what is equally important by address, path and rule. Total, whatever the order before. */
export function compareFindings(a: Finding, b: Finding): number {
  return compareInTurn(
    [a.target, ...ranks(a), a.address, a.path, a.rule],
    [b.target, ...ranks(b), b.address, b.path, b.rule],
  );
}

const severities: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

/** As texts of one length each, which compare like the numbers. */
const ranks = (finding: Finding): readonly string[] => [
  rankOfVerdict(finding),
  String(severities[finding.severity]),
  String(rankOfDanger(finding)),
  String(importanceOf(finding)),
];

/** What collides, what drifted, what of that a change does not touch, what else is said. */
function rankOfVerdict({ verdict, untouched }: Finding): string {
  return untouched === true ? ranksOfVerdicts.untouched : ranksOfVerdicts[verdict];
}

const ranksOfVerdicts: Readonly<Record<Finding['verdict'] | 'untouched', string>> = {
  collides: '0',
  drift: '1',
  untouched: '2',
  'awaiting-apply': '3',
  pending: '4',
  adopts: '5',
  owned: '6',
  ignored: '7',
};

/** What is open that must not be, what is shut that must not be, everything else. */
function rankOfDanger({ danger = [] }: Finding): number {
  const grave = danger.filter(({ severity }) => severity === 'error');
  if (grave.length === 0) return 2;
  return grave.some(({ code }) => code.startsWith('opens-')) ? 0 : 1;
}

/** What stands in the way of new tasks, or makes them run something else, by rules that say it of one setting. */
const neededToRun: ReadonlySet<RuleId> = new Set([
  'ecs/service-revision',
  'ecs/container-missing',
  'ecs/secret-source-missing',
  'ecs/secret-source-region',
  'ecs/secret-version-missing',
]);

function importanceOf({ type, rule }: Finding): number {
  const byType = importance[type];
  return neededToRun.has(rule) ? Math.min(byType, 2) : byType;
}

const importance: Readonly<Record<Finding['type'], number>> = {
  'resource-missing': 0,
  'delivery-broken': 1,
  'element-missing': 3,
  'attribute-changed': 4,
  'expectation-unmet': 4,
  'member-unknown': 4,
  'declared-twice': 4,
  'element-extra': 5,
  'resource-unmanaged': 5,
  'resource-removed': 5,
};
