import type { Remedies, RemedyEdit, RemedyEffect, Unable } from '../../model/report/remedies.ts';
import { placeText } from './reason.ts';

/** A part of what is said of remedies: a line of words, and lines of code below it. */
export interface RemedyPart {
  readonly text: string;
  readonly code: readonly string[];
  /** What the code is written in. */
  readonly language: 'sh' | 'terraform';
}

/** The two answers in parts, in the order in which they are read. */
export function remedyParts({ restore, adopt }: Remedies): readonly RemedyPart[] {
  return [...restoreParts(restore), ...adoptParts(adopt)];
}

function restoreParts({ commands, unable, effects }: Remedies['restore']): readonly RemedyPart[] {
  const title = 'to make AWS as the code is';
  if (unable !== undefined) return [words(`${title}: no command, ${unableText(unable)}`)];
  const isIncomplete = commands.some(({ incomplete }) => incomplete === true);
  return [
    {
      text: `${title}${isIncomplete ? ', once what stands in <…> is filled in' : ''}:`,
      code: commands.map(({ text }) => text),
      language: 'sh',
    },
    ...effects.map((effect) => words(effectText(effect))),
  ];
}

function adoptParts({ edits, unable, incomplete, effects }: Remedies['adopt']): readonly RemedyPart[] {
  const title = 'to make the code as AWS is';
  if (unable !== undefined) return [words(`${title}: no code, ${unableText(unable)}`)];
  const filled = incomplete === true ? ', once what stands in <…> is filled in' : '';
  return [
    ...edits.map(
      (edit, index): RemedyPart => ({
        text: `${index === 0 ? `${title}${filled}: ` : 'and '}${editText(edit)}`,
        code: edit.hcl === undefined ? [] : codeLines(edit.hcl),
        language: 'terraform',
      }),
    ),
    ...effects.map((effect) => words(effectText(effect))),
  ];
}

const words = (text: string): RemedyPart => ({ text, code: [], language: 'sh' });

/** The lines of code without the empty ones around them. */
function codeLines(hcl: string): readonly string[] {
  const lines = hcl.split('\n').map((each) => each.trimEnd());
  const isText = (each: string): boolean => each !== '';
  return lines.slice(lines.findIndex(isText), lines.findLastIndex(isText) + 1);
}

function editText({ action, at }: RemedyEdit): string {
  const { file, start, end } = at;
  switch (action) {
    case 'insert':
      return `put in at ${placeText(at)}:${start.column}`;
    case 'replace':
      return `at ${placeText(at)}:${start.column}, in the place of what stands there`;
    case 'remove': {
      const lines = start.line === end.line ? `${start.line}` : `${start.line}-${end.line}`;
      return `take out ${file}:${lines}`;
    }
  }
}

function unableText(why: Unable): string {
  return reasons[why];
}

const reasons: Readonly<Record<Unable, string>> = {
  secret: 'as it would show what is secret',
  replacement: 'as AWS cannot change it: Terraform makes a new group',
  'nothing-known': 'as too little of it is known',
  plan: 'as a plan stands for the code',
  installed: 'as an installed module declares it',
  json: 'as the code is in JSON syntax',
  shared: 'as other instances or targets have the same code',
  repeated: 'as count or for_each makes it',
  dynamic: 'as a dynamic block makes it',
  computed: 'as it is not written there, but computed',
  referenced: 'as other code refers to it',
  'one-line': 'as its block is written in one line',
  text: 'as no string of Terraform holds its text',
};

/** What a remedy changes beside what it is for. */
function effectText({ code, addresses = [], paths = [], direction }: RemedyEffect): string {
  switch (code) {
    case 'cuts':
      return 'it cuts off what the live rule lets through now, unless another rule does';
    case 'allows':
      return 'it lets through what the declared rule allows';
    case 'cuts-shortly':
      return 'between the two commands neither rule is there';
    case 'new-rule-id':
      return `the rule has a new id then: before the next apply, import it to ${addresses.join(', ')}`;
    case 'unowned':
      return `without a rule listed, ${direction ?? 'its direction'} is left to others; "${direction ?? 'ingress'} = []" keeps it`;
    case 'same-block':
      return `the same place declares ${paths.join(', ')}`;
  }
}
