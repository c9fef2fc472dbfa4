import type { Decimal } from 'decimal.js';
import type { Filling } from './pattern.ts';
import type { AwsProblem } from './report/aws-problem.ts';
import type { SourceRange } from './source.ts';
import type { Span } from './span.ts';
import type { TextOrigin } from './text-origin.ts';

/**
 * Terraform's types. `dynamic` is the type of an untyped null and of an unknown whose type is not known ("any").
 * See https://developer.hashicorp.com/terraform/language/expressions/type-constraints
 */
export type Type =
  | { readonly kind: 'dynamic' }
  | { readonly kind: 'bool' }
  | { readonly kind: 'number' }
  | { readonly kind: 'string' }
  | { readonly kind: 'list' | 'set' | 'map'; readonly element: Type }
  | { readonly kind: 'tuple'; readonly elements: readonly Type[] }
  | { readonly kind: 'object'; readonly attributes: ReadonlyMap<string, Type> };

/** A step from a value to a part of it: a string for an attribute or a key, a number for an index. */
export type ValueStep = string | number;

/** So many characters of the texts directly before and behind a hole belong to the same attribute. */
export interface Around {
  readonly before: number;
  readonly after: number;
}

/**
 * Why a value is not known. Data only: the sentence is made by the reporters. `at` is the expression that brought the
 * unknown in.
 */
export type Unknown =
  /**
   * A variable without a value. `module` is the module's address, '' for the root. `path`: to the part of it that this
   * is; absent for the whole.
   */
  | {
      readonly kind: 'variable';
      readonly module: string;
      readonly name: string;
      readonly path?: readonly ValueStep[];
      readonly at?: SourceRange;
    }
  /**
   * An attribute that only AWS or an apply can tell: `address` is the resource instance's (`module.a.aws_x.y["k"]`), or
   * the resource's when the instance is not known; `instance` then stands for it, with its key where the code names
   * one. `filledBy`: what is known of its form; as a hole in a text, that of the part that stands there. `around`: as a
   * hole, what of that text is the attribute's own.
   */
  | {
      readonly kind: 'resource';
      readonly address: string;
      readonly path: readonly ValueStep[];
      readonly instance?: { readonly key?: ValueStep };
      readonly filledBy?: Filling;
      readonly around?: Around;
      readonly at?: SourceRange;
    }
  /**
   * An attribute of a data source. `problem`: what AWS said to the question. `candidates`: what it found, when that is
   * not exactly one. `instance`, `filledBy`, `around`: as of a resource.
   */
  | {
      readonly kind: 'data';
      readonly address: string;
      readonly path: readonly ValueStep[];
      readonly instance?: { readonly key?: ValueStep };
      readonly filledBy?: Filling;
      readonly around?: Around;
      readonly problem?: AwsProblem;
      readonly candidates?: readonly string[];
      /** Why it was not asked for: where it lives is not known, or nowhere that the run's credentials lead to. */
      readonly doubt?: Unknown;
      readonly at?: SourceRange;
    }
  /** The module's code is not there. */
  | {
      readonly kind: 'module';
      readonly address: string;
      readonly source: string;
      readonly path: readonly ValueStep[];
      readonly at?: SourceRange;
    }
  /** `count` or `for_each` of `address` is not known. */
  | {
      readonly kind: 'expansion';
      readonly address: string;
      readonly from: readonly Unknown[];
      readonly at?: SourceRange;
    }
  /**
   * A function or operator that needed an unknown (`from` not empty), or that cannot be computed here (`timestamp`, a
   * provider's function).
   */
  | { readonly kind: 'operation'; readonly name: string; readonly from: readonly Unknown[]; readonly at?: SourceRange }
  /** The expression is in error; the diagnostic is reported with the stack. `code` is the diagnostic's. */
  | { readonly kind: 'invalid'; readonly code: string; readonly at?: SourceRange }
  /**
   * A file that is not the code's own, and so was not read. `name`: the function that names it; absent for the state of
   * `address`, a data source. `file`: where it leads; `directory`: what the user would have to permit. Both absent when
   * the name is secret.
   */
  | {
      readonly kind: 'outside';
      readonly name?: string;
      readonly address?: string;
      readonly file?: string;
      readonly directory?: string;
      readonly at?: SourceRange;
    }
  /**
   * It lives where the credentials of the run do not lead. `value`: the account, partition or profile of its provider,
   * or the argument that gives the provider credentials of its own; absent when it is secret. `run`: that of the run,
   * where it is known.
   */
  | {
      readonly kind: 'elsewhere';
      readonly name: 'account' | 'partition' | 'profile' | 'credentials';
      readonly value?: string;
      readonly run?: string;
      readonly at?: SourceRange;
    }
  /** Said to be unknown by a plan's `after_unknown`. */
  | { readonly kind: 'plan'; readonly address: string; readonly path: readonly ValueStep[]; readonly at?: SourceRange };

/**
 * A stretch of a text, by offsets as JavaScript counts; each hole of a template counts for `holeWidth`. One of no
 * length says that something secret may have stood there. `inherent`: see `Secrecy`.
 */
export interface Stretch extends Span {
  readonly inherent?: true;
}

