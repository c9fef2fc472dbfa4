import { reasonOf, type Value } from '../../model/declared.ts';
import { Secret, type Text } from '../../model/secret/secret.ts';
import { judgeName } from '../../model/secret/sensitive-name.ts';
import { seal } from '../../model/secret/sensitivity.ts';
import { type ContainerExpectation, memberOf, unknownIn } from './containers.ts';
import type { JudgedState, Judgement } from './judgement.ts';

/**
 * `no-plain-secrets`: no environment variable that is named like a secret holds one. Which names those are, and which
 * values are no secrets under them (a switch, a number, an ARN, a path), is judged as everywhere; what Terraform calls
 * sensitive is a secret under such a name.
 */
export const plainSecrets: ContainerExpectation = {
  about: 'task-definition',
  isExpected: (entry) => entry['no-plain-secrets'] === true,
  rule: () => 'expect/plain-secret',
  judge: (_, container): readonly Judgement[] => {
    const variables = container && memberOf(container, 'environment');
    if (variables === undefined) return [];
    const path = [{ field: 'environment' }];
    if (variables.state === 'unknown') {
      return [{ path, state: 'undetermined', reason: reasonOf(variables.because), at: variables.at }];
    }
    let doubt = variables.open;
    const judged = variables.elements.flatMap((entry): readonly Judgement[] => {
      const name = entry.state === 'unknown' ? undefined : memberOf(entry, 'name');
      if (entry.state === 'unknown' || name?.state !== 'known') {
        if (entry.state === 'unknown') doubt ??= entry.because;
        else if (name !== undefined && name.state !== 'known') doubt ??= unknownIn(name);
        return [];
      }
      if (judgeName(name.value) === undefined) return [];
      const value = memberOf(entry, 'value');
      return [
        {
          path: [{ field: 'environment', key: name.value }],
          at: value?.at ?? entry.at,
          ...stateOf(name.value, value),
        },
      ];
    });
    if (doubt === undefined) return judged;
    return [...judged, { path, state: 'undetermined', reason: reasonOf(doubt), at: variables.at }];
  },
};

const unmet: JudgedState & Pick<Judgement, 'shown'> = { state: 'unmet', shown: { secret: true } };

function stateOf(name: string, value: Value<Text> | undefined): JudgedState & Pick<Judgement, 'shown'> {
  switch (value?.state) {
    case undefined:
      return { state: 'met' };
    case 'known':
      return value.value instanceof Secret ? unmet : { state: 'met' };
    case 'partial':
      if (isHarmlessWhatever(name, value.parts)) return { state: 'met' };
      // What begins with a hole may become an ARN.
      return value.secret && typeof value.parts[0] === 'string' && value.parts[0] !== ''
        ? unmet
        : { state: 'undetermined', reason: reasonOf(unknownIn(value)) };
    case 'unknown':
      return value.sensitive ? unmet : { state: 'undetermined', reason: reasonOf(value.because) };
  }
}

/**
 * Whether a text is no secret whatever stands in its holes, as an ARN or the path of a file is none. A text that begins
 * otherwise may become anything.
 */
function isHarmlessWhatever(name: string, parts: readonly unknown[]): boolean {
  const hole = '0';
  const filled = parts.map((part) => (typeof part === 'string' ? part : hole)).join('');
  const text = filled.replace(/^arn:0:/, 'arn:aws:');
  return /^(?:arn:|file:\/\/|\/)/.test(text) && !(seal(name, text) instanceof Secret);
}
