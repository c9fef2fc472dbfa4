import { exitCode } from '../exit-code.ts';
import { rules } from '../model/catalogue.ts';
import { findRule } from '../policy/find-rule.ts';
import { explain, ruleList, unknownRule } from '../report/explain.ts';
import { print } from './print.ts';
import { terminal } from './terminal.ts';

/** `driftcheck explain [rule]`: one rule in full, or all in a line each. */
export function runExplain(name: string | undefined, flags: { readonly color: boolean }): number {
  const context = terminal(process.stdout, flags.color);
  if (name === undefined) {
    print(process.stdout, ruleList(rules, context));
    return exitCode.inSync;
  }
  const found = findRule(name);
  if (found.status === 'found') {
    print(process.stdout, explain(found.rule, context));
    return exitCode.inSync;
  }
  print(process.stderr, unknownRule(name, found.suggestions, terminal(process.stderr, flags.color)));
  return exitCode.couldNotRun;
}
