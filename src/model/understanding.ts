import type { Diagnostic } from './diagnostic.ts';
import type { ReasonData } from './report/reason.ts';
import type { SourceRange } from './source.ts';
import type { Type, ValueStep } from './value.ts';

/*
 * What was understood of Terraform code, as it may be shown: there is no secret text in any of these. `driftcheck eval`
 * makes them, and `report/eval.ts` and `report/eval-json.ts` write them down.
 */

interface Placed {
  /** Where it was written. */
  readonly at?: SourceRange;
}

/**
 * A secret may have a fingerprint in its place: equal texts have equal ones. Without a key, one that could be guessed
 * has none.
 */
export interface SealedSecret extends Placed {
  readonly kind: 'secret';
  readonly fingerprint?: string;
}
export interface SealedTemplate extends Placed {
  readonly kind: 'template';
  readonly parts: readonly SealedPart[];
}
/**
 * A part of a string that has holes or of which a part is secret: known text, known text that is secret, or a hole with
 * its reason.
 */
export type SealedPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'secret'; readonly fingerprint?: string }
  | { readonly kind: 'hole'; readonly because: ReasonData };

/** A value of the language, or the content of a block, with every secret sealed. */
export type SealedValue =
  | (Placed & { readonly kind: 'null' })
  | (Placed & { readonly kind: 'bool'; readonly value: boolean })
  /** All digits, without an exponent. */
  | (Placed & { readonly kind: 'number'; readonly digits: string })
  | (Placed & { readonly kind: 'string'; readonly text: string })
  | SealedSecret
  | SealedTemplate
  | (Placed & { readonly kind: 'unknown'; readonly because: ReasonData })
  /** A JSON text and the structure of what it encodes. */
  | (Placed & { readonly kind: 'json'; readonly text: SealedValue; readonly decoded: SealedValue })
  /** Lists, sets and tuples. `open`: why there may be further elements. */
  | (Placed & { readonly kind: 'list'; readonly elements: readonly SealedValue[]; readonly open?: ReasonData })
  /** Maps, objects and bodies of blocks. `open`: why there may be further entries. */
  | (Placed & {
      readonly kind: 'object';
      /** In the place of a key that is secret stands `(sensitive)`, with a number from the second on. */
      readonly entries: ReadonlyMap<string, SealedValue>;
      readonly open?: ReasonData;
    })
  /** The nested blocks of one type. `open`: why there may be further blocks. */
  | (Placed & { readonly kind: 'blocks'; readonly blocks: readonly SealedValue[]; readonly open?: ReasonData });

/** A part of a resource that is not known, or not wholly. */
export interface UnknownLeaf {
  readonly path: readonly ValueStep[];
  readonly at?: SourceRange;
  readonly because: readonly ReasonData[];
  /** `elements`: what is there is known, whether there is more is not. */
  readonly kind: 'value' | 'elements';
}

export interface UnderstoodResource {
  readonly address: string;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly at: SourceRange;
  /** Whether resources of this type are compared with AWS. */
  readonly compared: boolean;
  /** Why it may stand for any number of instances. */
  readonly expansion?: ReasonData;
  /** An object: attributes and `blocks`. */
  readonly body: SealedValue;
  readonly known: number;
  readonly unknown: readonly UnknownLeaf[];
}

export interface UnderstoodModule {
  /** '' for the root. */
  readonly address: string;
  readonly directory: string;
}

/** A variable of the root module without a value. */
export interface UnsetRootVariable {
  readonly name: string;
  readonly at: SourceRange;
  /** Variable files of the repository that would set it, the nearest first. */
  readonly setBy: readonly string[];
  /** Addresses of resources with values that hang on it. */
  readonly resources: readonly string[];
  /** How many values hang on it. */
  readonly values: number;
}

/**
 * What hides resources: a module whose code is not there or in error, or whose number of instances is not known; an
 * incomplete plan.
 */
export interface UnderstoodHole {
  readonly kind: 'module-missing' | 'module-invalid' | 'module-expansion' | 'plan-incomplete';
  readonly address: string;
  readonly at: SourceRange;
  /** What the call says in `source`. */
  readonly source?: string;
  readonly because?: ReasonData;
}

/** What was understood of a configuration. Every list is in a total order. */
export interface Understanding {
  readonly directory: string;
  readonly workspace: string;
  readonly modules: readonly UnderstoodModule[];
  /** Every file that was read, as positions name files. */
  readonly files: readonly string[];
  readonly resources: readonly UnderstoodResource[];
  readonly unsetVariables: readonly UnsetRootVariable[];
  readonly holes: readonly UnderstoodHole[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What one expression comes to. */
export type UnderstoodExpression =
  | {
      readonly ok: true;
      readonly expression: string;
      readonly value: SealedValue;
      readonly type: Type;
      readonly unknown: readonly UnknownLeaf[];
    }
  | { readonly ok: false; readonly expression: string; readonly diagnostics: readonly Diagnostic[] };

/** Whether a sealed string has a part that is not known. */
export function hasHole({ parts }: SealedTemplate): boolean {
  return parts.some(({ kind }) => kind === 'hole');
}
