import { groupBy } from '../model/group.ts';
import type { Finding } from '../model/report/finding.ts';
import type { Report } from '../model/report/report.ts';
import { item, type Line, line, type Piece, solid } from './layout.ts';
import { changeText } from './message/delivery.ts';
import { identityText, unknownMemberText } from './message/finding.ts';
import { policyText } from './message/policy.ts';
import { placeText } from './message/reason.ts';

/*
 * What differs and is somebody else's to set: listed by name, so that nobody takes it for what the code says, and apart
 * from drift, so that nobody is paged for it.
 */

/** Of one resource and one owner so many are shown with their values, and the rest by name. */
const mostValues = 10;

/** The section about them; no line when there is none. `limit`: the most characters of a value. */
export function ownedLines(report: Report, limit: number): readonly Line[] {
  const owned = report.findings.filter(({ verdict }) => verdict === 'owned');
  if (owned.length === 0) return [];
  const groups = groupBy(owned, ({ target, address, kind, identity, policy = {} }) =>
    JSON.stringify([target, address, identityText(kind, identity), policyText(policy)]),
  );
  return [
    line(0, { text: 'Owned elsewhere', style: 'strong' }, ' (differs, and is not for the code to set: no drift)'),
    ...[...groups.values()].flatMap((group) => ownerLines(group, report.targets.length > 1, limit)),
  ];
}

function ownerLines(group: readonly Finding[], namesTarget: boolean, limit: number): readonly Line[] {
  const [first] = group;
  if (first === undefined) return [];
  const { kind, identity, address, target, policy = {} } = first;
  const live = identityText(kind, identity);
  const by = policyText(policy);
  const rest = group.slice(mostValues).map(({ path, address: name }) => solid(path === '' ? name : path));
  return [
    item(
      2,
      solid(address === '' ? live : address),
      ...(namesTarget ? [` (${target})`] : []),
      ...(by === '' ? [] : [`: ${by}`]),
    ),
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
  ];
}

function differenceLine(finding: Finding, limit: number): Line {
  const { path, address, declared, live, at } = finding;
  const place = at === undefined ? [] : [' (', solid(placeText(at)), ')'];
  const said = unknownMemberText(finding) ?? changeText(declared, live, limit);
  return item(4, solid(path === '' ? address : path), `: ${said}`, ...place);
}
