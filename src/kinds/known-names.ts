import { starred } from '../compare/element-name.ts';
import { isSecret, type Value } from '../model/declared.ts';
import { elementAt, type Path } from '../model/path.ts';
import { hiddenText } from '../model/secret/hidden.ts';
import type { TerraformValue } from '../model/value.ts';
import { argumentOf, type Inside, type RowName, rowsOf, type Table } from './member.ts';
import { identity, readOnly, type Treatment } from './sdk-members.ts';

/** The names that something may have in it, and what may stand inside of each. */
export interface KnownNames extends Omit<Inside, 'rows'> {
  readonly names: ReadonlyMap<string, KnownNames | undefined>;
}

/**
 * The names of a table's rows at every depth, and of what is not compared.
 *
 * @param nameOf what a row is called; a period leads into what stands inside
 * @param others what has no row, by its path
 */
export function knownNames(
  { rows, ...inside }: Inside,
  nameOf: (key: string, row: RowName) => string,
  others: Readonly<Record<string, Treatment>> = {},
): KnownNames {
  const names = new Map<string, KnownNames | undefined>();
  const add = (path: string, within: KnownNames | undefined): void => {
    const [name = '', ...rest] = path.split('.');
    const before = names.get(name);
    const found = rest.reduceRight<KnownNames | undefined>(
      (inner, step) => ({ names: new Map([[step, inner]]) }),
      within,
    );
    names.set(name, names.has(name) ? merged(before, found) : found);
  };
  for (const [key, row] of rows()) add(nameOf(key, row), row.inside && knownNames(row.inside, nameOf));
  for (const path of Object.keys(others)) add(path, undefined);
  return { names, ...inside };
}

/** The arguments that are none of a resource's own. */
const ofEveryResource: Readonly<Record<string, Treatment>> = {
  id: readOnly('names the resource to Terraform'),
  region: identity('says where it is'),
};

/**
 * The arguments of a resource and those of its nested blocks, at every depth: of the rows, and of what is not compared.
 *
 * @param others what has no row, by its path: `timeouts`, `load_balancer.target_group_arn`
 */
export function knownArguments<M extends object>(
  table: Table<M>,
  others: Readonly<Record<string, Treatment>>,
): KnownNames {
  return knownNames({ rows: () => rowsOf(table) }, argumentOf, { ...ofEveryResource, ...others });
}

/** What either has. */
function merged(one: KnownNames | undefined, other: KnownNames | undefined): KnownNames | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  const names = new Map(one.names);
  for (const [name, inside] of other.names) names.set(name, merged(names.get(name), inside));
  return { ...one, names };
}

/** The path of an element: by its name, else by its place among the others. */
export function elementPath(
  path: Path,
  element: TerraformValue,
  index: number,
  { elementName }: Pick<KnownNames, 'elementName'>,
): Path {
  return elementAt(path, nameText(elementName?.(element)) ?? String(index));
}

function nameText(name: Value<string> | undefined): string | undefined {
  if (name === undefined || name.state === 'unknown') return undefined;
  if (isSecret(name)) return hiddenText;
  return name.state === 'known' ? name.value : starred(name.parts);
}
