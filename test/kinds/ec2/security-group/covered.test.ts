import { describe, expect, it } from 'vitest';
import { severityOf } from '../../../../src/model/catalogue.ts';
import type { Finding } from '../../../../src/model/report/finding.ts';
import { coveredNotes } from '../../../../src/report/message/covered-by.ts';
import { ref, resource, sensitive } from '../../resources.ts';
import { check, type Live, liveGroup, liveRule } from './world.ts';

/*
 * A rule that differs in letter and makes no difference in effect, since other rules of the group let the same through.
 * https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html: what any rule allows is allowed.
 */

const web = 'aws_security_group.web';
const listed = (...ingress: object[]) => [resource(web, { name: 'web' }, { blocks: { ingress: ingress as [] } })];
const tcp = (from: number, to: number, peer: object) => ({ protocol: 'tcp', from_port: from, to_port: to, ...peer });
const cidr = (...cidr_blocks: string[]) => ({ cidr_blocks });
const from = (...security_groups: string[]) => ({ security_groups });
const live = (...rules: string[]): Live => ({
  groups: [liveGroup('sg-1', 'web')],
  rules: rules.map((text, index) => liveRule('sg-1', text, { SecurityGroupRuleId: `sgr-${index}` })),
});
const covered = async (resources: Parameters<typeof check>[0], there: Live) => {
  const { findings } = await check(resources, there);
  return findings.map((one) => [one.rule, severityOf(one), one.coveredBy]);
};

const vpc = tcp(8000, 8100, cidr('10.0.0.0/16'));
const all = { protocol: '-1', from_port: 0, to_port: 0 };

describe('a missing rule', () => {
  it.each<[string, object[], string[], [severity: string, by: string[], only?: string]]>([
    [
      'is open by a wider block',
      [tcp(8080, 8080, cidr('10.0.1.0/24')), vpc],
      ['tcp 8000-8100 10.0.0.0/16'],
      ['error', ['ingress[8000-8100/tcp from 10.0.0.0/16]']],
    ],
    [
      'is open by all protocols',
      [tcp(53, 53, from('sg-2')), { ...all, ...from('sg-2') }],
      ['-1 sg-2'],
      ['error', ['ingress[all from sg-2]']],
    ],
    [
      'is open by two ranges of ports',
      [tcp(80, 90, from('sg-2')), tcp(80, 85, from('sg-2')), tcp(86, 90, from('sg-2'))],
      ['tcp 80-85 sg-2', 'tcp 86-90 sg-2'],
      ['error', ['ingress[80-85/tcp from sg-2]', 'ingress[86-90/tcp from sg-2]']],
    ],
    [
      'is open by halves of its block',
      [tcp(1, 1, cidr('10.0.0.0/8', '10.0.0.0/9', '10.128.0.0/9'))],
      ['tcp 1 10.0.0.0/9', 'tcp 1 10.128.0.0/9'],
      ['error', ['ingress[1/tcp from 10.0.0.0/9]', 'ingress[1/tcp from 10.128.0.0/9]']],
    ],
    [
      'from a group is open to all addresses',
      [tcp(1, 1, from('sg-2')), tcp(1, 1, { ...cidr('0.0.0.0/0'), ipv6_cidr_blocks: ['::/0'] })],
      ['tcp 1 0.0.0.0/0', 'tcp 1 ::/0'],
      ['error', ['ingress[1/tcp from 0.0.0.0/0]', 'ingress[1/tcp from ::/0]']],
    ],
    [
      'from a group is open to those of one version',
      [tcp(1, 1, from('sg-2')), tcp(1, 1, cidr('0.0.0.0/0'))],
      ['tcp 1 0.0.0.0/0'],
      ['error', ['ingress[1/tcp from 0.0.0.0/0]'], 'ipv4'],
    ],
    [
      'is open by nothing',
      [tcp(1, 1, cidr('0.0.0.0/0')), tcp(1, 1, { ipv6_cidr_blocks: ['::/0'] })],
      ['tcp 1 ::/0'],
      ['error', []],
    ],
  ])('%s', async (_, code, rules, [severity, by, only]) => {
    const expected =
      by.length === 0
        ? undefined
        : { rules: by.map((rule) => ({ rule, id: expect.any(String) })), ...(only && { only }) };
    expect(await covered(listed(...code), live(...rules))).toEqual([['sg/rule-missing', severity, expected]]);
  });

  it('that may not be shown is not told by another one', async () => {
    const secret = { ...tcp(8080, 8080, {}), cidr_blocks: [sensitive('10.0.1.0/24')] };
    expect(await covered(listed(secret, vpc), live('tcp 8000-8100 10.0.0.0/16'))).toEqual([
      ['sg/rule-missing', 'error', undefined],
    ]);
  });
});