/** What a hole counts for in the offsets of a template's stretches. */
export const holeWidth = 2;

/**
 * What of a value nobody may see. `true`: all of it, with everything inside. `false`: nothing, but for what its parts
 * say of themselves. Stretches: those of its text. `inherent`: all of it, because of what it is and not because the
 * code says so; so the code cannot take it back with `nonsensitive`.
 */
export type Secrecy = boolean | 'inherent' | readonly Stretch[];

/** What is said of a value besides its content. */
export interface ValueMarks {
  /** Terraform's sensitive mark: it survives every operation, and some of them are forbidden by it. */
  readonly sensitive?: true;
  /**
   * What is hidden, where that is not the same as what Terraform marks: without it all of a sensitive value is.
   * Terraform marks the whole text that one secret was put into, and nothing else could be seen of it.
   */
  readonly secret?: Secrecy;
  /**
   * The sensitive mark is there only because the provider says so of the attribute; the value itself may be an ordinary
   * one.
   */
  readonly bySchema?: true;
  /**
   * Where the value was written: the literal, constructor or reference it comes from. Conversions, locals, variables
   * and functions that pass an element on (`merge`, `concat`, `values`) keep it, so that a list built in a module still
   * points at the caller's line.
   */
  readonly at?: SourceRange;
}

export interface NullValue extends ValueMarks {
  readonly kind: 'null';
  readonly type: Type;
}
export interface BoolValue extends ValueMarks {
  readonly kind: 'bool';
  readonly value: boolean;
}
export interface NumberValue extends ValueMarks {
  readonly kind: 'number';
  readonly value: Decimal;
}
/** What a text is as a whole. Whatever is made from it is that no longer. */
export interface Origin {
  /** The id or ARN of this instance of a resource. */
  readonly identityOf?: Extract<Unknown, { readonly kind: 'resource' }>;
}

/** NFC-normalised, as Terraform's. */
export interface StringValue extends ValueMarks, Origin {
  readonly kind: 'string';
  readonly value: string;
  /**
   * What was encoded, when the text is the result of `jsonencode`: keeps positions and marks of the parts. Never part
   * of equality.
   */
  readonly encoded?: TerraformValue;
  /** Where its pieces are written, when that is in more than one line. Never part of equality. */
  readonly origin?: TextOrigin;
}
/** A string with holes: at least one part is unknown. Neighbouring texts are joined and no text is empty. Not null. */
export interface TemplateValue extends ValueMarks, Origin {
  readonly kind: 'template';
  readonly parts: readonly TemplateValuePart[];
  readonly encoded?: TerraformValue;
  readonly origin?: TextOrigin;
}
export type TemplateValuePart = string | UnknownValue;
/**
 * A collection of which only a part is known. `open` says why there may be further elements (`concat(known,
 * var.unset)`): those listed are certainly there; for `open` lists and tuples their positions are not certain. Absent
 * on an ordinary collection.
 */
/** A collection that may have further elements, for that reason. */
export interface Open {
  readonly open?: Unknown;
}

export interface ListValue extends ValueMarks, Open {
  readonly kind: 'list';
  readonly element: Type;
  readonly elements: readonly TerraformValue[];
}
/**
 * Elements in Terraform's order (strings bytewise, numbers numerically, false before true), each once; unknown ones
 * last.
 */
export interface SetValue extends ValueMarks, Open {
  readonly kind: 'set';
  readonly element: Type;
  readonly elements: readonly TerraformValue[];
}
/** Entries in bytewise key order. */
export interface MapValue extends ValueMarks, Open {
  readonly kind: 'map';
  readonly element: Type;
  readonly entries: ReadonlyMap<string, TerraformValue>;
  /** The keys that nobody may see. */
  readonly secretKeys?: ReadonlySet<string>;
}
export interface TupleValue extends ValueMarks, Open {
  readonly kind: 'tuple';
  readonly elements: readonly TerraformValue[];
}
/** Entries in bytewise key order. */
export interface ObjectValue extends ValueMarks, Open {
  readonly kind: 'object';
  readonly entries: ReadonlyMap<string, TerraformValue>;
  /** The keys that nobody may see. */
  readonly secretKeys?: ReadonlySet<string>;
}
export interface UnknownValue extends ValueMarks {
  readonly kind: 'unknown';
  readonly type: Type;
  readonly because: Unknown;
  /** Known not to be null (an `id`, the result of most functions). */
  readonly notNull?: true;
  /** Known to be no empty string either. */
  readonly notEmpty?: true;
}

/** A value of the Terraform language, typed as Terraform types it. */
export type TerraformValue =
  | NullValue
  | BoolValue
  | NumberValue
  | StringValue
  | TemplateValue
  | ListValue
  | SetValue
  | MapValue
  | TupleValue
  | ObjectValue
  | UnknownValue;

/** A value whose elements stand in an order: as written, or (of a set) as Terraform sorts them. */
export type SequenceValue = Extract<TerraformValue, { readonly kind: 'list' | 'set' | 'tuple' }>;
/** A value whose elements have names. */
export type KeyedValue = Extract<TerraformValue, { readonly kind: 'map' | 'object' }>;
