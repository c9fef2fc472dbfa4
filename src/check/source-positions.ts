import type { Compared, Leaf, Subject } from '../model/leaf.ts';
import { noSourceRange } from '../model/source.ts';

/** What was compared of a plan, without source positions: nothing of a plan stands in a file of code. */
export function withoutSourcePositions({ subjects, leaves }: Compared): Compared {
  const bare = new Map(subjects.map((subject) => [subject, strip(subject)]));
  return {
    subjects: [...bare.values()],
    leaves: leaves.map((leaf): Leaf => {
      const { subject, ...own } = leaf;
      const bareSubject: Subject = bare.get(subject) ?? strip(subject);
      return { ...strip(own), subject: bareSubject };
    }),
  };
}

/** `data` without the positions, at any depth, that are none. */
function strip<T>(data: T): T {
  if (Array.isArray(data)) return data.map(strip) as T;
  if (typeof data !== 'object' || data === null || Object.getPrototypeOf(data) !== Object.prototype) return data;
  const members = Object.entries(data).filter(([name, member]) => name !== 'at' || !isNowhere(member));
  return Object.fromEntries(members.map(([name, member]) => [name, strip(member)])) as T;
}

function isNowhere(position: unknown): boolean {
  return (
    typeof position === 'object' && position !== null && 'file' in position && position.file === noSourceRange.file
  );
}