describe('a live rule that no code declares', () => {
  it('opens nothing where a declared one is wider', async () => {
    const rules = live('tcp 8000-8100 10.0.0.0/16', 'tcp 8080 10.0.1.0/24');
    const by = { rules: [{ rule: 'ingress[8000-8100/tcp from 10.0.0.0/16]', address: web }] };
    expect(await covered(listed(vpc), rules)).toEqual([['sg/rule-extra', 'error', by]]);
    const rule = 'aws_security_group_rule.r';
    const standalone = [
      resource(web, { name: 'web' }),
      resource(rule, {
        security_group_id: ref(web),
        type: 'ingress',
        ...tcp(8000, 8100, {}),
        cidr_blocks: ['10.0.0.0/16'],
      }),
    ];
    expect(await covered(standalone, rules)).toEqual([
      ['sg/rule-unmanaged', 'warning', { rules: [{ rule: by.rules[0]?.rule, address: rule }] }],
    ]);
  });

  it('opens something where it is wider', async () => {
    expect(await covered(listed(vpc), live('tcp 8000-8100 10.0.0.0/16', 'tcp 8000-8101 10.0.0.0/16'))).toEqual([
      ['sg/rule-extra', 'error', undefined],
    ]);
  });
});

describe('a rule that was edited', () => {
  it('to be wider is open as declared, and opens more', async () => {
    expect(await covered(listed(vpc), live('tcp 8000-8200 10.0.0.0/16'))).toEqual([
      ['sg/rule-changed', 'error', { rules: [{ rule: 'ingress[8000-8200/tcp from 10.0.0.0/16]', id: 'sgr-0' }] }],
    ]);
  });

  it('to be narrower is not', async () => {
    expect(await covered(listed(vpc), live('tcp 8000-8050 10.0.0.0/16'))).toEqual([
      ['sg/rule-changed', 'error', undefined],
    ]);
  });

  it('makes no difference where others let the same through on both sides', async () => {
    const code = listed(vpc, tcp(1, 1, cidr('10.0.1.0/24')), tcp(1, 9, cidr('10.0.0.0/16')));
    expect(await covered(code, live('tcp 8000-8100 10.0.0.0/16', 'tcp 2 10.0.1.0/24', 'tcp 1-9 10.0.0.0/16'))).toEqual([
      ['sg/rule-changed', 'error', { rules: [{ rule: 'ingress[1-9/tcp from 10.0.0.0/16]', id: 'sgr-2' }] }],
    ]);
  });
});

it.each<[Pick<Finding, 'type' | 'coveredBy'>, string]>([
  [
    { type: 'element-missing', coveredBy: { rules: [{ rule: 'ingress[all from sg-2]', id: 'sgr-1' }] } },
    'open in effect, by other live rules: ingress[all from sg-2] (sgr-1)',
  ],
  [
    { type: 'element-missing', coveredBy: { rules: [{ rule: 'ingress[1/tcp from 0.0.0.0/0]' }], only: 'ipv4' } },
    'open in effect for IPv4 alone, by other live rules: ingress[1/tcp from 0.0.0.0/0]',
  ],
  [
    { type: 'element-extra', coveredBy: { rules: [{ rule: 'ingress[all from sg-2]', address: 'a.b' }] } },
    'opens nothing that declared rules do not: ingress[all from sg-2] (a.b)',
  ],
  [{ type: 'resource-unmanaged', coveredBy: { rules: [] } }, 'opens nothing that declared rules do not'],
])('is said in words: %j', (finding, text) => {
  expect(coveredNotes(finding)).toEqual([text]);
});
