import type { SourcePosition, SourceRange } from '../../model/source.ts';

/**
 * The syntax tree of HCL native syntax. Nothing is evaluated, folded or normalised here: what the
 * author wrote can be told from the tree (attribute or block, order of blocks, heredoc markers,
 * strip markers, number text).
 */
export interface Node {
  readonly range: SourceRange;
}

export interface Body extends Node {
  /** Attributes and blocks in source order. */
  readonly items: BodyItems;
}

export interface Attribute extends Node {
  readonly kind: 'attribute';
  readonly name: string;
  readonly nameRange: SourceRange;
  readonly value: Expression;
  /** JSON syntax does not tell whether it is an argument or nested blocks: its objects may be bodies. */
  readonly mayBeBlocks?: true;
}

/** The arguments and blocks of a body, in source order. */
export type BodyItems = readonly (Attribute | Block)[];

export interface Block extends Node {
  readonly kind: 'block';
  readonly type: string;
  readonly typeRange: SourceRange;
  readonly labels: readonly BlockLabel[];
  /** From the type to the last label: what a diagnostic about the block points at. */
  readonly headerRange: SourceRange;
  readonly body: Body;
}

export interface BlockLabel extends Node {
  readonly value: string;
  readonly quoted: boolean;
}

export type Expression =
  | LiteralNumber
  | LiteralBool
  | LiteralNull
  | Template
  | Variable
  | GetAttribute
  | GetIndex
  | Splat
  | FunctionCall
  | TupleConstructor
  | ObjectConstructor
  | ForExpression
  | Unary
  | Binary
  | Conditional
  | Parentheses;

export interface LiteralNumber extends Node {
  readonly kind: 'number';
  /** The digits as written (`1.50`, `1e3`). */
  readonly text: string;
}
export interface LiteralBool extends Node {
  readonly kind: 'bool';
  readonly value: boolean;
}
export interface LiteralNull extends Node {
  readonly kind: 'null';
}

/**
 * A quoted string, a heredoc or (for `templatefile`) a whole file. A plain string is a template of one text part or of
 * none.
 */
export interface Template extends Node {
  readonly kind: 'template';
  readonly form: 'quoted' | 'heredoc' | 'file';
  readonly heredoc?: { readonly marker: string; readonly flush: boolean };
  /**
   * Parts with flushing (`<<-`) and strip markers (`~`) already applied to the text parts' `value`; the markers
   * themselves are kept.
   */
  readonly parts: readonly TemplatePart[];
}
export type TemplatePart = TemplateText | TemplateInterpolation | TemplateIf | TemplateFor;
export interface TemplateText extends Node {
  readonly kind: 'text';
  /** The decoded text (escapes resolved, flushed, stripped). */
  readonly value: string;
  /** Of a text of several lines: where each of them begins, in the text (`from`) and in the code. */
  readonly lines?: readonly TextLine[];
}
export interface TextLine {
  readonly from: number;
  readonly start: SourcePosition;
}
export interface StripMarkers {
  /** `${~` */
  readonly left: boolean;
  /** `~}` */
  readonly right: boolean;
}
export interface TemplateInterpolation extends Node {
  readonly kind: 'interpolation';
  readonly expression: Expression;
  readonly strip: StripMarkers;
}
export interface TemplateIf extends Node {
  readonly kind: 'if';
  readonly condition: Expression;
  readonly then: readonly TemplatePart[];
  /** Absent when there is no `%{else}`. */
  readonly otherwise?: readonly TemplatePart[];
  /** Markers of `%{if}`, `%{else}` (when there) and `%{endif}`. */
  readonly strip: { readonly if: StripMarkers; readonly else?: StripMarkers; readonly endif: StripMarkers };
}
export interface TemplateFor extends Node {
  readonly kind: 'for';
  readonly keyVariable?: string;
  readonly valueVariable: string;
  readonly collection: Expression;
  readonly body: readonly TemplatePart[];
  readonly strip: { readonly for: StripMarkers; readonly endfor: StripMarkers };
}

/** The first name of a traversal: `var` in `var.image`, a `for` variable, an iterator. */
export interface Variable extends Node {
  readonly kind: 'variable';
  readonly name: string;
}
export interface GetAttribute extends Node {
  readonly kind: 'get-attribute';
  readonly object: Expression;
  readonly name: string;
  readonly nameRange: SourceRange;
}
export interface GetIndex extends Node {
  readonly kind: 'get-index';
  readonly object: Expression;
  /** For the legacy form `list.0` a number literal. */
  readonly index: Expression;
  readonly legacy: boolean;
}
/**
 * `source[*].a[0]` (full) or `source.*.a` (attribute-only). `each` is applied to every element: its innermost
 * object is a `SplatItem`. A full splat takes all traversals that follow, an attribute-only one the `.name` and `.0`
 * ones.
 */
export interface Splat extends Node {
  readonly kind: 'splat';
  readonly source: Expression;
  readonly form: 'full' | 'attribute-only';
  readonly each: SplatBody;
}
export type SplatStep =
  | { readonly kind: 'attribute'; readonly name: string; readonly range: SourceRange }
  | { readonly kind: 'index'; readonly index: Expression; readonly legacy: boolean; readonly range: SourceRange }
  /** A splat inside of a splat, `a[*].b[*].c`: steps behind a nested attribute-only one apply to its result. */
  | {
      readonly kind: 'splat';
      readonly form: 'full' | 'attribute-only';
      readonly each: SplatBody;
      readonly range: SourceRange;
    };
export type SplatBody = readonly SplatStep[];

export interface FunctionCall extends Node {
  readonly kind: 'call';
  /** With its namespaces: `provider::aws::arn_parse`. */
  readonly name: string;
  readonly nameRange: SourceRange;
  readonly arguments: readonly Expression[];
  /** The last argument is followed by `...`. */
  readonly expandFinal: boolean;
}
export interface TupleConstructor extends Node {
  readonly kind: 'tuple';
  readonly elements: readonly Expression[];
}
export interface ObjectConstructor extends Node {
  readonly kind: 'object';
  readonly items: readonly ObjectItem[];
  /** It is an error when two keys come to the same, as in JSON syntax; otherwise the last one counts. */
  readonly eachKeyOnce?: true;
}
export interface ObjectItem extends Node {
  /**
   * A bare word key (`name = …`) is a `Variable` that is *not* to be looked up; `bareKey` tells. `(expr) = …` is
   * `Parentheses`.
   */
  readonly key: Expression;
  readonly bareKey?: string;
  readonly value: Expression;
}
export interface ForExpression extends Node {
  readonly kind: 'for';
  readonly form: 'tuple' | 'object';
  readonly keyVariable?: string;
  readonly valueVariable: string;
  readonly collection: Expression;
  /** Only in the object form. */
  readonly key?: Expression;
  readonly value: Expression;
  /** `=> value...` */
  readonly grouping: boolean;
  readonly condition?: Expression;
}
export interface Unary extends Node {
  readonly kind: 'unary';
  readonly operator: '-' | '!';
  readonly operand: Expression;
}
export type BinaryOperator = '||' | '&&' | '==' | '!=' | '<' | '>' | '<=' | '>=' | '+' | '-' | '*' | '/' | '%';
export interface Binary extends Node {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}
export interface Conditional extends Node {
  readonly kind: 'conditional';
  readonly condition: Expression;
  readonly then: Expression;
  readonly otherwise: Expression;
}
export interface Parentheses extends Node {
  readonly kind: 'parentheses';
  readonly expression: Expression;
}
