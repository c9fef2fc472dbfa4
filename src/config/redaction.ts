import { parsePath } from '../model/path.ts';
import { type Redaction, withRedaction } from '../model/secret/redaction.ts';
import { secretParts } from '../model/secret/sensitivity.ts';
import type { Config } from './config.ts';
import { valuePattern } from './value-pattern.ts';

/**
 * What a configuration says of secrets, and the secrets that it holds itself: somebody may have pasted a token into a
 * reason or the value of a variable.
 *
 * @param config as it was read: its patterns are valid
 */
export async function redactionOf({ redact, ...rest }: Omit<Config, 'file'>): Promise<Redaction> {
  const { allow = [], also = [] } = redact;
  const patterns = also.flatMap((one) => {
    const pattern = typeof one === 'string' ? undefined : valuePattern(one.value);
    return pattern === undefined || 'problem' in pattern ? [] : [pattern];
  });
  const said: Redaction = {
    allow: new Set(allow),
    also: also.filter((one) => typeof one === 'string'),
    ...(patterns.length === 0 ? {} : { stretches: (text) => patterns.flatMap(({ stretches }) => stretches(text)) }),
    held: new Set(),
  };
  return { ...said, held: await withRedaction(said, () => secretsIn(rest)) };
}

/** The secrets in data, each text judged by the name that it stands under. */
function secretsIn(data: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (value: unknown, name: string | undefined): void => {
    if (typeof value === 'string') for (const part of secretParts(name, value)) found.add(part);
    else if (Array.isArray(value)) for (const one of value) visit(one, name);
    else if (typeof value === 'object' && value !== null) {
      const of = nameIn(value);
      for (const [key, member] of Object.entries(value)) {
        visit(key, undefined);
        visit(member, of !== undefined && valueMembers.has(key) ? of : key);
      }
    }
  };
  visit(data, undefined);
  return found;
}

/** Members that hold a value of what is named beside them. */
const valueMembers: ReadonlySet<string> = new Set(['declared', 'live', 'value']);

/** What a value stands under: the variable that is named, or that the path ends in, or the label or tag. */
function nameIn(value: object): string | undefined {
  const variable: unknown = Reflect.get(value, 'environment');
  if (typeof variable === 'string') return variable;
  const path: unknown = Reflect.get(value, 'path');
  if (typeof path !== 'string') return undefined;
  const last = parsePath(path).at(-1);
  return last?.key ?? last?.field;
}
