/*
 * Forms of data that others made: AWS's answers, recordings, what Terraform writes. A form says of a value where it is
 * of another form. zod says the same of what a published schema describes, in the same words, but takes a run that
 * looks at little data longer to load and to set up than all that it does with that data.
 */

/** What is wrong with a value, and where in it. */
export interface FormIssue {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly kind: 'type' | 'detail' | 'unknown-members' | 'none-of-several';
  /** What is wrong with it as each of the forms that it might be of. */
  readonly options?: readonly (readonly FormIssue[])[];
}

/** What is wrong with a value; undefined where nothing is. */
type Check = (value: unknown) => readonly FormIssue[] | undefined;

/** What is looked at of a value that has a form: `wrong` takes the path to what is wrong. */
type FormRule<T> = (value: T, wrong: (...path: readonly (string | number)[]) => void) => void;

/** The form of a `T`. */
export class Form<T> {
  /** Of the type alone: no form holds a value. */
  declare readonly type: T;
  readonly check: Check;
  constructor(check: Check) {
    this.check = check;
  }

  /** What is wrong with a value, in the order of the form; nothing where it is of this form. */
  issues(value: unknown): readonly FormIssue[] {
    return this.check(value) ?? [];
  }

  is(value: unknown): value is T {
    return this.check(value) === undefined;
  }

  /** The same as a member that may be left out or undefined. */
  optional(): OptionalForm<T | undefined> {
    return new OptionalForm((value) => (value === undefined ? undefined : this.check(value)));
  }

  /** The same as a member that may be left out. */
  exactOptional(): OptionalForm<T> {
    return new OptionalForm(this.check);
  }

  /** The same with a rule, which is asked of values whose members are of the form's types. */
  refine(rule: FormRule<T>, message = 'Invalid input'): Form<T> {
    return new Form((value) => {
      const before = this.check(value);
      if (before?.some(isBreaking)) return before;
      const found: FormIssue[] = [];
      rule(value as T, (...path) => found.push({ kind: 'detail', path, message }));
      return found.length === 0 ? before : [...(before ?? []), ...found];
    });
  }
}

/** The form of a member that may be left out. */
export class OptionalForm<T> extends Form<T> {
  readonly mayBeLeftOut = true;
}

/** What a form is the form of. */
export type FormOf<F> = F extends Form<infer T> ? T : never;

type FormMembers = Readonly<Record<string, Form<unknown>>>;

type ObjectOf<M extends FormMembers> = {
  [K in keyof M as M[K] extends OptionalForm<unknown> ? never : K]: FormOf<M[K]>;
} & { [K in keyof M as M[K] extends OptionalForm<unknown> ? K : never]?: FormOf<M[K]> };

/** Nothing more can be told of a value with such an issue. */
const isBreaking = ({ kind }: FormIssue): boolean => kind === 'type' || kind === 'none-of-several';

/** A value's type, in the words of a message. */
function typeOf(value: unknown): string {
  if (typeof value === 'number') return Number.isFinite(value) ? 'number' : String(value);
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value !== 'object' || Object.getPrototypeOf(value) === Object.prototype) return typeof value;
  return 'constructor' in value && typeof value.constructor === 'function' ? value.constructor.name : 'object';
}

const otherType = (expected: string, value: unknown): readonly FormIssue[] => [
  { kind: 'type', path: [], message: `Invalid input: expected ${expected}, received ${typeOf(value)}` },
];

const detail = (message: string): FormIssue => ({ kind: 'detail', path: [], message });

function quoted(value: string | number | boolean): string {
  return typeof value === 'string' ? `"${value}"` : String(value);
}

/** Adds the issues of what stands at `step` within a value. */
function withInner(issues: FormIssue[] | undefined, step: string | number, found: readonly FormIssue[]): FormIssue[] {
  const all = issues ?? [];
  for (const issue of found) all.push({ ...issue, path: [step, ...issue.path] });
  return all;
}

/** What a text must be besides: not shorter, and like a pattern. */
interface TextRules {
  readonly least?: number;
  readonly pattern?: RegExp;
  /** What is said of one that is not like the pattern. */
  readonly otherwise?: string;
}

/** A text. */
export function string({ least = 0, pattern, otherwise }: TextRules = {}): Form<string> {
  return new Form((value) => {
    if (typeof value !== 'string') return otherType('string', value);
    const isShort = value.length < least;
    const isOther = pattern !== undefined && !pattern.test(value);
    if (!isShort && !isOther) return undefined;
    return [
      ...(isShort ? [detail(`Too small: expected string to have >=${least} characters`)] : []),
      ...(isOther ? [detail(otherwise ?? `Invalid string: must match pattern ${pattern}`)] : []),
    ];
  });
}

/** A day that the calendar has, in ISO 8601. */
const calendarDay =
  /(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|1\d|2[0-8]))/;
