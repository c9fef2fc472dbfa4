import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { dataSources } from '../../src/data-sources/registry.ts';
import { limits } from '../../src/model/budget.ts';
import { namedPorts, serviceNames, sortOf } from '../../src/model/named-ports.ts';
import { expressionOf } from '../../src/model/pattern.ts';
import { serviceText } from '../../src/report/message/danger.ts';
import { limitText } from '../../src/report/message/problem/size.ts';
import { madeUp } from '../../src/terraform/predicted/fillings.ts';
import { derivedAttributes } from '../../src/terraform/predicted/table.ts';
import { expectGenerated } from '../generated.ts';

const page = (name: string): URL => new URL(`../../docs/${name}`, import.meta.url);

/** The page with its table, which stands between two markers, made from the code. */
function withTable(name: string, rows: readonly string[]): string {
  const text = readFileSync(page(name), 'utf8');
  const table = `<!-- table:start -->\n\n${rows.join('\n')}\n\n<!-- table:end -->`;
  return text.replace(/<!-- table:start -->.*<!-- table:end -->/s, () => table);
}

const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``;

describe('the pages with tables', () => {
  test('docs/derived.md lists every predicted attribute', () => {
    const rows = derivedAttributes
      .flatMap(({ mode, types, attribute, formula, partitions, where, source }) =>
        types.map((type) => {
          const within = partitions === undefined ? '' : ` (in ${partitions.join(', ')})`;
          const only = where === undefined ? within : `${within} (${where.text})`;
          return { type: mode === 'data' ? `data.${type}` : type, attribute, formula, only, source };
        }),
      )
      .map(
        ({ type, attribute, formula, only, source }) =>
          `| ${code(`${type}.${attribute}`)} | ${code(formula)}${only} | [source](${source}) |`,
      );
    const head = ['| Attribute | Formula | Documented |', '|---|---|---|'];
    const forms = [...madeUp].map(
      ([name, { filling, source }]) => `| ${code(name)} | ${code(expressionOf(filling))} | [source](${source}) |`,
    );
    const known = ['| Name | Form | Documented |', '|---|---|---|', ...forms, ''];
    expectGenerated(page('derived.md'), withTable('derived.md', [...known, ...head, ...rows]));
  });

  test('docs/data-sources.md lists every data source that AWS is asked about', () => {
    const rows = dataSources.map(({ type, actions, attributes, decides = [] }) => {
      const told = [...attributes, ...decides].toSorted().map(code).join(', ');
      return `| ${code(type)} | ${actions.map(code).join(', ')} | ${told} |`;
    });
    const head = ['| Data source | Asks | Tells |', '|---|---|---|'];
    expectGenerated(page('data-sources.md'), withTable('data-sources.md', [...head, ...rows]));
  });

  test('docs/limits.md lists how much a run takes', () => {
    const rows = Object.values(limits).map((limit) => `| ${limit.what} | ${limitText(limit)} | ${limit.why} |`);
    const head = ['| Of what | At most | Why |', '|---|---|---|'];
    expectGenerated(page('limits.md'), withTable('limits.md', [...head, ...rows]));
  });

  test('docs/security-groups.md lists every port that has a name', () => {
    const sorts = { admin: 'commands machines', data: 'holds data', web: 'is for everybody', name: 'finds the rest' };
    const rows = serviceNames.map((service) => {
      const ports = namedPorts
        .filter((one) => one.service === service)
        .map(({ port, protocol }) => `${port}/${protocol}`);
      return `| ${serviceText(service)} | ${ports.map(code).join(', ')} | ${sorts[sortOf(service)]} |`;
    });
    const head = ['| Service | Ports | What it does |', '|---|---|---|'];
    expectGenerated(page('security-groups.md'), withTable('security-groups.md', [...head, ...rows]));
  });

  test('have a table', () => {
    for (const name of ['derived.md', 'data-sources.md', 'limits.md', 'security-groups.md']) {
      expect(readFileSync(page(name), 'utf8').match(/^\| /gm)?.length).toBeGreaterThan(10);
    }
  });
});
