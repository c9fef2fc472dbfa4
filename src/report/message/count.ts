/** `1 value`, `2 values` */
export function countText(count: number, one: string, more = `${one}s`): string {
  return `${count} ${count === 1 ? one : more}`;
}

/** What stands below a list that people read when it does not show all: how much it leaves out, and where that is. */
export function moreText(count: number): string {
  return `and ${count} more in the JSON report (--format json)`;
}
