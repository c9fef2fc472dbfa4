import type { ExpectationSide, HeldExpectation } from '../../model/report/expectation.ts';
import { answersText } from './connection.ts';
import { countText } from './count.ts';
import { placeText } from './reason.ts';

/** An expectation by its name. */
export function expectationText(name: string): string {
  return `expectation "${name}"`;
}

/** Where an expectation is not met, and where it is: one sentence. */
export function sidesText(sides: readonly ExpectationSide[]): string {
  const states: readonly ExpectationSide['state'][] = ['unmet', 'met', 'undetermined'];
  return states
    .flatMap((state) => {
      const own = sides.filter((side) => side.state === state).map(sideText);
      return own.length === 0 ? [] : [`${stateWords[state]} ${own.join(', ')}`];
    })
    .join('; ');
}

const stateWords: Readonly<Record<ExpectationSide['state'], string>> = {
  unmet: 'not met by',
  met: 'met by',
  undetermined: 'not known of',
};

function sideText({ side, revision }: ExpectationSide): string {
  const named = revision === undefined ? 'the revision' : `revision ${revision}`;
  switch (side) {
    case 'code':
      return 'the code';
    case 'service':
      return `${named} that the service runs`;
    case 'latest-revision':
      return revision === undefined ? 'the latest revision' : `the latest revision, ${revision}`;
    case 'task':
      return `${named} that some tasks still run`;
    case 'group':
      return 'the live group';
  }
}

/** What an expectation came to: one line. */
export function heldText({ name, at, about, things, unmet, undetermined, connections }: HeldExpectation): string {
  const parts = [
    ...(unmet === 0 ? [] : [`${unmet} not met`]),
    ...(undetermined === 0 ? [] : [`${undetermined} not known`]),
  ];
  const held = `held against ${things === 0 ? 'nothing' : countText(things, about.replace('-', ' '))}`;
  const came = connections === undefined ? undefined : answersText(connections);
  return `${name}: ${held}: ${came ?? (parts.length === 0 ? 'met' : parts.join(', '))} (${placeText(at)})`;
}
