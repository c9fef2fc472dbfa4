import { AwsError } from './shape.ts';

/** The form fields of a call to a query service. */
export type QueryInput = URLSearchParams;

/** A list: `GroupId.1`, `GroupId.2`, in the order of the numbers. */
export function list(input: QueryInput, member: string): readonly string[] {
  return numbered(input, `${member}.`).map((index) => input.get(`${member}.${index}`) ?? '');
}

/** A filter of EC2. */
export interface Filter {
  readonly name: string;
  readonly values: readonly string[];
}

/** `Filter.1.Name`, `Filter.1.Value.1`, … @throws AwsError when a filter has no name, no value or too many values */
export function filters(input: QueryInput): readonly Filter[] {
  const found = numbered(input, 'Filter.').map((index) => ({
    name: input.get(`Filter.${index}.Name`) ?? '',
    values: list(input, `Filter.${index}.Value`),
  }));
  for (const { name, values } of found) {
    if (name === '') throw new AwsError('InvalidParameterValue', 'The filter is missing its name');
    if (values.length === 0) throw new AwsError('InvalidParameterValue', `The filter '${name}' has no value`);
    // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html
    if (values.length > 200) {
      throw new AwsError(
        'FilterLimitExceeded',
        'The maximum number of filter values specified on a single call is 200',
      );
    }
  }
  return found;
}

function numbered(input: QueryInput, prefix: string): number[] {
  const indexes = new Set<number>();
  for (const key of input.keys()) {
    const index = key.startsWith(prefix) ? Number.parseInt(key.slice(prefix.length), 10) : Number.NaN;
    if (Number.isInteger(index)) indexes.add(index);
  }
  return [...indexes].sort((a, b) => a - b);
}

/** Whether the text fits one of a filter's values: `*` and `?` are wildcards unless a backslash stands before them. */
export function fits(text: string, values: readonly string[]): boolean {
  return values.some((value) => pattern(value).test(text));
}

function pattern(value: string): RegExp {
  const source = value.replace(/\\([\s\S])|([\s\S])/g, (_, escaped: string | undefined, plain: string | undefined) => {
    if (escaped !== undefined) return literal(escaped);
    if (plain === '*') return '[\\s\\S]*';
    return plain === '?' ? '[\\s\\S]' : literal(plain ?? '');
  });
  return new RegExp(`^${source}$`);
}

function literal(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
