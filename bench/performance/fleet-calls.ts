/*
 * How many calls docs/calls.md promises for a fleet, from its size alone.
 */

/** What a fleet consists of. */
export interface FleetSize {
  readonly services: number;
  /** Tasks of each service. */
  readonly tasks: number;
  /** Security groups of each service. */
  readonly groups: number;
  /** Rules of each group. */
  readonly rules: number;
}

/** The fleet of the measurements: as `createServiceStack` makes it. */
export const fleetSize = (services: number): FleetSize => ({ services, tasks: 4, groups: 3, rules: 10 });

/** The calls, by action, for services of one cluster that run the latest revision of a family each. */
export function expectedCalls({ services, tasks, groups, rules }: FleetSize): Readonly<Record<string, number>> {
  return {
    'sts:GetCallerIdentity': 1,
    'ecs:DescribeServices': Math.ceil(services / 10),
    'ecs:DescribeTaskDefinition': services,
    'ecs:ListTasks': services * Math.ceil(tasks / 100),
    'ecs:DescribeTasks': Math.ceil((services * tasks) / 100),
    'ec2:DescribeSecurityGroups': Math.ceil((services * groups) / 200),
    'ec2:DescribeSecurityGroupRules': pagesOfRules(services * groups, rules),
  };
}

/** The groups are dealt out evenly to as few calls as can take them; each further thousand of a call's rules is a page more. */
function pagesOfRules(groups: number, rules: number): number {
  const batches = Math.ceil(groups / 200);
  const larger = groups % batches;
  const pages = (size: number) => Math.ceil((size * rules) / 1000);
  return larger * pages(Math.ceil(groups / batches)) + (batches - larger) * pages(Math.floor(groups / batches));
}

/** 1 where every run made exactly the calls expected; else the ratio of the action that is furthest from it. */
export function differenceOfCalls(
  expected: Readonly<Record<string, number>>,
  runs: readonly Readonly<Record<string, number>>[],
): { readonly value: number; readonly detail: string } {
  const actions = new Set([expected, ...runs].flatMap((calls) => Object.keys(calls)));
  const ratios = runs.flatMap((made) =>
    [...actions].map((action) => {
      const [is, should] = [made[action] ?? 0, expected[action] ?? 0];
      return { action, is, should, ratio: should === 0 ? 1 + is : is / should };
    }),
  );
  const [worst] = ratios.toSorted((a, b) => Math.abs(b.ratio - 1) - Math.abs(a.ratio - 1));
  if (worst === undefined || worst.ratio === 1) {
    const sum = Object.values(expected).reduce((all, count) => all + count, 0);
    return { value: 1, detail: `${sum} calls, each action as many as its formula` };
  }
  return { value: worst.ratio, detail: `${worst.action}: ${worst.is} instead of ${worst.should}` };
}
