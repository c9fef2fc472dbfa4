import { groupBy } from '../model/group.ts';
import type { Finding } from '../model/report/finding.ts';
import type { PolicyData } from '../model/report/policy.ts';
import type { Report } from '../model/report/report.ts';
import { item, type Line, line, type Piece, solid } from './layout.ts';
import { moreText } from './message/count.ts';
import { changeText } from './message/delivery.ts';
import { identityText, setAsideText, unknownMemberText } from './message/finding.ts';
import { ignoredText, policyText } from './message/policy.ts';
import { placeText } from './message/reason.ts';

/*
 * What differs and is no drift, since it is somebody else's to set or was accepted until a day: listed by name, so that
 * nobody takes it for what the code says, and apart from drift, so that nobody is paged for it.
 */

/** Of one resource and one owner, or one acceptance, so many are shown with their values, and the rest by name. */
const mostValues = 10;
/** More than these are not named. */
const mostNamed = 30;
/** Resources, of each owner or acceptance. */
const mostGroups = 50;

/** The section about what is owned; no line when there is none. `limit`: the most characters of a value. */
export function ownedLines(report: Report, limit: number): readonly Line[] {
  const groups = groupsOf(report, 'owned', policyText);
  if (groups.length === 0) return [];
  return [
    line(0, { text: 'Owned elsewhere', style: 'strong' }, ' (differs, and is not for the code to set: no drift)'),
    ...groupsLines(groups, policyText, limit),
  ];
}

/** The section about what was accepted; no line when there is none. `limit`: the most characters of a value. */
export function ignoredLines(report: Report, limit: number): readonly Line[] {
  const groups = groupsOf(report, 'ignored', ignoredText);
  if (groups.length === 0) return [];
  return [
    line(
      0,
      { text: 'Ignored', style: 'strong' },
      ' (differs, and was accepted until the day named: no drift till then)',
    ),
    ...groupsLines(groups, ignoredText, limit),
  ];
}

/** What of a report is set aside for one reason, by resource and by whose word that is. */
function groupsOf(
  { findings }: Report,
  verdict: Finding['verdict'],
  textOf: (policy: PolicyData) => string,
): readonly (readonly Finding[])[] {
  const own = findings.filter((finding) => finding.verdict === verdict);
  const groups = groupBy(own, ({ target, address, kind, identity, policy = {} }) =>
    JSON.stringify([target, address, identityText(kind, identity), textOf(policy)]),
  );
  return [...groups.values()];
}

function groupsLines(
  groups: readonly (readonly Finding[])[],
  textOf: (policy: PolicyData) => string,
  limit: number,
): readonly Line[] {
  const more = groups.slice(mostGroups).flat().length;
  return [
    ...groups.slice(0, mostGroups).flatMap((group) => groupLines(group, textOf, limit)),
    ...(more > 0 ? [item(2, moreText(more))] : []),
  ];
}

function groupLines(group: readonly Finding[], textOf: (policy: PolicyData) => string, limit: number): readonly Line[] {
  const [first] = group;
  if (first === undefined) return [];
  const { kind, identity, address, policy = {} } = first;
  const live = identityText(kind, identity);
  const by = textOf(policy);
  const more = group.length - mostValues - mostNamed;
  const rest = group
    .slice(mostValues, mostValues + mostNamed)
    .map(({ path, address: name }) => solid(path === '' ? name : path));
  return [
    item(2, solid(address === '' ? live : address), ...(by === '' ? [] : [`: ${by}`])),
    ...(address === '' || live === '' ? [] : [line(4, { text: live, style: 'faint' })]),
    ...group.slice(0, mostValues).map((finding) => differenceLine(finding, limit)),
    ...(rest.length === 0
      ? []
      : [
          item(
            4,
            'and ',
            ...rest.flatMap((piece, index): Piece[] => [...(index === 0 ? [] : [{ text: ', ' }]), piece]),
          ),
        ]),
    ...(more > 0 ? [item(4, moreText(more))] : []),
  ];
}

function differenceLine(finding: Finding, limit: number): Line {
  const { path, address, declared, live, at } = finding;
  const place = at === undefined ? [] : [' (', solid(placeText(at)), ')'];
  const said = unknownMemberText(finding) ?? setAsideText(finding) ?? changeText(declared, live, limit);
  return item(4, solid(path === '' ? address : path), `: ${said}`, ...place);
}
