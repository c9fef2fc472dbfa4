import type { Diagnostic } from '../../model/diagnostic.ts';

/** Signs that stand for themselves. */
export type Sign =
  | '{'
  | '}'
  | '['
  | ']'
  | '('
  | ')'
  | '='
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '=>'
  | '&&'
  | '||'
  | '!'
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '?'
  | ':'
  | '::'
  | '.'
  | '...'
  | ',';

export type TokenKind =
  | Sign
  | 'identifier'
  | 'number'
  /** Ends a line outside of templates: `\n` or `\r\n`. */
  | 'newline'
  /** Without the line's end. */
  | 'comment'
  | 'quote-open'
  | 'quote-close'
  /** A stretch of a quoted string, escapes not yet decoded. */
  | 'quoted-text'
  /** `<<EOT` or `<<-EOT` with the line's end. */
  | 'heredoc-open'
  /** The line of the end marker with the blanks around it, without the line's end. */
  | 'heredoc-close'
  /** At most one line (with its end) of a heredoc or a template file; `$${` not yet decoded. */
  | 'raw-text'
  /** `${` or `${~`. */
  | 'interpolation-open'
  /** `%{` or `%{~`. */
  | 'directive-open'
  /** The `}` or `~}` of either. */
  | 'sequence-close'
  /** The end of the text. */
  | 'end'
  /** Something that no token starts with or that does not end; always the last token. */
  | 'problem';

/** A finding of the scanner; offsets as in `Tokens`. */
export interface ScanProblem {
  readonly code: string;
  readonly summary: Diagnostic['summary'];
  readonly detail: Diagnostic['detail'];
  readonly start: number;
  readonly end: number;
}

/**
 * The tokens of a text in order, as parallel arrays (a million tokens are common, objects would cost too much). Between
 * two tokens lie only blanks and tabs, before the first one perhaps a byte order mark. The last token is `end` or
 * `problem`.
 */
export interface Tokens {
  readonly kinds: readonly TokenKind[];
  /** UTF-16 offsets: inclusive. */
  readonly starts: readonly number[];
  /** UTF-16 offsets: exclusive. */
  readonly ends: readonly number[];
  readonly problem?: ScanProblem;
}