const timeOfDay = /(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)/;

/** A moment as a text in ISO 8601, with its offset from UTC. */
export function dateTime(): Form<string> {
  return string({
    pattern: new RegExp(`^(?:${calendarDay.source})T${timeOfDay.source}$`),
    otherwise: 'Invalid ISO datetime',
  });
}

/** A moment as the SDK gives it. */
export function date(): Form<Date> {
  return new Form((value) =>
    value instanceof Date && !Number.isNaN(value.getTime()) ? undefined : otherType('date', value),
  );
}

/** A finite number. */
export function number(): Form<number> {
  return new Form((value) => (Number.isFinite(value) ? undefined : otherType('number', value)));
}

/** A whole number that is exact, and not smaller than `least`. */
export function int({ least = Number.MIN_SAFE_INTEGER }: { readonly least?: number } = {}): Form<number> {
  return new Form((value) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) return otherType('number', value);
    if (!Number.isInteger(value)) return otherType('int', value);
    if (value > Number.MAX_SAFE_INTEGER) {
      return [detail(`Too big: expected int to be <=${Number.MAX_SAFE_INTEGER}`)];
    }
    return value < least ? [detail(`Too small: expected number to be >=${least}`)] : undefined;
  });
}

export function boolean(): Form<boolean> {
  return new Form((value) => (typeof value === 'boolean' ? undefined : otherType('boolean', value)));
}

/** Anything at all. */
export function unknown(): Form<unknown> {
  return new Form(() => undefined);
}

/** This value alone. */
export function literal<const T extends string | number | boolean>(only: T): Form<T> {
  return new Form((value) =>
    value === only ? undefined : [{ kind: 'type', path: [], message: `Invalid input: expected ${quoted(only)}` }],
  );
}

/** One of these texts. */
export function oneOf<const T extends string>(texts: readonly T[]): Form<T> {
  const known: ReadonlySet<unknown> = new Set(texts);
  return new Form((value) =>
    known.has(value)
      ? undefined
      : [
          {
            kind: 'type',
            path: [],
            message: `Invalid option: expected one of ${texts.map((text) => quoted(text)).join('|')}`,
          },
        ],
  );
}

/** A value of any of these forms. */
export function union<const F extends readonly Form<unknown>[]>(forms: F): Form<FormOf<F[number]>> {
  return new Form((value) => {
    const options: (readonly FormIssue[])[] = [];
    for (const form of forms) {
      const found = form.check(value);
      if (found === undefined) return undefined;
      options.push(found);
    }
    const [close, ...others] = options.filter((found) => !found.some(isBreaking));
    if (close !== undefined && others.length === 0) return close;
    return [{ kind: 'none-of-several', path: [], message: 'Invalid input', options }];
  });
}

/** A list of what has one form. */
export function array<T>(element: Form<T>): Form<T[]> {
  return new Form((value) => {
    if (!Array.isArray(value)) return otherType('array', value);
    let issues: FormIssue[] | undefined;
    for (let index = 0; index < value.length; index++) {
      const found = element.check(value[index]);
      if (found !== undefined) issues = withInner(issues, index, found);
    }
    return issues;
  });
}

/** An object with whatever names, of which each value has one form. */
export function record<T>(values: Form<T>): Form<Record<string, T>> {
  return new Form((value) => {
    if (!isRecord(value)) return otherType('record', value);
    let issues: FormIssue[] | undefined;
    for (const name of Object.keys(value)) {
      const found = name === '__proto__' ? undefined : values.check(value[name]);
      if (found !== undefined) issues = withInner(issues, name, found);
    }
    return issues;
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isObject(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** An object with these members, whatever others it has. */
export function object<const M extends FormMembers>(members: M): Form<ObjectOf<M>> {
  return objectOf(members, false);
}

/** An object with these members and no others. */
export function strictObject<const M extends FormMembers>(members: M): Form<ObjectOf<M>> {
  return objectOf(members, true);
}

function objectOf<M extends FormMembers>(members: M, isStrict: boolean): Form<ObjectOf<M>> {
  const listed = Object.entries(members);
  return new Form((value) => {
    if (!isObject(value)) return otherType('object', value);
    let issues: FormIssue[] | undefined;
    for (const [name, member] of listed) {
      const given = value[name];
      if (given === undefined && member instanceof OptionalForm && !(name in value)) continue;
      const found = member.check(given);
      if (found !== undefined) issues = withInner(issues, name, found);
    }
    if (!isStrict) return issues;
    const unknown = Object.keys(value).filter((name) => name !== '__proto__' && !Object.hasOwn(members, name));
    if (unknown.length === 0) return issues;
    const message = `Unrecognized key${unknown.length > 1 ? 's' : ''}: ${unknown.map(quoted).join(', ')}`;
    return [...(issues ?? []), { kind: 'unknown-members', path: [], message }];
  });
}
