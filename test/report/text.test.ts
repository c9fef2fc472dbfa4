import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rule } from '../../src/model/catalogue.ts';
import type { Hop } from '../../src/model/report/delivery.ts';
import type { Finding } from '../../src/model/report/finding.ts';
import type { Gap } from '../../src/model/report/gap.ts';
import type { Report } from '../../src/model/report/report.ts';
import type { Target } from '../../src/model/report/target.ts';
import { ruleIds } from '../../src/model/rule.ts';
import { verdictLine } from '../../src/report/message/summary.ts';
import { displayWidth } from '../../src/report/printable.ts';
import { text } from '../../src/report/text.ts';
import { at, bounds, findingOf, findings, fullReport, gaps, owners, reportOf } from './samples.ts';

const plain = { width: 80, color: false };
const linesOf = (report: Parameters<typeof text>[0], context = plain): readonly string[] =>
  text(report, context).split('\n');

describe('a long list', () => {
  const count = 5000;
  /** The errors come last in the report. */
  const many = (target = 'default'): Finding[] =>
    Array.from({ length: count }, (_, index) =>
      findingOf('sg/rule-extra', {
        address: `aws_security_group.g${index}`,
        severity: index < count - 50 ? 'warning' : 'error',
        target,
      }),
    );
  const titles = (report: Report): readonly string[] =>
    linesOf(report).filter((line) => /^ {2}(?:error|warning|note): /.test(line));

  test('is cut to the worst, and says how much it leaves out and where that is', () => {
    const report = reportOf({ findings: many() });
    const shown = titles(report);
    expect(shown).toHaveLength(500);
    expect(shown.filter((line) => line.startsWith('  error'))).toHaveLength(50);
    expect(linesOf(report)).toContain(`and ${count - 500} more in the JSON report (--format json)`);
    expect(linesOf(report).length).toBeLessThan(5000);
    expect(linesOf(report).filter((line) => tooWide(line, 80))).toEqual([]);
    expect(linesOf(report)).toContain(verdictLine(report));
  });

  test('is cut once for all targets, and each says what it leaves out', () => {
    const [first] = reportOf({}).targets;
    if (first === undefined) throw new Error('no target');
    const targets = [first, { ...first, name: 'other' }];
    const report = { ...reportOf({ findings: [...many(), ...many('other').slice(0, 100)] }), targets };
    expect(titles(report)).toHaveLength(500);
    const left = linesOf(report).flatMap((line) => /^and (\d+) more in the JSON report/.exec(line)?.[1] ?? []);
    expect(left.map(Number).reduce((sum, each) => sum + each, 0)).toBe(count + 100 - 500);
  });

  test('of what others own names some, and counts the rest', () => {
    const owned = many().map((finding): Finding => ({ ...finding, verdict: 'owned', severity: 'note' }));
    const one = owned.map((finding): Finding => ({ ...finding, address: 'aws_security_group.g' }));
    for (const findings of [owned, one]) {
      const lines = linesOf(reportOf({ findings }));
      expect(lines.length).toBeLessThan(300);
      expect(lines.join(' ').replaceAll(/\s+/g, ' ')).toMatch(/and \d{4} more in the JSON report \(--format json\)/);
    }
  });
});

/** All that is not a line feed, U+0020 or printable. */
const control = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
/** How far a line goes beyond the width, when it could have been broken at a space. */
function tooWide(line: string, width: number): boolean {
  return displayWidth(line) > width && line.trim().includes(' ');
}

