/** A version in numbers, `1.2.3`; what stands behind a dash or a plus is kept as it is. */
interface Version {
  readonly numbers: readonly number[];
  readonly label: string;
}

const form = /^v?(\d{1,9}(?:\.\d{1,9}){0,3})([-+][\w.+-]+)?$/;

function parseVersion(text: string): Version | undefined {
  const [, numbers, label = ''] = form.exec(text) ?? [];
  return numbers === undefined ? undefined : { numbers: numbers.split('.').map(Number), label };
}

function compareVersions(a: Version, b: Version): number {
  for (let index = 0; index < Math.max(a.numbers.length, b.numbers.length); index++) {
    const difference = (a.numbers[index] ?? 0) - (b.numbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * Whether a version certainly fits a constraint such as `~> 5.1, != 5.3.0`. One with a label (`2.0.0-beta1`) fits no
 * constraint but the one that names it.
 * https://developer.hashicorp.com/terraform/language/expressions/version-constraints
 */
export function fitsConstraint(text: string, constraint: string): boolean {
  const version = parseVersion(text.trim());
  return version !== undefined && constraint.split(',').every((part) => fits(version, part.trim()));
}

function fits(version: Version, part: string): boolean {
  const [, operator = '', rest = ''] = /^(=|!=|>=?|<=?|~>)?\s*(.*)$/.exec(part) ?? [];
  const wanted = parseVersion(rest);
  if (wanted === undefined) return false;
  const order = compareVersions(version, wanted);
  const isSame = order === 0 && version.label === wanted.label;
  if (operator === '' || operator === '=') return isSame;
  if (version.label !== '' || wanted.label !== '') return operator === '!=' && !isSame;
  switch (operator) {
    case '!=':
      return order !== 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    default: {
      // Of the written numbers only the last may be higher.
      const fixed = Math.max(wanted.numbers.length - 1, 1);
      return order >= 0 && wanted.numbers.slice(0, fixed).every((number, index) => version.numbers[index] === number);
    }
  }
}
