import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Report, reportSchema } from '../../../src/model/report/report.ts';
import { reporters } from '../../../src/report/index.ts';
import { commentBody } from '../../../src/report/markdown/comment.ts';
import { valueText } from '../../../src/report/message/value.ts';
import { tries } from '../../tries.ts';
import { findingOf, findings, fullReport, gaps, reportOf } from '../samples.ts';
import { changeOf, findingsOf } from './changes.ts';
import { active, nastyText } from './nasty.ts';
import { markupOf, rendered } from './rendered.ts';

const context = { width: 80, color: false };
const links = { server: 'https://github.com', repository: 'shop/infra', sha: 'f00dfeed', directory: 'live' };

/** Words that the program chose: everything else of a report is from elsewhere. */
const chosen =
  /^(?:type|rule|verdict|severity|kind|hop|state|brokenAt|side|about|cause|outcome|failOn|status|scope|direction|answer|half)$/;
const chosenWords: Readonly<Record<string, ReadonlySet<string>>> = {
  only: new Set(['ipv4', 'ipv6']),
  since: new Set(['new', 'known', 'resolved']),
  source: new Set(['aws', 'snapshot', 'deployment', 'event', 'task']),
  from: new Set(['checkout', 'revision', 'given']),
  protocol: new Set(['tcp', 'udp', '-1']),
  confidence: new Set(['certain', 'likely']),
  client: new Set(['console', 'terraform', 'cloudformation', 'aws-cli']),
  why: new Set(['no-id', 'other-account']),
};

/** The report with all that is from elsewhere replaced: names, values, paths, messages, and names of members. */
function withText(data: unknown, text: string, parent = ''): unknown {
  if (Array.isArray(data))
    return data.map((entry) => (typeof entry === 'string' ? text : withText(entry, text, parent)));
  if (typeof data !== 'object' || data === null) return data;
  const entries = Object.entries(data).map(([name, value]) => {
    const isChosen =
      chosen.test(name) || chosenWords[name]?.has(String(value)) || (name === 'code' && parent !== 'problem');
    const isTool = parent === 'tool';
    return [name, typeof value === 'string' && !isChosen && !isTool ? text : withText(value, text, name)];
  });
  return Object.fromEntries(parent === 'members' ? [...entries, [text, { value: text }]] : entries);
}

const pages: readonly (readonly [string, (report: Report) => string])[] = [
  ['page', (report) => reporters.markdown(report, { ...context, links })],
  ['comment', (report) => commentBody(report, { key: 'k1', links, name: 'production' })],
];

const ours = /^<\/?(?:h[23]|p|ul|li|strong|code(?: class="language-(?:diff|sh)")?|pre|details|summary|b|a)>$/;
const ourLink =
  /^<a href="https:\/\/(?:github\.com\/shop\/infra\/blob\/f00dfeed\/|docs\.aws\.amazon\.com\/|registry\.terraform\.io\/|developer\.hashicorp\.com\/)[\w%./#~-]*">$/;

/** Some of all that a report can hold: rendering all of it takes seconds. */
const someReport = fc
  .tuple(fc.boolean(), fc.subarray([...findings], { maxLength: 5 }), fc.subarray([...gaps], { maxLength: 3 }))
  .map(([isChange, found, open]): Report => {
    const some: Report = { ...fullReport, findings: [...found], gaps: [...open] };
    return isChange ? changeOf([...findingsOf(), ...found], { gaps: [...open] }) : some;
  });

describe.each(pages)('a %s', (kind, pageOf) => {
  test('has no markup and no link but ours, whatever is in a report', () => {
    fc.assert(
      fc.property(nastyText, someReport, (text, some) => {
        const report = reportSchema.parse(withText(some, text));
        const { tags, prose } = markupOf(rendered(pageOf(report)));
        const others = tags.filter((tag) => !ours.test(tag) && !ourLink.test(tag));
        expect(others).toEqual(kind === 'page' ? [] : ['<!-- driftcheck: k1 -->']);
        expect(prose.split('\n').filter((line) => active.test(line.replace('(+)', '')))).toEqual([]);
      }),
      { numRuns: tries(25), endOnFailure: true },
    );
  });

  test('shows values as they are', () => {
    fc.assert(
      fc.property(nastyText, nastyText, (a, b) => {
        fc.pre(a !== b && a.length + b.length < 60 && a.normalize('NFKC') !== b.normalize('NFKC'));
        const finding = findingOf('ecs/env-changed', { declared: { value: a }, live: { value: b } });
        const { code } = markupOf(rendered(pageOf(reportOf({ findings: [finding] }))));
        expect(code).toContain(valueText({ value: a }));
        expect(code).toContain(valueText({ value: b }));
      }),
      { numRuns: tries(40) },
    );
  });
});
