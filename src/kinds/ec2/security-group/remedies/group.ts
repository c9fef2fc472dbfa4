import type { DifferingLeaf } from '../../../../model/leaf.ts';
import { formatPath } from '../../../../model/path.ts';
import type { Remedies } from '../../../../model/report/remedies.ts';
import { shellText } from '../../../../model/shell.ts';
import { insertAfter, replace } from '../../../../terraform/edit/edits.ts';
import { quoted } from '../../../../terraform/edit/hcl-text.ts';
import type { Attribute } from '../../../../terraform/syntax/ast.ts';
import { isJson, type RunCode } from './code.ts';
import { type Adopt, adopted, refused } from './insert.ts';
import type { Restore } from './restore.ts';
import { removeResource } from './rewrite.ts';
import { tagRemedies } from './tag.ts';

/** How a target is applied. */
export interface TargetRun {
  readonly directory: string;
  readonly workspace?: string;
  /** Where what names no region is. */
  readonly region?: string;
  /** Values are given to the code that are not in it. */
  readonly hasVariables: boolean;
}

/** The two answers to a difference of a group itself; undefined of what is known of neither. */
export function groupRemedies(leaf: DifferingLeaf, code: RunCode, run: TargetRun): Remedies | undefined {
  switch (leaf.rule) {
    case 'sg/group-missing':
      return { restore: makeGroup(leaf, run), adopt: dropDeclared(leaf, code) };
    case 'sg/group-changed':
      return {
        restore: { commands: [], unable: 'replacement', effects: [] },
        adopt: formatPath(leaf.path) === 'description' ? describe(leaf, code) : refused('replacement'),
      };
    case 'sg/group-tags-changed':
    case 'sg/rule-tags-changed':
      return tagRemedies(leaf, code, run);
    default:
      return undefined;
  }
}

/** Terraform makes what it declares: a group has an id and a place in the state, which no command of AWS's gives it. */
function makeGroup({ subject, whole }: DifferingLeaf, { directory, workspace, hasVariables }: TargetRun): Restore {
  // Of a group that the code only names, other code is to make it.
  if (whole !== true || subject.isElements === true) return { commands: [], unable: 'nothing-known', effects: [] };
  const argv = [
    ...(workspace === undefined ? [] : ['env', `TF_WORKSPACE=${workspace}`]),
    'terraform',
    ...(directory === '' || directory === '.' ? [] : [`-chdir=${directory}`]),
    'apply',
    `-target=${subject.address}`,
  ];
  const incomplete = hasVariables ? ({ incomplete: true } as const) : {};
  return { commands: [{ argv, text: shellText(argv), ...incomplete }], effects: [] };
}

function dropDeclared({ subject }: DifferingLeaf, code: RunCode): Adopt {
  const declared = code.declared(subject.target, subject.address);
  if ('unable' in declared) return refused(declared.unable);
  if (code.isRepeated(subject.target, declared.resource)) return refused('repeated');
  const edits = removeResource(declared);
  return 'unable' in edits ? refused(edits.unable) : adopted(edits);
}

function describe({ subject, live }: DifferingLeaf, code: RunCode): Adopt {
  const declared = code.declared(subject.target, subject.address);
  if ('unable' in declared) return refused(declared.unable);
  if (code.isRepeated(subject.target, declared.resource)) return refused('repeated');
  if (live === undefined || !('value' in live) || typeof live.value !== 'string') return refused('secret');
  const text = quoted(live.value);
  if (text === undefined) return refused('text');
  const arguments_ = declared.declaration.items.filter((item): item is Attribute => item.kind === 'attribute');
  const argument = arguments_.find(({ name }) => name === 'description');
  if (argument !== undefined) {
    return isJson(argument.range.file) ? refused('json') : adopted([replace(argument.value.range, text)]);
  }
  const [first] = arguments_;
  return first === undefined ? refused('one-line') : adopted([insertAfter(first.range, `\n  description = ${text}`)]);
}