describe('the form', () => {
  test.each([40, 60, 80, 100, 160])('keeps to %i columns', (width) => {
    const wide = linesOf(fullReport, { width, color: false }).filter((line) => tooWide(line, width));
    expect(wide).toEqual([]);
  });

  test('has no control characters, no trailing blanks, no runs of empty lines, and ends with one line feed', () => {
    const rendered = text(fullReport, plain);
    expect(rendered.split('\n').filter((line) => control.test(line))).toEqual([]);
    expect(rendered).not.toMatch(/\n\n\n|^\n| \n/);
    expect(rendered).toMatch(/[^\n]\n$/);
  });

  test('a gap without an address is shown by its place', () => {
    const reason = { kind: 'secret' } as const;
    const gap: Gap = { code: 'base-unreadable', scope: 'run', at: at('main.tf', 10), reason, target: 'default' };
    expect(linesOf(reportOf({ gaps: [gap] }))).toContain('    main.tf:10');
  });

  test('colour adds to the text and changes nothing of it', () => {
    const coloured = text(fullReport, { width: 80, color: true });
    const start = String.fromCharCode(27);
    expect(coloured).toContain(`${start}[`);
    expect(coloured.replaceAll(new RegExp(`${start}\\[[0-9;]*m`, 'g'), '')).toBe(text(fullReport, plain));
  });

  test('the same report gives the same text', () => {
    expect(text(structuredClone(fullReport), plain)).toBe(text(fullReport, plain));
  });

  test('whatever the values, addresses and messages hold, the terminal is safe and the width kept', () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.constantFrom(
        '\u001b]0;title\u0007',
        '\u001b[2J\u001b[H',
        'a\nb\rc',
        '\u202egnp.exe',
        '\u009b31m',
        '日本'.repeat(99),
      ),
    );
    fc.assert(
      fc.property(nasty, nasty, nasty, fc.integer({ min: 40, max: 120 }), (one, other, name, width) => {
        const report = reportOf({
          findings: [
            findingOf('ecs/env-changed', {
              declared: { value: one },
              live: { value: [other, { [one]: other }] },
              path: `containers[${name}].environment[${other}]`,
              address: `aws_ecs_task_definition.this["${name}"]`,
              at: at(`${other}.tf`, 3),
              policy: { reason: one },
            }),
            findingOf('sg/rule-extra', { live: { template: [one, { kind: 'invalid', name: other }] }, path: name }),
          ],
          gaps: [{ ...gapOf(name), address: other, reason: { kind: 'aws', problem: { kind: 'denied', action: one } } }],
        });
        const rendered = linesOf(report, { width, color: false });
        expect(rendered.filter((line) => control.test(line))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('findings', () => {
  test('are all there, as many as anybody reads', () => {
    const many = Array.from({ length: 500 }, (_, index) =>
      findingOf('ecs/env-missing', {
        type: 'element-missing',
        address: `aws_ecs_task_definition.t${index % 50}`,
        path: `containers[api].environment[V${index}]`,
      }),
    );
    const rendered = text(reportOf({ findings: many }), plain);
    expect(many.filter(({ path }) => !rendered.includes(/\[(V\d+)\]/.exec(path)?.[1] ?? path))).toEqual([]);
    expect(rendered.match(/\[ecs\/env-missing\]/g)).toHaveLength(500);
  });

  test('of one resource stand together under its address, errors first', () => {
    const rendered = linesOf(
      reportOf({
        findings: [
          findingOf('ecs/env-extra', { address: 'a.one', severity: 'warning' }),
          findingOf('ecs/env-missing', { address: 'b.two' }),
          findingOf('ecs/secret-missing', { address: 'a.one' }),
        ],
      }),
    );
    const order = rendered.flatMap((line) => /^[ab]\.\w+$|\[\w+\/[\w-]+\]/.exec(line)?.[0] ?? []);
    expect(order).toEqual(['a.one', '[ecs/secret-missing]', '[ecs/env-extra]', 'b.two', '[ecs/env-missing]']);
  });

  test('of one address as two live things stand apart', () => {
    const one = findingOf('ecs/env-missing');
    const { account, region, arn, family, revision } = one.identity;
    const identity = { account, region, arn, family, revision, cluster: 'shop', service: 'shop-worker' };
    const other = { ...one, identity };
    const rendered = linesOf(reportOf({ findings: [one, other] }));
    expect(rendered.filter((line) => line === one.address)).toHaveLength(2);
  });

  test.each([...ruleIds])('%s says what, which, where and by which rule', (id) => {
    const finding = findingOf(id, { declared: { value: 'left-value' }, live: { value: 'right-value' } });
    const rendered = text(reportOf({ findings: [finding] }), plain);
    expect(rendered).toContain(finding.address);
    expect(rendered).toContain('infra/main.tf:57');
    expect(rendered).toContain(`[${id}]`);
    expect(rendered).toContain('left-value');
    expect(rendered).toContain('right-value');
  });

  test('of something that no code declares stand under what AWS calls it', () => {
    const finding = findingOf('sg/rule-extra', { address: '', live: { value: 1 } });
    const lines = linesOf(reportOf({ findings: [finding] }));
    expect(lines[2]).toContain('sg-0a1b2c3d4e5f60718');
  });

  test('with the same verdict word are told from drift', () => {
    const verdicts = ['drift', 'pending', 'awaiting-apply', 'adopts', 'collides', 'owned', 'ignored'] as const;
    const texts = verdicts.map((verdict) =>
      text(reportOf({ findings: [findingOf('ecs/env-changed', { verdict })] }), plain),
    );
    expect(new Set(texts).size).toBe(verdicts.length);
  });

  test('name every hop of a broken delivery and the one where it was lost', () => {
    const broken = findings.find((finding) => finding.type === 'delivery-broken');
    if (broken?.type !== 'delivery-broken') throw new Error('the samples have one');
    const rendered = linesOf(reportOf({ findings: [broken] }));
    const lost = rendered.filter((line) => line.includes('<-'));
    expect(lost).toHaveLength(1);
    expect(rendered.findIndex((line) => line.includes('revision 151'))).toBe(rendered.indexOf(lost[0] ?? '') - 1);
  });
});

describe('the words', () => {
  const absent = { absent: true } as const;
  const title = (more: Partial<Finding>): string =>
    linesOf(reportOf({ findings: [findingOf('ecs/service-changed', { path: 'networkConfiguration', ...more })] }), {
      width: 160,
      color: false,
    }).find((line) => line.includes('networkConfiguration')) ?? '';

  test.each([
    ['a block that AWS lacks is missing', { declared: { value: {} }, live: absent }, 'is missing'],
    [
      'a setting of which nothing but a reference is known',
      { declared: { unknown: { kind: 'secret' } }, live: absent },
      'is missing',
    ],
    ['one that the code lacks is not declared', { declared: absent, live: { value: {} } }, 'is not declared'],
    ['two that are there differ', { declared: { value: 1 }, live: { value: 2 } }, 'differs'],
    ['two of which one is secret differ', { declared: { secret: true }, live: { value: 2 } }, 'differs'],
  ] as const)('%s', (_, sides, words) => {
    expect(title(sides)).toMatch(new RegExp(`${words}$`));
  });

  test('call what one side lacks missing, or not declared, in lists of differences', () => {
    const differences: NonNullable<Extract<Finding, { type: 'delivery-broken' }>['differences']> = [
      { rule: 'ecs/env-missing', path: 'a', declared: { value: 'x' }, live: absent },
      { rule: 'ecs/env-extra', path: 'b', declared: absent, live: { value: 'y' } },
      { rule: 'ecs/env-changed', path: 'c', declared: { value: 'x' }, live: { value: 'y' } },
    ];
    const rendered = text(reportOf({ findings: [brokenAt('service', 'differs', { differences })] }), plain);
    expect(rendered).toContain('a: missing, declared "x"');
    expect(rendered).toContain('b: "y", not declared');
    expect(rendered).toContain('c: "y", declared "x"');
  });

  test.each([
    ['differs', 1],
    ['undetermined', 0],
    ['as-declared', 0],
  ] as const)('never say that something was lost at a hop that is %s', (state, expected) => {
    for (const hop of ['service', 'deployment', 'task', 'image'] as const) {
      const lines = linesOf(reportOf({ findings: [brokenAt(hop, state)] }));
      expect(lines.filter((line) => line.includes('<- lost'))).toHaveLength(expected);
    }
  });
});

function brokenAt(hop: Hop['hop'], state: Hop['state'], more: Partial<Finding> = {}): Finding {
  return findingOf('delivery/not-running', {
    type: 'delivery-broken',
    hops: [
      { hop: 'declared', state: 'as-declared' },
      { hop, state, revision: 6 },
    ],
    brokenAt: hop,
    ...more,
  } as Partial<Finding>);
}

describe('what was accepted until a day', () => {
  const policy = { owner: 'team-api', reason: 'the release', expires: '2027-02-27', at: at('driftcheck.yaml', 14) };
  const ignored = (path: string): Finding => findingOf('ecs/env-changed', { verdict: 'ignored', path, policy });
  const owned = findingOf('ecs/image-changed', { verdict: 'owned', path: 'containers[api].image' });

  test('stands behind drift and what is owned, with whose word it is, why, until when and where', () => {
    const drift = findingOf('ecs/env-changed', { path: 'containers[api].environment[A]' });
    const report = reportOf({ findings: [ignored('containers[api].environment[B]'), owned, drift] });
    const lines = linesOf(report, { width: 160, color: false });
    const heading = lines.findIndex((line) => line.startsWith('Ignored'));
    const section = lines.slice(heading, lines.indexOf('', heading)).join('\n');
    expect(lines.findIndex((line) => line.startsWith('Owned elsewhere'))).toBeLessThan(heading);
    expect(lines.findIndex((line) => line.includes(`[${drift.rule}]`))).toBeLessThan(heading);
    for (const word of [
      'team-api',
      'the release',
      '2027-02-27',
      'driftcheck.yaml:14',
      'containers[api].environment[B]',
    ]) {
      expect(section).toContain(word);
    }
    expect(lines.filter((line) => line.includes('environment[B]'))).toHaveLength(1);
  });

  test('is counted in the last line', () => {
    const lines = linesOf(reportOf({ findings: [ignored('a'), ignored('b'), owned] }));
    expect(lines.at(-2)).toMatch(/^No drift: 1 .*, 2 /);
  });

  test('tells of every entry of the configuration that should be looked at', () => {
    const warnings = fullReport.policy?.warnings ?? [];
    const rendered = linesOf(fullReport, { width: 300, color: false });
    const said = warnings.map(({ at: { start } }) =>
      rendered.filter((line) => line.includes('warning') && line.includes(`driftcheck.yaml:${start.line}:`)),
    );
    expect(said.map((lines) => lines.length)).toEqual(warnings.map(() => 1));
    expect(new Set(said.flat()).size).toBe(warnings.length);
  });
});

describe('what is owned elsewhere', () => {
  const owned = (path: string, more: Partial<Finding> = {}): Finding =>
    findingOf('ecs/secret-missing', {
      verdict: 'owned',
      path,
      policy: { by: { kind: 'ignore-changes', argument: 'container_definitions' } },
      ...more,
    });

  test('says of what AWS does not know which name was meant', () => {
    const unknown = {
      ...owned('containers[api].port_mappings'),
      type: 'member-unknown',
      nearest: 'portMappings',
    } as const;
    const line =
      linesOf(reportOf({ findings: [unknown] }), { width: 300, color: false }).find((one) =>
        one.includes('port_mappings'),
      ) ?? '';
    expect(line).toContain('portMappings');
    expect(line).not.toContain('not there');
  });

  test('stands apart from drift, by name and with whose it is', () => {
    const drift = findingOf('ecs/env-changed', { path: 'containers[api].environment[A]' });
    const report = reportOf({ findings: [owned('containers[api].secrets[TOKEN]'), drift] });
    const lines = linesOf(report, { width: 160, color: false });
    const heading = lines.findIndex((line) => line.startsWith('Owned elsewhere'));
    const section = lines.slice(heading, lines.indexOf('', heading)).join('\n');
    expect(lines.findIndex((line) => line.includes(`[${drift.rule}]`))).toBeLessThan(heading);
    expect(section).toContain('ignore_changes = [container_definitions]');
    expect(section).toContain('containers[api].secrets[TOKEN]');
    expect(lines.filter((line) => line.includes('TOKEN'))).toHaveLength(1);
  });

  test('leaves no name out, however many there are', () => {
    const names = Array.from({ length: 40 }, (_, index) => `containers[api].environment[V${index}]`);
    const rendered = text(reportOf({ findings: names.map((name) => owned(name)) }), plain);
    expect(names.filter((name) => !rendered.includes(name))).toEqual([]);
  });

  test.each(owners)('says whose it is: $kind', (by) => {
    const words = {
      'ignore-changes': 'ignore_changes',
      'autoscaling-target': 'scaled by',
      'deployment-controller': 'set by',
      'deployment-strategy': 'BLUE_GREEN',
      'scalable-target': 'Application Auto Scaling',
    };
    const report = reportOf({ findings: [owned('desiredCount', { policy: { by } })] });
    expect(text(report, { width: 160, color: false })).toContain(words[by.kind]);
  });

  test.each(bounds)("says between what it is an owner's, and that it is outside: %j", (one) => {
    const policy = { owner: 'the pipeline', bounds: one };
    const shownBounds = Object.values(one).map(String);
    const said = (finding: Finding) => text(reportOf({ findings: [finding] }), { width: 160, color: false });
    const inside = said(owned('desiredCount', { policy }));
    const outside = said(findingOf('ecs/service-desired-count', { policy }));
    for (const rendered of [inside, outside]) {
      expect(rendered).toContain('the pipeline');
      for (const bound of shownBounds) expect(rendered).toContain(bound);
    }
    expect([inside, outside].map((rendered) => rendered.includes('outside'))).toEqual([false, true]);
  });

  test('asks for no variable, and is not what AWS has as the code declares it', () => {
    const gap = gapOf('p', { reason: { kind: 'variable', address: '', name: 'image_tag' } });
    const unsetVariables = [{ module: '', name: 'image_tag', at: at('variables.tf', 1), target: 'default' }];
    const rendered = text(
      reportOf({ findings: [owned('desiredCount')], gaps: [{ ...gap, policy: {} }], unsetVariables }),
      plain,
    );
    expect(rendered).not.toContain('without a value');
    expect(rendered).not.toContain('In sync');
    expect(rendered).toContain('No drift: 1 difference is owned elsewhere. 1 value could not be decided.');
    const other = text(reportOf({ gaps: [gap], unsetVariables }), plain);
    expect(other).toContain('without a value');
  });
});

describe('values', () => {
  const shown = (declared: Finding['declared'], live: Finding['live'], width = 80): readonly string[] =>
    linesOf(reportOf({ findings: [findingOf('ecs/env-changed', { declared, live })] }), { width, color: false }).filter(
      (line) => /^ {4}(declared|live|values) |^ {14}\S/.test(line),
    );

  test('stand below each other in one column', () => {
    const [declared = '', live = ''] = shown({ value: 'one' }, { value: 'two' });
    expect(declared.indexOf('"one"')).toBe(live.indexOf('"two"'));
  });

  test('that are secret on both sides are one line without a value', () => {
    const lines = shown({ secret: true }, { secret: true });
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain('"');
  });

  test('that look the same are shown so that they differ', () => {
    const [declared = '', live = ''] = shown({ value: 'r\u00e9sum\u00e9' }, { value: 're\u0301sume\u0301' });
    expect(declared.replace('declared', '').trim()).not.toBe(live.replace('live', '').trim());
    expect(declared).toContain('\\u00e9');
  });

  test('keep a number and its text apart', () => {
    expect(shown({ value: 80 }, { value: '80' }).map((line) => line.trim().split(/ +/)[1])).toEqual(['80', '"80"']);
  });

  test('with several lines stay on one', () => {
    expect(shown({ value: 'a\nb' }, { value: 'a\tb' }).map((line) => line.slice(14))).toEqual(['"a\\nb"', '"a\\tb"']);
  });

  test.each([60, 80, 120])('of a megabyte take few lines and still show the difference at %i columns', (width) => {
    const long = 'x'.repeat(1_000_000);
    const lines = shown({ value: `${long}ONE${long}` }, { value: `${long}TWO${long}` }, width);
    expect(lines.length).toBeLessThanOrEqual(10);
    expect(lines.join('').replaceAll(/\s/g, '')).toMatch(/ONE.*TWO/);
  });

  test('with wide characters keep to the width', () => {
    const lines = shown({ value: '設定'.repeat(200) }, { value: '設計'.repeat(200) });
    expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(80);
  });
});

function gapOf(path: string, more: Partial<Gap> = {}): Gap {
  return {
    code: 'value-unknown',
    scope: 'leaf',
    address: 'aws_ecs_task_definition.api',
    path,
    reason: { kind: 'variable', name: 'image_tag', address: '', at: at('main.tf', 7) },
    target: 'default',
    ...more,
  };
}

describe('gaps', () => {
  test('with one cause are one entry with their number', () => {
    const many = Array.from({ length: 48 }, (_, index) =>
      gapOf(`p${index}`, {
        reason: { kind: 'variable', name: 'image_tag', address: '', at: at('main.tf', index + 1) },
      }),
    );
    const rendered = linesOf(reportOf({ gaps: many }));
    expect(rendered.filter((line) => line.includes('"image_tag"'))).toHaveLength(1);
    expect(rendered.find((line) => line.includes('"image_tag"'))).toMatch(/\b48\b/);
    expect(rendered.length).toBeLessThan(14);
  });

  test('that are left out are counted', () => {
    const many = Array.from({ length: 200 }, (_, index) =>
      gapOf('p', { reason: { kind: 'variable', name: `v${index}`, address: '' } }),
    );
    const rendered = text(reportOf({ gaps: many }), plain);
    const listed = rendered.match(/variable "v\d+"/g)?.length ?? 0;
    const [, left = ''] = /and (\d+) more/.exec(rendered) ?? [];
    expect(listed + Number(left)).toBe(200);
  });

  test('that make the run incomplete come first', () => {
    const leaf = gapOf('p');
    const module: Gap = {
      code: 'module-missing',
      scope: 'module',
      address: 'module.db',
      reason: { kind: 'module', source: 'x/db' },
      target: 'default',
    };
    const rendered = text(reportOf({ gaps: [leaf, leaf, module] }), plain);
    expect(rendered.indexOf('module.db')).toBeLessThan(rendered.indexOf('image_tag'));
  });

  test('from denied calls name each action to allow once', () => {
    const denied = ['ecs:DescribeServices', 'ec2:DescribeSecurityGroupRules', 'ecs:DescribeServices'].map((action) =>
      gapOf('', {
        code: 'unreadable',
        scope: 'resource',
        reason: { kind: 'aws', problem: { kind: 'denied', action } },
      }),
    );
    const last = linesOf(reportOf({ gaps: denied }), { width: 200, color: false }).findLast((line) =>
      line.includes('DescribeServices'),
    );
    expect(last).toMatch(/ec2:DescribeSecurityGroupRules, ecs:DescribeServices$/);
  });

  test('name the unset variables that they need, and no others', () => {
    const rendered = text(
      reportOf({
        gaps: [
          gapOf('p'),
          gapOf('q', {
            reason: {
              kind: 'operation',
              name: 'join',
              from: [{ kind: 'variable', name: 'zone', address: 'module.dns' }],
            },
          }),
        ],
        unsetVariables: [
          { module: '', name: 'image_tag', at: at('variables.tf', 31), target: 'default' },
          { module: 'module.dns', name: 'zone', at: at('dns/variables.tf', 32), target: 'default' },
          { module: '', name: 'unneeded', at: at('variables.tf', 33), target: 'default' },
        ],
      }),
      plain,
    );
    expect(rendered).toContain('variables.tf:31');
    expect(rendered).toContain('dns/variables.tf:32');
    expect(rendered).not.toContain('variables.tf:33');
    expect(rendered).toContain('TF_VAR_image_tag');
  });

  test('do not offer to set what only a module call can set', () => {
    const rendered = text(
      reportOf({
        gaps: [gapOf('p', { reason: { kind: 'variable', name: 'zone', address: 'module.dns' } })],
        unsetVariables: [{ module: 'module.dns', name: 'zone', at: at('dns/variables.tf', 32), target: 'default' }],
      }),
      plain,
    );
    expect(rendered).toContain('dns/variables.tf:32');
    expect(rendered).not.toContain('--var');
  });

  test('name the variable files that set what is missing, those that set most first', () => {
    const gap = (name: string) => gapOf(name, { reason: { kind: 'variable', name, address: '' } });
    const unset = (name: string, setBy?: string[]) => ({
      module: '',
      name,
      at: at('variables.tf', 31),
      target: 'default',
      ...(setBy === undefined ? {} : { setBy }),
    });
    const rendered = text(
      reportOf({
        gaps: [gap('image_tag'), gap('region'), gap('lost')],
        unsetVariables: [
          unset('image_tag', ['dev.tfvars', 'envs/prod.tfvars']),
          unset('region', ['envs/prod.tfvars']),
          unset('lost'),
          unset('unneeded', ['other.tfvars']),
        ],
      }),
      plain,
    );
    expect(rendered).toContain('--var-file envs/prod.tfvars (image_tag, region)');
    expect(rendered).toContain('--var-file dev.tfvars (image_tag)');
    expect(rendered.indexOf('envs/prod.tfvars')).toBeLessThan(rendered.indexOf('dev.tfvars'));
    expect(rendered).not.toContain('other.tfvars');
  });

  test('of every code and reason are told apart', () => {
    const texts = gaps.map((gap) => text(reportOf({ gaps: [gap] }), plain));
    expect(new Set(texts).size).toBe(gaps.length);
  });
});

describe('the end', () => {
  const last = (report: Parameters<typeof text>[0]): string => linesOf(report).at(-2) ?? '';

  test('counts what is not compared between the two, and says in sync of what is', () => {
    const of = (types: number) =>
      linesOf(
        reportOf({
          notCompared: Array.from({ length: types }, (_, index) => ({
            type: `aws_type_${index}`,
            count: index + 1,
            ...(index === 1 ? { atLeast: true as const } : {}),
          })),
        }),
        { width: 500, color: false },
      );
    expect(of(2).at(-3)).toMatch(/\bat least 3\b.*\b1 aws_type_0\b.*\bat least 2 aws_type_1\b/);
    expect(of(9).at(-3)).toMatch(/\bat least 45\b.*\baws_type_5\b.*\b3\b/);
    expect(of(9).at(-3)).not.toContain('aws_type_6');
    const inSync = (types: number): string | undefined => of(types).at(-2);
    expect(inSync(0)).not.toBe(inSync(1));
  });

  test('says how much was compared, then the verdict', () => {
    const lines = linesOf(reportOf());
    expect(lines.at(-3)).toMatch(/\b6 of 7\b.*\b84\b/);
    expect(lines).toHaveLength(5);
  });

  test('tells the outcomes apart', () => {
    const module: Gap = { ...gapOf(''), code: 'module-missing', scope: 'module' };
    const reports = [
      reportOf(),
      reportOf({ gaps: [gapOf('p')] }),
      reportOf({ gaps: [module] }),
      reportOf({ findings: [findingOf('ecs/env-missing')] }),
      reportOf({ findings: [findingOf('ecs/env-extra', { severity: 'warning' })] }),
      reportOf({ findings: [findingOf('ecs/env-missing')], gaps: [module] }),
    ];
    expect(new Set(reports.map(last)).size).toBe(reports.length);
  });

  test('counts what is missing as looked for, and what is not known as not', () => {
    const report = reportOf();
    const resources = { declared: 9, compared: 6, inSync: 5, drifted: 1, missing: 2, undetermined: 1 };
    const line = (more: Partial<typeof resources>): string =>
      linesOf(
        { ...report, summary: { ...report.summary, resources: { ...resources, ...more } } },
        { width: 200, color: false },
      ).at(-3) ?? '';
    expect(line({})).toMatch(/\b8 of 9\b.*\b2\b/);
    expect(line({ declared: 8, undetermined: 0 })).not.toMatch(/\bof\b/);
  });

  test('explains the rules when asked', () => {
    const report = reportOf({
      findings: [findingOf('ecs/env-missing'), findingOf('sg/rule-extra'), findingOf('sg/rule-extra')],
    });
    const asked: string[] = [];
    const rendered = text(report, {
      ...plain,
      explain: (id) => {
        asked.push(id);
        return rule(id);
      },
    });
    expect(asked).toEqual(['ecs/env-missing', 'sg/rule-extra']);
    expect(rendered).toContain(rule('sg/rule-extra').title);
    expect(rendered).not.toContain('driftcheck explain');
    expect(text(report, plain)).toContain('driftcheck explain');
  });
});

test('says where it looked, and at which snapshot', () => {
  const report = reportOf();
  const targets = report.targets.map((target) => ({
    ...target,
    workspace: 'blue',
    source: 'snapshot' as const,
    recordedAt: '2026-01-02T03:04:05Z',
  }));
  const [heading = ''] = text({ ...report, targets }, { width: 200, color: false }).split('\n');
  for (const part of ['infra', '123456789012', 'us-east-1', 'blue', 'snapshot', '2026-01-02T03:04:05Z']) {
    expect(heading).toContain(part);
  }
});

describe('a report of several targets', () => {
  const [first] = reportOf().targets;
  const named = (name: string, more: Partial<Target> = {}): Target => ({
    workspace: 'default',
    source: 'aws',
    ...first,
    name,
    directory: `infra/${name}`,
    ...more,
  });
  const [finding] = findings;
  const [gap] = gaps;
  const checked = (target: string, status: 'in-sync' | 'drifted') => ({
    kind: 'ecs-service' as const,
    address: 'aws_ecs_service.api',
    target,
    identity: {},
    status,
    attributes: { compared: 1, equal: 1, drifted: 0, undetermined: 0 },
  });
  const failure = {
    code: 'target-failed' as const,
    scope: 'run' as const,
    reason: { kind: 'target' as const, name: 'directory-missing', source: 'infra/gone' },
    target: 'gone',
  };
  const report: Report = {
    ...reportOf({
      findings: finding === undefined ? [] : [{ ...finding, target: 'api' }],
      gaps: [failure, ...(gap === undefined ? [] : [{ ...gap, target: 'web' }])],
    }),
    targets: [
      named('api', { workspace: 'blue' }),
      named('gone', { problem: { code: 'directory-missing', directory: 'infra/gone' } }),
      named('web', { region: 'eu-west-1' }),
    ],
    checked: [checked('api', 'drifted'), checked('web', 'in-sync')],
  };
  const rendered = text(report, plain);

  test('begins with what became of each', () => {
    expect(rendered.split('\n').slice(0, 4)).toEqual([
      'driftcheck compared 3 targets with AWS',
      '  api: 1 drifted',
      '  gone: could not be run',
      '  web: 1 in sync',
    ]);
  });

  test('says what is of a target below its name, and of none what is of another', () => {
    const sections = rendered.split(/^Target /m).slice(1);
    expect(sections.map((section) => section.split('\n', 1)[0])).toEqual([
      'api: infra/api (account 123456789012, us-east-1, workspace blue)',
      'gone: infra/gone (account 123456789012, us-east-1)',
      'web: infra/web (account 123456789012, eu-west-1)',
    ]);
    expect(sections[0]).toContain(finding?.address);
    expect(sections[1]).toContain('there is no directory infra/gone');
    expect(sections[2]).toContain('Not decided');
  });

  test('has one summary, which says that a target could not be run', () => {
    expect(rendered.match(/^Compared /gm)).toHaveLength(1);
    expect(verdictLine({ ...report, summary: { ...report.summary, outcome: 'incomplete' } })).toContain(
      '1 target could not be run',
    );
  });

  test('fits into 80 columns', () => {
    for (const line of rendered.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });
});

describe('mistakes in the code', () => {
  test('stand there with their place', () => {
    expect(text(fullReport, plain)).toContain('main.tf:5: Old form');
  });

  test('come errors first, and those that are left out are counted', () => {
    const warning = { severity: 'warning', code: 'old', summary: 'Old form', detail: '' } as const;
    const error = { severity: 'error', code: 'bad', summary: 'Bad form', detail: '' } as const;
    const rendered = text(reportOf({ diagnostics: [...Array.from({ length: 60 }, () => warning), error] }), plain);
    expect(rendered.indexOf('Bad form')).toBeLessThan(rendered.indexOf('Old form'));
    expect((rendered.match(/Old form/g)?.length ?? 0) + 1 + Number(/and (\d+) more/.exec(rendered)?.[1])).toBe(61);
  });
});
