import { type Path, parsePath } from '../model/path.ts';
import { globPattern, matchesPattern } from '../model/pattern.ts';
import type { RuleId } from '../model/rule.ts';

/*
 * The patterns of `driftcheck.yaml`: a text in which `*` stands for any text, also none. Everything else stands for
 * itself.
 */

/** Whether a text is one that a pattern stands for. Takes no longer than both are long, multiplied. */
export function matchesGlob(pattern: string, text: string): boolean {
  return pattern.includes('*') ? matchesPattern(text, globPattern(pattern)) : text === pattern;
}

/** Whether a pattern names a rule: its id, or the family in `sg/*`. */
export function matchesRule(pattern: string, rule: RuleId): boolean {
  return matchesGlob(pattern, rule);
}

/** Whether a pattern names an address: `module.api.*` all that is in the module, in whatever depth. */
export function matchesAddress(pattern: string, address: string): boolean {
  return matchesGlob(pattern, address);
}

/**
 * Whether a path is what a pattern names, or lies within it: `containers[*].image`, `containers[datadog-agent]`. A
 * member is named as AWS has it or as Terraform has it: `desiredCount`, `desired_count`.
 */
export function matchesPath(pattern: string, path: Path): boolean {
  const steps = parsePath(pattern);
  return (
    steps.length <= path.length &&
    steps.every(({ field, key }, index) => {
      const step = path[index];
      if (step === undefined || !matchesGlob(spelled(field), spelled(step.field))) return false;
      if (key !== undefined) return step.key !== undefined && matchesGlob(key, step.key);
      // `containers` covers its elements, `containers.image` is no path.
      return step.key === undefined || index === steps.length - 1;
    })
  );
}

/** `desiredCount` as `desired_count`. */
function spelled(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
