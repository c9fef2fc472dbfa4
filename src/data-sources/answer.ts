import type { Read } from '../aws/read.ts';
import { Secret, type Text } from '../model/secret/secret.ts';
import type { TerraformValue } from '../model/value.ts';
import { bool, list, number, string, stringType } from '../terraform/evaluate/value.ts';
import type { DataAnswer } from './data-source.ts';

type AnsweredValue = Text | number | boolean | readonly Text[] | undefined;

/** What was read as an answer. `attributes`: what a found thing tells, without what AWS left out. */
export function answerOf<T>(
  read: Read<T>,
  attributes: (value: T) => Readonly<Record<string, AnsweredValue>>,
): DataAnswer {
  if (read.status === 'unreadable') return read;
  return read.status === 'absent' ? { status: 'none' } : found(attributes(read.value));
}

/** What a search that must find exactly one thing came to. */
export function onlyOne<T>(
  read: Read<readonly T[]>,
  name: (value: T) => Text | undefined,
  attributes: (value: T) => Readonly<Record<string, AnsweredValue>>,
): DataAnswer {
  if (read.status === 'unreadable') return read;
  const [first, ...others] = read.status === 'found' ? read.value : [];
  if (first === undefined) return { status: 'none' };
  if (others.length === 0) return found(attributes(first));
  return {
    status: 'several',
    candidates: [first, ...others].map(name).flatMap((one) => (one === undefined ? [] : [String(one)])),
  };
}

/** What a search for any number of things came to: finding nothing is an answer. */
export function anyNumber<T>(
  read: Read<readonly T[]>,
  attributes: (values: readonly T[]) => Readonly<Record<string, AnsweredValue>>,
): DataAnswer {
  if (read.status === 'unreadable') return read;
  return found(attributes(read.status === 'found' ? read.value : []));
}

function found(answered: Readonly<Record<string, AnsweredValue>>): DataAnswer {
  const attributes = new Map<string, TerraformValue>();
  for (const [name, value] of Object.entries(answered)) {
    const known = attributeValue(value);
    if (known !== undefined) attributes.set(name, known);
  }
  return { status: 'found', attributes };
}

/** A secret has no text to go on with: what it would tell stays unknown. */
function attributeValue(answered: AnsweredValue): TerraformValue | undefined {
  if (answered instanceof Secret) return undefined;
  switch (typeof answered) {
    case 'string':
      return string(answered);
    case 'number':
      return number(answered);
    case 'boolean':
      return bool(answered);
    case 'undefined':
      return undefined;
    default:
      return answered.every((text) => typeof text === 'string')
        ? list(
            answered.map((text) => string(text)),
            stringType,
          )
        : undefined;
  }
}
