import type { SourceRange } from './source.ts';

/** What is wrong in a `driftcheck.yaml`, by kind. Tests assert these, not the wording. */
export type ConfigMistakeCode =
  // The text.
  | 'empty'
  | 'not-utf8'
  | 'control-character'
  | 'tab'
  /** YAML that does not parse: `detail` says at what. */
  | 'syntax'
  | 'several-documents'
  | 'directive'
  | 'tag'
  | 'anchor'
  /** `*name`, or a pattern that begins with `*` and stands in no quotes. */
  | 'alias'
  | 'merge-key'
  | 'duplicate-key'
  | 'key-not-text'
  /** A number that another text than the one that is written would show: `1.20`, `007`. */
  | 'number-form'
  | 'too-deep'
  // The form.
  | 'not-a-map'
  | 'unknown-key'
  | 'missing-key'
  | 'wrong-type'
  /** None of the values that there are. */
  | 'not-allowed'
  | 'too-small'
  | 'too-large'
  /** No day of the calendar. */
  | 'date'
  /** A text that is not of the form that the section asks for; `detail` says which. */
  | 'malformed'
  // What it means.
  | 'unknown-rule'
  | 'unknown-target'
  | 'bare-wildcard'
  | 'duplicate'
  | 'outside';

/** Something wrong in a `driftcheck.yaml`. Data; `report/message/problem/config.ts` has the words. */
export interface ConfigMistake {
  readonly code: ConfigMistakeCode;
  readonly at: SourceRange;
  /** The key that it is about, as in `ignore[0].rule`; empty for the file. */
  readonly path: string;
  /** What was found, as far as it may be shown: a value may be a secret in the wrong place. */
  readonly found?: string;
  /** What could stand there: keys, values, or kinds of values. */
  readonly allowed?: readonly string[];
  /** Of what could stand there, the one that was probably meant. */
  readonly nearest?: string;
  /** The least or the most that there may be. */
  readonly limit?: { readonly count: number; readonly unit: 'characters' | 'entries' | 'value' };
  /** More in words or as the name of a kind, without anything that the file says. */
  readonly detail?: string;
  /** The place of the first of two that are the same. */
  readonly first?: SourceRange;
  /** The line, fit to print; `column` (from 1) and `width` are of what is wrong. */
  readonly excerpt?: { readonly line: string; readonly column: number; readonly width: number };
}
