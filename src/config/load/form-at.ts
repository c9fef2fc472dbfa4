import * as z from 'zod';
import { configForm } from '../form.ts';
import type { ConfigPath } from './node.ts';

/** The part of JSON Schema that is looked at here. */
interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
}

/** The form of the file as JSON Schema, which editors read. */
export function configSchema(): Record<string, unknown> {
  return z.toJSONSchema(configForm, { target: 'draft-2020-12', io: 'input' });
}

let root: Schema | undefined;

const rootForm = (): Schema => (root ??= configSchema());

/** The forms that a value at a path may have, with what stands in unions and references. */
function formsAt(path: ConfigPath): readonly Schema[] {
  let forms = [...alternatives(rootForm())];
  for (const step of path) forms = forms.flatMap((form) => inside(form, step)).flatMap(alternatives);
  return forms;
}

function inside({ properties, additionalProperties, items }: Schema, step: string | number): readonly Schema[] {
  const next =
    typeof step === 'number'
      ? items
      : properties !== undefined && Object.hasOwn(properties, step)
        ? properties[step]
        : additionalProperties;
  return typeof next === 'object' ? [next] : [];
}

function alternatives(form: Schema): readonly Schema[] {
  const { $ref, anyOf = [], oneOf = [], allOf = [] } = form;
  const name = $ref === undefined ? undefined : /^#\/\$defs\/(.+)$/.exec($ref)?.[1];
  const named = name === undefined ? undefined : rootForm().$defs?.[name];
  const others = [...anyOf, ...oneOf, ...allOf, ...(named === undefined ? [] : [named])];
  return [form, ...others.flatMap(alternatives)];
}

/** The keys that the map at a path may have. */
export function keysAt(path: ConfigPath): readonly string[] {
  return [...new Set(formsAt(path).flatMap(({ properties = {} }) => Object.keys(properties)))];
}

/** The values that may stand at a path, where they can be listed. */
export function valuesAt(path: ConfigPath): readonly string[] {
  const listed = formsAt(path).flatMap((form) => [...(form.enum ?? []), ...('const' in form ? [form.const] : [])]);
  return [...new Set(listed.map(String))];
}

/** All keys and values that the form names. */
export function vocabulary(): ReadonlySet<string> {
  const words = new Set<string>();
  const seen = new Set<Schema>();
  const visit = (form: Schema): void => {
    if (seen.has(form)) return;
    seen.add(form);
    for (const key of Object.keys(form.properties ?? {})) words.add(key);
    for (const value of [...(form.enum ?? []), form.const]) if (typeof value === 'string') words.add(value);
    const { properties = {}, additionalProperties, items, $defs = {}, anyOf = [], oneOf = [], allOf = [] } = form;
    const below = [...Object.values(properties), ...Object.values($defs), ...anyOf, ...oneOf, ...allOf];
    for (const each of [...below, additionalProperties, items]) if (typeof each === 'object') visit(each);
  };
  visit(rootForm());
  return words;
}
