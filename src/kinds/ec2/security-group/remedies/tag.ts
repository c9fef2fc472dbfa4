import type { DifferingLeaf } from '../../../../model/leaf.ts';
import type { Remedies } from '../../../../model/report/remedies.ts';
import type { ShownValue } from '../../../../model/report/shown-value.ts';
import { insertBefore, replace } from '../../../../terraform/edit/edits.ts';
import { quoted } from '../../../../terraform/edit/hcl-text.ts';
import type { Attribute, ObjectConstructor, ObjectItem } from '../../../../terraform/syntax/ast.ts';
import { isJson, type RunCode } from './code.ts';
import type { TargetRun } from './group.ts';
import { type Adopt, adopted, refused } from './insert.ts';
import { createTags, deleteTag, type Restore } from './restore.ts';

/** The two answers to a tag of a group or a rule that differs; undefined of what is no single tag. */
export function tagRemedies(leaf: DifferingLeaf, code: RunCode, { region }: TargetRun): Remedies | undefined {
  const last = leaf.path.at(-1);
  const key = last?.field === 'tags' ? last.key : undefined;
  const { tagged, subject, change, live, declared } = leaf;
  if (key === undefined || tagged === undefined) return undefined;
  const where = subject.identity.region ?? region;
  const at = where === undefined ? {} : { region: where };
  const wanted = textOf(declared);
  const restore: Restore =
    change === 'extra'
      ? { commands: [deleteTag(at, tagged, key)], effects: [] }
      : { commands: [createTags(at, tagged, [[key, wanted]])], effects: [] };
  return { restore, adopt: adoptTag(leaf, code, key, change === 'missing' ? undefined : textOf(live)) };
}

/** The text of a side; undefined where it may not be shown. */
function textOf(shown: ShownValue | undefined): string | undefined {
  return shown !== undefined && 'value' in shown && typeof shown.value === 'string' ? shown.value : undefined;
}

/** Makes the tags of a resource have that value there, or no such tag. */
function adoptTag({ subject, change }: DifferingLeaf, code: RunCode, key: string, value: string | undefined): Adopt {
  const declared = code.declared(subject.target, subject.address);
  if ('unable' in declared) return refused(declared.unable);
  if (code.isRepeated(subject.target, declared.resource)) return refused('repeated');
  if (change !== 'missing' && value === undefined) return refused('secret');
  const [name, text] = [quoted(key), value === undefined ? undefined : quoted(value)];
  if (name === undefined || (value !== undefined && text === undefined)) return refused('text');
  const { items } = declared.declaration;
  const arguments_ = items.filter((item): item is Attribute => item.kind === 'attribute');
  const tags = arguments_.find((item) => item.name === 'tags');
  // Two such tags would each bring an argument of its own.
  if (tags === undefined) return refused('computed');
  if (isJson(tags.range.file)) return refused('json');
  if (tags.value.kind !== 'object') return refused('computed');
  const item = itemOf(tags.value, key);
  if (item !== undefined && text !== undefined) return adopted([replace(item.value.range, text)]);
  if (item !== undefined) return adopted([removeItem(tags.value, item)]);
  // One of the provider's tags is overruled by one of the resource's own, and is not to be had otherwise.
  return text === undefined ? refused('computed') : adopted([putItem(tags.value, `${name} = ${text}`)]);
}

function itemOf({ items }: ObjectConstructor, key: string): ObjectItem | undefined {
  return items.find(({ bareKey, key: written }) => {
    if (bareKey !== undefined) return bareKey === key;
    if (written.kind !== 'template') return false;
    return written.parts.every((part) => part.kind === 'text') && textIn(written.parts) === key;
  });
}

const textIn = (parts: readonly { readonly kind: string }[]): string =>
  parts.map((part) => ('value' in part && typeof part.value === 'string' ? part.value : '')).join('');

function removeItem({ items }: ObjectConstructor, item: ObjectItem) {
  const next = items[items.indexOf(item) + 1];
  const whole = { ...item.key.range, end: next === undefined ? item.value.range.end : next.key.range.start };
  return { action: 'remove', at: whole } as const;
}

/** Puts an item before the first one. */
function putItem({ range, items }: ObjectConstructor, text: string) {
  const { start } = range;
  const behind = { line: start.line, column: start.column + 1, offset: start.offset + 1 };
  return insertBefore({ ...range, start: behind }, ` ${text}${items.length === 0 ? ' ' : ','}`);
}
